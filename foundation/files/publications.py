"""Which files the portal has published: each room tells of its own, so that anybody can check a copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Publication:
    """Where a file was published: the name of what it belongs to, the agency, when, its page, and what became of it.

    `ended` is blank while it stands; else it says why it stands no longer.
    """

    title: str
    agency: str
    at: datetime
    url: str
    ended: str = ""


Tells = Callable[[str, datetime], Iterable[Publication]]
_told: list[Tells] = []


def publishes(tells: Tells) -> Tells:
    """Have `tells(sha256, at)` asked where a file with that digest was published; usable as a decorator."""
    if tells not in _told:
        _told.append(tells)
    return tells


def publications_of(sha256: str, at: datetime) -> list[Publication]:
    """Everywhere that a file with this digest was published, what stands first, then the newest."""
    found = [publication for tells in _told for publication in tells(sha256, at)]
    return sorted(found, key=lambda one: (bool(one.ended), -one.at.timestamp()))
