"""Entering holiday notices and withdrawing wrong ones; both count the open clocks again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from foundation.deadlines.calendar import MADE_UP, Calendar, DayKind
from foundation.deadlines.clocks import recompute
from foundation.deadlines.counting import local_date
from foundation.deadlines.models import ClockEvent, HolidayDay, HolidayNotice

#: The years that a notice can be for.
YEARS = range(2004, 2101)
#: How far a notice may reach into the year before, for New Year.
NEW_YEAR_REACH = timedelta(days=10)
#: Days off by law in every year (全国年节及纪念日放假办法); a yearly notice lists them all.
FIXED = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}


def with_days_off_by_law(calendar: Calendar, years: Iterable[int]) -> Calendar:
    """The calendar with `FIXED` days off in these years, where their notice is missing: no notice will make them working days.

    For the last day of a remedy alone: the portal's own limits count Monday to Friday until the notice is there.
    """
    known = {
        date(year, month, day): DayKind(False, name, provisional=True)
        for year in years
        if not calendar.knows(year)
        for (month, day), name in FIXED.items()
    }
    return replace(calendar, entered={**known, **calendar.entered})


#: From this month on the notice of the next year is missed; the State Council issues it in November as a rule.
MISSED_FROM = 11

#: So many days of an earlier notice are named in a refusal.
SHOWN = 3

_LINE = re.compile(
    r"(?P<first>\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:~|～|至|到)\s*(?P<last>\d{4}-\d{1,2}-\d{1,2}))?"
    r"\s+(?P<work>休|班)(?:\s+(?P<name>\S.*?))?\s*"
)


@dataclass(frozen=True)
class Day:
    """A day of a notice: a day off with the holiday's name, or a working day."""

    date: date
    working: bool
    name: str = ""


