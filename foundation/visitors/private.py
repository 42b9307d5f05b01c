"""Pages for one person: never kept by a cache, never indexed, opened by what that person holds.

Whoever has shown number and code carries a signed cookie, a `Pass`, for two hours since the last page. It holds the row number
and a digest of the code that is kept: once the code is erased or changed, the cookie opens nothing. What is done with it needs
the form's token as well: `SameSite=Strict` keeps other sites out, and the token, which is bound to the matter, also keeps a
form left open in one window from acting on the matter that another window has meanwhile opened.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt


def private_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one person. It needs no CSRF cookie: what it does is proved by a code, a link or a form's token.

    No other site may send its forms: it could fix the token of somebody's form, and so its code, beforehand.
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


class Coded(Protocol):
    """A matter that a code opens."""

    @property
    def pk(self) -> Any:
        """The number of its row."""

    @property
    def code_hash(self) -> str:
        """What is kept of its code; empty once that is erased."""


@dataclass(frozen=True)
class Pass:
    """The cookie that opens one kind of matter again: its name, its salt, and the address under which a browser shows it."""

    cookie: str
    salt: str
    page: str
    seconds: int = 2 * 3600

    def give(self, response: HttpResponse, matter: Coded) -> HttpResponse:
        """Let the browser come back to this matter without the code."""
        response.set_cookie(
            self.cookie,
            signing.dumps([matter.pk, self._digest(matter)], salt=self.salt),
            max_age=self.seconds,
            path=reverse(self.page),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
        return response

    def take_back(self, response: HttpResponse) -> HttpResponse:
        """Take the cookie away."""
        response.delete_cookie(self.cookie, path=reverse(self.page), samesite="Strict")
        return response

    def named(self, request: HttpRequest) -> int | None:
        """The row number that the cookie names; None without a cookie of ours. Whether it opens that row, `opens` says."""
        return self._shown(request)[0]

    def opens(self, request: HttpRequest, matter: Coded) -> bool:
        """Whether the cookie was given for this matter and the code that it still has."""
        pk, digest = self._shown(request)
        held = pk == matter.pk and bool(matter.code_hash)
        return held and hmac.compare_digest(digest, self._digest(matter))

    def form_token(self, matter: Coded) -> str:
        """What a form of this matter carries, and no other page can know."""
        return salted_hmac(f"{self.salt}.form", self._digest(matter), algorithm="sha256").hexdigest()

    def carries_token(self, request: HttpRequest, matter: Coded) -> bool:
        """Whether a form was sent from a page of this matter."""
        given = request.POST.get("token", "").encode("utf-8", "replace")
        return hmac.compare_digest(given, self.form_token(matter).encode())

    def _shown(self, request: HttpRequest) -> tuple[int | None, str]:
        given = request.COOKIES.get(self.cookie, "")
        try:
            pk, digest = signing.loads(given, salt=self.salt, max_age=self.seconds)
        except (signing.BadSignature, ValueError, TypeError):
            return None, ""
        return pk, digest

    def _digest(self, matter: Coded) -> str:
        said = f"{matter.pk}:{matter.code_hash}"
        return salted_hmac(f"{self.salt}.holder", said, algorithm="sha256").hexdigest()
