"""The due date of an application and its count of days, as the tracking page shows them; computed by `clocks.explain`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from applications import statute
from applications.models import Application
from foundation.deadlines import clocks
from foundation.deadlines.calendar import MADE_UP, WEEKEND, WORKDAY
from foundation.deadlines.counting import EVENT_DAY, HELD, ExplainedDay, local_date
from foundation.deadlines.limits import TimeLimit
from foundation.deadlines.models import Clock

State = Application.State

#: The limit that is shown in a state; in every other state the time to reply.
_LIMITS: dict[str, TimeLimit] = {State.AMENDING: statute.AMENDMENT, State.PAYING: statute.PAYMENT}
#: The limits of a reply that takes the place of a quashed one.
_ANEW = tuple(limit.code for limit in statute.ANEW)
_EVENTS = {
    **dict.fromkeys(_ANEW, "收到决定书、判决书的当日"),
    statute.REPLY.code: "收到申请当日",
    statute.AMENDMENT.code: "告知您补正的当日",
    statute.PAYMENT.code: "您收到通知的当日",
}
#: From how many working days on the applicant's own due date is shown as urgent.
SOON = 3


@dataclass(frozen=True)
class Due:
    """The box at the head of the page: what is due, and what that means."""

    label: str
    date: date | None = None
    #: Shown in place of a date.
    value: str = ""
    aside: str = ""
    words: str = ""
    level: str = "main"
    provisional: bool = False
    says: list[str] = field(default_factory=list)


class Day(NamedTuple):
    """A day of the calendar; `state` is counted, ahead (will be counted), paused, off or event (the day of the event)."""

    date: date
    state: str
    number: int
    note: str
    today: bool
    due: bool


class Month(NamedTuple):
    """The days of one month that the limit covers."""

    first: date
    days: list[Day]


class Note(NamedTuple):
    """A run of days that are no ordinary working days or weekends, and the reason."""

    first: date
    last: date
    why: str
    state: str


@dataclass(frozen=True)
class Reckoning:
    """The account of one limit, day by day."""

    clock: Clock
    months: list[Month]
    notes: list[Note]
    rows: list[ExplainedDay]
    #: The count on the day on which the limit ended, or today.
    counted: int

    @property
    def extended(self) -> int:
        """The working days by which the time to reply was extended."""
        return max(0, self.clock.span - statute.REPLY.span) if self.clock.limit == statute.REPLY.code else 0

    @property
    def legend(self) -> list[tuple[str, str]]:
        """The states of days that the calendar shows, each with its words."""
        days = [day for month in self.months for day in month.days]
        shown = {day.state for day in days} | ({"due"} if any(day.due for day in days) else set())
        words = {
            "counted": f"已计入 {self.counted} 天",
            "ahead": "还没到",
            "paused": "不计入",
            "off": "休息日",
            "due": "最后一天",
        }
        return [(state, said) for state, said in words.items() if state in shown]

    @property
    def replies(self) -> bool:
        """Whether it is the time to reply, and not a limit of the applicant's."""
        return self.clock.limit in (statute.REPLY.code, *_ANEW)


def clock_shown(application: Application, every: Iterable[Clock]) -> Clock | None:
    """The clock that the page shows; None where none runs yet, such as before a fee notice is served."""
    limit = _LIMITS.get(application.state, statute.REPLY)
    mine = [clock for clock in every if clock.limit == limit.code]
    if limit is not statute.REPLY:
        mine = [clock for clock in mine if clock.ended_at is None]
    return max(mine, key=lambda clock: clock.pk, default=None)


def due_on(clock: Clock, every: Iterable[Clock]) -> date:
    """The last day: of an extended time to reply not later than the bound of OR-5, whatever is not counted meanwhile."""
    lifted = Clock.Ending.CANCELLED
    bounds = [c.due_on for c in every if c.limit == statute.EXTENSION_BOUND.code and c.ending != lifted]
    return min([clock.due_on, *bounds]) if clock.limit == statute.REPLY.code else clock.due_on


