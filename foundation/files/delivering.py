"""Stored files as responses: downloads by default, so that nothing uploaded runs on this site's address."""

from __future__ import annotations

import re
from typing import TypeVar
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from foundation.files.acts import open_file
from foundation.files.models import StoredFile
from foundation.privacy.keys import Unreadable

Answer = TypeVar("Answer", bound=HttpResponseBase)


def deliver(
    stored: StoredFile | None, name: str = "", *, public: bool = False, shown: bool = False
) -> FileResponse:
    """The file as a download under that name or its own; the caller has checked who may have it.

    `public` names its digest, by which caches ask whether it changed; `shown` lets the browser display it. Raises `Http404` if
    there is no file, its bytes are erased, or no key fits them.
    """
    if stored is None:
        raise Http404
    try:
        content = open_file(stored)
    except (FileNotFoundError, Unreadable) as gone:
        raise Http404 from gone
    answer = FileResponse(content, content_type=stored.media_type)
    if not answer.has_header("Content-Length"):  # what comes from a bucket cannot be sought in
        answer["Content-Length"] = str(content.size)  # type: ignore[union-attr]
    return with_download_headers(
        answer, name or stored.name, etag=stored.sha256 if public else "", shown=shown
    )


def deliver_in_parts(request: HttpRequest, stored: StoredFile | None, name: str = "") -> HttpResponseBase:
    """A public file that is played where it stands: the whole, or the part that a player asks for (RFC 9110, 14).

    Answers 206 with that part, 416 where the file is shorter; several parts at once are answered with the whole. Raises `Http404`
    as `deliver` does.
    """
    wanted = request.headers.get("Range", "")
    if (
        stored is None
        or not wanted
        or request.headers.get("If-Range", f'"{stored.sha256}"') != f'"{stored.sha256}"'
    ):
        return _in_parts(deliver(stored, name, public=True, shown=True))
    span = _span(wanted, stored.size)
    if span is None:
        return _in_parts(deliver(stored, name, public=True, shown=True))
    first, last = span
    if first >= stored.size:
        answer = HttpResponse(status=416)
        answer["Content-Range"] = f"bytes */{stored.size}"
        return answer
    try:
        content = stored.place.part(first, last - first + 1)
    except FileNotFoundError as gone:
        raise Http404 from gone
    part = FileResponse(content, status=206, content_type=stored.media_type)
    part["Content-Length"] = str(last - first + 1)
    part["Content-Range"] = f"bytes {first}-{last}/{stored.size}"
    return _in_parts(with_download_headers(part, name or stored.name, etag=stored.sha256, shown=True))


def _in_parts(answer: Answer) -> Answer:
    answer["Accept-Ranges"] = "bytes"
    return answer


def _span(wanted: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte that are asked for; None where it is not one part in bytes."""
    found = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", wanted.replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:  # the last so many
        return max(size - int(found[2]), 0) if int(found[2]) else size, size - 1
    first = int(found[1])
    last = int(found[2]) if found[2] else max(size - 1, first)
    if last < first:
        return None
    return first, min(last, size - 1)


def with_download_headers(answer: Answer, name: str, *, etag: str = "", shown: bool = False) -> Answer:
    """Set the headers of a download with that file name; `etag` names its content."""
    answer["Content-Disposition"] = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    if etag:
        answer["ETag"] = f'"{etag}"'
    return answer
