"""Time limits: every last day follows from the event, the calendar and the pauses, and no breach is hidden or made up."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import chinese_calendar

from foundation.deadlines.limits import LIMITS
from foundation.invariants import Finding, Findings, Look, invariant

HERE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
#: The sweep runs every minute: by how much what it records may lag behind.
LAG = timedelta(hours=1)


class Notice(NamedTuple):
    """A day of an entered holiday notice, and when that notice was known."""

    working: bool
    known: datetime
    until: datetime | None


Notices = dict[date, list[Notice]]
Pauses = list[tuple[datetime, datetime]]

_CLOCKS = """
SELECT id, matter_kind, matter_id, "limit", unit, span, started_at, due_at, ended_at, provisional FROM deadlines_clock
 WHERE paused_since IS NULL AND ending <> 'cancelled' ORDER BY id
"""


@invariant("clocks.counted", "每个期限的最后一天都能从起算日逐日数出来")
def counted(look: Look) -> Findings:
    """Count every clock that is not paused anew, day by day.

    Where somebody outside was told a last day, a holiday notice that came later does not bring it forward.
    """
    notices, pauses = _notices(look), _pauses(look)
    held = {code for code, limit in LIMITS.items() if limit.holds}
    for pk, kind, number, limit, unit, span, start, due, ended, provisional in look.rows(_CLOCKS):
        look.seen += 1
        wanted = _due(unit, span, start, pauses.get(pk, []), notices, ended or look.at)
        if wanted == due or (wanted < due and limit in held) or (provisional and ended):
            continue
        said = f"期限记为 {_day(due)}，逐日数到的是 {_day(wanted)}"
        yield Finding(f"{kind}:{number} 期限 {pk}", said, due.astimezone(HERE).date())


def _due(
    unit: str, span: int, start: datetime, pauses: Pauses, notices: Notices, known: datetime
) -> datetime:
    """The first moment at which such a limit is over."""
    if unit in ("hours", "minutes"):
        end = start + timedelta(**{unit: span})
        for since, until in pauses:
            if since < end:
                end += until - since
        return end
    day = first = start.astimezone(HERE).date()
    stops = [(since.astimezone(HERE).date(), until.astimezone(HERE).date()) for since, until in pauses]
    left = (_months_on(first, span) - first).days if unit == "months" else span
    while True:
        day += DAY
        if any(since < day <= until for since, until in stops):
            continue
        works = _works(day, notices, known)
        counts = (works or unit != "working_days") and left > 0
        if counts and left == 1 and any(since == day for since, _ in stops):
            continue
        left -= counts
        if left == 0 and (works or unit == "date"):
            return datetime.combine(day + DAY, datetime.min.time(), HERE)


def _months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)


def _works(day: date, notices: Notices, known: datetime) -> bool:
    for notice in reversed(notices.get(day, ())):
        if notice.known <= known and (notice.until is None or notice.until > known):
            return notice.working
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def _notices(look: Look) -> Notices:
    found: Notices = defaultdict(list)
    sql = """
SELECT d.date, d.working, n.entered_at, n.withdrawn_at FROM deadlines_holidayday d
  JOIN deadlines_holidaynotice n ON n.id = d.notice_id ORDER BY n.entered_at, n.id"""
    for day, working, known, until in look.rows(sql):
        found[day].append(Notice(working, known, until))
    return found


def _pauses(look: Look) -> dict[int, Pauses]:
    found: dict[int, Pauses] = defaultdict(list)
    sql = "SELECT clock_id, since, until FROM deadlines_pause WHERE until IS NOT NULL ORDER BY since"
    for clock, since, until in look.rows(sql):
        found[clock].append((since, until))
    return found


_UNSEEN = """
SELECT id, matter_kind, matter_id, due_at FROM deadlines_clock
 WHERE ended_at IS NULL AND paused_since IS NULL AND breached_at IS NULL AND NOT provisional AND due_at < %(before)s
