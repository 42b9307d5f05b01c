"""Middleware of the portal."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.casework.ledger import through


def in_words(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer a refusal that has no page, such as that of a method, with a page of the portal; NUL in a header is left out."""

    def answer(request: HttpRequest) -> HttpResponse:
        for name, value in request.META.items():
            if isinstance(value, str) and "\0" in value:
                request.META[name] = value.replace("\0", "")
        response = get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            page = render(request, "405.html", status=405)
            for name, value in response.items():
                if name not in ("Content-Length", "Content-Type"):
                    page.headers[name] = value
            return page
        return response

    return answer


#: No page asks for camera, microphone, place or payment, and none may.
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"


def stated_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """State the language of every page and what it may never ask a browser for."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Language", "zh-CN")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return answer


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
