"""Stored files as responses: downloads by default, so that nothing uploaded runs on this site's address."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpResponseBase

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


def with_download_headers(answer: Answer, name: str, *, etag: str = "", shown: bool = False) -> Answer:
    """Set the headers of a download with that file name; `etag` names its content."""
    answer["Content-Disposition"] = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    if etag:
        answer["ETag"] = f'"{etag}"'
    return answer
