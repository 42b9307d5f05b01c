"""What must hold of the rows of any portal on any day, each said once and looked for by a query of its own.

An invariant knows tables, not code: it asks the database in its own words, so that a fault of an act, of a queryset or of a
person with access to the database is seen all the same. `manage.py verify` runs them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from time import perf_counter
from typing import Any

from django.db import connection, transaction

#: How many rows are fetched at once.
CHUNK = 2_000
#: How many findings of one invariant are named; of more, the number.
NAMED = 20


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it must be: of which matter, table or seal, of which day, and what is wrong."""

    of: str
    said: str
    on: date | None = None

    def __str__(self) -> str:
        day = f"（{self.on}）" if self.on else ""
        return f"{self.of}{day}：{self.said}"


Findings = Iterator[Finding]


@dataclass
class Look:
    """One look at an invariant: the moment at which it must hold, and how many things were looked at."""

    at: datetime
    seen: int = 0

    def count(self, sql: str, **given: Any) -> None:
        """Add the one number that a query returns to what was looked at."""
        with connection.cursor() as cursor:
            cursor.execute(sql, {"at": self.at, **given})
            self.seen += cursor.fetchone()[0]

    def rows(self, sql: str, **given: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, which may name `%(at)s`; never all of them in memory."""
        with transaction.atomic(), connection.chunked_cursor() as cursor:
            cursor.execute(sql, {"at": self.at, **given})
            while chunk := cursor.fetchmany(CHUNK):
                yield from chunk


Check = Callable[[Look], Findings]


@dataclass(frozen=True)
class Invariant:
    """Something that must hold: its id, the sentence that says it, and what finds where it does not."""

    id: str
    says: str
    check: Check


@dataclass(frozen=True)
class Verdict:
    """What one look at an invariant found."""

    invariant: Invariant
    seen: int
    seconds: float
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing was found; also where there was nothing to look at, which `seen` tells."""
        return not self.findings

    def told(self) -> Iterator[str]:
        """The report of it: the sentence, of how many things, and what does not hold."""
        seen = f"{self.seen:,} 项" if self.seen else "没有可查的"
        yield f"{'✓' if self.holds else '✗'} {self.invariant.says}（{self.invariant.id}；{seen}，{self.seconds:.1f} 秒）"
        yield from map(str, self.findings[:NAMED])
        if (more := len(self.findings) - NAMED) > 0:
            yield f"  还有 {more} 处"


#: Every invariant by its id.
INVARIANTS: dict[str, Invariant] = {}


def invariant(id: str, says: str) -> Callable[[Check], Check]:
    """Declare an invariant; the decorated generator yields a `Finding` for each thing of which it does not hold."""

    def declare(check: Check) -> Check:
        if id in INVARIANTS:
            raise ValueError(f"Invariant {id!r} is declared twice")
        INVARIANTS[id] = Invariant(id, says, check)
        return check

    return declare


def verdict(id: str, at: datetime) -> Verdict:
    """Look at one invariant at a moment; nothing that is found changes anything."""
    one, look, begun = INVARIANTS[id], Look(at), perf_counter()
    found = list(one.check(look))
    return Verdict(one, look.seen, perf_counter() - begun, found)
