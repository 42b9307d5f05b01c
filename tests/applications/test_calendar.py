"""Holiday notices that come late: dates already promised in letters, acts of the portal on provisional days, silence."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.template.loader import render_to_string

from applications import statute
from applications.models import Application, Consultation
from foundation.casework.acts import perform
from foundation.casework.clock_faces import account
from foundation.deadlines import clocks
from foundation.deadlines.limits import LIMITS, TimeLimit
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from foundation.notices.models import Dispatch, Notice
from tests.applicants import OBSTACLE, Desk, addresses_confirmed, on
from tests.applications.visitors import TOKEN, Visitor, text

pytestmark = pytest.mark.django_db

#: Made up for the test; the real notice of 2027 says what it says.
NEXT_YEAR = """2026-12-26 班
2026-12-31 至 2027-01-03 休 元旦
2027-02-05 至 2027-02-11 休 春节
2027-04-03 至 2027-04-05 休 清明节
2027-05-01 至 2027-05-05 休 劳动节
2027-06-09 休 端午节
2027-09-15 休 中秋节
2027-10-01 至 2027-10-07 休 国庆节"""

UNCLEAR = {"items": "哪一年", "guidance": "", "span": 15}
CHARGE = {"by": "page", "pages": 31, "facts": "超过三十页", "pay_to": "县财政专户"}
AMENDED = {"wanted": "2024 年土地权属调查结果"}
OPINIONS = ("third_party", "coauthor", "agency")


def enter(desk: Desk, at: datetime, days: str = NEXT_YEAR, **given: object) -> None:
    notice = {"year": 2027, "document_number": "测试〔2027〕1号", "title": "放假通知", "scope": "national"}
    data = {**notice, "days": days, **given}
    actor = desk.county.actor("county_supervisor")
    perform("deadlines.enter_notice", on="agency:bmj", actor=actor, at=at, data=data)


def state(application: Application) -> str:
    return Application.objects.get(pk=application.pk).state


def clock_of(limit: TimeLimit) -> Clock:
    return Clock.objects.filter(limit=limit.code).latest("pk")


def asked(desk: Desk, application: Application, party: str, at: datetime) -> Consultation:
    """A consultation whose letter has arrived, so that its time runs."""
    whom = (
        {"name": "某公司", "address": "五原县", "email": "gs@example.cn"}
        if party == "third_party"
        else {"consulted_agency": "lxcz"}
    )
    until = {"answer_by": "2027-02-05", "longer_because": "档案正在搬迁"} if party == "agency" else {}
    consult = {"party": party, "concern": "合同第三条的价格", **until, **whom}
    consultation: Consultation = desk.by(
        "disclosure_head", "applications.consult", application, at, consult
    ).matter
    if party != "agency":
        receipt = {"received_on": at.date(), "proof": "回证"}
        desk.clerk("applications.record_receipt", consultation, at, receipt)
    return consultation


def waits_for_its_addressee(desk: Desk, limit: TimeLimit, at: datetime) -> Application:
    """An application received and taken that day to where somebody outside works to the limit."""
    application = desk.registered(at)
    if limit is statute.AMENDMENT:
        desk.clerk("applications.request_amendment", application, at, UNCLEAR)
    elif limit is statute.PAYMENT:
        desk.clerk("applications.charge", application, at, CHARGE)
    elif limit is statute.EXPLANATION:
        asks = {"facts": "一月内三十件", "span": 15}
        desk.clerk("applications.request_explanation", application, at, asks)
    else:
        limits = (statute.THIRD_PARTY_OPINION, statute.COAUTHOR_OPINION, statute.ASSISTANCE)
        asked(desk, application, OPINIONS[limits.index(limit)], at)
    return application


#: Limits of applications at whose end the portal acts upon somebody outside; the service of a letter is the office's own matter.
ENDS = [
    limit
    for limit in LIMITS.values()
    if limit.at_end and limit.code.startswith("applications.") and limit != statute.CONSULTATION_RECEIPT
]


@pytest.mark.clause("条例30")
def test_nothing_is_closed_for_good_on_a_provisional_day(desk: Desk) -> None:
    """The limit ends within a Spring Festival that was not entered, and goes on when it is."""
    application = desk.registered(on("2027-01-11"))
    desk.clerk("applications.request_amendment", application, on("2027-01-14"), UNCLEAR)
    (clock,) = clocks.running(application)
    assert clock.provisional
    assert clock.due_on == date(2027, 2, 4)
    for day in ("2027-02-05", "2027-02-09", "2027-02-10", "2027-03-01"):
        assert not sweep(on(day, 1)).failed
    assert state(application) == Application.State.AMENDING
    assert clock_of(statute.AMENDMENT).breached_at is None
    enter(desk, on("2027-03-01", 9))
    assert not sweep(on("2027-03-01", 10)).failed
    assert state(application) == Application.State.LAPSED_UNAMENDED


@pytest.mark.clause("条例30")
def test_who_amends_on_a_day_that_may_yet_be_in_time_is_heard(desk: Desk) -> None:
    application = waits_for_its_addressee(desk, statute.AMENDMENT, on("2027-01-14"))
    sweep(on("2027-02-05", 1))
    desk.citizen("applications.amend", application, on("2027-02-09"), AMENDED)
    assert state(application) == Application.State.HANDLING


@pytest.mark.clause("条例30", "条例34", "条例35", "OR-6", "国办函〔2020〕109号")
@pytest.mark.parametrize("limit", ENDS, ids=lambda limit: limit.code)
def test_every_limit_at_whose_end_the_portal_acts_waits_for_the_calendar(
    desk: Desk, limit: TimeLimit
) -> None:
    application = waits_for_its_addressee(desk, limit, on("2027-01-11"))
    before = state(application), clock_of(limit).state(on("2027-01-12"))
    for day in ("2027-02-09", "2027-02-20", "2027-03-20"):
        assert not sweep(on(day, 1)).failed
    assert clock_of(limit).ended_at is None
    assert state(application) == before[0]
    assert not Consultation.objects.filter(state="silent").exists()
    enter(desk, on("2027-03-20", 9))
    assert not sweep(on("2027-03-20", 10)).failed
    assert clock_of(limit).ending == "cancelled"
    assert state(application) != before[0]


@pytest.mark.clause("条例30")
def test_the_days_for_entering_what_came_in_time_are_not_cut_short_by_a_holiday(desk: Desk) -> None:
    """The last day is known, the three days of the clerk lie in a year that is not."""
    application = desk.registered(on("2026-12-07"))
    desk.clerk("applications.request_amendment", application, on("2026-12-09"), UNCLEAR)
    clock = clock_of(statute.AMENDMENT)
    assert (clock.due_on, clock.provisional) == (date(2026, 12, 30), False)
    assert not sweep(on("2027-01-05", 1)).failed
    assert clock_of(statute.AMENDMENT).breached_at is not None
    assert state(application) == Application.State.AMENDING
    # 31 December to 3 January are off, so the clerk has until Wednesday, 6 January.
    enter(desk, on("2027-01-05", 9))
    assert not sweep(on("2027-01-06", 1)).failed
    assert state(application) == Application.State.AMENDING
    assert not sweep(on("2027-01-07", 1)).failed
    assert state(application) == Application.State.LAPSED_UNAMENDED


@pytest.mark.clause("条例30")
def test_the_day_that_a_letter_promised_to_the_applicant_holds(desk: Desk) -> None:
    """条例30: the notice fixes the time to amend. A notice that makes a Saturday worked must not take its last day away."""
    application = desk.registered(on("2026-12-07"))
    desk.clerk("applications.request_amendment", application, on("2026-12-10"), UNCLEAR)
    assert "2026年12月31日" in application.letters.get(kind="amendment_notice").content
    enter(desk, on("2026-12-15"))
    clock = clock_of(statute.AMENDMENT)
    assert clock.due_on == date(2026, 12, 31)
    days = account(clock, on("2026-12-16"))["days"]
    assert [(day["date"], day["number"]) for day in days if day["due"]] == [(date(2026, 12, 31), 15)]
    assert "不因放假安排提前" in days[-1]["note"]
    desk.citizen("applications.amend", application, on("2026-12-31", 15), AMENDED)
    assert state(application) == Application.State.HANDLING


@pytest.mark.clause("条例30", "条例34", "条例35", "OR-6", "国办函〔2020〕109号")
@pytest.mark.parametrize("limit", ENDS, ids=lambda limit: limit.code)
def test_no_day_told_to_somebody_outside_comes_earlier(desk: Desk, limit: TimeLimit) -> None:
    """Saturdays that are worked bring the day forward by the count; a holiday puts it off."""
    waits_for_its_addressee(desk, limit, on("2027-01-11"))
    told = clock_of(limit).due_on
    worked = "2027-01-16 班\n2027-01-17 班\n2027-01-23 班"
    enter(
        desk, on("2027-01-12"), f"{NEXT_YEAR}\n{worked}".replace("02-05 至 2027-02-11", "03-05 至 2027-03-11")
    )
    assert clock_of(limit).due_on == told
    enter(desk, on("2027-01-13"), f"{told} 休 抗灾放假", scope="local", document_number="五政发〔2027〕1号")
    assert clock_of(limit).due_on == told, "the count still ends before it"
    days = "2027-01-18 至 2027-01-22 休 抗灾"
    enter(desk, on("2027-01-14"), days, scope="local", document_number="五政发〔2027〕2号")
    assert clock_of(limit).due_on > told


@pytest.mark.clause("条例33")
def test_the_time_to_reply_is_what_the_law_makes_it(desk: Desk) -> None:
    """The receipt tells the day to the applicant, but it is the agency that works to it: it may come earlier."""
    desk.registered(on("2026-12-10"))
    assert clock_of(statute.REPLY).due_on == date(2027, 1, 7)
    enter(desk, on("2026-12-15"), f"2026-12-27 班\n{NEXT_YEAR}".replace("2026-12-31", "2027-01-01"))
    assert clock_of(statute.REPLY).due_on == date(2027, 1, 6)
    assert not clock_of(statute.REPLY).provisional


def test_whoever_loses_by_silence_is_held_to_the_day_told() -> None:
    """Those of other rooms are tried there."""
    elsewhere = {"appraisal.objection", "accountability.defence"}
    held = {limit.code for limit in LIMITS.values() if limit.holds}
    assert {limit.code for limit in ENDS} == held - elsewhere
    assert elsewhere <= held


@pytest.mark.clause("条例30")
def test_the_page_says_that_a_provisional_day_is_not_over(desk: Desk) -> None:
    application = desk.registered(on("2027-01-11"), token=TOKEN)
    desk.clerk("applications.request_amendment", application, on("2027-01-14"), UNCLEAR)
    page = text(Visitor(desk.county).opens(application, on("2027-02-09")))
    assert "请您最迟补正 2027-02-04" in page
    assert "暂定" in page
    assert "期限已过" not in page


@pytest.mark.clause("条例30")
def test_the_page_says_why_a_day_did_not_come_earlier(desk: Desk) -> None:
    application = desk.registered(on("2026-12-07"), token=TOKEN)
    desk.clerk("applications.request_amendment", application, on("2026-12-10"), UNCLEAR)
    enter(desk, on("2026-12-15"))
    page = text(Visitor(desk.county).opens(application, on("2026-12-16")))
    assert "请您最迟补正 2026-12-31" in page
    assert "2026-12-31 ：告知的最后一日不因放假安排提前" in page


# Whoever works to a limit hears that its day moved


def messages(address: str) -> list[str]:
    """What was sent to somebody without account, the newest last."""
    sent = Dispatch.objects.filter(notice=None).order_by("created_at", "pk")
    return [each.body for each in sent if each.address == address]


def inbox(person: str, subject: str) -> list[Notice]:
    return list(Notice.objects.filter(recipient__username=person, subject__contains=subject))


@pytest.mark.clause("条例33")
def test_the_office_and_the_applicant_hear_that_the_day_to_reply_has_moved(desk: Desk) -> None:
    application = desk.registered(on("2026-12-14"), email="sq@example.cn")
    addresses_confirmed(on("2026-12-14"))
    assert clock_of(statute.REPLY).due_on == date(2027, 1, 11)
    Notice.objects.all().delete()
    enter(desk, on("2026-12-15"), NEXT_YEAR.replace("2026-12-26 班\n", ""))
    for role in ("applications_clerk", "disclosure_head", "leader"):
        (notice,) = inbox(f"rfbsc-{role}", "期限顺延：答复申请")
        assert "最后一日由 2027-01-11 改为 2027-01-13（测试〔2027〕1号）" in notice.body
        assert notice.url == f"/desk/applications/application/{application.pk}/change/"
    (told,) = [body for body in messages("sq@example.cn") if "改为" in body]
    assert "答复申请的最后一日由 2027-01-11 改为 2027-01-13" in told
    assert messages("13800138000")[-1] == told
    assert not inbox("rfbsc-applications_clerk", "书面告知")


@pytest.mark.clause("条例33")
def test_a_day_that_comes_earlier_is_told_as_such(desk: Desk) -> None:
    desk.registered(on("2026-12-10"))
    enter(desk, on("2026-12-15"), f"2026-12-27 班\n{NEXT_YEAR}".replace("2026-12-31", "2027-01-01"))
    (notice,) = inbox("rfbsc-applications_clerk", "期限提前：答复申请")
    assert "由 2027-01-07 改为 2027-01-06" in notice.body


@pytest.mark.clause("条例33")
def test_who_can_only_be_written_to_is_written_to(desk: Desk) -> None:
    paper = {"phone": "0478-5220001", "email": "", "delivery": "post", "address": "五原县隆兴昌镇"}
    application = desk.enter(on("2026-12-14"), "registered_post", "2026-12-14", **paper)
    enter(desk, on("2026-12-15"), NEXT_YEAR.replace("2026-12-26 班\n", ""))
    (notice,) = inbox("rfbsc-applications_clerk", "请书面告知期限变动：答复申请")
    assert application.number in notice.subject
    assert "由 2027-01-11 改为 2027-01-13" in notice.body


@pytest.mark.clause("条例30", "条例34", "条例35", "OR-6", "国办函〔2020〕109号")
@pytest.mark.parametrize("limit", ENDS, ids=lambda limit: limit.code)
def test_whoever_was_told_a_day_hears_of_another(desk: Desk, limit: TimeLimit) -> None:
    application = waits_for_its_addressee(desk, limit, on("2027-01-11"))
    addresses_confirmed(on("2027-01-11"))
    before = clock_of(limit).due_on
    enter(desk, on("2027-01-12"), f"{NEXT_YEAR}\n2027-01-18 至 2027-01-22 休 试验节")
    moved = f"由 {before} 改为 {clock_of(limit).due_on}"
    assert clock_of(limit).due_on > before
    (notice,) = inbox("rfbsc-applications_clerk", f"期限有变动：{clock_of(limit).label}")
    assert moved in notice.body
    if limit in (statute.COAUTHOR_OPINION, statute.ASSISTANCE):
        (theirs,) = inbox("lxcz-applications_clerk", application.number)
        assert moved in theirs.body
    else:
        address = "gs@example.cn" if limit is statute.THIRD_PARTY_OPINION else "13800138000"
        assert [body for body in messages(address) if moved in body]


@pytest.mark.clause("OR-4(2)")
def test_the_day_for_the_grounds_is_told_and_shown_anew(desk: Desk) -> None:
    refused = {"outcome": "deliberative", "basis": "《条例》第十六条第二款"}
    application = desk.registered(on("2026-12-10"), token=TOKEN)
    desk.answered(application, on("2026-12-11"), refused)
    desk.citizen("applications.ask_grounds", application, on("2026-12-14"))
    page = text(Visitor(desk.county).opens(application, on("2026-12-14")))
    assert "机关最迟 2027-01-11（暂定） 书面说明" in page
    enter(desk, on("2026-12-15"), NEXT_YEAR.replace("2026-12-26 班\n", ""))
    page = text(Visitor(desk.county).opens(application, on("2026-12-16")))
    assert "机关最迟 2027-01-13 书面说明" in page
    assert "书面说明理由的最后一日由 2027-01-11 改为 2027-01-13" in messages("13800138000")[-1]


@pytest.mark.clause("OR-5")
def test_the_applicant_hears_of_the_day_that_binds(desk: Desk) -> None:
    """The bound of three months is far behind the extended day: only the latter is told."""
    application = desk.registered(on("2026-12-01"))
    desk.by("disclosure_head", "applications.extend", application, on("2026-12-02"), {"reason": "情况复杂"})
    before = clock_of(statute.REPLY).due_on
    enter(desk, on("2026-12-15"), f"{NEXT_YEAR}\n2027-03-01 至 2027-03-02 休 试验节")
    assert clock_of(statute.EXTENSION_BOUND).due_on == date(2027, 3, 3)
    (told,) = [body for body in messages("13800138000") if "改为" in body]
    assert f"由 {before} 改为 {clock_of(statute.REPLY).due_on}" in told


def test_what_did_not_move_is_not_told(desk: Desk) -> None:
    desk.registered(on("2026-11-02"))
    desk.registered(on("2026-12-10"))
    Notice.objects.all().delete()
    enter(desk, on("2026-12-15"), NEXT_YEAR.replace("2026-12-31", "2027-01-01"))
    assert not clock_of(statute.REPLY).provisional
    assert not Notice.objects.exists()


# Every letter and page says where a day is provisional

SAYS = "（暂定，以国务院公布的放假安排为准）"


@pytest.mark.clause("条例30", "条例33", "条例35", "国办函〔2020〕109号")
@pytest.mark.parametrize(
    ("limit", "kind"),
    [
        (statute.AMENDMENT, "amendment_notice"),
        (statute.EXPLANATION, "explanation_request"),
        (statute.PAYMENT, "fee_notice"),
        (statute.ASSISTANCE, "assistance_letter"),
        (statute.ASSISTANCE, "receipt"),
    ],
    ids=lambda given: given if isinstance(given, str) else given.code,
)
def test_a_letter_says_that_its_day_is_provisional(desk: Desk, limit: TimeLimit, kind: str) -> None:
    application = waits_for_its_addressee(desk, limit, on("2027-01-11"))
    clock = clock_of(statute.REPLY if kind == "receipt" else limit)
    day = f"{clock.due_on:%Y}年{clock.due_on.month}月{clock.due_on.day}日"
    assert f"{day}{SAYS}" in application.letters.get(kind=kind).content


@pytest.mark.clause("条例33", "条例35", "OR-5(2)")
def test_letters_on_more_time_say_that_the_day_is_provisional(desk: Desk) -> None:
    application = desk.registered(on("2027-01-11"))
    why = {"reason": "情况复杂"}
    desk.by("disclosure_head", "applications.suspend", application, on("2027-01-12"), OBSTACLE)
    desk.by("disclosure_head", "applications.resume", application, on("2027-01-13"), why)
    desk.by("disclosure_head", "applications.extend", application, on("2027-01-14"), why)
    for kind in ("resumption_notice", "extension_notice"):
        assert SAYS in application.letters.get(kind=kind).content
    assert "（暂定）。" in application.letters.get(kind="extension_notice").content
    asks = {"facts": "一月内三十件", "span": 5}
    desk.clerk("applications.request_explanation", application, on("2027-01-15"), asks)
    desk.citizen("applications.explain", application, on("2027-01-18"), {"explanation": "做研究"})
    good = {"found": "good", "reason": "做研究需要"}
    desk.by("disclosure_head", "applications.find_on_reasons", application, on("2027-01-19"), good)
    desk.by("disclosure_head", "applications.delay", application, on("2027-01-19"), {**why, "by": 5})
    assert SAYS in application.letters.get(kind="delay_notice").content


@pytest.mark.clause("条例33")
def test_messages_and_pages_say_that_a_day_is_provisional(desk: Desk) -> None:
    application = desk.registered(on("2027-01-11"), token=TOKEN)
    assert "最迟 2027-02-08（暂定） 答复" in messages("13800138000")[-1]
    visitor = Visitor(desk.county)
    desk.agency.parent = desk.county.agencies["lxcz"]
    desk.agency.save()
    desk.citizen("applications.complain", application, on("2027-01-12"), {"to": "superior", "text": "太慢"})
    assert "最迟 2027-02-09（暂定） 回复" in text(visitor.opens(application, on("2027-01-12")))
    assert "日期是暂定的" in text(visitor.opens(application, on("2027-03-01"))), "late as well"
    asked(desk, application, "third_party", on("2027-01-13"))
    assert "原来最迟 2027-02-08（暂定） 答复" in text(visitor.opens(application, on("2027-01-14")))


@pytest.mark.clause("条例33")
def test_the_page_after_filing_says_that_the_day_is_provisional(desk: Desk) -> None:
    application = desk.registered(on("2027-01-11"))
    shown = {"application": application, "code": "0000", "due": clock_of(statute.REPLY), "limits": statute}
    page = text(render_to_string("applications/apply_done.html", shown))
    assert f"2027-02-08 {SAYS}" in page


@pytest.mark.clause("条例33")
def test_a_warning_says_that_the_day_is_provisional(desk: Desk) -> None:
    desk.registered(on("2027-01-11"))
    sweep(on("2027-02-02"))
    (notice,) = inbox("rfbsc-leader", "即将到期：答复申请")
    assert "期限至 2027-02-08（暂定）" in notice.body
