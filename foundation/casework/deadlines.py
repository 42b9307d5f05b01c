"""Telling staff about warnings and breaches of clocks, and performing the act that a limit demands at its end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from foundation.agencies.actors import SYSTEM, Actor
from foundation.agencies.models import Staff
from foundation.agencies.queries import holders, people_holding
from foundation.agencies.roles import Role
from foundation.casework import matters
from foundation.casework.acts import desk_url, outside_of, perform
from foundation.deadlines.calendar import Calendar
from foundation.deadlines.clocks import on_moved
from foundation.deadlines.holidays import missing_years
from foundation.deadlines.limits import LIMITS
from foundation.deadlines.models import Clock, ClockEvent
from foundation.deadlines.sweep import on_event
from foundation.notices.acts import tell


@on_event
def handle_event(event: ClockEvent, at: datetime) -> None:
    """Tell the roles that the limit names; if it ran out and names an act, perform that as the portal."""
    clock = event.clock
    limit = LIMITS.get(clock.limit)  # None for a limit that the regulations no longer have
    matter = matters.find(clock.ref, SYSTEM)
    breached = event.kind in ("breach", "entry_over")
    named = getattr(matter, "announced_as", clock.subject)
    tell(
        _people(clock, at, matter),
        subject=f"{'已超期' if breached else '即将到期'}：{clock.label}（{named}）",
        body=f"期限至 {clock.due_words}，依据 {clock.clause}。"
        + ("超期已如实记录。" if breached else "请及时办理。"),
        key=f"clock:{event.pk}",
        at=at,
        url=desk_url(matter) if matter is not None else "",
        clause=clock.clause,
        urgent=breached,
        outside=_outside(matter, clock, "已超期" if breached else "即将到期"),
    )
    ends = event.kind == ("entry_over" if limit and limit.entry else "breach")
    if ends and limit and limit.at_end and matter is not None:
        perform(limit.at_end, on=matter, actor=SYSTEM, at=at)


@on_moved
def tell_of_move(event: ClockEvent, at: datetime) -> None:
    """Tell the roles that the limit names that its last day is another one, because working days changed."""
    clock = event.clock
    assert event.due_before is not None, "a recount says what it was"
    earlier = clock.due_on < event.due_before
    matter = matters.find(clock.ref, SYSTEM)
    cause = event.detail.get("cause") or "工作日历更新"
    tell(
        _people(clock, at, matter),
        subject=f"期限{'提前' if earlier else '顺延'}：{clock.label}（{getattr(matter, 'announced_as', clock.subject)}）",
        body=f"最后一日由 {event.due_before} 改为 {clock.due_words}（{cause}），依据 {clock.clause}。请按新的日期办理。",
        key=f"clock:{event.pk}",
        at=at,
        url=desk_url(matter) if matter is not None else "",
        clause=clock.clause,
        urgent=earlier,
        outside=_outside(matter, clock, f"期限{'提前' if earlier else '顺延'}"),
    )


def remind_of_notices(at: datetime) -> None:
    """Remind the county's supervisors, once a week, of each holiday notice that should have been entered (PD-9)."""
    today = localdate(at)
    year_of_week, week, _day = today.isocalendar()
    for year in missing_years(Calendar.load(), today):
        tell(
            holders(Role.COUNTY_SUPERVISOR, None),
            subject=f"{year} 年的放假通知还没有录入",
            body=missing_notice(year),
            key=f"holiday-notice:{year}:{year_of_week}-{week}",
            at=at,
            url="/desk/",
            clause="PD-9",
        )


def tell_of_the_clock(wrong: str, at: datetime) -> None:
    """Tell the county's supervisors, once a day, that the clock cannot be trusted and time limits stand still."""
    tell(
        holders(Role.COUNTY_SUPERVISOR, None),
        subject="服务器时钟不对，期限的提醒和超期记录已经停下",
        body=f"{wrong}。请技术人员校准；期间不记超期，时钟正常后自动补上。",
        key=f"clock:{localdate(at)}",
        at=at,
        url="/desk/",
        clause="PD-9",
    )


def missing_notice(year: int) -> str:
    """What a supervisor is to know of a missing holiday notice."""
    return f"{year} 年的放假通知还没有录入：这一年的期限都是暂定的，到期的处理要等。国务院办公厅公布以后，请马上录入。"


def _outside(matter: Any, clock: Clock, what: str) -> str:
    """What mail says of a clock; of one on a sealed matter nothing but that there is something."""
    if getattr(matter, "sealed", False):
        return outside_of(matter, what)
    return f"{what}：{clock.label}（{getattr(matter, 'named_outside', clock.label)}）"


def _people(clock: Clock, at: datetime, matter: Any) -> list[Staff]:
    """Whoever holds a role that the limit names, each once; of a sealed matter only who reads this very one."""
    limit = LIMITS.get(clock.limit)
    people = people_holding(limit.tells, clock.agency, on=localdate(at)) if limit else []
    if not getattr(matter, "sealed", False):
        return people
    day = localdate(at)
    return [
        person
        for person in people
        if matters.in_sight(type(matter), Actor.of(person, on=day)).filter(pk=matter.pk).exists()
    ]
