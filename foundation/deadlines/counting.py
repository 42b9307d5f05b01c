"""Counting a limit from the event to the due moment, and its warning points.

- The day of the event is not counted; the day after it is number one.
- Working days are counted by the State Council's calendar. Days and months are counted through; where they
  end on a day off, the limit ends on the next working day. A limit in months ends on the same day of the last
  month, on that month's last day where it has no such day; what does not count in between is added to it day
  by day.
- A limit that ends on a date which the law names ends on that date, whatever day it is.
- A limit counted in days is over at the midnight, in Shanghai, after its last day.
- Whole days do not count while a clock is paused: from the day after that on which the pause begins (the letter goes
  out) to the day on which it ends (the answer comes in). Counting goes on with the day after. Where the first day of the pause
  would be the last of the limit, it does not count either: one day is left afterwards.
- Hours and minutes run through nights and holidays, from moment to moment; a pause takes out exactly the time
  it lasted.
- A count is provisional when it rests on a day of a year whose holiday notice is not known.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from foundation.deadlines.calendar import ONE_DAY, Calendar
from foundation.deadlines.limits import SHANGHAI, Unit

EVENT_DAY = "事件发生当日，不计入"
LEFT = "暂停计算的当日，本是最后一日，留待恢复之后"
HELD = "告知的最后一日不因放假安排提前"
RUNS_THROUGH = "连续计算，夜间和节假日照计"


@dataclass(frozen=True)
class Interval:
    """Time that does not count, with its reason and clause; `until` is None while it lasts."""

    since: datetime
    until: datetime | None
    reason: str
    clause: str

    def covers(self, day: date) -> bool:
        """Whether the whole day does not count: each after the first, to the last."""
        return local_date(self.since) < day and (self.until is None or day <= local_date(self.until))

    @property
    def why(self) -> str:
        """The reason and its clause, as a citizen reads them."""
        return f"不计入：{self.reason}（{self.clause}）"


@dataclass(frozen=True)
class ExplainedDay:
    """One day of a count: whether it counts, the number it brings the count to, and why.

    `number` is the running count in the limit's unit at the end of the day (for limits in months, in days).
    `ahead` says that the day still lies ahead, `provisional` that its kind is only presumed, `paced` that it brings the end
    nearer: warning points are counted in such days.
    """

    date: date
    counted: bool
    number: int
    why: str
    provisional: bool = False
    ahead: bool = False
    paced: bool = False


@dataclass(frozen=True)
class Count:
    """The result of counting: due moment, whether provisional, the moment of each warning point."""

    due_at: datetime
    provisional: bool
    warnings: dict[int, datetime]


def local_date(moment: datetime) -> date:
    """The day in Shanghai on which a moment falls."""
    return moment.astimezone(SHANGHAI).date()


def midnight(day: date) -> datetime:
    """The first moment of a day in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def last_moment_of(day: date, at: datetime) -> datetime:
    """The last moment of a day in Shanghai, or `at` if that is earlier: for what is known by its day alone."""
    return min(at, midnight(day + ONE_DAY) - timedelta(microseconds=1))


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def count(
    unit: Unit,
    span: int,
    started_at: datetime,
    pauses: Iterable[Interval],
    calendar: Calendar,
    warn: Iterable[int] = (),
) -> Count:
    """Count a limit whose pauses have all ended; a warning point before the first counted day is left out."""
    intervals = sorted(pauses, key=lambda interval: interval.since)
    if not unit.by_day:
        return _count_time(unit, span, started_at, intervals, warn)
    days = list(_days(unit, span, local_date(started_at), intervals, calendar))
    steps = [day for day in days[1:] if day.paced]
    return Count(
        due_at=midnight(days[-1].date + ONE_DAY),
        provisional=any(day.provisional for day in days),
        warnings={left: midnight(steps[-left].date) for left in warn if left <= len(steps)},
    )


def explain(
    unit: Unit, span: int, started_at: datetime, pauses: Iterable[Interval], calendar: Calendar, today: date
) -> list[ExplainedDay]:
    """Every day from the event to the last day of the limit; while a pause lasts, to `today` or the first day of the pause."""
    intervals = sorted(pauses, key=lambda interval: interval.since)
    if not unit.by_day:
        return list(_explain_time(unit, span, started_at, intervals, today))
    horizon = today
    if intervals and intervals[-1].until is None:
        horizon = max(today, local_date(intervals[-1].since))
    return [
        replace(day, ahead=day.date > today)
        for day in _days(unit, span, local_date(started_at), intervals, calendar, horizon)
    ]


