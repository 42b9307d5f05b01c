"""The arithmetic of hours, pure Python: presence within a session, without what counts already, by years, in whole minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation.deadlines.limits import SHANGHAI

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Piece:
    """Some time of one calendar year that counts."""

    year: int
    start: datetime
    end: datetime
    minutes: int


def overlap(one: Span, other: Span) -> Span | None:
    """The time in both; None where there is none."""
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return (start, end) if start < end else None


def without(span: Span, taken: Iterable[Span]) -> list[Span]:
    """What is left of a span without those, in order."""
    left = [span]
    for other in sorted(taken):
        left = [part for one in left for part in _less(one, other)]
    return left


def _less(one: Span, other: Span) -> list[Span]:
    if overlap(one, other) is None:
        return [one]
    parts = [(one[0], other[0]), (other[1], one[1])]
    return [(start, end) for start, end in parts if start < end]


def by_year(span: Span) -> list[Span]:
    """A span cut at every new year of Shanghai."""
    parts: list[Span] = []
    start, end = span
    while True:
        turn = datetime(start.astimezone(SHANGHAI).year + 1, 1, 1, tzinfo=SHANGHAI)
        if end <= turn:
            return [*parts, (start, end)]
        parts.append((start, turn))
        start = turn


def credited(presence: Span, session: Span, most: int, taken: Iterable[Span] = ()) -> list[Piece]:
    """What of a presence counts: within the session, apart from what counts elsewhere, `most` minutes at most.

    Seconds of a piece that make no whole minute do not count.
    """
    within = overlap(presence, session)
    pieces, left = [], most
    for part in without(within, taken) if within else []:
        for start, end in by_year(part):
            minutes = min(left, (end - start) // timedelta(minutes=1))
            if minutes > 0:
                pieces.append(Piece(start.astimezone(SHANGHAI).year, start, end, minutes))
                left -= minutes
    return pieces
