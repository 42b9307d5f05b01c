from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from foundation.agencies.models import Agency
from foundation.clauses import UnknownClause
from foundation.deadlines import clocks
from foundation.deadlines.clocks import ClockRefused
from foundation.deadlines.limits import LIMITS, TimeLimit, Unit
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from tests.deadlines.conftest import Letter, moment

State = Clock.State
pytestmark = pytest.mark.django_db


def kinds(clock: Clock) -> list[str]:
    return list(clock.events.values_list("kind", flat=True))


def test_a_limit_is_declared_once(declare: Callable[..., TimeLimit]) -> None:
    limit = declare(code="letters.once")
    assert LIMITS["letters.once"] is limit
    assert limit.span_label == "20个工作日"
    for wrong in ({"code": "letters.once"}, {"span": 0}, {"warn": (5, 5)}, {"warn": (21,)}, {"warn": (0,)}):
        with pytest.raises(ValueError):
            declare(**wrong)


def test_a_limit_cites_a_clause_of_the_register() -> None:
    with pytest.raises(UnknownClause):
        TimeLimit(code="letters.unknown", clause="XX-99", label="无", span=1, unit=Unit.DAYS)
    assert "letters.unknown" not in LIMITS


def test_start(reply: TimeLimit, letter: Letter) -> None:
    clock = clocks.start(reply, letter, at=moment("2026-02-09 16:00"))
    clock.refresh_from_db()
    assert (clock.started_on, clock.due_on) == (date(2026, 2, 9), date(2026, 3, 13))
    assert clock.due_at == moment("2026-03-14")
    assert clock.next_event_at == moment("2026-03-09")
    assert not clock.provisional
    assert (clock.label, clock.clause, clock.ref, clock.subject) == (
        "答复申请",
        "条例33",
        "letter:1",
        letter.title,
    )
    assert clocks.running(letter) == [clock]
    assert kinds(clock) == ["started"]


def test_start_from_an_earlier_day(reply: TimeLimit, letter: Letter) -> None:
    clock = clocks.start(reply, letter, at=moment("2026-02-20 16:00"), on=date(2026, 2, 9))
    assert clock.due_on == date(2026, 3, 13)
    assert clock.started_on == date(2026, 2, 9)
    assert clock.opened_at == moment("2026-02-20 16:00")


def test_start_refused(reply: TimeLimit, letter: Letter) -> None:
    with pytest.raises(ClockRefused, match="不能晚于今天"):
        clocks.start(reply, letter, at=moment("2026-02-09 16:00"), on=date(2026, 2, 10))
    clocks.start(reply, letter, at=moment("2026-02-09 16:00"))
    with pytest.raises(ClockRefused, match="已经在计时"):
        clocks.start(reply, letter, at=moment("2026-02-10 16:00"))
    clocks.meet(reply, letter, at=moment("2026-02-11 10:00"))
    clocks.start(reply, letter, at=moment("2026-02-12 16:00"))
    assert Clock.objects.of("letter", 1).count() == 2


def test_the_days_are_those_of_shanghai(reply: TimeLimit, letter: Letter) -> None:
    late_evening = moment("2026-02-10 00:30")  # still the 9th in UTC
    assert clocks.start(reply, letter, at=late_evening).started_on == date(2026, 2, 10)


def test_a_naive_moment_is_a_mistake(reply: TimeLimit, letter: Letter) -> None:
    with pytest.raises(ValueError, match="time zone"):
        clocks.start(reply, letter, at=moment("2026-02-09").replace(tzinfo=None))


def test_hours_from_the_moment_of_the_event(declare: Callable[..., TimeLimit], letter: Letter) -> None:
    first_word = declare(span=120, unit=Unit.MINUTES, warn=(30,))
    with pytest.raises(ValueError, match="moment of its event"):
        clocks.start(first_word, letter, at=moment("2026-02-09 10:40"), on=date(2026, 2, 8))
    clock = clocks.start(first_word, letter, at=moment("2026-02-09 10:40"), on=moment("2026-02-09 10:00"))
    assert clock.due_at == moment("2026-02-09 12:00")
    assert clock.next_event_at == moment("2026-02-09 11:30")
    assert clocks.remaining(clock, at=moment("2026-02-09 10:40:30")) == 80


