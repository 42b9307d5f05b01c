"""How the limits were kept: the clocks that run, were met and ran out, the median time taken, the oldest – never a single matter.

Counted once a day, up to the midnight before, over the limits that say that they are `public`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.db.models.functions import ExtractYear
from django.utils.timezone import localdate

from foundation.deadlines.calendar import ONE_DAY, Calendar
from foundation.deadlines.clocks import used
from foundation.deadlines.counting import midnight
from foundation.deadlines.limits import LIMITS, SHANGHAI, TimeLimit
from foundation.deadlines.models import Clock, CountedDay

RUNNING, PAUSED, OVERDUE, MET, LATE, LAPSED = "running", "paused", "overdue", "met", "late", "lapsed"

#: A clock's limit, agency, year of the event, fate and time taken, and how many are like that.
Row = tuple[str, int, int, str, int | None, int]
#: Limit, agency, year, first day and time used so far of the clock that has run longest.
OldestRow = tuple[str, int, int, str, int]


@dataclass(frozen=True)
class Oldest:
    """The clock that has run longest: the day of its event, and how much of its time is used."""

    since: date
    used: int


@dataclass
class Punctuality:
    """How a limit was kept: clocks by fate, times taken by length, and the oldest that runs."""

    limit: TimeLimit
    fates: Counter[str] = field(default_factory=Counter)
    times: Counter[int] = field(default_factory=Counter)
    oldest: Oldest | None = None

    @property
    def running(self) -> int:
        """Those that run and have not run out, paused ones included."""
        return self.fates[RUNNING] + self.fates[PAUSED]

    @property
    def paused(self) -> int:
        """Those of them that wait for somebody else."""
        return self.fates[PAUSED]

    @property
    def met(self) -> int:
        """Those done in time."""
        return self.fates[MET]

    @property
    def breached(self) -> int:
        """Those that ran out: done late, not done yet, or ended for another reason after that."""
        return self.fates[LATE] + self.fates[OVERDUE] + self.fates[LAPSED]

    @property
    def overdue(self) -> int:
        """Those of them that are not done yet."""
        return self.fates[OVERDUE]

    @property
    def all(self) -> int:
        """All that are counted."""
        return self.running + self.met + self.breached

    @property
    def percent(self) -> int | None:
        """Of those that are decided one way or the other, how many of a hundred were met; 100 only where all were."""
        decided = self.met + self.breached
        return self.met * 100 // decided if decided else None

    @property
    def median(self) -> float | None:
        """The time that half of those that are done took at most; halfway between the two in the middle."""
        done = self.times.total()
        if not done:
            return None
        middle = [_nth(self.times, n) for n in ((done - 1) // 2, done // 2)]
        return sum(middle) / 2

    @property
    def median_words(self) -> str:
        """The median with its measure word; blank where nothing is done yet."""
        if self.median is None:
            return ""
        return f"{self.median:g} {self.limit.unit.measure}" if self.median else "当天"

    @property
    def oldest_words(self) -> str:
        """The day on which the oldest began, and the time used; blank where none runs."""
        if self.oldest is None:
            return ""
        return f"{self.oldest.since} 起，已用 {self.oldest.used} {self.limit.unit.measure}"

    def add(self, fate: str, took: int | None, number: int) -> None:
        """Count so many clocks more."""
        self.fates[fate] += number
        if fate in (MET, LATE) and took is not None:
            self.times[took] += number

    def take_oldest(self, other: Oldest) -> None:
        """Keep whichever has used more of its time, of the same use the earlier one."""
        if self.oldest is None or (-other.used, other.since) < (-self.oldest.used, self.oldest.since):
            self.oldest = other


@dataclass(frozen=True)
class Counted:
    """The figures of a day, up to its first moment, as rows that add up."""

    day: date
    rows: list[Row]
    oldest: list[OldestRow]

    @cached_property
    def rows_of(self) -> dict[int, list[Row]]:
        """The rows of each agency."""
        found: dict[int, list[Row]] = defaultdict(list)
        for row in self.rows:
            found[row[1]].append(row)
        return dict(found)

    @property
    def until(self) -> date:
        """The last day that is counted."""
        return self.day - ONE_DAY

    @property
    def years(self) -> list[int]:
        """The years in which something began, the newest first."""
        return sorted({row[2] for row in self.rows}, reverse=True)

    def of_county(self, year: int | None = None) -> dict[str, Punctuality]:
        """How the whole county kept each limit that has any clock, by code, in the order of the public limits."""
        found = self._summed(((row[0], 0), row) for row in self.rows if year in (None, row[2]))
        for code, _agency, of_year, since, taken in self.oldest:
            if year in (None, of_year):
                found[code, 0].take_oldest(Oldest(date.fromisoformat(since), taken))
        return {code: one for (code, _), one in found.items()}

    def by_agency(
        self, year: int | None = None, agency: int | None = None
    ) -> dict[str, dict[int, Punctuality]]:
        """How each agency, or one, kept each limit that is shown by agency: by code and agency."""

        def counts(code: str, of: int, of_year: int) -> bool:
            return not LIMITS[code].whole_county and year in (None, of_year) and agency in (None, of)

        rows = self.rows if agency is None else self.rows_of.get(agency, [])
        found = self._summed(((row[0], row[1]), row) for row in rows if counts(*row[:3]))
        for code, of, of_year, since, taken in self.oldest:
            if counts(code, of, of_year):
                found[code, of].take_oldest(Oldest(date.fromisoformat(since), taken))
        sorted_by: dict[str, dict[int, Punctuality]] = defaultdict(dict)
        for (code, of), one in found.items():
            sorted_by[code][of] = one
        return dict(sorted_by)

    def _summed(self, rows: Iterable[tuple[tuple[str, int], Row]]) -> dict[tuple[str, int], Punctuality]:
        found: dict[tuple[str, int], Punctuality] = {}
        for key, (code, _agency, _year, fate, took, number) in rows:
            found.setdefault(key, Punctuality(LIMITS[code])).add(fate, took, number)
        order = [limit.code for limit in public_limits()]
        return dict(sorted(found.items(), key=lambda item: order.index(item[0][0])))


def public_limits() -> list[TimeLimit]:
    """The limits whose figures anybody may read, in the order of declaration; those of the county alone come last."""
    return sorted((limit for limit in LIMITS.values() if limit.public), key=lambda limit: limit.whole_county)


def count_day(at: datetime) -> bool:
    """Count and keep the figures of the day of `at`, if they are not kept yet; whether that was so. Those of earlier days go."""
    day = localdate(at)
    if CountedDay.objects.filter(day=day).exists():
        return False
    counted = _count(midnight(day))
    with transaction.atomic():
        kept = CountedDay(day=day, rows=counted.rows, oldest=counted.oldest)
        CountedDay.objects.bulk_create([kept], ignore_conflicts=True)
        CountedDay.objects.filter(day__lt=day).delete()
    return True


def figures(at: datetime) -> Counted:
    """The newest figures that are kept; where none are yet, those up to the midnight before."""
    global _held
    day = localdate(at)
    newest = CountedDay.objects.filter(day__lte=day).values_list("pk", "day").first()
    if newest is None:
        return _count(midnight(day))
    of, counted = _held
    if counted is None or of != newest:
        one = CountedDay.objects.filter(pk=newest[0]).first()
        if one is None:  # replaced by the next day's in between
            return figures(at)
        known = {limit.code for limit in public_limits()}
        rows, oldest = ([tuple(row) for row in rows if row[0] in known] for rows in (one.rows, one.oldest))
        counted = Counted(one.day, rows, oldest)
        _held = (newest, counted)
    return counted


#: What this process read last, for it is large and read for many pages.
_held: tuple[tuple[int, date] | None, Counted | None] = (None, None)


def _count(at: datetime) -> Counted:
    """Count every clock of a public limit that was entered before a moment, as it stood then."""
    of_limits = [limit.code for limit in public_limits()]
    ended = Q(ended_at__lt=at)
    paused = Q(paused_since__lt=at)
    fate = Case(
        When(ended & Q(ending=Clock.Ending.CANCELLED, breached_at__isnull=True), then=Value("")),
        When(ended & Q(ending=Clock.Ending.CANCELLED), then=Value(LAPSED)),
        When(ended & Q(ended_at__lt=F("due_at")), then=Value(MET)),
        When(ended, then=Value(LATE)),
        When(paused, then=Value(PAUSED)),
        When(due_at__lte=at, then=Value(OVERDUE)),
        default=Value(RUNNING),
        output_field=CharField(),
    )
    year = ExtractYear("started_at", tzinfo=SHANGHAI)
    entered = Clock.objects.filter(limit__in=of_limits, opened_at__lt=at).annotate(year=year)
    rows = (
        entered.annotate(fate=fate, time=Case(When(ended, then=F("took"))))
        .exclude(fate="")
        .order_by()
        .values_list("limit", "agency_id", "year", "fate", "time")
        .annotate(Count("pk"))
    )
    return Counted(localdate(at), list(rows), list(_oldest(entered.exclude(ended | paused), at)))


def _oldest(running: Any, at: datetime) -> Iterator[OldestRow]:
    """The oldest clock of each limit, agency and year: only these are looked at day by day."""
    calendar = Calendar.load()
    first = running.order_by("limit", "agency_id", "year", "started_at", "pk")
    for clock in first.distinct("limit", "agency_id", "year").prefetch_related("pauses"):
        # The midnight itself belongs to the day that begins.
        taken = used(clock, max(clock.started_at, at - at.resolution), calendar)
        yield clock.limit, clock.agency_id, clock.year, clock.started_on.isoformat(), taken


def _nth(times: Counter[int], n: int) -> int:
    """The nth shortest time, from 0."""
    for taken, number in sorted(times.items()):
        n -= number
        if n < 0:
            return taken
    raise IndexError
