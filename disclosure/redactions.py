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
        said += text[at:low] + (cut.replacement if cut.start >= start else "")
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


def is_made(internal: str, body: str, marks: Sequence[Redaction]) -> bool:
    """Whether the public text is made of the internal one by its marks, and nobody has written in it since."""
    return body == (public_text(internal, marks) if marks else "")


def cut_out(body: str, passage: str, replacement: str) -> str:
    """A public text that people wrote themselves, without a passage wherever it stands in it, or with other words for it."""
    for start in reversed(occurrences(body, passage)):
        low, high = start, start + len(passage)
        if not replacement:
            low, high = widened(body, low, high)
        body = body[:low] + replacement + body[high:]
    return body


def overlapping(marks: Iterable[Redaction]) -> bool:
    """Whether two of the cuts, or two of the excerpts, share a character."""
    known = sorted(marks, key=lambda mark: (mark.how == How.EXCERPT, mark.start))
    return any(
        one.end > other.start
        for one, other in pairwise(known)
        if (one.how == How.EXCERPT) == (other.how == How.EXCERPT)
    )


def kept_elsewhere(internal: str, marks: Iterable[Redaction], passage: str) -> bool:
    """Whether the passage also stands where nobody marked it, which is public by decision."""
    cuts = [mark for mark in marks if mark.how != How.EXCERPT]
    return any(
        not any(cut.start <= start and start + len(passage) <= cut.end for cut in cuts)
        for start in occurrences(internal, passage)
    )


def moved(marks: Iterable[Redaction], before: str, after: str) -> list[Redaction]:
    """Take the marks to where their passages stand in a changed internal text; returns those whose place is not certain.

    Where a passage stands as often as before, its first stays the first; otherwise nobody knows which of them is gone.
    """
    lost: list[Redaction] = []
    for mark in marks:
        old, new = occurrences(before, mark.passage), occurrences(after, mark.passage)
        if mark.start not in old or len(old) != len(new):
            lost.append(mark)
        else:
            mark.stretch = stretch_of(new[old.index(mark.start)], mark.passage)
    return lost
