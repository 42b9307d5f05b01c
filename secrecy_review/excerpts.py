"""Excerpts of reviewed texts: lines of theirs, or pieces of a line with a mark where words were left out."""

from __future__ import annotations

import unicodedata

from foundation.characters import folded

#: Marks where words of the reviewed text were left out.
OMITTED = "〔略〕"


def strays(excerpt: str, reviewed: str) -> tuple[int, str] | None:
    """The number and text of the first line of an excerpt that is none of the reviewed text; None where all are."""
    sources = [_plain(line) for line in reviewed.splitlines()]
    for number, line in enumerate(excerpt.splitlines(), 1):
        if not any(_drawn_from(line, source) for source in sources):
            return number, line
    return None


def _plain(text: str) -> str:
    """The text for comparing: without blanks, full width and half width alike, radicals as characters."""
    return "".join(unicodedata.normalize("NFKC", folded(text)).split())


def _drawn_from(line: str, source: str) -> bool:
    """Whether a line is the source, or pieces of it in their order with `OMITTED` between them."""
    at = 0
    for piece in (_plain(piece) for piece in line.split(OMITTED)):
        found = source.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return OMITTED in line or _plain(line) in ("", source)
