"""Pages for one citizen: not cached, not indexed, opened by number and code.

Whoever has shown both gets a signed cookie, a `Pass`, for two hours from the last page. It holds the row number and a digest of
the stored code, so that it opens nothing once the code is erased or changed. Every POST also needs the form's token, which is
bound to the matter: a form left open in one window cannot act on a matter opened in another.
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
    """Make a view a page of one person: not cached, not indexed, and proved by code, link or form token, not by CSRF cookie.

    Forms sent from another site are refused: it could choose the token of somebody's form, and so its code.
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

    answer.is_private_page = True  # type: ignore[attr-defined]
    return answer


def sent_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that a page of another site sent this; no current browser says nothing."""
    told = request.headers.get("Sec-Fetch-Site")
    if told is not None:
        return told not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and origin != f"{request.scheme}://{request.get_host()}"


def missing(request: HttpRequest) -> HttpResponse:
    """The 404 page, also for what this person may not see: the two are never told apart."""
    return render(request, "404.html", status=404)


class Coded(Protocol):
    """A matter that a code opens."""

    @property
    def pk(self) -> Any:
        """The number of its row."""

    @property
    def code_hash(self) -> str:
        """The digest of its code; empty once that is erased."""


@dataclass(frozen=True)
class Pass:
    """The cookie that opens matters of one kind: its name, its salt, the URL name of its page, its seconds of life.

    Browsers send it to the addresses below `path`, by default those below the page itself.
    """

    cookie: str
    salt: str
    page: str
    seconds: int = 2 * 3600
    #: The URL name below whose address it is sent; blank for that of the page.
    path: str = ""

    def give(self, response: HttpResponse, matter: Coded) -> HttpResponse:
        """Set the cookie for this matter."""
        response.set_cookie(
            self.cookie,
            signing.dumps([matter.pk, self._digest(matter)], salt=self.salt),
            max_age=self.seconds,
            path=reverse(self.path or self.page),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
        return response

    def take_back(self, response: HttpResponse) -> HttpResponse:
        """Delete the cookie."""
        response.delete_cookie(self.cookie, path=reverse(self.path or self.page), samesite="Strict")
        return response

    def named(self, request: HttpRequest) -> int | None:
        """The row number in the cookie, not yet checked by `opens`; None without a valid cookie."""
        return self._shown(request)[0]

    def opens(self, request: HttpRequest, matter: Coded) -> bool:
        """Whether the cookie was given for this matter with its present code."""
        pk, digest = self._shown(request)
        held = pk == matter.pk and bool(matter.code_hash)
        return held and hmac.compare_digest(digest, self._digest(matter))

    def form_token(self, matter: Coded) -> str:
        """The token in the forms of this matter, which no other site can know."""
        return salted_hmac(f"{self.salt}.form", self._digest(matter), algorithm="sha256").hexdigest()

    def carries_token(self, request: HttpRequest, matter: Coded) -> bool:
        """Whether the sent form has the token of this matter."""
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
