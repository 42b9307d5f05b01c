from __future__ import annotations

from datetime import date

import pytest

from foundation.deadlines import calendar, clocks
from foundation.deadlines.clocks import recompute
from foundation.deadlines.holidays import (
    Day,
    InvalidNotice,
    enter_notice,
    missing_years,
    read_days,
    withdraw_notice,
)
from foundation.deadlines.limits import TimeLimit
from foundation.deadlines.models import Clock, HolidayNotice
from foundation.deadlines.sweep import sweep
from tests.deadlines.conftest import Letter, moment

pytestmark = pytest.mark.django_db

#: Made up for the tests: the notice for 2027 is not out.
NOTICE_2027 = """
2027-01-01 至 2027-01-03 休 元旦
2027-02-05～2027-02-11 休 春节
2027-01-30 班
2027-04-05 休 清明节
2027-05-01~2027-05-05 休 劳动节
2027-10-01 至 2027-10-07 休 国庆节
2027-10-09 班 国庆节调休
"""


def enter(
    days: str | list[Day] = NOTICE_2027, at: str = "2026-11-25 10:00", **given: object
) -> HolidayNotice:
    values = {
        "year": 2027,
        "document_number": "国办发明电〔2026〕0号",
        "title": "2027年部分节假日安排的通知",
        **given,
    }
    listed = read_days(days) if isinstance(days, str) else days
    return enter_notice(days=listed, at=moment(at), **values)[0]  # type: ignore[arg-type]


def refusal(days: str | list[Day] = NOTICE_2027, **given: object) -> str:
    with pytest.raises(InvalidNotice) as refused:
        enter(days, **given)
    return "\n".join(refused.value.messages)


def test_read_days() -> None:
    days = read_days(NOTICE_2027)
    assert len(days) == 3 + 7 + 1 + 1 + 5 + 7 + 1
    assert days[0] == Day(date(2027, 1, 1), False, "元旦")
    assert days[10] == Day(date(2027, 1, 30), True, "")
    assert days[-1] == Day(date(2027, 10, 9), True, "国庆节调休")


@pytest.mark.parametrize(
    "line", ["元旦放假", "2027-02-30 休 春节", "2027-02-05 至 2027-02-01 休 春节", "2027-1-1 ? 元旦"]
)
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(InvalidNotice, match=r"第2行.*读不懂"):
        read_days(f"2027-01-01 休 元旦\n{line}")


def test_a_clock_over_the_turn_of_the_year_is_provisional_until_the_notice_is_entered(
    reply: TimeLimit, letter: Letter
) -> None:
    clock = clocks.start(reply, letter, at=moment("2026-12-10"))
    assert clock.provisional
    assert clock.due_on == date(2027, 1, 7)
    notice = enter(at="2026-12-11 09:00")
    clock.refresh_from_db()
    assert not clock.provisional
    assert clock.due_on == date(2027, 1, 8)  # 1 January is a holiday now
    assert clock.next_event_at == moment("2027-01-04")
    event = clock.events.get(kind="recomputed")
    assert event.detail == {
        "due_before": "2027-01-08T00:00:00+08:00",
        "due_after": "2027-01-09T00:00:00+08:00",
        "provisional_before": True,
        "provisional_after": False,
        "cause": notice.document_number,
    }
    assert calendar.Calendar.load().add_working_days(date(2026, 12, 10), 20) == (date(2027, 1, 8), False)
    assert calendar.working_days_between(date(2026, 12, 10), date(2027, 1, 8)) == 20
    assert calendar.Calendar.load().kind(date(2027, 1, 30)) == (True, "调休上班", False)
    assert not calendar.is_working_day(date(2027, 2, 8))


def test_a_local_notice_leaves_the_year_provisional(reply: TimeLimit, letter: Letter) -> None:
    clock = clocks.start(reply, letter, at=moment("2026-12-10"))
    enter("2027-01-04 休 冰雪节", scope="local", document_number="五政办发〔2026〕0号")
    clock.refresh_from_db()
    assert clock.provisional
    assert clock.due_on == date(2027, 1, 8)