def test_met_in_time_and_late(reply: TimeLimit, agency: Agency) -> None:
    for number, text in enumerate(("2026-03-13 23:59:59", "2026-03-14 00:00"), start=1):
        clocks.start(reply, Letter(number, agency), at=moment("2026-02-09"))
        clocks.meet(reply, Letter(number, agency), at=moment(text))
    in_time, late = Clock.objects.order_by("matter_id")
    now = moment("2026-05-01")
    assert (in_time.state(now), late.state(now)) == (State.MET, State.LATE)
    assert kinds(in_time) == ["started", "met"]
    assert kinds(late) == ["started", "breach", "met"]
    assert list(Clock.objects.breached()) == [late]
    assert sweep(now).events == []


def test_meeting_what_does_not_run(reply: TimeLimit, letter: Letter) -> None:
    assert clocks.meet(reply, letter, at=moment("2026-03-01")) is None
    assert clocks.cancel(reply, letter, at=moment("2026-03-01")) is None


def test_an_ending_entered_afterwards_lifts_the_breach(reply: TimeLimit, letter: Letter) -> None:
    clock = clocks.start(reply, letter, at=moment("2026-02-09"))
    sweep(moment("2026-03-20"))
    assert Clock.objects.breached().exists()
    met = clocks.meet(reply, letter, at=moment("2026-03-12"))
    assert met is not None
    assert met.state(moment("2026-03-20")) == State.MET
    assert kinds(clock)[-2:] == ["breach_lifted", "met"]
    assert not Clock.objects.breached().exists()


def test_cancel(reply: TimeLimit, letter: Letter) -> None:
    clocks.start(reply, letter, at=moment("2026-02-09"))
    clock = clocks.cancel(reply, letter, at=moment("2026-02-11"))
    assert clock is not None
    assert clock.state(moment("2026-06-01")) == State.CANCELLED
    assert clocks.running(letter) == []
    for change in (clocks.resume, lambda c, at: clocks.pause(c, at=at, reason="不可抗力", clause="OR-5")):
        with pytest.raises(ClockRefused, match="已经结束"):
            change(clock, at=moment("2026-02-12"))


def test_overdue_is_defined_by_the_facts(reply: TimeLimit, letter: Letter) -> None:
    clock = clocks.start(reply, letter, at=moment("2026-02-09"))
    before, after = moment("2026-03-13 23:59"), moment("2026-03-14")
    assert (clock.state(before), clock.state(after)) == (State.RUNNING, State.BREACHED)
    assert not Clock.objects.overdue(before)
    assert list(Clock.objects.overdue(after)) == [clock]
    sweep(after)
    assert list(Clock.objects.overdue(after)) == [clock]


def test_pause_and_resume(reply: TimeLimit, letter: Letter) -> None:
    clock = clocks.start(reply, letter, at=moment("2026-03-02"))
    assert clock.due_on == date(2026, 3, 30)
    clocks.pause(clock, at=moment("2026-03-04 15:00"), reason="征求第三方意见", clause="OR-6")
    assert clock.state(moment("2026-06-01")) == State.PAUSED
    assert clock.next_event_at is None
    assert not Clock.objects.overdue(moment("2026-06-01"))
    assert sweep(moment("2026-06-01")).events == []
    clocks.resume(clock, at=moment("2026-03-10 09:00"))
    clock.refresh_from_db()
    # 5, 6, 9 and 10 March do not count: four working days later than 30 March.
    assert clock.due_on == date(2026, 4, 3)
    assert clock.state(moment("2026-03-11")) == State.RUNNING
    assert kinds(clock) == ["started", "paused", "resumed"]
    rows = clocks.explain(clock, at=moment("2026-03-11"))
    assert sum(row.counted for row in rows) == 20
    assert [row.date.day for row in rows if "征求第三方意见（OR-6）" in row.why] == [5, 6, 7, 8, 9, 10]
    assert rows[-1].date == clock.due_on


