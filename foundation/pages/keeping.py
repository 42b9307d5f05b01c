"""Keeping public pages: what is the same for everyone is made once while nothing that is public changes."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus
from http.client import responses
from pathlib import Path
from typing import TYPE_CHECKING, cast

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_etags

from foundation.pages import within
from foundation.pages.shelf import Headers, KeptPage, Shelf
from foundation.pages.state import public_state
from foundation.pages.values import known

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

SHELF = Shelf()
ROOT = Path(__file__).resolve().parents[2]
#: The least bytes of a compressed page; a smaller one goes out as it is.
WORTH_PACKING = 300
#: The answers that are kept; others are made each time.
KEPT = (HTTPStatus.OK, HTTPStatus.GONE)
#: The files with which pages are made.
_MAKING = (".py", ".html", ".css", ".js", ".toml", ".json", ".txt", ".svg", ".md")
#: What each answer is given anew.
_OF_ITS_OWN = ("Content-Length", "Content-Encoding")


def kept_first(application: WSGIApplication) -> WSGIApplication:
    """The application, with what is kept answered before Django makes a request of what was asked: half of what a hit would cost.

    Whatever is not kept goes on to the application, whose middleware `kept_pages` keeps it.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        page = _page_for(environ)
        if page is None:
            return application(environ, start_response)
        status, headers, body = _answered(environ, page)
        start_response(f"{status} {responses[status]}", list(headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return answer


def _page_for(environ: WSGIEnvironment) -> KeptPage | None:
    if not _asks_for_a_page(environ):
        return None
    try:
        state = public_state()
    except DatabaseError:  # the application says so in its own words
        return None
    return None if state is None else SHELF.get(_address(environ), state, shared=_is_shared(environ))


def kept_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer with the kept page if what is public has not changed since it was made; keep a page that is made.

    The state is read before the page is made: what is published meanwhile makes a page that is newer than its state, never older.
    Outermost, so that the page is kept with every header that it goes out with.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        asked = request.META
        if not _asks_for_a_page(asked):
            return get_response(request)
        state = public_state()
        if state is None:
            return _as_asked(request, get_response(request))
        address, shared = _address(asked), _is_shared(asked)
        page = SHELF.get(address, state, shared=shared)
        if page is not None:
            return _response(asked, page)
        # Read before the page is made, as the state is: what is made across midnight is kept for nobody.
        until = _midnight()
        with known(state):
            response = get_response(request)
        if request.method != "GET" or not _may_be_kept(response):
            return _as_asked(request, response)
        assert isinstance(response, HttpResponse)
        patch_vary_headers(response, ["Accept-Encoding"])
        page = KeptPage(
            address=address,
            state=state,
            until=until,
            status=response.status_code,
            headers=[(name, value) for name, value in response.items() if name not in _OF_ITS_OWN],
            packed=_packed(response.content),
        )
        SHELF.put(page, shared=shared)
        return _response(asked, page)

    return answer


def _asks_for_a_page(environ: WSGIEnvironment) -> bool:
    return environ["REQUEST_METHOD"] in ("GET", "HEAD") and not environ["PATH_INFO"].startswith(
        (settings.SESSION_COOKIE_PATH, settings.STATIC_URL)
    )


def _address(environ: WSGIEnvironment) -> str:
    """What a page is kept under: the code it was made with, and the whole address as it was asked for."""
    path = f"{environ.get('SCRIPT_NAME', '')}{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"
    return f"{_code(within.edited())} {environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}{path}"


def _is_shared(environ: WSGIEnvironment) -> bool:
    """Whether other processes may know of the page: what people look for stays in this one."""
    return not environ.get("QUERY_STRING")


def _may_be_kept(response: HttpResponseBase) -> bool:
    return (
        bool(getattr(response, "may_be_kept", False))
        and not response.streaming
        and response.status_code in KEPT
        and not response.cookies
        and "no-store" not in response.headers.get("Cache-Control", "")
        and "cookie" not in response.headers.get("Vary", "").lower()
    )


def _response(environ: WSGIEnvironment, page: KeptPage) -> HttpResponse:
    status, headers, body = _answered(environ, page)
    response = HttpResponse(body, status=status)
    del response.headers["Content-Type"]
    for name, value in headers:
        response.headers[name] = value
    return response


def _answered(environ: WSGIEnvironment, page: KeptPage) -> tuple[int, Headers, bytes]:
    """The kept page for whoever asks: compressed if the browser takes that, or told to be unchanged."""
    if page.status == HTTPStatus.OK and _has(environ.get("HTTP_IF_NONE_MATCH", ""), page.etag):
        return HTTPStatus.NOT_MODIFIED, page.headers_unchanged, b""
    if len(page.packed) >= WORTH_PACKING and _takes_packed(environ):
        return page.status, page.headers_packed, page.packed
    return page.status, page.headers_plain, page.body


def _has(given: str, etag: str) -> bool:
    """Whether a browser that says what it has (`If-None-Match`) has the page of this tag."""
    if not given or not etag:
        return False
    return any(
        each == "*" or each.removeprefix("W/") == etag.removeprefix("W/") for each in parse_etags(given)
    )


def _as_asked(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A public page that was just made, compressed if the browser takes that, or told to be unchanged."""
    if not getattr(response, "is_public_page", False):
        return response
    if isinstance(response, HttpResponse) and not response.streaming:
        compressed = _packed(response.content) if _takes_packed(request.META) else b""
        packed = len(compressed) >= WORTH_PACKING
        if packed:
            response.content = compressed
        _labelled(response, packed)
    return _conditional(request, response)


def _packed(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


def _labelled(response: HttpResponse, packed: bool) -> HttpResponse:
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code != HTTPStatus.OK or "ETag" not in response.headers:
        return response
    answer = get_conditional_response(
        request, etag=response.headers["ETag"], response=cast(HttpResponse, response)
    )
    return answer or response


def _takes_packed(environ: WSGIEnvironment) -> bool:
    """Whether `Accept-Encoding` names gzip and does not refuse it."""
    accepted: str = environ.get("HTTP_ACCEPT_ENCODING", "")
    for offered in accepted.lower().split(","):
        name, _semicolon, weight = offered.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "").rstrip("0.") != "q="
    return False


def _midnight() -> float:
    """The end of the day here, as seconds: whatever a page says of today is said until then."""
    tomorrow = timezone.localtime(timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return (tomorrow + timedelta(days=1)).timestamp()


def made_with() -> set[Path]:
    """The files with which pages are made: code, libraries, templates, styles, texts."""
    rooms = {Path(config.path) for config in apps.get_app_configs() if ROOT in Path(config.path).parents}
    folders = {ROOT / "templates", ROOT / "static", ROOT / "foundation", *rooms}
    found = {path for folder in folders for path in folder.rglob("*") if path.suffix in _MAKING}
    return {path for path in found | {ROOT / "requirements.txt"} if path.is_file()}


@lru_cache(maxsize=1)
def _code(edited: int) -> str:
    """A digest of what pages are made with and of the site's particulars, so that another release shares no page."""
    stated = sorted(name for name in dir(settings) if name.startswith(("SITE_", "SEAL_PUBLIC_")))
    told = [str(edited), *(f"{name} {getattr(settings, name)}" for name in stated)]
    for path in sorted(made_with()):
        file = path.stat()
        told.append(f"{path.relative_to(ROOT)} {file.st_size} {file.st_mtime_ns}")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
