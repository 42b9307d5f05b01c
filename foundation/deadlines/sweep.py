"""The sweep: due moments passed become breaches, warning points passed become warnings, each exactly once.

It touches what is due, not what is open (a partial index on `next_event_at`), works in pages, and takes each
page's rows with `FOR UPDATE SKIP LOCKED`, so that any number of sweeps may run at once: a row that another
sweep holds is that sweep's.

What cannot be undone waits for the calendar: while the last day of a limit that names an act at its end is provisional, or
the last day for entering what came in time, neither that end nor the act is recorded. Such a clock is looked at again each
morning, and at once when a holiday notice has it counted again.

After an outage everything passed is recorded, each point once, but only the latest of a clock is told:
whoever hears today that the limit has run out need not hear as well that it was about to. The others bear
`"told": false`.

A listener runs in the page's transaction. When it raises, its clock is left exactly as it was, the others of
the page go on, the failure is reported in `Swept.failed`, and the next sweep tries again. A listener may be
called a second time in one sweep after such a failure, its first call rolled back: it writes to the database,
and sends only after commit.
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
    """Have `listener(event, at)` called for each event that is to be told, within the sweep's transaction.

    `event.clock` is loaded, with its agency. Registering the same listener twice changes nothing. Usable as a
    decorator.
    """
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


@dataclass(frozen=True)
class Failure:
    """A clock whose listener raised; it is untouched and will be tried again."""

    clock: Clock
    error: Exception


@dataclass
class Swept:
    """What a sweep did."""

    at: datetime
    events: list[ClockEvent] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)

    @property
    def warnings(self) -> int:
        """How many warning points were recorded."""
        return len(self.events) - self.breaches

    @property
    def breaches(self) -> int:
        """How many breaches were recorded."""
        return sum(event.is_breach for event in self.events)


def sweep(at: datetime) -> Swept:
    """Record every warning point and breach passed by `at`, and have the latest of each clock told."""
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
    """The clocks that are due, page by page, each seen once however its firing goes."""
    rows = _due(at).order_by("next_event_at", "pk").values_list("next_event_at", "pk")
    page = list(rows[:PAGE])
    while page:
        yield {pk for _, pk in page}
        if len(page) < PAGE:
            return
        moment, last = page[-1]
        page = list(rows.filter(Q(next_event_at__gt=moment) | Q(next_event_at=moment, pk__gt=last))[:PAGE])


def _fire(page: set[int], calendar: Calendar, at: datetime) -> tuple[list[ClockEvent], list[Failure]]:
    """Record and tell what is due among the page's clocks, within the caller's transaction."""
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
    """The events of one clock that are due, earliest first; the clock is set to what follows them."""
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
