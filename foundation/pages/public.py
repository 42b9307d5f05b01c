"""Public pages: read-only and the same for everyone, so that a shared cache can serve them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

#: The seconds for which a shared cache may serve a page without asking again, so that what is withdrawn is gone within them;
#: a browser asks every time, and nobody serves a page that could not be asked for.
SHARED_SECONDS = 5

View = Callable[..., HttpResponseBase]


def public_page(*reads: str, kept: bool = True) -> Callable[[View], View]:
    """Make a view a public page: GET and HEAD, `ETag` and `Cache-Control`; it is kept, and an unchanged one answered with 304.

    `reads` names the query parameters that decide what it shows. With any other in its address the page is not kept, here or by
    caches, nor is the answer to whoever asks too often. What it shows may depend on the day, not on the time of day. A page that
    proves something by being made anew each time is not `kept`; one answer of a view is not if it sets `may_be_kept` to False.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            page = view(request, *args, **kwargs)
            if request.GET.keys() <= set(reads) and page.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                patch_cache_control(
                    page, public=True, max_age=0, s_maxage=SHARED_SECONDS, must_revalidate=True
                )
            else:
                patch_cache_control(page, no_store=True)
            if isinstance(page, HttpResponse) and not page.streaming and "ETag" not in page.headers:
                # Weak, for the page goes out compressed and not.
                page.headers["ETag"] = f'W/"{hashlib.sha256(page.content).hexdigest()[:32]}"'
            # Read by keeping.py.
            page.is_public_page = True  # type: ignore[attr-defined]
            page.may_be_kept = kept and getattr(page, "may_be_kept", True)  # type: ignore[attr-defined]
            return page

        safe = require_safe(answer)
        safe.is_public_page = True  # type: ignore[attr-defined]
        return safe

    return declare


def site_url(request: HttpRequest) -> str:
    """What comes before the paths of the site: `SITE_URL`, else the host that was asked."""
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def canonical_address(request: HttpRequest) -> tuple[str, bool]:
    """The one address of a public page, and whether the address that was asked picks something out of a list.

    The first goes without the parameters that do not make another page; it is blank for other pages, and where the parameters
    were too many to be read.
    """
    match = request.resolver_match
    if match is None or not getattr(match.func, "is_public_page", False):
        return "", False
    try:
        given = request.GET
    except SuspiciousOperation:  # the page says so
        return "", False
    page = given.get("page", "")
    leaf = f"?page={page}" if re.fullmatch("[1-9][0-9]{0,4}", page) and page != "1" else ""
    return f"{site_url(request)}{request.path}{leaf}", bool(given.keys() - {"page"})