def test_the_notice_entered_last_counts() -> None:
    enter()
    enter("2027-02-12 休 春节延长", document_number="国办发明电〔2027〕1号", at="2027-02-01 10:00")
    assert not calendar.is_working_day(date(2027, 2, 12))
    enter("2027-02-12 班 恢复上班", document_number="国办发明电〔2027〕2号", at="2027-02-02 10:00")
    assert calendar.is_working_day(date(2027, 2, 12))


def test_a_late_notice_lifts_a_breach_it_undoes(reply: TimeLimit, letter: Letter) -> None:
    clock = clocks.start(reply, letter, at=moment("2026-02-09"))
    sweep(moment("2026-03-14 01:00"))
    days = "2026-03-12 至 2026-03-13 休 抗灾放假"
    enter(days, year=2026, scope="local", document_number="五政发〔2026〕0号", at="2026-03-14 09:00")
    clock.refresh_from_db()
    assert clock.breached_at is None
    assert clock.due_on == date(2026, 3, 17)
    assert clock.next_event_at == moment("2026-03-18")  # both warnings were given
    assert sweep(moment("2026-03-18")).breaches == 1
    kinds = list(clock.events.values_list("kind", flat=True))
    assert kinds == ["started", "warning:5", "warning:1", "breach", "recomputed", "breach_lifted", "breach"]


def test_a_wrong_notice_is_withdrawn(reply: TimeLimit, letter: Letter) -> None:
    clock = clocks.start(reply, letter, at=moment("2026-12-10"))
    notice = enter(at="2026-12-11 09:00")
    withdraw_notice(notice, at=moment("2026-12-11 09:30"))
    clock.refresh_from_db()
    assert clock.provisional
    assert clock.due_on == date(2027, 1, 7)
    with pytest.raises(InvalidNotice, match="已于 2026-12-11 撤销"):
        withdraw_notice(notice, at=moment("2026-12-11 09:31"))
    enter(at="2026-12-11 10:00")
    clock.refresh_from_db()
    assert clock.due_on == date(2027, 1, 8)


def test_an_ended_clock_is_explained_as_it_was_counted(reply: TimeLimit, letter: Letter) -> None:
    clocks.start(reply, letter, at=moment("2026-02-09"))
    met = clocks.meet(reply, letter, at=moment("2026-03-02"))
    assert met is not None
    enter(
        "2026-03-05 休 抗灾放假",
        year=2026,
        scope="local",
        document_number="五政发〔2026〕0号",
        at="2026-03-04 09:00",
    )
    assert clocks.explain(met, at=moment("2026-04-01"))[-1].date == met.due_on == date(2026, 3, 13)


