"""Middleware of the portal."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from foundation.casework.ledger import through


def session_at_the_desk_only(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Drop the session cookie from requests for public pages.

    Browsers send it to the desk alone (`SESSION_COOKIE_PATH`); a forged one must neither change a page in a shared cache nor
    make a row in the database.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(settings.SESSION_COOKIE_PATH):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return get_response(request)

    return answer


def through_its_door(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let the ledger know whether an act came from the desk or from the public site."""

    def answer(request: HttpRequest) -> HttpResponse:
        with through("desk" if request.path.startswith(settings.SESSION_COOKIE_PATH) else "public"):
            return get_response(request)

    return answer
