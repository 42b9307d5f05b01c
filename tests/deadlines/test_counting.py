from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.deadlines.calendar import Calendar
from foundation.deadlines.counting import (
    EVENT_DAY,
    Interval,
    add_months,
    count,
    explain,
    local_date,
    midnight,
)
from foundation.deadlines.limits import Unit
from tests.deadlines.conftest import moment

CALENDAR = Calendar()


def due(unit: Unit, span: int, start: str, *pauses: tuple[str, str]) -> str:
    """The due moment, in Shanghai; where it is a midnight, the last day of the limit."""
    taken = [Interval(moment(since), moment(until), "征求第三方意见", "OR-6") for since, until in pauses]
    found = count(unit, span, moment(start), taken, CALENDAR).due_at.astimezone(moment(start).tzinfo)
    if unit.by_day:
        assert found == midnight(local_date(found))
        return str(local_date(found) - timedelta(days=1))
    return f"{found:%Y-%m-%d %H:%M}"


def test_working_days() -> None:
    assert due(Unit.WORKING_DAYS, 20, "2026-02-09 16:00") == "2026-03-13"
    assert due(Unit.WORKING_DAYS, 1, "2026-02-13 00:00") == "2026-02-14"


def test_days_run_through_holidays_and_end_on_a_working_day() -> None:
    assert due(Unit.DAYS, 10, "2026-03-02") == "2026-03-12"
    assert due(Unit.DAYS, 10, "2026-09-22") == "2026-10-08"  # 2 October is a holiday until the 7th
    assert due(Unit.DAYS, 5, "2026-10-05") == "2026-10-10"  # a Saturday, but worked


def test_a_date_that_the_law_names_stays_whatever_day_it_is() -> None:
    assert due(Unit.DATE, 31, "2025-12-31") == "2026-01-31"  # a Saturday
    assert due(Unit.DATE, 31, "2026-12-31") == "2027-01-31"  # a Sunday of a year that is not known yet
    counted = count(Unit.DATE, 31, moment("2026-12-31"), [], CALENDAR, (22, 12, 4))
    assert not counted.provisional
    assert [str(local_date(day)) for day in counted.warnings.values()] == [
        "2027-01-10",
        "2027-01-20",
        "2027-01-28",
    ]


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-11-15", 3, "2027-02-15"),
        ("2026-12-01", 12, "2027-12-01"),
    ],
)
def test_months_clamp_to_the_end_of_the_month(start: str, months: int, end: str) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(end)


def test_months_end_on_a_working_day() -> None:
    assert due(Unit.MONTHS, 1, "2026-01-31") == "2026-02-28"  # a Saturday, but worked
    assert due(Unit.MONTHS, 1, "2026-03-05") == "2026-04-07"  # 5 April is within 清明节
    assert due(Unit.MONTHS, 3, "2026-03-17") == "2026-06-17"


def test_hours_and_minutes_run_through() -> None:
    assert due(Unit.HOURS, 24, "2026-10-01 09:30") == "2026-10-02 09:30"
    assert due(Unit.MINUTES, 120, "2026-02-14 23:10") == "2026-02-15 01:10"
    assert (
        due(Unit.HOURS, 5, "2026-03-02 09:00", ("2026-03-02 10:00", "2026-03-02 12:30")) == "2026-03-02 16:30"
    )


def test_the_day_of_pausing_counts_and_that_of_resuming_does_not() -> None:
    # Monday 2 March; the letter goes out on Wednesday 4, the answer comes on Tuesday 10; 3, 4 and 11 count.
    assert due(Unit.WORKING_DAYS, 3, "2026-03-02") == "2026-03-05"
    assert due(Unit.WORKING_DAYS, 3, "2026-03-02", ("2026-03-04 15:00", "2026-03-10 09:00")) == "2026-03-11"
    assert due(Unit.DAYS, 4, "2026-03-02", ("2026-03-04 15:00", "2026-03-10 09:00")) == "2026-03-12"
    assert due(Unit.MONTHS, 1, "2026-03-02", ("2026-03-04 15:00", "2026-03-10 09:00")) == "2026-04-08"


def test_a_day_is_left_after_a_pause_that_begins_on_the_last() -> None:
    assert due(Unit.WORKING_DAYS, 2, "2026-03-02") == "2026-03-04"
    assert due(Unit.WORKING_DAYS, 2, "2026-03-02", ("2026-03-04 15:00", "2026-03-10 09:00")) == "2026-03-11"
    pause = [Interval(moment("2026-03-04 15:00"), moment("2026-03-10 09:00"), "征求第三方意见", "OR-6")]
    rows = explain(Unit.WORKING_DAYS, 2, moment("2026-03-02"), pause, CALENDAR, date(2026, 3, 11))
    assert [row.date.day for row in rows if row.counted] == [3, 11]
    assert "留待恢复之后" in rows[2].why


def test_a_pause_within_one_day_takes_out_no_day() -> None:
    assert due(Unit.WORKING_DAYS, 2, "2026-03-02", ("2026-03-03 09:00", "2026-03-03 10:00")) == "2026-03-04"
    assert due(Unit.WORKING_DAYS, 2, "2026-03-02", ("2026-03-02 09:00", "2026-03-02 10:00")) == "2026-03-04"


def test_two_pauses_that_meet_take_out_their_day_once() -> None:
    pauses = (("2026-03-03 09:00", "2026-03-04 10:00"), ("2026-03-04 11:00", "2026-03-05 10:00"))
    assert due(Unit.WORKING_DAYS, 2, "2026-03-02", *pauses) == "2026-03-06"