def test_pause_refused(reply: TimeLimit, letter: Letter) -> None:
    def pause(at: str, reason: str = "征求第三方意见", clause: str = "OR-6") -> None:
        clocks.pause(clock, at=moment(at), reason=reason, clause=clause)

    clock = clocks.start(reply, letter, at=moment("2026-03-02 10:00"))
    with pytest.raises(UnknownClause):
        pause("2026-03-04", clause="XX-1")
    with pytest.raises(ClockRefused, match="原因"):
        pause("2026-03-04", reason=" ")
    with pytest.raises(ClockRefused, match="起算"):
        pause("2026-03-01")
    with pytest.raises(ClockRefused, match="没有暂停"):
        clocks.resume(clock, at=moment("2026-03-04"))
    pause("2026-03-04")
    with pytest.raises(ClockRefused, match="已经暂停"):
        pause("2026-03-05")
    with pytest.raises(ClockRefused, match="恢复计时的时间"):
        clocks.resume(clock, at=moment("2026-03-03"))
    clocks.resume(clock, at=moment("2026-03-06"))
    with pytest.raises(ClockRefused, match="上一次恢复"):
        pause("2026-03-05")
    with pytest.raises(ClockRefused, match="2026-04-01 届满"):
        pause("2026-04-03")


def test_a_paused_clock_is_resumed_when_it_is_met(reply: TimeLimit, letter: Letter) -> None:
    clock = clocks.start(reply, letter, at=moment("2026-03-02"))
    clocks.pause(clock, at=moment("2026-03-04"), reason="征求第三方意见", clause="OR-6")
    met = clocks.meet(reply, letter, at=moment("2026-04-20"))
    assert met is not None
    assert met.state(moment("2026-05-30")) == State.MET
    assert kinds(met) == ["started", "paused", "resumed", "met"]


def test_a_warning_had_before_a_pause_is_not_given_again(reply: TimeLimit, letter: Letter) -> None:
    clock = clocks.start(reply, letter, at=moment("2026-02-09"))
    assert sweep(moment("2026-03-09")).warnings == 1
    clocks.pause(clock, at=moment("2026-03-10"), reason="征求第三方意见", clause="OR-6")
    clocks.resume(clock, at=moment("2026-04-10"))
    assert sweep(moment("2026-04-11")).events == []
    assert clock.next_event_at == moment("2026-04-15")
    assert sweep(moment("2026-04-15")).warnings == 1
    assert kinds(clock) == ["started", "warning:5", "paused", "resumed", "warning:1"]


def test_remaining(reply: TimeLimit, letter: Letter, declare: Callable[..., TimeLimit]) -> None:
    clock = clocks.start(reply, letter, at=moment("2026-02-09"))
    left = {
        "2026-02-09": 21,
        "2026-02-10": 20,
        "2026-03-09": 5,
        "2026-03-13": 1,
        "2026-03-15": 0,
        "2026-03-17": -2,
    }
    assert {day: clocks.remaining(clock, at=moment(day)) for day in left} == left
    clocks.pause(clock, at=moment("2026-03-03"), reason="征求第三方意见", clause="OR-6")
    assert clocks.remaining(clock, at=moment("2026-05-01")) == 8
    clocks.resume(clock, at=moment("2026-03-10"))
    assert clocks.remaining(clock, at=moment("2026-03-10 18:00")) == 8
    assert clocks.remaining(clock, at=moment("2026-03-11")) == 8
    comments = clocks.start(declare(span=10, unit=Unit.DAYS), letter, at=moment("2026-03-02"))
    assert clocks.remaining(comments, at=moment("2026-03-12")) == 1
    assert clocks.remaining(comments, at=moment("2026-03-14")) == -2


def test_an_ended_clock_keeps_the_span_it_ran_under(
    declare: Callable[..., TimeLimit], letter: Letter
) -> None:
    old = declare(code="letters.changing", span=15)
    clock = clocks.start(old, letter, at=moment("2026-02-09"))
    del LIMITS["letters.changing"]
    declare(code="letters.changing", span=10)
    assert sum(row.counted for row in clocks.explain(clock, at=moment("2026-02-10"))) == 15
    assert clocks.recompute(at=moment("2026-02-10"), since=date(2026, 1, 1)) == []


def test_a_clock_outlives_the_declaration_of_its_limit(
    declare: Callable[..., TimeLimit], letter: Letter
) -> None:
    clock = clocks.start(declare(code="letters.gone"), letter, at=moment("2026-02-09"))
    del LIMITS["letters.gone"]
    assert clock.label == "letters.gone"
    assert sweep(moment("2026-03-20")).breaches == 1
