"""Showing the letters that an act would write, before it is performed: performed, read and rolled back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from foundation.agencies.actors import Actor
from foundation.papers import render

DRAFT = "预览稿，还没有发出；文号和日期以发出时为准。"
_BODY = re.compile(r"(<body[^>]*>)")


@dataclass(frozen=True)
class Page:
    """The page of one letter."""

    title: str
    html: str


Finder = Callable[[Actor, datetime], Iterable[Page]]

_finders: list[Finder] = []


def on_preview(finder: Finder) -> Finder:
    """Have `finder(actor, at)` asked for the letters written at a moment that this person may read. Usable as a decorator."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def letters_of(perform: Callable[[], object], actor: Actor, at: datetime) -> list[Page]:
    """The letters that performing something at that moment writes; nothing of it stays. Raises whatever it raises."""
    with transaction.atomic():
        perform()
        pages = [page for finder in _finders for page in finder(actor, at)]
        transaction.set_rollback(True)
    return pages


def paper_of(pages: list[Page]) -> bytes:
    """One PDF of these pages, each letter beginning on a page of its own, marked as a preview."""
    marked = [_BODY.sub(rf'\1<p class="draft">{DRAFT}</p>', page.html, count=1) for page in pages]
    return render(*marked, title=f"预览：{pages[0].title}")