def test_warning_points_are_mornings() -> None:
    found = count(Unit.WORKING_DAYS, 20, moment("2026-02-09 16:00"), [], CALENDAR, (20, 5, 1))
    assert found.warnings == {
        20: moment("2026-02-10"),
        5: moment("2026-03-09"),  # a Monday: five days are left, it included
        1: moment("2026-03-13"),
    }
    rolled = count(Unit.DAYS, 10, moment("2026-09-22"), [], CALENDAR, (3, 1))
    assert rolled.warnings == {3: moment("2026-10-06"), 1: moment("2026-10-08")}
    hours = count(Unit.HOURS, 5, moment("2026-03-02 09:00"), [], CALENDAR, (2,))
    assert hours.warnings == {2: moment("2026-03-02 12:00")}


def test_provisional_only_where_the_unknown_matters() -> None:
    def provisional(unit: Unit, span: int, start: str) -> bool:
        return count(unit, span, moment(start), [], CALENDAR).provisional

    assert not provisional(Unit.WORKING_DAYS, 20, "2026-12-01")
    assert provisional(Unit.WORKING_DAYS, 20, "2026-12-10")
    assert not provisional(Unit.DAYS, 31, "2026-11-30")
    assert provisional(Unit.DAYS, 31, "2026-12-10")
    assert not provisional(Unit.HOURS, 48, "2026-12-31")


def test_explained_day_by_day() -> None:
    pauses = [Interval(moment("2026-02-12 15:00"), moment("2026-02-25 09:00"), "征求第三方意见", "OR-6")]
    rows = explain(Unit.WORKING_DAYS, 5, moment("2026-02-10"), pauses, CALENDAR, date(2026, 2, 27))
    assert [(row.date.day, row.counted, row.number) for row in rows if row.counted or row.number == 0] == [
        (10, False, 0),
        (11, True, 1),
        (12, True, 2),
        (26, True, 3),
        (27, True, 4),
        (28, True, 5),
    ]
    why = {row.date.day: row.why for row in rows}
    assert why[10] == EVENT_DAY
    assert why[16] == "不计入：征求第三方意见（OR-6）"
    assert why[28] == "调休上班"
    assert [row.date.day for row in rows if row.ahead] == [28]


def test_explained_where_the_end_rolls_on() -> None:
    rows = explain(Unit.DAYS, 10, moment("2026-09-22"), [], CALENDAR, date(2026, 9, 22))
    assert [row.why for row in rows[-2:]] == ["国庆节，期限顺延", "工作日，期限顺延至本日届满"]
    assert sum(row.counted for row in rows) == 10


def test_explained_while_paused() -> None:
    open_pause = [Interval(moment("2026-03-04 15:00"), None, "等待补正", "条例30")]
    rows = explain(Unit.WORKING_DAYS, 20, moment("2026-03-02"), open_pause, CALENDAR, date(2026, 3, 6))
    assert [(row.date.day, row.counted) for row in rows] == [
        (2, False),
        (3, True),
        (4, True),
        (5, False),
        (6, False),
    ]
    at_once = [Interval(moment("2026-03-02 15:00"), None, "等待补正", "条例30")]
    assert len(explain(Unit.WORKING_DAYS, 20, moment("2026-03-02"), at_once, CALENDAR, date(2026, 3, 2))) == 1


def test_explained_in_hours() -> None:
    pauses = [Interval(moment("2026-03-02 22:00"), moment("2026-03-04 01:00"), "不可抗力", "OR-5")]
    rows = explain(Unit.HOURS, 5, moment("2026-03-02 20:30"), pauses, CALENDAR, date(2026, 3, 4))
    assert [(row.counted, row.number) for row in rows] == [(True, 1), (False, 1), (True, 5)]


starts = st.datetimes(datetime(2025, 10, 1), datetime(2026, 12, 31))
lengths = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 400)), max_size=3)


def lay(start: datetime, gaps: list[tuple[int, int]]) -> list[Interval]:
    """Pauses one after another: so many hours of running, so many of pause."""
    laid, now = [], start
    for run, stop in gaps:
        since = now + timedelta(hours=run)
        now = since + timedelta(hours=stop)
        laid.append(Interval(since, now, "征求第三方意见", "OR-6"))
    return laid


@given(st.sampled_from(Unit), st.integers(1, 40), starts, lengths)
def test_every_day_is_explained_and_the_last_is_the_due_day(
    unit: Unit, span: int, naive: datetime, gaps: list[tuple[int, int]]
) -> None:
    start = naive.replace(tzinfo=moment("2026-01-01").tzinfo)
    pauses = lay(start, gaps)
    found = count(unit, span, start, pauses, CALENDAR)
    rows = explain(unit, span, start, pauses, CALENDAR, local_date(start))
    last = local_date(found.due_at - timedelta(microseconds=1))
    elapsed = (last - local_date(start)).days
    counted = sum(row.counted for row in rows)
    not_counted = sum(not row.counted for row in rows)
    assert [row.date for row in rows] == [local_date(start) + timedelta(days=n) for n in range(elapsed + 1)]
    assert counted + not_counted == elapsed + 1
    if unit is Unit.MONTHS:
        assert counted == (add_months(local_date(start), span) - local_date(start)).days
    elif unit.by_day:
        assert counted == span
        assert not rows[0].counted
    if not unit.by_day:
        assert rows[-1].number == span
    assert any(row.provisional for row in rows) is found.provisional
