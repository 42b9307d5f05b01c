"""The sweep: it records due breaches and warnings, each exactly once, and has them told.

It reads the clocks that are due (a partial index on `next_event_at`) page by page with `FOR UPDATE SKIP LOCKED`, so that any
number of sweeps may run at once.

What cannot be undone waits for the calendar: while the last day of a limit that names an act at its end is provisional, or
the last day for entering what came in time, neither that end nor the act is recorded. Such a clock is looked at again each
morning, and at once when a holiday notice has it counted again.

After an outage everything passed is recorded, each point once, but only the latest of a clock is told:
whoever hears today that the limit has run out need not hear as well that it was about to. The others bear
`"told": false`.

A listener runs in the page's transaction. If it raises, its clock is left unchanged, the rest of the page goes on, and the next
sweep tries again. The rest of the page is then told a second time, the first being rolled back: a listener writes to the
database, and sends only after commit.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from foundation.deadlines.calendar import ONE_DAY, Calendar
from foundation.deadlines.clocks import entry_over, next_event, recount, warned
from foundation.deadlines.counting import local_date, midnight
from foundation.deadlines.limits import LIMITS
from foundation.deadlines.models import Clock, ClockEvent, ClockQuerySet

Listener = Callable[[ClockEvent, datetime], None]

#: How many clocks one transaction takes.
PAGE = 200

logger = logging.getLogger(__name__)

_listeners: list[Listener] = []


def on_event(listener: Listener) -> Listener:
    """Decorator: call `listener(event, at)` for each event to be told, within the sweep's transaction.

    `event.clock` is loaded with its agency. Registering a listener twice changes nothing.
    """
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


@dataclass(frozen=True)
class Failure:
    """A clock whose listener raised; the clock is unchanged and will be tried again."""

    clock: Clock
    error: Exception


@dataclass
class Swept:
    """The result of a sweep."""

    at: datetime
    events: list[ClockEvent] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)

    @property
    def warnings(self) -> int:
        """The number of recorded events other than breaches."""
        return len(self.events) - self.breaches

    @property
    def breaches(self) -> int:
        """The number of recorded breaches."""
        return sum(event.is_breach for event in self.events)


def sweep(at: datetime) -> Swept:
    """Record every warning and breach due by `at`, and tell the latest of each clock."""
    if at.tzinfo is None:
        raise ValueError("A moment without a time zone")
    swept, calendar = Swept(at), None
    for page in _pages(at):
        calendar = calendar or Calendar.load()
        while page:
            with transaction.atomic():
                events, failed = _fire(page, calendar, at)
                if failed:
                    transaction.set_rollback(True)
            swept.failed += failed
            if not failed:
                swept.events += events
                break
            page -= {failure.clock.pk for failure in failed}
    return swept


def _due(at: datetime) -> ClockQuerySet:
    return Clock.objects.filter(next_event_at__lte=at)


def _pages(at: datetime) -> Iterator[set[int]]:
    """The numbers of the due clocks, page by page, each once even if its listener raises."""
    rows = _due(at).order_by("next_event_at", "pk").values_list("next_event_at", "pk")
    page = list(rows[:PAGE])
    while page:
        yield {pk for _, pk in page}
        if len(page) < PAGE:
            return
        moment, last = page[-1]
        page = list(rows.filter(Q(next_event_at__gt=moment) | Q(next_event_at=moment, pk__gt=last))[:PAGE])


def _fire(page: set[int], calendar: Calendar, at: datetime) -> tuple[list[ClockEvent], list[Failure]]:
    """Record and tell the due events of a page's clocks, within the caller's transaction."""
    clocks = list(
        _due(at)
        .filter(pk__in=page)
        .order_by("pk")
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("agency")
        .prefetch_related("pauses")
    )
    had = warned(clocks)
    events: list[ClockEvent] = []
    told: list[ClockEvent] = []
    for clock in clocks:
        passed = _passed(clock, calendar, had[clock.pk], at)
        for event in passed[:-1]:
            event.detail["told"] = False
        events += passed
        told += passed[-1:]
    over = [clock.pk for clock in clocks if clock.breached_at == at and clock.next_event_at is None]
    Clock.objects.filter(pk__in=over).update(breached_at=at, next_event_at=None)
    others = [clock for clock in clocks if clock.pk not in over]
    Clock.objects.bulk_update(others, ["breached_at", "next_event_at"])
    ClockEvent.objects.bulk_create(events)
    return events, _tell(told, at)


def _passed(clock: Clock, calendar: Calendar, had: set[int], at: datetime) -> list[ClockEvent]:
    """The due events of one clock, earliest first; sets its breach and its next event, unsaved."""
    kinds = []
    if clock.breached_at is None:
        counted = recount(clock, calendar)
        passed = {left for left, moment in counted.warnings.items() if moment <= at and left not in had}
        kinds = [f"warning:{left}" for left in sorted(passed, reverse=True)]
        clock.next_event_at = next_event(clock.due_at, counted, had | passed)
        if clock.due_at <= at and _acts_at_end(clock) and (clock.provisional or counted.provisional):
            clock.next_event_at = _next_morning(at)
        elif clock.due_at <= at:
            kinds.append("breach")
            clock.breached_at = at
    if clock.breached_at is not None:
        clock.next_event_at, provisional = entry_over(clock, calendar)
        if clock.next_event_at is not None and clock.next_event_at <= at:
            if provisional:
                clock.next_event_at = _next_morning(at)
            else:
                kinds.append("entry_over")
                clock.next_event_at = None
    return [
        ClockEvent(clock=clock, kind=kind, at=at, due_at=clock.due_at, detail={"told": True})
        for kind in kinds
    ]


def _acts_at_end(clock: Clock) -> bool:
    """Whether the portal itself does something when the limit is over."""
    limit = LIMITS.get(clock.limit)
    return limit is not None and limit.at_end is not None


def _next_morning(at: datetime) -> datetime:
    return midnight(local_date(at) + ONE_DAY)


def _tell(events: list[ClockEvent], at: datetime) -> list[Failure]:
    failed = []
    for event in events:
        for listener in _listeners:
            try:
                with transaction.atomic():
                    listener(event, at)
            except Exception as error:
                logger.exception("A listener failed on clock %s (%s)", event.clock_id, event.kind)
                failed.append(Failure(event.clock, error))
                break
    return failed