"""
_UNTOLD = """
SELECT c.id, c.matter_kind, c.matter_id, c.due_at FROM deadlines_clock c
 WHERE c.breached_at IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM deadlines_clockevent e WHERE e.clock_id = c.id AND e.kind = 'breach')
"""
_TOO_EARLY = """
SELECT id, matter_kind, matter_id, due_at FROM deadlines_clock WHERE breached_at < due_at
"""
_LIFTED = """
SELECT c.id, c.matter_kind, c.matter_id, c.due_at FROM deadlines_clock c
 WHERE c.breached_at IS NULL AND (
    SELECT e.kind FROM deadlines_clockevent e WHERE e.clock_id = c.id AND e.kind IN ('breach', 'breach_lifted')
     ORDER BY e.id DESC LIMIT 1) = 'breach'
"""


@invariant("clocks.breached", "过了期限没有办的都记了超期，记了超期的都有记录，没有提前记的，也没有抹掉的")
def breached(look: Look) -> Findings:
    """Compare breaches with due moments and with the events that were written when they happened."""
    look.count("SELECT count(*) FROM deadlines_clock")
    before = look.at - LAG
    yield from _each(look.rows(_UNSEEN, before=before), "已经超期，没有记录")
    yield from _each(look.rows(_UNTOLD), "记为超期，没有超期的记录")
    yield from _each(look.rows(_TOO_EARLY), "还没有到期就记为超期")
    yield from _each(look.rows(_LIFTED), "超期被抹掉，没有撤销的记录")


def _each(rows: Iterable[tuple[int, str, int, datetime]], said: str) -> Findings:
    for pk, kind, number, due in rows:
        yield Finding(f"{kind}:{number} 期限 {pk}", said, due.astimezone(HERE).date())


def _day(due: datetime) -> str:
    """A due moment as people say it: the last day, or the minute."""
    moment = due.astimezone(HERE)
    return str(moment.date() - DAY) if (moment.hour, moment.minute) == (0, 0) else f"{moment:%Y-%m-%d %H:%M}"


_FIGURES = "SELECT day, rows::text FROM deadlines_countedday ORDER BY day DESC LIMIT 1"
_FATES = """
SELECT "limit", agency_id, extract(year FROM started_at AT TIME ZONE 'Asia/Shanghai')::int,
    count(*) FILTER (WHERE ended_at < %(first)s AND ending = 'met' AND ended_at < due_at),
    count(*) FILTER (WHERE ended_at < %(first)s AND ending = 'met' AND ended_at >= due_at)
  FROM deadlines_clock c WHERE opened_at < %(first)s AND "limit" = ANY(%(limits)s) GROUP BY 1, 2, 3
-- What was entered since of an earlier day is counted tomorrow.
HAVING NOT bool_or(EXISTS (SELECT 1 FROM deadlines_clockevent e WHERE e.clock_id = c.id AND e.at >= %(first)s
    AND c.ended_at < %(first)s))
"""


@invariant("figures.time_limits", "公开的办理时限统计，与逐件重新数的一致")
def published_figures(look: Look) -> Findings:
    """Count what was met and what was late anew, up to the midnight at which the public figures end."""
    for day, written in look.rows(_FIGURES):
        rows = json.loads(written)
        shown: dict[tuple[str, int, int], dict[str, int]] = defaultdict(lambda: {"met": 0, "late": 0})
        for limit, agency, year, fate, _took, number in rows:
            if fate in ("met", "late"):
                shown[limit, agency, year][fate] += number
        first = datetime.combine(day, datetime.min.time(), HERE)
        for limit, agency, year, met, late in look.rows(
            _FATES, first=first, limits=sorted({row[0] for row in rows})
        ):
            look.seen += 1
            said = shown[limit, agency, year]
            if (said["met"], said["late"]) != (met, late):
                yield Finding(
                    f"{limit} 机关 {agency} {year} 年",
                    f"公开按时 {said['met']}、超期办结 {said['late']}，数到 {met}、{late}",
                    day,
                )