def reckon(clock: Clock, last: date, at: datetime) -> Reckoning:
    """The account of a clock with this last day; one query, and one more where its pauses were not fetched."""
    today = local_date(at)
    over = local_date(clock.ended_at) if clock.ended_at else None
    rows = clocks.explain(clock, at=at)
    # Show no day after the end of the limit, or after the bound of OR-5 where that comes first.
    if clock.paused_since is None:
        end = min(last, over) if over else last
        rows = [row for row in rows if row.date <= end] or rows[:1]
    days = [_day(row, today, last) for row in rows]
    months = [
        Month(first.replace(day=1), list(found))
        for first, found in groupby(days, key=lambda day: day.date.replace(day=1))
    ]
    past = [row.number for row in rows if row.date <= (over or today)]
    return Reckoning(clock, months, _notes(clock, rows), rows, past[-1] if past else 0)


def _day(row: ExplainedDay, today: date, last: date) -> Day:
    if row.counted:
        state = "ahead" if row.ahead else "counted"
    else:
        state = "paused" if row.why.startswith("不计入") else "event" if row.why == EVENT_DAY else "off"
    return Day(row.date, state, row.number, _why(row), row.date == today, row.date == last)


def _why(row: ExplainedDay) -> str:
    return row.why.partition("（暂定")[0].removeprefix("不计入：")


def _notes(clock: Clock, rows: list[ExplainedDay]) -> list[Note]:
    def said(row: ExplainedDay) -> tuple[str, str]:
        why = _why(row)
        if row.why == EVENT_DAY:
            return f"{_EVENTS.get(clock.limit, '起算当日')}，不计入，从次日算起", "off"
        if row.why.startswith("不计入"):
            return f"{why}，不计入", "paused"
        if why == HELD:
            return why, "off"
        if why == MADE_UP:
            return "调休上班，计入", "counted"
        if row.provisional and row.counted:
            return f"{row.date.year} 年放假安排尚未公布，暂按周一至周五计算", "provisional"
        return ("", "") if why in (WORKDAY, WEEKEND) else (f"{why}放假", "off")

    found: list[Note] = []
    for (why, state), group in groupby(rows, key=said):
        run = list(group)
        if state == "provisional" and any(note.why == why for note in found):
            continue
        if why:
            found.append(Note(run[0].date, run[-1].date, why, state))
    # The holidays of the whole year are provisional, not only this run of days.
    return [note._replace(last=rows[-1].date) if note.state == "provisional" else note for note in found]


def due(application: Application, every: list[Clock], at: datetime) -> tuple[Due, Reckoning | None]:
    """The box at the head of the page, and the account of days below it."""
    ordered = next((clock for clock in every if clock.limit in _ANEW and clock.ended_at is None), None)
    if ordered is not None:
        reckoning = reckon(ordered, ordered.due_on, at)
        return _running(application, reckoning, ordered.due_on, at), reckoning
    clock = clock_shown(application, every)
    if clock is None:
        return _without_clock(application), None
    last = due_on(clock, every)
    reckoning = reckon(clock, last, at)
    if not application.is_open:
        return _closed(application, reckoning, last), reckoning
    if clock.paused_since is not None:
        return _paused(application, reckoning), reckoning
    return _running(application, reckoning, last, at), reckoning


def _without_clock(application: Application) -> Due:
    if application.state == State.PAYING:
        says = [f"收费通知书送达之后 {statute.PAYMENT.span} 个工作日内缴纳；答复期限自缴费次日起重新计算。"]
        return Due("请您缴费", value=f"{application.fee:g} 元", level="grain", says=says)
    asked = {State.AMENDING: "补正", State.EXPLAINING: "说明申请理由"}.get(application.state)
    if asked:
        return Due(
            f"请您{asked}", value="等您收到告知书", level="grain", says=["期限从您收到告知书的次日起计算。"]
        )
    return Due(application.get_state_display(), date=application.closed_on)


