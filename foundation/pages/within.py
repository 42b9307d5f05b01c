"""The sheets that stand within public pages, so that these are painted without asking for any.

The policy of a page allows them by their digests, and no other style that stands in it (`wuyuan_portal/policy.py`).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import rcssmin
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

#: The sheet of every page.
SHEET = "public.css"
_IMPORT = re.compile(r'^@import url\("([a-z]+\.css)"\);$', re.MULTILINE)
#: What a sheet asks for by its own place; not what names a scheme, a host or a part of the page.
_ASKED_FOR = re.compile(r"""url\((["']?)(?![a-z]+:|[/#])([^"')]+)\1\)""")


class Within(NamedTuple):
    """A sheet as it stands in the page, and its digest as the policy names it."""

    text: SafeString
    digest: str


def stands_within(request: HttpRequest | None, name: str) -> SafeString:
    """The text of a sheet for the page that answers a request; the policy of the page will name it."""
    if request is not None:
        request.stands_within = named(request) | {name: None}  # type: ignore[attr-defined]
    return within(name).text


def named(request: HttpRequest) -> dict[str, None]:
    """The names of the sheets within the page that answers a request, in their order."""
    return getattr(request, "stands_within", {SHEET: None})


def within(name: str) -> Within:
    """The sheet of this name, made once in a process; in development as often as a static file is edited."""
    return _made(name, edited())


def edited() -> int:
    """When a static file was last edited, in nanoseconds; 0 in production, where none ever is."""
    if not settings.DEBUG:
        return 0
    return max(file.stat().st_mtime_ns for file in _found(SHEET).parent.iterdir())


def minified(name: str, read: Callable[[str], str]) -> str:
    """The text of a sheet, with those of its own folder that it imports, minified; `read` gives the text of a name."""
    return str(rcssmin.cssmin(_joined(name, read)))


@lru_cache(maxsize=32)
def _made(name: str, _edited: int) -> Within:
    # A page has its own place: what the sheet asks for is named from the root, as it was collected.
    text = _ASKED_FOR.sub(lambda found: f"url({static(found[2])})", minified(name, _read))
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Within(mark_safe(text), f"'sha256-{digest}'")  # noqa: S308 - the release's own file


def _joined(name: str, read: Callable[[str], str]) -> str:
    folder = name.rpartition("/")[0]
    return _IMPORT.sub(lambda found: _joined(f"{folder}/{found[1]}".lstrip("/"), read), read(name))


def _read(name: str) -> str:
    return _found(name).read_text()


def _found(name: str) -> Path:
    path = finders.find(name)
    assert path, name
    return Path(path)
