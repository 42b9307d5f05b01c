"""The public text of an internal one whose passages are marked, and both side by side (SR-7(2), SR-11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.backends.postgresql.psycopg_any import NumericRange

from disclosure.models.redaction import How, Redaction
from secrecy_review.striking import widened


@dataclass(frozen=True)
class Piece:
    """A piece of the internal text as it is shown beside the public one: its words, its number, what became of it."""

    text: str
    number: int = 0
    how: str = ""
    replacement: str = ""


def occurrences(text: str, passage: str) -> list[int]:
    """Where a passage begins, from the first to the last; none within another."""
    found: list[int] = []
    start = text.find(passage) if passage else -1
    while start >= 0:
        found.append(start)
        start = text.find(passage, start + len(passage))
    return found


def stretch_of(start: int, passage: str) -> NumericRange:
    """The place of a passage that begins there."""
    return NumericRange(start, start + len(passage), "[)")


def public_text(internal: str, marks: Iterable[Redaction]) -> str:
    """The public text: the excerpts, or else the whole, with what is struck and rewritten in it."""
    known = sorted(marks, key=lambda mark: mark.start)
    cuts = [mark for mark in known if mark.how != How.EXCERPT]
    excerpts = [mark for mark in known if mark.how == How.EXCERPT]
    if not excerpts:
        return _cut(internal, 0, len(internal), cuts)
    return "\n".join(_cut(internal, mark.start, mark.end, cuts).strip("\n") for mark in excerpts)


def _cut(text: str, start: int, end: int, cuts: Sequence[Redaction]) -> str:
    """A stretch of a text without what is struck in it, and what would stand there for nothing."""
    said, at = "", start
    for cut in cuts:
        if cut.end <= start or cut.start >= end:
            continue
        low, high = max(cut.start, start), min(cut.end, end)
        if cut.how == How.STRIKE:
            low, high = widened(text, low, high, at, end)
        said += text[at:low] + cut.replacement
        at = high
    return said + text[at:end]


def pieces(internal: str, marks: Iterable[Redaction]) -> Iterator[Piece]:
    """The internal text in pieces, each with the number of its mark; what is cut out of an excerpt is a cut."""
    known = list(enumerate(sorted(marks, key=lambda mark: mark.start), 1))
    known.sort(key=lambda numbered: numbered[1].how == How.EXCERPT)
    edges = sorted({0, len(internal)} | {edge for _n, mark in known for edge in (mark.start, mark.end)})
    for start, end in pairwise(edges):
        for number, mark in known:
            if mark.start <= start and end <= mark.end:
                yield Piece(internal[start:end], number, mark.how, mark.replacement)
                break
        else:
            yield Piece(internal[start:end])


def moved(marks: Iterable[Redaction], internal: str) -> list[Redaction]:
    """Take the marks to where their passages stand in an internal text that was changed; returns those whose passage is gone.

    Each goes to the place nearest to where it stood that no other has taken.
    """
    lost: list[Redaction] = []
    taken: set[int] = set()
    for mark in marks:
        free = [start for start in occurrences(internal, mark.passage) if start not in taken]
        if not free:
            lost.append(mark)
            continue
        start = min(free, key=lambda place: abs(place - mark.start))
        taken.add(start)
        mark.stretch = stretch_of(start, mark.passage)
    return lost