def _running(application: Application, reckoning: Reckoning, last: date, at: datetime) -> Due:
    clock, today = reckoning.clock, local_date(at)
    left = sum(row.counted and today <= row.date for row in reckoning.rows)
    mine = not reckoning.replies
    labels = {State.AMENDING: "请您最迟补正", State.PAYING: "请您最迟缴费", State.ANSWERED: "最迟重新答复"}
    label = labels.get(application.state, "最迟答复")
    if today > last and mine and clock.provisional:
        waits = "这一天是暂定的，所以现在还没有过期，请尽快办理：放假安排公布后才知道最后一天。"
        return Due(label, last, level="grain", provisional=True, says=[waits])
    if today > last:
        over = max(1, -clocks.remaining(clock, at=at)) if today > clock.due_on else 1
        says = (
            "期限已过。有正当理由的，请马上与机关联系。"
            if mine
            else "机关没有按期答复。您可以投诉，也可以依法申请行政复议或者提起行政诉讼（条例第五十一条）。"
        )
        return Due(
            label,
            last,
            aside="已超",
            words=f"{over} 个工作日",
            level="breach",
            provisional=clock.provisional,
            says=[says],
        )
    words = "今天是最后一天" if today == last else f"{left} 个工作日"
    return Due(
        label,
        last,
        aside="" if today == last else "还有",
        words=words,
        level="grain" if mine and left <= SOON else "main",
        provisional=clock.provisional,
        says=_consequences(application, reckoning, last),
    )


def _consequences(application: Application, reckoning: Reckoning, last: date) -> list[str]:
    if application.state == State.DELIVERING:
        return ["答复书已经作出，正在按您选的方式送达；交邮、交到您手里或者通知您领取，才算答复。"]
    if application.state == State.AMENDING:
        return [
            "逾期不补正的，视为放弃申请（条例第三十条）。"
            f"收到补正后，答复期限从次日起重新计算 {statute.REPLY.span} 个工作日。"
        ]
    if application.state == State.PAYING:
        return [f"逾期不缴纳的，视为放弃申请。答复期限自缴费次日起重新计算 {statute.REPLY.span} 个工作日。"]
    if last < reckoning.clock.due_on:
        return ["已延长期限。延长不超过三个月（本县制度第五条），所以以这一天为准。"]
    if reckoning.extended:
        article = "三十三" if application.extended_on is not None else "三十五"
        return [f"已延长 {reckoning.extended} 个工作日（条例第{article}条），只延长一次。"]
    return []


def _paused(application: Application, reckoning: Reckoning) -> Due:
    why = "中止期间" if application.state == State.SUSPENDED else "征求意见的时间"
    before = reckoning.clock.due_words
    return Due(
        "答复期限",
        value="暂停计算",
        aside="还剩",
        words=f"{reckoning.clock.span - reckoning.counted} 个工作日",
        says=[f"{why}不计入期限，恢复后从次日接着算。原来最迟 {before} 答复，不计入几天就顺延几天。"],
    )


def _closed(application: Application, reckoning: Reckoning, last: date) -> Due:
    label, closed = str(application.get_state_display()), application.closed_on
    if application.state != State.ANSWERED:
        return Due(label, closed)
    assert closed is not None, "a constraint demands it"
    due_words = f"{last}（暂定）" if reckoning.clock.provisional else str(last)
    if closed > last:
        return Due(
            label,
            closed,
            aside="最迟应在",
            words=due_words,
            level="breach",
            says=["这件申请超过期限才答复。"],
        )
    return Due(
        label,
        closed,
        aside="用了",
        words=f"{reckoning.counted} 个工作日",
        says=[f"在期限内：最迟应在 {due_words} 答复。"],
    )
