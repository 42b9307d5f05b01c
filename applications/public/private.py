"""Pages for one person: never kept by a cache, never indexed, opened by what that person holds.

Whoever has shown number and query code carries a signed cookie for two hours since the last page. It holds the row number and
a digest of the code that is kept: once the code is erased or changed, the cookie opens nothing. What is done with it needs the
form's token as well: `SameSite=Strict` keeps other sites out, and the token, which is bound to the application, also keeps a
form left open in one window from acting on the application that another window has meanwhile opened.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from applications.models import Application

COOKIE = "track"
SECONDS = 2 * 3600
_SALT = "applications.tracking"


def private_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one person. It needs no CSRF cookie: what it does is proved by a code, a link or a form's token.

    No other site may send its forms: it could fix the token of somebody's application, and so its query code, beforehand.
    """

    @csrf_exempt
    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and sent_from_elsewhere(request):
            response = render(request, "403_csrf.html", status=403)
        else:
            response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


def sent_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that the page of another site sent this. What says nothing is no browser of today."""
    told = request.headers.get("Sec-Fetch-Site")
    if told is not None:
        return told not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and origin != f"{request.scheme}://{request.get_host()}"


def missing(request: HttpRequest) -> HttpResponse:
    """There is no such page, or not for this person: the two are never told apart, and the answer is kept by no cache."""
    return render(request, "404.html", status=404)


def remember(response: HttpResponse, application: Application) -> HttpResponse:
    """Let the browser come back to this application without the code."""
    response.set_cookie(
        COOKIE,
        signing.dumps([application.pk, _digest(application)], salt=_SALT),
        max_age=SECONDS,
        path=reverse("applications:track"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    """Take the cookie away."""
    response.delete_cookie(COOKIE, path=reverse("applications:track"), samesite="Strict")
    return response


def family(request: HttpRequest, rows: QuerySet[Application]) -> list[Application]:
    """The application that the cookie opens, first, and those it was passed on from and to; nothing where it opens none.

    One query. They share one code: an application is passed on with the code of its applicant.
    """
    try:
        pk, digest = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return []
    before = Application.objects.filter(pk=pk).values("passed_on_from_id")
    found = list(rows.filter(Q(pk=pk) | Q(passed_on_from=pk) | Q(pk__in=before)).order_by("pk"))
    held = next((application for application in found if application.pk == pk), None)
    if held is None or not held.code_hash or not hmac.compare_digest(digest, _digest(held)):
        return []
    others = [a for a in found if a != held and a.code_hash == held.code_hash]
    return [held, *others]


def form_token(application: Application) -> str:
    """What a form of this application carries, and no other page can know."""
    return salted_hmac(f"{_SALT}.form", _digest(application), algorithm="sha256").hexdigest()


def carries_token(request: HttpRequest, application: Application) -> bool:
    """Whether a form was sent from a page of this application."""
    given = request.POST.get("token", "").encode("utf-8", "replace")
    return hmac.compare_digest(given, form_token(application).encode())


def _digest(application: Application) -> str:
    said = f"{application.pk}:{application.code_hash}"
    return salted_hmac(f"{_SALT}.holder", said, algorithm="sha256").hexdigest()