class InvalidNotice(Exception):
    """A notice cannot be entered; `messages` are Chinese sentences, one for each error."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


def read_days(text: str) -> list[Day]:
    """Read the typed days of a notice, one day or span of days a line.

    `2027-01-01 休 元旦`, `2027-02-05 至 2027-02-11 休 春节`, `2027-02-14 班`. Raises `InvalidNotice` with the unreadable lines.
    """
    days: list[Day] = []
    wrong: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        try:
            if match is None:
                raise ValueError
            first = _date(match["first"])
            last = _date(match["last"]) if match["last"] else first
            if not first <= last <= first + timedelta(days=30):
                raise ValueError
        except ValueError:
            wrong.append(
                f"第{number}行“{line.strip()[:40]}”读不懂，"
                "请写成“2027-02-05 至 2027-02-11 休 春节”或“2027-02-14 班”。"
            )
            continue
        span = range((last - first).days + 1)
        days += [Day(first + timedelta(days=n), match["work"] == "班", match["name"] or "") for n in span]
    if wrong:
        raise InvalidNotice(wrong)
    return days


def missing_years(known: Calendar, today: date) -> list[int]:
    """The years whose State Council notice should be there and is not: this one, and from November on the next."""
    years = [today.year, today.year + 1] if today.month >= MISSED_FROM else [today.year]
    return [year for year in years if not known.knows(year)]


def enter_notice(
    *,
    year: int,
    document_number: str,
    title: str,
    days: Iterable[Day],
    at: datetime,
    scope: str = HolidayNotice.Scope.NATIONAL,
    amends: bool = False,
) -> tuple[HolidayNotice, list[ClockEvent]]:
    """Enter a holiday notice and count the open clocks again.

    Returns the notice and the events that the recount left (`recomputed`, `breach_lifted`). Only a national
    notice makes its year known. Days it does not list stay as they were. A holiday that a notice has arranged already is not
    arranged twice, unless this one `amends` that. Raises `InvalidNotice` with everything that is wrong, in Chinese.
    """
    listed = sorted((Day(day.date, day.working, day.name.strip()) for day in days), key=lambda day: day.date)
    number, title = document_number.strip(), title.strip()
    with transaction.atomic(), connection.cursor() as cursor:
        # Two people with the same notice before them take turns.
        cursor.execute("LOCK TABLE deadlines_holidaynotice IN SHARE ROW EXCLUSIVE MODE")
        wrong = _wrong_head(year, number, title, scope)
        if year in YEARS:
            known = Calendar.load()
            wrong += _wrong_days(year, scope, listed, known) or _twice(year, scope, listed, known, amends)
        if wrong:
            raise InvalidNotice(wrong)
        notice = HolidayNotice.objects.create(
            year=year, document_number=number, title=title, scope=scope, entered_at=at
        )
        HolidayDay.objects.bulk_create(
            HolidayDay(notice=notice, date=day.date, working=day.working, name=day.name or MADE_UP)
            for day in listed
        )
        return notice, recompute(at=at, since=listed[0].date, cause=number)


def withdraw_notice(notice: HolidayNotice, *, at: datetime) -> list[ClockEvent]:
    """Withdraw a notice and count the open clocks again. Raises `InvalidNotice` if it is withdrawn already."""
    with transaction.atomic():
        notice.refresh_from_db(from_queryset=HolidayNotice.objects.select_for_update())
        if notice.withdrawn_at is not None:
            raise InvalidNotice([f"{notice.document_number} 已于 {local_date(notice.withdrawn_at)} 撤销。"])
        notice.withdrawn_at = at
        notice.save(update_fields=["withdrawn_at"])
        first = notice.days.order_by("date").values_list("date", flat=True).first() or date(notice.year, 1, 1)
        return recompute(at=at, since=first, cause=f"撤销 {notice.document_number}")


def _wrong_head(year: int, number: str, title: str, scope: str) -> list[str]:
    wrong = []
    if year not in YEARS:
        wrong.append(f"年份 {year} 不对，请填写四位年份，例如 2027。")
    if not number:
        wrong.append("请填写文号，例如“国办发明电〔2025〕7号”。")
    elif len(number) > 100:
        wrong.append("文号过长，请控制在 100 字以内。")
    if not title:
        wrong.append("请填写通知标题。")
    elif len(title) > 200:
        wrong.append("通知标题过长，请控制在 200 字以内。")
    if scope not in HolidayNotice.Scope.values:
        wrong.append("请选择通知范围：国务院通知或地方假日。")
    if number and HolidayNotice.objects.filter(document_number=number, withdrawn_at__isnull=True).exists():
        wrong.append(f"文号 {number} 的通知已经录入；如有错误，请先撤销再重新录入。")
    return wrong


def _wrong_days(year: int, scope: str, days: list[Day], known: Calendar) -> list[str]:
    if not days:
        return ["请至少填写一个放假日或调休上班日。"]
    wrong = []
    for before, day in zip([None, *days], days, strict=False):
        if before is not None and before.date == day.date:
            wrong.append(f"{day.date} 写了两次。")
        if not date(year, 1, 1) - NEW_YEAR_REACH <= day.date <= date(year, 12, 31):
            wrong.append(f"{day.date} 不在 {year} 年的放假安排之内。")
        if len(day.name) > 30:
            wrong.append(f"{day.date} 的名称过长，请控制在 30 字以内。")
        if not day.working and not day.name:
            wrong.append(f"{day.date} 放假，请写明节日名称。")
        if day.working and day.date.weekday() < 5 and known.is_working_day(day.date):
            wrong.append(f"{day.date} 本来就是工作日，请核对是否写错日期。")
    if scope == HolidayNotice.Scope.NATIONAL and not known.knows(year):
        off = {(day.date.month, day.date.day) for day in days if not day.working and day.date.year == year}
        missing = [
            f"{month}月{day}日（{name}）" for (month, day), name in FIXED.items() if (month, day) not in off
        ]
        if missing:
            wrong.append(f"{year} 年的放假通知应当列出全年法定节假日，还缺：{'、'.join(missing)}。")
    return wrong


def _twice(year: int, scope: str, days: list[Day], known: Calendar, amends: bool) -> list[str]:
    """What was arranged before: by the same days, or the same holiday of the year, in a notice that stands."""
    if scope == HolidayNotice.Scope.NATIONAL and not known.knows(year):
        return []
    kinds = [known.kind(day.date) for day in days]
    if all(
        kind.working is day.working and not kind.provisional for day, kind in zip(days, kinds, strict=True)
    ):
        return ["这些日子在日历里已经是这样安排的，不用再录入。"]
    if amends:
        return []
    standing = HolidayDay.objects.filter(notice__withdrawn_at__isnull=True).select_related("notice")
    same_days = Q(date__in=[day.date for day in days])
    same_holiday = Q(notice__year=year, notice__scope=scope, working=False, name__in=_holidays(days))
    wanted = {day.date: day.working for day in days}
    found: dict[str, set[str]] = {}
    for before in standing.filter(same_days | same_holiday).order_by("notice__entered_at", "date"):
        if before.date not in wanted or wanted[before.date] is before.working:
            said = f"{before.date} {'班' if before.working else before.name}"
            found.setdefault(before.notice.document_number, set()).add(said)
    return [
        f"{number} 已经写明 {'、'.join(sorted(said)[:SHOWN])}{'等' if len(said) > SHOWN else ''}，同一个假期不重复录入；"
        "录错了的，请先撤销；新的通知确实调整原来安排的，请勾选“调整已录入的安排”。"
        for number, said in found.items()
    ]


def _holidays(days: list[Day]) -> set[str]:
    return {day.name for day in days if not day.working}


def _date(text: str) -> date:
    year, month, day = map(int, text.split("-"))
    return date(year, month, day)
