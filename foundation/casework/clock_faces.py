"""Clocks as templates show them: in words, as a bar, as a calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from foundation.casework.overview import SOON
from foundation.deadlines import clocks
from foundation.deadlines.calendar import Calendar
from foundation.deadlines.counting import local_date
from foundation.deadlines.limits import Unit
from foundation.deadlines.models import Clock


def summary(clock: Clock, at: datetime, calendar: Calendar | None = None) -> dict[str, Any]:
    """A clock as due box and work list show it: label, date, time where hours run, words, level, percent in fives."""
    state = clock.state(at)
    left = clocks.remaining(clock, at=at, calendar=calendar)
    unit = Unit(clock.unit)
    by_date = unit in (Unit.MONTHS, Unit.DATE)
    measure = "天" if by_date else unit.label
    # What is counted down is days where the law counts months.
    whole = (clock.due_on - local_date(clock.started_at)).days if by_date else clock.span
    if state == Clock.State.BREACHED:
        # On the first day after the last one, a day off included, it is one over.
        words, level = f"超期 {max(1, -left)} {measure}", "breach"
    elif state == Clock.State.RUNNING:
        # On the day of the event itself nothing has been counted yet.
        near = SOON if unit is not Unit.MINUTES else clock.span // 2
        words, level = f"剩 {min(left, whole)} {measure}", "grain" if left <= near else "main"
    else:
        words, level = str(state.label), "breach" if state == Clock.State.LATE else "main"
    used = max(0, min(100, 100 * (whole - left) // max(1, whole)))
    return {
        "label": clock.label,
        "clause": clock.clause,
        "date": clock.due_on,
        "time": "" if unit.by_day else f"{localtime(clock.due_at):%H:%M}",
        "words": words,
        # What runs by minutes counts down while the page stands open (static/countdown.js).
        "until": clock.due_at if unit is Unit.MINUTES and clock.ended_at is None else None,
        "level": level,
        "percent": used // 5 * 5,
        "provisional": clock.provisional,
    }


def account(clock: Clock, at: datetime) -> dict[str, Any]:
    """A clock with its pauses and its days, as the calendar shows them."""
    today, due = local_date(at), clock.due_on
    # A date that the law names has no days to be counted.
    fixed = Unit(clock.unit) == Unit.DATE
    last = local_date(clock.ended_at) if clock.ended_at else today
    days = []
    for day in [] if fixed else clocks.explain(clock, at=at):
        if day.counted:
            # Once a clock has ended nothing more is counted, whatever day it is now.
            state = "ahead" if day.ahead or day.date > last else "counted"
        else:
            state = "paused" if day.why.startswith("不计入") else "off"
        days.append(
            {
                "date": day.date,
                "state": state,
                "number": day.number,
                "note": day.why,
                "today": day.date == today,
                "due": day.date == due,
            }
        )
    return {
        "label": clock.label,
        "clause": clock.clause,
        "due": summary(clock, at),
        "state": clock.state(at).label,
        "fixed": fixed,
        "days": days,
        "pauses": [
            {
                "start": local_date(p.since),
                "end": p.until and local_date(p.until),
                "reason": p.reason,
                "clause": p.clause,
            }
            for p in clock.pauses.all()
        ],
    }
