"""Starting, pausing, resuming, extending, meeting, cancelling, recounting and explaining clocks.

Every function takes the moment `at` and never reads the wall clock. A clock given to a function is locked and refreshed.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol

from django.db import IntegrityError, transaction
from django.db.models import Q

from foundation.agencies.models import Agency
from foundation.clauses import cite
from foundation.database import Written
from foundation.deadlines.calendar import ONE_DAY, Calendar
from foundation.deadlines.counting import (
    HELD,
    Count,
    ExplainedDay,
    Interval,
    count,
    last_moment_of,
    local_date,
    midnight,
    time_used,
)
from foundation.deadlines.counting import explain as explain_count
from foundation.deadlines.limits import LIMITS, SHANGHAI, TimeLimit, Unit
from foundation.deadlines.models import Clock, ClockEvent, ClockQuerySet, Pause

BATCH = 500

Hearer = Callable[[ClockEvent, datetime], None]

_hearers: list[Hearer] = []

#: Clocks that ran out and wait for what came in time to be entered.
_WAITING = Q(breached_at__isnull=False, next_event_at__isnull=False)


class Matter(Protocol):
    """The attributes that a clock needs of the matter on which it runs."""

    @property
    def kind(self) -> str: ...
    @property
    def pk(self) -> Any: ...
    @property
    def agency(self) -> Agency: ...
    @property
    def title(self) -> str: ...


def on_moved(hearer: Hearer) -> Hearer:
    """Have `hearer(event, at)` called for each clock whose last day moved because it was counted again, in that transaction.

    `event.clock` is loaded, with its agency. Registering the same one twice changes nothing. Usable as a decorator.
    """
    if hearer not in _hearers:
        _hearers.append(hearer)
    return hearer


class ClockRefused(Exception):
    """The clock does not allow this; the message is a Chinese sentence for the person who tried."""


def start(
    limit: TimeLimit,
    matter: Matter,
    *,
    at: datetime,
    on: date | None = None,
    span: int | None = None,
    owed_by: Agency | None = None,
) -> Clock:
    """Start the clock of a limit on a matter, counted from the event.

    `on` is the day of the event if that is not the day of `at` (a late entry); for limits in hours and minutes it is the
    moment of the event. `span` is the length where the law leaves it to a notice (条例30: 合理的补正期限). `owed_by` is the
    agency that has to do it, if not the matter's own: its people are told, and its figures count it.

    Raises `ClockRefused` if the event lies in the future or the limit already runs on this matter.
    """
    started_at = _moment_of_event(limit, _aware(at), on)
    if started_at > at:
        raise ClockRefused(f"“{limit.label}”的起算日期是 {local_date(started_at)}，不能晚于今天。")
    span = span or limit.span
    counted = count(limit.unit, span, started_at, [], Calendar.load(), _points(limit, span))
    clock = Clock(
        limit=limit.code,
        clause=limit.clause,
        span=span,
        unit=limit.unit.value,
        matter_kind=matter.kind,
        matter_id=matter.pk,
        subject=matter.title[:500],
        agency=owed_by or matter.agency,
        started_at=started_at,
        opened_at=at,
        due_at=counted.due_at,
        provisional=counted.provisional,
        next_event_at=next_event(counted.due_at, counted),
    )
    try:
        with transaction.atomic():
            clock.save(force_insert=True)
            _record(clock, "started", at, {"on": local_date(started_at).isoformat()})
    except IntegrityError as error:
        if "deadlines_clock_one_open" not in str(error):
            raise
        raise ClockRefused(f"“{limit.label}”已经在计时，办结之前不能重新起算。") from error
    return clock


def take_up(limit: TimeLimit, matter: Matter, *, at: datetime) -> Clock | None:
    """Go on counting a limit whose clock was cancelled by mistake: from the same event, of the same length, with the same pauses.

    The time in between counts. None where the limit never ran on this matter, or its last clock was not cancelled.
    """
    old = Clock.objects.of(matter.kind, matter.pk).filter(limit=limit.code).order_by("pk").last()
    if old is None or old.ending != Clock.Ending.CANCELLED:
        return None
    with transaction.atomic():
        event = old.started_on if limit.unit.by_day else old.started_at
        clock = start(limit, matter, at=at, on=event, span=old.span, owed_by=old.agency)
        for earlier in old.pauses.exclude(until=None):
            kept = {name: getattr(earlier, name) for name in ("since", "until", "reason", "clause")}
            Pause.objects.create(clock=clock, **kept)
        moved = _count_again(clock)
        clock.save(update_fields=["due_at", "provisional", "next_event_at"])
        _record(clock, "recomputed", at, {**moved, "cause": "恢复办理", "taken_up": old.pk})
    return clock


def pause(clock: Clock, *, at: datetime, reason: str, clause: str) -> Clock:
    """Stop counting, for a reason that a clause allows (第三方征求意见, 补正, 不可抗力).

    Raises `ClockRefused` if the clock has ended, is paused or has run out, `UnknownClause` for an unknown clause.
    """
    cite(clause)
    if not reason.strip():
        raise ClockRefused("请写明暂停计时的原因。")
    with transaction.atomic():
        _lock(clock, at)
        if clock.paused_since is not None:
            raise ClockRefused(f"“{clock.label}”已经暂停计时。")
        if at >= clock.due_at or clock.breached_at is not None:
            raise ClockRefused(f"“{clock.label}”的期限已于 {clock.due_words} 届满，不能再暂停计时。")
        last = clock.pauses.last()
        if last is not None and last.until is not None and at < last.until:
            raise ClockRefused("暂停计时的起点不能早于上一次恢复计时。")
        Pause.objects.create(clock=clock, since=at, reason=reason.strip(), clause=clause)
        clock.paused_since, clock.next_event_at = at, None
        clock.save(update_fields=["paused_since", "next_event_at"])
        _record(clock, "paused", at, {"reason": reason.strip(), "clause": clause})
    return clock


def resume(clock: Clock, *, at: datetime) -> Clock:
    """Go on counting; the due moment moves by the pause.

    Raises `ClockRefused` if the clock is not paused or was paused after `at`.
    """
    with transaction.atomic():
        _lock(clock, at)
        if clock.paused_since is None:
            raise ClockRefused(f"“{clock.label}”没有暂停计时。")
        _resume(clock, at)
    return clock


def extend(clock: Clock, *, by: int, at: datetime, reason: str, clause: str) -> Clock:
    """Extend a running limit by `by` of its own unit, as a clause allows (条例33: once, 20 working days).

    Its warnings come again before the new end. Raises `ClockRefused` if the clock has ended, is paused or has run out,
    `UnknownClause` for an unknown clause.
    """
    cite(clause)
    if by < 1:
        raise ValueError("An extension is at least 1")
    with transaction.atomic():
        _lock(clock, at)
        if clock.paused_since is not None:
            raise ClockRefused(f"“{clock.label}”正在暂停计时，恢复之后才能延长。")
        if at >= clock.due_at or clock.breached_at is not None:
            raise ClockRefused(f"“{clock.label}”的期限已于 {clock.due_words} 届满，不能再延长。")
        clock.span += by
        moved = _count_again(clock)
        clock.save(update_fields=["span", "due_at", "provisional", "next_event_at"])
        _record(clock, "extended", at, {"by": by, "reason": reason.strip(), "clause": clause, **moved})
    return clock


def move_start(clock: Clock, *, at: datetime, on: date, cause: str) -> Clock:
    """Count an open clock from another day, because the day of its event was entered wrongly.

    It leaves a `recomputed` event with the due moments before and after and the `cause`; a breach of which the new due moment
    knows nothing is lifted, and one that it brings the next sweep records. Raises `ClockRefused` when the clock has ended,
    the day lies in the future, or the clock was paused before it.
    """
    if not Unit(clock.unit).by_day:
        raise ValueError(f"A clock that runs by the {clock.unit} begins at a moment, not on a day")
    with transaction.atomic():
        _lock(clock, at)
        moment, first = midnight(on), clock.pauses.first()
        if moment > at:
            raise ClockRefused(f"“{clock.label}”的起算日期是 {on}，不能晚于今天。")
        if first is not None and first.since < moment:
            raise ClockRefused(
                f"“{clock.label}”已于 {local_date(first.since)} 暂停计时，起算日期不能在此之后。"
            )
        clock.started_at, clock.opened_at = moment, max(clock.opened_at, moment)
        waits = clock.next_event_at
        _record(clock, "recomputed", at, {**_count_again(clock), "cause": cause, "on": on.isoformat()})
        if clock.breached_at is not None and clock.due_at > at:
            clock.breached_at = None
            _record(clock, "breach_lifted", at, {})
        if clock.paused_since is not None or clock.breached_at is not None:
            clock.next_event_at = waits
        clock.save()
    return clock


def meet(limit: TimeLimit, matter: Matter, *, at: datetime, on: date | None = None) -> Clock | None:
    """End the limit's clock because what it demands was done; None if it does not run on this matter.

    At or after its due moment it is late, and the breach is recorded unless a sweep has done so. A paused clock is resumed
    first. `on` is the day on which it was done, for limits in hours and minutes the moment, if entered later: in time by that, a
    recorded breach is lifted.
    """
    return _end(limit, matter, at, Clock.Ending.MET, on)


def cancel(limit: TimeLimit, matter: Matter, *, at: datetime) -> Clock | None:
    """End the limit's clock because its reason is gone; None if it does not run on this matter.

    A limit that had run out before stays breached: that is recorded first.
    """
    return _end(limit, matter, at, Clock.Ending.CANCELLED)


def running(matter: Matter) -> list[Clock]:
    """The open clocks of a matter, paused ones included, the nearest due first."""
    return list(Clock.objects.of(matter.kind, matter.pk).open().order_by("due_at", "pk"))


def open_clock(matter: Matter, *limits: TimeLimit) -> Clock | None:
    """The open clock of a limit on a matter; of several limits the nearest due, None where none runs."""
    codes = {limit.code for limit in limits}
    return next((clock for clock in running(matter) if clock.limit in codes), None)


def explain(clock: Clock, *, at: datetime) -> list[ExplainedDay]:
    """Every day from the event to the last day of the limit, counted or not, and why.

    For a paused clock the rows end with the day of `at`. An ended clock is explained by the holiday notices of its end.
    """
    today = local_date(_aware(at))
    rows = explain_count(
        Unit(clock.unit),
        clock.span,
        clock.started_at,
        intervals(clock),
        Calendar.load(known_at=clock.ended_at),
        today,
    )
    if holds(clock) and clock.paused_since is None:
        last = rows[-1]
        more = range(1, (clock.due_on - last.date).days + 1)
        rows += [
            ExplainedDay(day, False, last.number, HELD, ahead=day > today)
            for day in (last.date + n * ONE_DAY for n in more)
        ]
    return rows


def remaining(clock: Clock, *, at: datetime, calendar: Calendar | None = None) -> int:
    """How much of the limit is left at a moment: in its own unit, for limits in months in days.

    In days, the day of `at` counts as left: 1 is the last day, a negative number is the days overdue. Hours and minutes are
    rounded up. For a paused clock: what is left when it resumes. For many clocks give `calendar` and prefetch pauses.
    """
    moment = clock.paused_since or clock.ended_at or _aware(at)
    unit = Unit(clock.unit)
    if not unit.by_day:
        seconds = 3600 if unit is Unit.HOURS else 60
        return -int((moment - clock.due_at).total_seconds() // seconds)
    today, due = local_date(moment), clock.due_on
    if clock.paused_since is not None:
        left = (due - today).days
        if unit is Unit.WORKING_DAYS:
            left = (calendar or Calendar.load()).working_days_between(today, due)
        return max(left, 1)
    counts = today <= due and not any(pause.until and pause.covers(today) for pause in intervals(clock))
    if unit is not Unit.WORKING_DAYS:
        return (due - today).days + counts
    known = calendar or Calendar.load()
    return known.working_days_between(today, due) + (counts and known.is_working_day(today))


def used(clock: Clock, at: datetime, calendar: Calendar) -> int:
    """How much time was taken up to a moment, in the unit of the limit, for limits in months in days; pauses left out.

    The day of the event does not count, so what is done on it took 0. Hours and minutes that have begun count as whole ones.
    """
    return time_used(Unit(clock.unit), clock.started_at, at, intervals(clock), calendar)


def recompute(*, at: datetime, since: date, cause: str = "") -> list[ClockEvent]:
    """Count again every open clock due on or after `since` and every provisional one; returns the events.

    Each change leaves a `recomputed` event with the due moments before and after and the `cause` (文号 of the
    notice), and whoever asked for it with `on_moved` hears of a last day that moved. A breach that was recorded
    under a due moment which now lies ahead is lifted by a `breach_lifted` event. Paused clocks are counted anew
    when they resume. A limit that `holds` ends no earlier than it did. Safe to run at any time; a new release of
    the calendar package is taken in the same way.
    """
    _aware(at)
    calendar = Calendar.load()
    by_day = [unit.value for unit in Unit if unit.by_day]
    found = Clock.objects.open().filter(paused_since__isnull=True, unit__in=by_day)
    changed: list[ClockEvent] = []
    with transaction.atomic():
        last = 0
        while clocks := list(
            found.filter(Q(due_at__gt=midnight(since)) | Q(provisional=True) | _WAITING)
            .filter(pk__gt=last)
            .order_by("pk")
            .select_for_update(of=("self",))
            .select_related("agency")
            .prefetch_related("pauses")[:BATCH]
        ):
            changed += _recompute(clocks, calendar, at, cause)
            last = clocks[-1].pk
        for event in changed:
            if event.due_before not in (None, event.clock.due_on):
                for hearer in _hearers:
                    hearer(event, at)
    return changed


def intervals(clock: Clock) -> list[Interval]:
    """The pauses of a clock as intervals for the counting."""
    return [Interval(pause.since, pause.until, pause.reason, pause.clause) for pause in clock.pauses.all()]


def holds(clock: Clock) -> bool:
    """Whether its last day was told to somebody outside, who may rely on it."""
    limit = LIMITS.get(clock.limit)
    return limit is not None and limit.holds


def recount(clock: Clock, calendar: Calendar) -> Count:
    """Count a clock by the given calendar, up to a pause that lasts, never ending it before a day that was told outside.

    Its warning points are those that its limit has now.
    """
    limit = LIMITS.get(clock.limit)
    warn = _points(limit, clock.span) if limit is not None else ()
    over = [pause for pause in intervals(clock) if pause.until is not None]
    counted = count(Unit(clock.unit), clock.span, clock.started_at, over, calendar, warn)
    return replace(counted, due_at=max(counted.due_at, clock.due_at)) if holds(clock) else counted


def _points(limit: TimeLimit, span: int) -> tuple[int, ...]:
    """The warning points of a limit that lie within the span of a clock."""
    return tuple(left for left in limit.warn if limit.unit is Unit.MONTHS or left <= span)


def next_event(due_at: datetime, counted: Count, had: Container[int] = ()) -> datetime:
    """The next moment for the sweep to look at an unbreached clock: the earliest warning not in `had`, or its end."""
    return min([due_at, *(moment for left, moment in counted.warnings.items() if left not in had)])


def entry_over(clock: Clock, calendar: Calendar) -> tuple[datetime | None, bool]:
    """The moment until which what was done in time can still be entered, and whether that is provisional.

    No moment where nothing waits for that.
    """
    limit = LIMITS.get(clock.limit)
    if limit is None or not limit.entry:
        return None, False
    last = calendar.add_working_days(clock.due_on, limit.entry)
    return midnight(last.date + ONE_DAY), last.provisional


def warned(clocks: Iterable[Clock]) -> dict[int, set[int]]:
    """The warnings that each clock has had since it was last extended, by clock; one query."""
    found: dict[int, set[int]] = {clock.pk: set() for clock in clocks}
    rows = ClockEvent.objects.filter(clock__in=list(found)).order_by("pk")
    for pk, kind in rows.values_list("clock_id", "kind"):
        if kind == "extended":
            found[pk].clear()
        elif kind.startswith("warning:"):
            found[pk].add(int(kind.removeprefix("warning:")))
    return found


def _recompute(clocks: list[Clock], calendar: Calendar, at: datetime, cause: str) -> list[ClockEvent]:
    had = warned(clocks)
    events, touched = [], []
    for clock in clocks:
        counted = recount(clock, calendar)
        before = (clock.due_at, clock.provisional)
        if (counted.due_at, counted.provisional) == before:
            if clock.breached_at is not None and clock.next_event_at is not None:
                clock.next_event_at = entry_over(clock, calendar)[0]
                touched.append(clock)
            continue
        clock.due_at, clock.provisional = counted.due_at, counted.provisional
        detail = {
            "due_before": _written(before[0]),
            "due_after": _written(clock.due_at),
            "provisional_before": before[1],
            "provisional_after": clock.provisional,
            "cause": cause,
        }
        events.append(ClockEvent(clock=clock, kind="recomputed", at=at, due_at=clock.due_at, detail=detail))
        if clock.breached_at is not None and clock.due_at > at:
            clock.breached_at = None
            events.append(ClockEvent(clock=clock, kind="breach_lifted", at=at, due_at=clock.due_at))
        if clock.breached_at is None:
            clock.next_event_at = next_event(clock.due_at, counted, had[clock.pk])
        elif clock.next_event_at is not None:
            clock.next_event_at = entry_over(clock, calendar)[0]
        touched.append(clock)
    Clock.objects.bulk_update(touched, ["due_at", "provisional", "breached_at", "next_event_at"])
    return ClockEvent.objects.bulk_create(events)


def _running(kind: str, pk: int, limit: str) -> ClockQuerySet:
    running = Clock.objects.of(kind, pk).open().filter(limit=limit)
    return running.select_for_update(of=("self",))


_RUNNING = Written(_running)


def _end(
    limit: TimeLimit, matter: Matter, at: datetime, ending: Clock.Ending, on: date | None = None
) -> Clock | None:
    with transaction.atomic():
        clock: Clock | None = _RUNNING.first(matter.kind, matter.pk, limit.code)
        if clock is None:
            return None
        _runs(clock, at)
        if clock.paused_since is not None:
            _resume(clock, at)
        done = max(_moment_of_deed(limit, at, on), clock.started_at)
        late = done >= clock.due_at
        if late is (clock.breached_at is None):
            clock.breached_at = at if late else None
            _record(clock, "breach" if late else "breach_lifted", at, {})
        clock.ended_at, clock.ending, clock.next_event_at = done, ending, None
        clock.took = used(clock, done, Calendar.load())
        clock.save(update_fields=["ended_at", "ending", "breached_at", "next_event_at", "took"])
        _record(clock, ending.value, at, {})
    return clock


def _resume(clock: Clock, at: datetime) -> None:
    interval = clock.pauses.get(until__isnull=True)
    if at < interval.since:
        raise ClockRefused("恢复计时的时间不能早于暂停计时的时间。")
    interval.until = at
    interval.save(update_fields=["until"])
    clock.paused_since = None
    moved = _count_again(clock)
    clock.save(update_fields=["due_at", "provisional", "paused_since", "next_event_at"])
    _record(clock, "resumed", at, moved)


def _count_again(clock: Clock) -> dict[str, str]:
    """Set due moment and next event anew; returns the due moments before and after for the event's detail."""
    before, counted = clock.due_at, recount(clock, Calendar.load())
    clock.due_at, clock.provisional = counted.due_at, counted.provisional
    clock.next_event_at = next_event(clock.due_at, counted, warned([clock])[clock.pk])
    return {"due_before": _written(before), "due_after": _written(clock.due_at)}


