"""What the database itself refuses, by raw SQL."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from foundation.deadlines import clocks
from foundation.deadlines.holidays import Day, enter_notice
from foundation.deadlines.limits import TimeLimit
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from tests.deadlines.conftest import Letter, moment

pytestmark = pytest.mark.django_db


def refused(sql: str, why: str) -> None:
    with pytest.raises(DatabaseError, match=why), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def clock(reply: TimeLimit, letter: Letter) -> Clock:
    return clocks.start(reply, letter, at=moment("2026-02-09"))


COLUMNS = (
    '"limit", clause, span, unit, matter_kind, matter_id, subject, agency_id, '
    "started_at, opened_at, due_at, provisional, ending"
)
COPY = f"INSERT INTO deadlines_clock ({COLUMNS}) SELECT {COLUMNS} FROM deadlines_clock"


def test_one_open_clock_per_limit_and_matter(clock: Clock) -> None:
    refused(COPY, "deadlines_clock_one_open")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("ended_at = started_at - interval '1 day', ending = 'met'", "ended_after_start"),
        ("ended_at = started_at + interval '1 day', next_event_at = NULL", "ended_after_start"),
        ("ending = 'met'", "ended_after_start"),
        ("ended_at = started_at, ending = 'met'", "ended_is_still"),
        ("paused_since = started_at", "paused_is_still"),
        ("due_at = started_at", "due_after_start"),
        ("opened_at = started_at - interval '1 day'", "opened_after_start"),
        ("span = 0", "clock_span"),
        ("unit = 'years'", "clock_unit"),
        ("ended_at = due_at, ending = 'met', next_event_at = NULL", "late_is_breach"),
        (
            "ended_at = started_at, ending = 'met', next_event_at = NULL, breached_at = due_at",
            "late_is_breach",
        ),
    ],
)
def test_what_a_clock_cannot_be(clock: Clock, change: str, why: str) -> None:
    refused(f"UPDATE deadlines_clock SET {change}", why)


def test_an_ended_clock_is_final(clock: Clock, reply: TimeLimit, letter: Letter) -> None:
    clocks.meet(reply, letter, at=moment("2026-04-01"))
    refused("UPDATE deadlines_clock SET breached_at = NULL, ended_at = started_at", "Cannot update")
    refused("DELETE FROM deadlines_clock", "Cannot delete")


def test_events_are_append_only(clock: Clock) -> None:
    sweep(moment("2026-04-01"))
    refused("UPDATE deadlines_clockevent SET kind = 'met'", "Cannot update")
    refused("DELETE FROM deadlines_clockevent", "or delete rows")


@pytest.mark.parametrize(
    ("kind", "why"), [("warning:5", "warning_once"), ("breach", "breach_once"), ("", "has_kind")]
)
def test_a_point_is_recorded_once(clock: Clock, kind: str, why: str) -> None:
    sweep(moment("2026-04-01"))
    refused(
        f"INSERT INTO deadlines_clockevent (clock_id, kind, at, due_at, detail) "
        f"SELECT id, '{kind}', now(), due_at, '{{}}' FROM deadlines_clock",
        why,
    )


def test_pauses(clock: Clock) -> None:
    clocks.pause(clock, at=moment("2026-02-11"), reason="征求第三方意见", clause="OR-6")
    refused("UPDATE deadlines_pause SET until = since - interval '1 hour'", "until_after_since")
    refused("UPDATE deadlines_pause SET reason = ''", "has_reason")
    refused(
        "INSERT INTO deadlines_pause (clock_id, since, reason, clause) "
        "SELECT clock_id, since, reason, clause FROM deadlines_pause",
        "one_open",
    )


def test_notices_are_fixed() -> None:
    enter_notice(
        year=2026,
        document_number="五政发〔2026〕0号",
        title="关于放假的通知",
        scope="local",
        days=[Day(date(2026, 7, 15), False, "那达慕")],
        at=moment("2026-07-01"),
    )
    refused("UPDATE deadlines_holidayday SET working = true", "Cannot update")
    refused("DELETE FROM deadlines_holidayday", "or delete rows")
    refused("UPDATE deadlines_holidaynotice SET year = 2027", "Cannot update")
    refused("DELETE FROM deadlines_holidaynotice", "or delete rows")
    refused(
        "UPDATE deadlines_holidaynotice SET withdrawn_at = entered_at - interval '1 day'",
        "withdrawn_after_entry",
    )
