"""What rooms see falling short by themselves, each of its own rows; who checks regularly asks them all, and knows no room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Seen:
    """What falls short now: whose, the object, its name, where it is seen, what is wrong, and since when as far as is known."""

    agency: int
    subject: str
    label: str
    url: str = ""
    detail: str = ""
    since: date | None = None


#: From a moment, and the moment before which something is too old, to what falls short; a few queries, however many there are.
Measure = Callable[[datetime, datetime], Iterable[Seen]]
#: How each indicator is measured, by every room that has rows of it.
MEASURES: dict[str, list[Measure]] = defaultdict(list)


def measures(indicator: str) -> Callable[[Measure], Measure]:
    """Declare how a room measures an indicator."""

    def declare(measure: Measure) -> Measure:
        MEASURES[indicator].append(measure)
        return measure

    return declare


def not_since(day: date, today: date) -> str:
    """That nothing came since a day, in words."""
    return f"{day} 以后没有更新，{(today - day).days} 天"
