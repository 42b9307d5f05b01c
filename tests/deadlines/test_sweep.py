from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.agencies.models import Agency
from foundation.deadlines import clocks
from foundation.deadlines import sweep as sweeping
from foundation.deadlines.limits import TimeLimit, Unit
from foundation.deadlines.models import Clock, ClockEvent
from foundation.deadlines.sweep import Swept, on_event, sweep
from tests.deadlines.conftest import Letter, moment

pytestmark = pytest.mark.django_db


def start(reply: TimeLimit, agency: Agency, number: int, on: str = "2026-02-09") -> list[Clock]:
    return [clocks.start(reply, Letter(pk, agency), at=moment(on)) for pk in range(1, number + 1)]


def test_each_point_once_in_its_time(reply: TimeLimit, agency: Agency) -> None:
    start(reply, agency, 1)
    seen = []
    now = moment("2026-02-09")
    while now < moment("2026-03-20"):
        for event in sweep(now).events:
            seen.append((event.kind, event.at, event.detail["told"]))
        now += timedelta(hours=8)
    assert seen == [
        ("warning:5", moment("2026-03-09"), True),
        ("warning:1", moment("2026-03-13"), True),
        ("breach", moment("2026-03-14"), True),
    ]


def test_nothing_due_costs_one_query(reply: TimeLimit, agency: Agency) -> None:
    start(reply, agency, 3)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert sweep(moment("2026-03-08 23:59")).events == []
    assert len(queries) == 1


def test_a_sweep_missed_for_forty_days_catches_up(
    reply: TimeLimit, agency: Agency, listeners: list[Any]
) -> None:
    told: list[str] = []
    on_event(lambda event, at: told.append(event.kind))
    [clock] = start(reply, agency, 1)
    assert sweep(moment("2026-03-08")).events == []
    swept = sweep(moment("2026-03-08") + timedelta(days=40))
    assert (swept.warnings, swept.breaches) == (2, 1)
    rows = [(event.kind, event.detail["told"]) for event in clock.events.exclude(kind="started")]
    assert rows == [("warning:5", False), ("warning:1", False), ("breach", True)]
    assert told == ["breach"]
    assert sweep(moment("2026-05-01")).events == []


def test_only_the_latest_missed_warning_is_told(reply: TimeLimit, agency: Agency) -> None:
    told: list[int | None] = []
    on_event(lambda event, at: told.append(event.remaining))
    start(reply, agency, 1)
    assert sweep(moment("2026-03-13 10:00")).warnings == 2
    assert told == [1]


def test_late_entry_is_breached_at_once(reply: TimeLimit, agency: Agency) -> None:
    clocks.start(reply, Letter(1, agency), at=moment("2026-06-01 10:00"), on=date(2026, 2, 9))
    assert sweep(moment("2026-06-01 10:01")).breaches == 1


def test_minutes(declare: Callable[..., TimeLimit], agency: Agency) -> None:
    clocks.start(
        declare(span=120, unit=Unit.MINUTES, warn=(30,)), Letter(1, agency), at=moment("2026-10-01 23:00")
    )
    assert sweep(moment("2026-10-02 00:29")).events == []
    assert sweep(moment("2026-10-02 00:30")).warnings == 1
    assert sweep(moment("2026-10-02 01:00")).breaches == 1


def test_the_number_of_queries_does_not_grow(reply: TimeLimit, agency: Agency) -> None:
    def cost(at: datetime) -> int:
        with CaptureQueriesContext(connection) as queries:
            sweep(at)
        return len(queries)

    start(reply, agency, 2)
    few = [cost(moment(day)) for day in ("2026-03-09", "2026-03-14")]
    Clock.objects.filter(ended_at=None).update(ended_at=moment("2026-04-01"), ending="cancelled")
    start(reply, agency, 60)
    many = [cost(moment(day)) for day in ("2026-03-09", "2026-03-14")]
    assert few == many
    assert ClockEvent.objects.filter(kind="breach").count() == 62


def test_pages(reply: TimeLimit, agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "PAGE", 3)
    start(reply, agency, 7)
    swept = sweep(moment("2026-04-01"))
    assert (swept.warnings, swept.breaches) == (14, 7)


def test_a_listener_that_raises_stops_no_other_clock(
    reply: TimeLimit, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "PAGE", 4)
    broken = {2, 5}
    told: list[int] = []

    def listener(event: ClockEvent, at: datetime) -> None:
        if event.clock.matter_id in broken:
            Agency.objects.create(code=event.clock.agency.code)  # breaks the transaction as the database does
        Agency.objects.create(
            code=f"told-{event.clock.matter_id}", name=f"{event.clock_id}", kind="department"
        )
        told.append(event.clock.matter_id)

    on_event(listener)
    start(reply, agency, 6)
    swept = sweep(moment("2026-04-01"))
    assert swept.breaches == 4
    assert {failure.clock.matter_id for failure in swept.failed} == broken
    assert set(told) == {1, 3, 4, 6}
    assert Agency.objects.filter(code__startswith="told-").count() == 4
    assert Clock.objects.filter(breached_at=None).count() == 2
    assert not ClockEvent.objects.filter(clock__matter_id__in=broken).exclude(kind="started").exists()
    broken.clear()
    assert sweep(moment("2026-04-02")).breaches == 2
    assert ClockEvent.objects.filter(kind="breach").count() == 6


def test_a_listener_may_end_the_clock(reply: TimeLimit, agency: Agency) -> None:
    def conclude(event: ClockEvent, at: datetime) -> None:
        if event.is_breach:
            clocks.meet(reply, Letter(event.clock.matter_id, agency), at=at)

    on_event(conclude)
    on_event(conclude)
    start(reply, agency, 2)
    sweep(moment("2026-03-14"))
    states = {clock.state(moment("2026-03-14")) for clock in Clock.objects.all()}
    assert states == {Clock.State.LATE}
    assert ClockEvent.objects.filter(kind="breach").count() == 2


@pytest.mark.django_db(transaction=True)
def test_ten_sweeps_at_once_fire_each_once(
    reply: TimeLimit, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "PAGE", 20)
    told: Counter[int] = Counter()
    on_event(lambda event, at: told.update([event.clock_id]))
    start(reply, agency, 100)
    at, swept, errors = moment("2026-04-01"), [], []
    together = threading.Barrier(10)

    def run() -> None:
        try:
            together.wait()
            swept.append(sweep(at))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sum(one.breaches for one in swept) == 100
    assert sum(one.warnings for one in swept) == 200
    kinds = Counter(ClockEvent.objects.values_list("kind", flat=True))
    assert kinds == {"started": 100, "warning:5": 100, "warning:1": 100, "breach": 100}
    assert set(told.values()) == {1}
    assert Clock.objects.filter(next_event_at__isnull=False).count() == 0


def test_what_a_sweep_reports() -> None:
    assert (Swept(moment("2026-04-01")).warnings, Swept(moment("2026-04-01")).breaches) == (0, 0)
    with pytest.raises(ValueError, match="time zone"):
        sweep(datetime(2026, 4, 1))
