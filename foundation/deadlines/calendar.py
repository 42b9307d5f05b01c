"""The State Council's working days.

Two sources, the second over the first: the yearly notices that the package `chinesecalendar` knows (2004–2026 at
present), and the notices that an administrator entered – newer State Council notices and local holidays. Beyond both,
Monday to Friday count as working days and every answer is provisional.

A year is known when the package knows it or a State Council notice for it was entered; a local notice is not enough.
Of two entered notices on one day, the one entered last counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import chinese_calendar
from django.db.models import Q, QuerySet

from foundation.database import Written
from foundation.deadlines.models import HolidayDay, HolidayNotice

ONE_DAY = timedelta(days=1)

WORKDAY = "工作日"
WEEKEND = "周末"
MADE_UP = "调休上班"

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


class DayKind(NamedTuple):
    """The kind of a day: whether it is a working day, its name, and whether that is only presumed."""

    working: bool
    name: str
    provisional: bool = False


class Due(NamedTuple):
    """A day found by counting working days; provisional when the count touched an unknown year."""

    date: date
    provisional: bool


def _known(*which: Q, **more: Any) -> QuerySet[HolidayDay, tuple[Any, ...]]:
    """The days of these notices, the one entered last at the end: the columns alone, which are cheaper than rows."""
    days = HolidayDay.objects.filter(*which, **more).order_by("notice__entered_at", "notice_id")
    return days.values_list("date", "working", "name", "notice__scope", "notice__year")


#: Asked for every clock that begins or ends.
_IN_FORCE = Written(lambda: _known(notice__withdrawn_at__isnull=True))


@lru_cache(maxsize=20_000)
def published(day: date) -> DayKind | None:
    """The kind of a day as the package knows it; None beyond its years."""
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return None
    if off:
        return DayKind(False, _NAMES.get(name, name) if name else WEEKEND)
    return DayKind(True, MADE_UP if name else WORKDAY)


@dataclass(frozen=True)
class Calendar:
    """The working days as known at one moment.

    `entered` holds the days of entered notices, `years` the years of entered State Council notices.
    """

    entered: Mapping[date, DayKind] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    @classmethod
    def load(cls, known_at: datetime | None = None) -> Calendar:
        """The calendar with the notices in force now, or at a past moment; one query."""
        days: Iterable[tuple[Any, ...]]
        if known_at is None:
            days = _IN_FORCE.rows()
        else:
            days = _known(
                Q(notice__withdrawn_at__isnull=True) | Q(notice__withdrawn_at__gt=known_at),
                notice__entered_at__lte=known_at,
            )
        entered: dict[date, DayKind] = {}
        years = set()
        for day, working, name, scope, year in days:
            entered[day] = DayKind(working, name)
            if scope == HolidayNotice.Scope.NATIONAL:
                years.add(year)
        return cls(entered, frozenset(years))

    def knows(self, year: int) -> bool:
        """Whether the State Council's notice for the year is known."""
        return year in self.years or published(date(year, 1, 1)) is not None

    def kind(self, day: date) -> DayKind:
        """The kind of a day."""
        if kind := self.entered.get(day) or published(day):
            return kind
        working = day.weekday() < 5
        return DayKind(working, WORKDAY if working else WEEKEND, provisional=day.year not in self.years)

    def is_working_day(self, day: date) -> bool:
        return self.kind(day).working

    def add_working_days(self, start: date, n: int) -> Due:
        """The nth working day after `start`, or before it if n is negative; `start` is not counted."""
        step = ONE_DAY if n > 0 else -ONE_DAY
        day, left, provisional = start, abs(n), False
        while left:
            day += step
            kind = self.kind(day)
            provisional = provisional or kind.provisional
            left -= kind.working
        return Due(day, provisional)

    def working_days_between(self, a: date, b: date) -> int:
        """The number of working days after `a` up to and including `b`; negative if `b` is before `a`."""
        if b < a:
            return -self.working_days_between(b, a)
        return sum(self.kind(a + timedelta(days=offset)).working for offset in range(1, (b - a).days + 1))


def is_working_day(day: date) -> bool:
    """Whether a day is a working day by the notices now in force."""
    return Calendar.load().is_working_day(day)


def working_days_between(a: date, b: date) -> int:
    """`Calendar.working_days_between` by the notices now in force."""
    return Calendar.load().working_days_between(a, b)
