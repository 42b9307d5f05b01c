"""Elder mode that stays without script and without cookie: every public page has a second address below `/elder/`.

The page is the same, set in large type, and its links lead on below that address. Where scripts run, `static/site.js` remembers
the mode on the device instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

PREFIX = "/elder"
#: A link or form of this site; not those to files that pages are made with, to the desk, or to other sites (`//`).
_WITHIN = re.compile(rb'\b(href|action|formaction)="/(?!static/|desk/|/)')
#: The way in, as the head of every page has it; it becomes the way out.
_WAY_IN = re.compile(rb'<a\b([^>]*)\bhref="[^"]*"([^>]*)\bdata-elder\b([^>]*)>[^<]*</a>')


def elder_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer addresses below `/elder/` with the page that they name, in large type; the desk has none."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(f"{PREFIX}/"):
            return get_response(request)
        plain = request.path_info.removeprefix(PREFIX)
        if plain.startswith((settings.SESSION_COOKIE_PATH, f"{PREFIX}/", "//")):
            raise Http404
        request.path = request.path_info = plain
        return _large(get_response(request), request.get_full_path())

    return answer


def _large(response: HttpResponse, plain: str) -> HttpResponse:
    """The answer with its links, redirects and cookies below the address of the mode; `plain` is the way out of it."""
    if (place := response.headers.get("Location", "")).startswith("/") and not place.startswith("//"):
        response.headers["Location"] = PREFIX + place
    for cookie in response.cookies.values():
        cookie["path"] = PREFIX + cookie["path"]
    if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
        return response
    # Whoever knows the mode from a search engine would be led away from the page's one address.
    response.headers["X-Robots-Tag"] = "noindex"
    page = _WITHIN.sub(rb'\1="%s/' % PREFIX.encode(), response.content)
    out = plain.replace("&", "&amp;").replace('"', "%22").replace("\\", "%5C")
    page = _WAY_IN.sub(rb'<a\1href="%s"\2\3>' % out.encode() + "退出长者模式</a>".encode(), page)
    response.content = page.replace(b'<html lang="zh-CN"', b'<html lang="zh-CN" class="elder"', 1)
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
    return response