def time_used(
    unit: Unit, started_at: datetime, at: datetime, pauses: Iterable[Interval], calendar: Calendar
) -> int:
    """How much of a limit's time passed from the event to a moment, the day of that moment included."""
    intervals = list(pauses)
    if not unit.by_day:
        return -(-_counted_time(started_at, at, intervals) // _length(unit, 1))
    start, last = local_date(started_at), local_date(at)
    days = (start + n * ONE_DAY for n in range(1, (last - start).days + 1))
    return sum(
        (unit is not Unit.WORKING_DAYS or calendar.is_working_day(day))
        and not any(interval.covers(day) for interval in intervals)
        for day in days
    )


def _days(
    unit: Unit,
    span: int,
    start: date,
    intervals: list[Interval],
    calendar: Calendar,
    horizon: date | None = None,
) -> Iterator[ExplainedDay]:
    """The days of a count in order, from the day of the event to the last day of the limit."""
    target = (add_months(start, span) - start).days if unit is Unit.MONTHS else span
    yield ExplainedDay(start, False, 0, EVENT_DAY)
    day, number = start, 0
    while True:
        day += ONE_DAY
        pause = next((interval for interval in intervals if interval.covers(day)), None)
        if pause is not None:
            if pause.until is None and (horizon is None or day > horizon):
                return
            yield ExplainedDay(day, False, number, pause.why)
            continue
        kind = calendar.kind(day)
        counts = kind.working if unit is Unit.WORKING_DAYS else number < target
        if counts and number + 1 == target and any(local_date(i.since) == day for i in intervals):
            yield ExplainedDay(day, False, number, LEFT)
            continue
        name = f"{kind.name}（暂定，{day.year}年放假安排尚未公布）" if kind.provisional else kind.name
        if unit is Unit.WORKING_DAYS:
            number += kind.working
            yield ExplainedDay(day, kind.working, number, name, kind.provisional, paced=kind.working)
            over = number == target
        elif number < target:
            number += 1
            ends = number == target
            moves = unit is not Unit.DATE
            yield ExplainedDay(day, True, number, name, ends and moves and kind.provisional, paced=True)
            over = ends and (kind.working or not moves)
        else:
            why = f"{name}，期限顺延至本日届满" if kind.working else f"{name}，期限顺延"
            yield ExplainedDay(day, False, number, why, kind.provisional, paced=True)
            over = kind.working
        if over:
            return


def _length(unit: Unit, number: int) -> timedelta:
    return timedelta(hours=number) if unit is Unit.HOURS else timedelta(minutes=number)


def _advance(moment: datetime, length: timedelta, intervals: list[Interval]) -> datetime:
    """The moment at which that length of counted time has passed since `moment`."""
    moment = moment.astimezone(UTC)
    for interval in intervals:
        run = max(interval.since - moment, timedelta())
        if run >= length or interval.until is None:
            break
        length -= run
        moment = max(moment, interval.until.astimezone(UTC))
    return moment + length


def _counted_time(begin: datetime, end: datetime, intervals: list[Interval]) -> timedelta:
    """The counted time between two moments."""
    total = max(end - begin, timedelta())
    for interval in intervals:
        total -= max(min(interval.until or end, end) - max(interval.since, begin), timedelta())
    return total


def _count_time(
    unit: Unit, span: int, started_at: datetime, intervals: list[Interval], warn: Iterable[int]
) -> Count:
    return Count(
        due_at=_advance(started_at, _length(unit, span), intervals),
        provisional=False,
        warnings={
            left: _advance(started_at, _length(unit, span - left), intervals) for left in warn if left < span
        },
    )


def _explain_time(
    unit: Unit, span: int, started_at: datetime, intervals: list[Interval], today: date
) -> Iterator[ExplainedDay]:
    lasting = intervals[-1] if intervals and intervals[-1].until is None else None
    if lasting is not None:
        last = max(today, local_date(lasting.since))
        end = midnight(last + ONE_DAY)
    else:
        end = _advance(started_at, _length(unit, span), intervals)
        last = local_date(end - timedelta(microseconds=1))
    day, before = local_date(started_at), timedelta()
    while day <= last:
        run = _counted_time(started_at, min(midnight(day + ONE_DAY), end), intervals)
        pause = next((i for i in intervals if i.covers(day) or local_date(i.since) == day), None)
        why = [RUNS_THROUGH] if run > before else []
        yield ExplainedDay(
            date=day,
            counted=run > before,
            number=run // _length(unit, 1),
            why="；".join([*why, pause.why] if pause is not None else why),
            ahead=day > today,
        )
        day, before = day + ONE_DAY, run
