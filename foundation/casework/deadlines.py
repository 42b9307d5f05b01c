"""Telling staff about warnings and breaches of clocks, and performing the act that a limit demands at its end."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localtime

from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import Staff
from foundation.agencies.queries import holders
from foundation.casework import matters
from foundation.casework.acts import desk_url, perform
from foundation.deadlines.limits import LIMITS, Unit
from foundation.deadlines.models import ClockEvent
from foundation.deadlines.sweep import on_event
from foundation.notices.acts import tell


@on_event
def handle_event(event: ClockEvent, at: datetime) -> None:
    """Tell the roles that the limit names; if it ran out and names an act, perform that as the portal."""
    clock = event.clock
    limit = LIMITS.get(clock.limit)  # None for a limit that the regulations no longer have
    matter = matters.find(f"{clock.matter_kind}:{clock.matter_id}", SYSTEM)
    breached = event.kind in ("breach", "entry_over")
    people: dict[int, Staff] = {}
    for role in limit.tells if limit else ():
        people.update({person.pk: person for person in holders(role, clock.agency)})
    named = getattr(matter, "announced_as", clock.subject)
    # A limit in days ends with its last day: the midnight that follows would be read as a day more.
    in_minutes = Unit(clock.unit) == Unit.MINUTES
    due = localtime(clock.due_at).strftime("%Y-%m-%d %H:%M") if in_minutes else str(clock.due_on)
    tell(
        people.values(),
        subject=f"{'已超期' if breached else '即将到期'}：{clock.label}（{named}）",
        body=f"期限至 {due}，依据 {clock.clause}。" + ("超期已如实记录。" if breached else "请及时办理。"),
        key=f"clock:{event.pk}",
        at=at,
        url=desk_url(matter) if matter is not None else "",
        clause=clock.clause,
        urgent=breached,
    )
    ends = event.kind == ("entry_over" if limit and limit.entry else "breach")
    if ends and limit and limit.at_end and matter is not None:
        perform(limit.at_end, on=matter, actor=SYSTEM, at=at)