def _lock(clock: Clock, at: datetime) -> None:
    """Lock and refresh the clock; refuse if it has ended or did not run yet at that moment."""
    clock.refresh_from_db(from_queryset=Clock.objects.select_for_update(of=("self",)))
    _runs(clock, at)


def _runs(clock: Clock, at: datetime) -> None:
    """Refuse if the clock, which is locked, has ended or did not run yet at that moment."""
    _aware(at)
    if clock.ended_at is not None:
        raise ClockRefused(f"“{clock.label}”已经结束计时。")
    if at < clock.started_at:
        raise ClockRefused(f"“{clock.label}”从 {clock.started_on} 起算，不能在此之前办理。")


def _record(clock: Clock, kind: str, at: datetime, detail: dict[str, Any]) -> ClockEvent:
    return ClockEvent.objects.create(clock=clock, kind=kind, at=at, due_at=clock.due_at, detail=detail)


def _moment_of_event(limit: TimeLimit, at: datetime, on: date | None) -> datetime:
    if isinstance(on, datetime):
        return midnight(local_date(_aware(on))) if limit.unit.by_day else _aware(on)
    if on is None or on == local_date(at):
        return at
    if not limit.unit.by_day:
        raise ValueError(
            f"Time limit {limit.code!r} runs by the {limit.unit.value}: give the moment of its event"
        )
    return midnight(on)


def _moment_of_deed(limit: TimeLimit, at: datetime, on: date | None) -> datetime:
    """When it was done: now, on an earlier day, or, where the limit runs by hours, at an earlier moment."""
    if on is None:
        return at
    if isinstance(on, datetime) and not limit.unit.by_day:
        return min(_aware(on), at)
    return last_moment_of(on, at)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone")
    return moment


def _written(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).isoformat()
