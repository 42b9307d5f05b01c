from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.deadlines.calendar import Calendar, DayKind, Due, published

VECTORS = json.loads((Path(__file__).parent / "workdays.json").read_text("utf-8"))
SPANS = (5, 7, 15, 20, 40)

#: As the package knows it, with a made-up notice for 2027 and a local holiday over it.
CALENDAR = Calendar(
    {
        date(2027, 1, 1): DayKind(False, "元旦"),
        date(2027, 2, 8): DayKind(False, "春节"),
        date(2027, 2, 14): DayKind(True, "调休上班"),
        date(2026, 7, 15): DayKind(False, "那达慕"),
    },
    frozenset({2027}),
)

days = st.dates(date(2004, 1, 1), date(2029, 12, 31))
near = st.dates(date(2025, 6, 1), date(2027, 6, 30))


@pytest.mark.parametrize(("start", "working", "dues"), [(row[0], row[1], row[2:]) for row in VECTORS])
def test_vectors(start: str, working: bool, dues: list[str]) -> None:
    calendar, begin = Calendar(), date.fromisoformat(start)
    assert calendar.is_working_day(begin) is working
    for span, due in zip(SPANS, dues, strict=True):
        end = date.fromisoformat(due)
        assert calendar.add_working_days(begin, span) == Due(end, False)
        assert calendar.working_days_between(begin, end) == span


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year: int, count: int) -> None:
    assert Calendar().working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-10-01", (False, "国庆节", False)),
        ("2026-10-10", (True, "调休上班", False)),
        ("2026-10-11", (False, "周末", False)),
        ("2026-10-12", (True, "工作日", False)),
        ("2015-09-03", (False, "抗战胜利纪念日", False)),
        ("2027-10-01", (True, "工作日", True)),
        ("2027-10-02", (False, "周末", True)),
        ("2003-10-01", (True, "工作日", True)),
    ],
)
def test_day_kind(day: str, kind: tuple[bool, str, bool]) -> None:
    assert Calendar().kind(date.fromisoformat(day)) == kind


def test_every_holiday_name_is_chinese() -> None:
    first = date(2004, 1, 1)
    names = {kind.name for n in range(365 * 23) if (kind := published(first + timedelta(days=n)))}
    assert all("一" <= char <= "鿿" for name in names for char in name)


def test_counting_into_an_unknown_year_is_provisional() -> None:
    assert Calendar().add_working_days(date(2026, 12, 30), 1) == Due(date(2026, 12, 31), False)
    assert Calendar().add_working_days(date(2026, 12, 30), 2) == Due(date(2027, 1, 1), True)
    assert CALENDAR.add_working_days(date(2026, 12, 30), 2) == Due(date(2027, 1, 4), False)


def test_entered_days_stand_over_the_package() -> None:
    assert Calendar().is_working_day(date(2026, 7, 15))
    assert not CALENDAR.is_working_day(date(2026, 7, 15))
    assert CALENDAR.add_working_days(date(2026, 7, 14), 1).date == date(2026, 7, 16)


def test_counting_back() -> None:
    # Papers five working days before Monday, 2 March 2026: 28 February is made up for the Spring Festival.
    assert Calendar().add_working_days(date(2026, 3, 2), -5).date == date(2026, 2, 24)


@given(days, days, days)
def test_between_is_additive(a: date, b: date, c: date) -> None:
    between = CALENDAR.working_days_between
    assert between(a, b) + between(b, c) == between(a, c)


@given(days, days)
def test_between_is_antisymmetric(a: date, b: date) -> None:
    assert CALENDAR.working_days_between(a, b) == -CALENDAR.working_days_between(b, a)


@given(days, st.integers(1, 120))
def test_between_undoes_add(start: date, n: int) -> None:
    end = CALENDAR.add_working_days(start, n).date
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(start, end) == n


@given(near.filter(CALENDAR.is_working_day), st.integers(-120, 120))
def test_add_undoes_add_on_working_days(start: date, n: int) -> None:
    there = CALENDAR.add_working_days(start, n).date
    assert CALENDAR.working_days_between(start, there) == n
    assert CALENDAR.add_working_days(there, -n).date == start