def test_recompute_costs_the_same_for_many(
    reply: TimeLimit, letter: Letter, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        clocks.start(reply, Letter(number, letter.agency), at=moment("2026-12-10"))
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        enter(at="2026-12-11 09:00")
    assert Clock.objects.filter(provisional=False).count() == 30
    assert recompute(at=moment("2026-12-11 10:00"), since=date(2026, 1, 1)) == []


@pytest.mark.parametrize(
    ("days", "given", "message"),
    [
        ("", {}, "至少填写一个"),
        ("2027-05-01 休 劳动节", {}, "还缺：1月1日（元旦）、5月2日"),
        (NOTICE_2027 + "2027-01-01 休 元旦", {}, "2027-01-01 写了两次"),
        (NOTICE_2027 + "2028-01-01 休 元旦", {}, "2028-01-01 不在 2027 年"),
        (NOTICE_2027 + "2026-12-21 休 元旦", {}, "2026-12-21 不在 2027 年"),
        (NOTICE_2027 + "2027-03-03 班", {}, "2027-03-03 本来就是工作日"),
        (NOTICE_2027 + "2027-03-03 休", {}, "请写明节日名称"),
        (NOTICE_2027 + f"2027-03-03 休 {'长' * 31}", {}, "名称过长"),
        (NOTICE_2027, {"year": 27}, "四位年份"),
        (NOTICE_2027, {"document_number": " "}, "请填写文号"),
        (NOTICE_2027, {"document_number": "长" * 101}, "文号过长"),
        (NOTICE_2027, {"title": ""}, "请填写通知标题"),
        (NOTICE_2027, {"title": "长" * 201}, "标题过长"),
        (NOTICE_2027, {"scope": "galactic"}, "请选择通知范围"),
    ],
)
def test_what_cannot_be_entered(days: str, given: dict[str, object], message: str) -> None:
    assert message in refusal(days, **given)
    assert not HolidayNotice.objects.exists()


def test_a_notice_is_entered_once_and_may_reach_into_december() -> None:
    enter(NOTICE_2027 + "2026-12-31 休 元旦\n2026-12-27 班")
    assert not calendar.is_working_day(date(2026, 12, 31))
    assert "已经录入" in refusal()


SECOND = {"document_number": "国办发明电〔2026〕00号", "at": "2026-11-26 10:00"}


@pytest.mark.clause("PD-9")
@pytest.mark.parametrize(
    ("days", "given", "said"),
    [
        (NOTICE_2027, {}, "已经是这样安排的"),
        ("2027-01-30 班", {}, "已经是这样安排的"),
        (NOTICE_2027 + "2027-06-09 休 端午节", {}, "国办发明电〔2026〕0号 已经写明 2027-01-01 元旦、"),
        ("2027-02-11 至 2027-02-12 休 春节", {}, "已经写明 2027-02-05 春节、"),
        ("2027-02-12 至 2027-02-14 休 春节", {}, "同一个假期不重复录入"),
        ("2027-02-11 至 2027-02-12 休 祭敖包", {"scope": "local"}, "已经写明 2027-02-11 春节，"),
        ("2027-01-01 休 元旦", {"scope": "local"}, "已经是这样安排的"),
    ],
)
def test_the_same_holiday_is_not_arranged_twice(days: str, given: dict[str, object], said: str) -> None:
    enter()
    assert said in refusal(days, **SECOND, **given)
    assert HolidayNotice.objects.count() == 1


@pytest.mark.clause("PD-9")
def test_a_local_holiday_is_not_arranged_twice_either() -> None:
    local = {"scope": "local", "at": "2026-07-01 10:00"}
    enter("2027-07-15 休 那达慕", document_number="五政发〔2026〕1号", **local)
    assert "已经是这样" in refusal("2027-07-15 休 那达慕", document_number="五政发〔2026〕2号", **local)
    assert "五政发〔2026〕1号" in refusal(
        "2027-07-16 休 那达慕", document_number="五政发〔2026〕2号", **local
    )


@pytest.mark.clause("PD-9")
def test_a_notice_that_amends_another_says_so() -> None:
    enter()
    enter("2027-02-05 至 2027-02-12 休 春节", amends=True, **SECOND)
    assert not calendar.is_working_day(date(2027, 2, 12))
    third = {**SECOND, "document_number": "国办发明电〔2026〕000号"}
    assert "已经是这样" in refusal("2027-02-12 休 春节", amends=True, **third)


@pytest.mark.clause("PD-9")
def test_the_notice_of_the_year_may_repeat_a_local_holiday() -> None:
    enter("2027-02-05 休 春节", scope="local", document_number="五政发〔2026〕1号", at="2026-07-01 10:00")
    enter()
    assert not calendar.Calendar.load().kind(date(2027, 3, 1)).provisional


@pytest.mark.parametrize(
    ("today", "missing"),
    [("2026-10-31", []), ("2026-11-01", [2027]), ("2026-12-31", [2027]), ("2027-01-01", [2027])],
)
def test_the_notice_of_next_year_is_missed_from_november_on(today: str, missing: list[int]) -> None:
    assert missing_years(calendar.Calendar.load(), date.fromisoformat(today)) == missing
    enter(at="2026-10-20 10:00")
    assert missing_years(calendar.Calendar.load(), date.fromisoformat(today)) == []
