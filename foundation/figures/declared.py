"""What a figure is, and how a room declares one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import F, FloatField, Func, Q, QuerySet
from django.db.models.expressions import Combinable

from foundation.clauses import Citation, cite
from foundation.deadlines.counting import midnight
from foundation.deadlines.limits import TimeLimit
from foundation.deadlines.models import Clock


class Unit(StrEnum):
    """What a figure counts."""

    MATTERS = "件"
    PEOPLE = "人"
    TIMES = "次"
    SHARE = "%"
    DAYS = "日"
    HOURS = "小时"
    MINUTES = "分钟"


class Span(NamedTuple):
    """The days for which a figure is computed, the first and the last among them."""

    first: date
    last: date

    @classmethod
    def of_year(cls, year: int) -> Span:
        """The whole of a year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    def holds(self, field: str) -> Q:
        """The filter for rows whose moment lies in it, by the days of Shanghai."""
        after = midnight(self.last + timedelta(days=1))
        return Q(**{f"{field}__gte": midnight(self.first), f"{field}__lt": after})

    def holds_day(self, field: str) -> Q:
        """The filter for rows whose day lies in it."""
        return Q(**{f"{field}__range": (self.first, self.last)})


class Of(StrEnum):
    """Which of many numbers stands for all."""

    MEDIAN = "median"
    MEAN = "mean"
    GREATEST = "greatest"
    SUM = "sum"


#: The rows behind a figure, of all agencies.
Rows = Callable[[Span], QuerySet[Any]]


@dataclass(frozen=True)
class Figure:
    """A number: how many rows there are, or which share of them is a `part`, or one `of` many measures.

    `agency` is the path to the agency that a row counts for; each row has the reference of its matter, `ref`. Where the rows may
    show a violation, `clue` is the item of AC-5 under which it would fall, 1 to 6. No room knows who reads its figures.
    """

    id: str
    label: str
    unit: Unit
    clause: str
    rows: Rows
    part: Q | None = None
    measure: Combinable | None = None
    of: Of = Of.MEDIAN
    agency: str = "agency"
    clue: int | None = None

    @property
    def room(self) -> str:
        """The room that declared it."""
        return self.id.partition(".")[0]


#: Every figure by its id, as the rooms stand, from the ground up.
FIGURES: dict[str, Figure] = {}


def elapsed(first: str, last: str, unit: Unit) -> Combinable:
    """The time from one moment of a row to another, in days, hours or minutes, whole or not."""
    seconds = {Unit.DAYS: 86400, Unit.HOURS: 3600, Unit.MINUTES: 60}[unit]
    template = f"extract(epoch FROM (%(expressions)s)) / {seconds}.0"
    return Func(F(last), F(first), template=template, arg_joiner=" - ", output_field=FloatField())


def kept_in_time(
    id: str, label: str, limit: TimeLimit, *, but: Callable[[], QuerySet[Any]] | None = None
) -> None:
    """Declare the share of matters for which a limit was kept, of those done in the span and those that ran out in it undone.

    What is overdue and still open counts as late, so that leaving it open mends no figure; so does what was given up after its
    time, which mends none either. What is stopped on legal grounds is neither, nor are the matters that `but` gives: those of
    which nothing should have been asked.
    """

    @figure(id, label, unit=Unit.SHARE, clause=limit.clause, part=Q(ended_at__lt=F("due_at")))
    def settled(span: Span) -> QuerySet[Clock]:
        done = Q(ending=Clock.Ending.MET) & span.holds("ended_at")
        given_up = Q(ending=Clock.Ending.CANCELLED, breached_at__isnull=False) & span.holds("ended_at")
        over = Q(ended_at=None, paused_since=None) & span.holds("due_at")
        if not limit.unit.by_day:
            # The span knows days alone: what is due later today is late once its breach is on record.
            over &= Q(breached_at__isnull=False)
        rows = Clock.objects.filter(done | given_up | over, limit=limit.code)
        return rows if but is None else rows.exclude(matter_id__in=but().values("pk"))


def figure(
    id: str,
    label: str,
    *,
    unit: Unit,
    clause: str,
    part: Q | None = None,
    measure: Combinable | None = None,
    of: Of = Of.MEDIAN,
    agency: str = "agency",
    clue: int | None = None,
) -> Callable[[Rows], Rows]:
    """Declare a figure over the rows that the function gives for a span; raises `ValueError` for an id that is taken.

    A share has a `part`, a number `of` many a `measure` of each row; without either the rows are counted.
    """
    if id in FIGURES:
        raise ValueError(f"{id} is declared twice.")
    if (unit == Unit.SHARE) != (part is not None) or (part is not None and measure is not None):
        raise ValueError(f"{id}: a share, and nothing else, has a part.")

    def declare(rows: Rows) -> Rows:
        cite(clause, by=Citation("figure", id, label))
        FIGURES[id] = Figure(id, label, unit, clause, rows, part, measure, of, agency, clue)
        return rows

    return declare
