"""Whether time limits are swept, and how many people wait for something that failed."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.timezone import localdate

from foundation.condition.readings import Reading, reading, since
from foundation.deadlines.calendar import Calendar
from foundation.deadlines.holidays import missing_years

#: The sweep runs every minute; after so many seconds without it, warnings and breaches come late.
SWEEP_STANDS_STILL = 5 * 60


@reading("sweep_age_seconds", "Seconds since time limits were last swept.")
def sweep_age(at: datetime) -> Reading:
    """How long ago the sweep came to its end."""
    age = since("sweep", at)
    if age == float("inf"):  # a portal that has just been started for a look is not yet wrong
        return Reading(age, "期限巡查从来没有运行，请检查 worker 和 beat。" if settings.PRODUCTION else "")
    wrong = f"期限巡查已有 {int(age // 60)} 分钟没有运行，到期提醒和超期记录会晚。请检查 worker 和 beat。"
    return Reading(age, wrong if age > SWEEP_STANDS_STILL else "")


@reading("calendar_years_missing", "Years whose holiday notice should have been entered and is not.")
def calendar_missing(at: datetime) -> Reading:
    """How many notices are missing; the supervisors' first page asks for each of them anyway."""
    return Reading(len(missing_years(Calendar.load(), localdate(at))))
