"""The ways of an application from receipt to closing: dates by hand, clause by clause."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from applications import statute
from applications.models import Application, Consultation, Reply
from foundation.agencies.actors import SYSTEM
from foundation.casework.acts import perform
from foundation.casework.refusals import Invalid, NoSuchMatter, NotPermitted, Refused
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from tests.applicants import CITIZEN, DECISION, OBSTACLE, Desk, on, open_agency
from tests.personas import County

pytestmark = pytest.mark.django_db


def reply_clock(application: Application) -> Clock:
    return Clock.objects.filter(limit=statute.REPLY.code, matter_id=application.pk).latest("pk")


def fresh(matter: Any) -> Any:
    return type(matter)._default_manager.get(pk=matter.pk)


#: Filed on – and by hand, with the State Council's calendar – the last day of the twenty working days.
RECEIVED = [
    ("2026-11-02", "2026-11-30"),
    ("2026-09-18", "2026-10-22"),  # 9-20 and 10-10 are worked, 9-25 to 27 and 10-1 to 7 are off
    ("2026-01-28", "2026-03-03"),  # spring festival 2-15 to 23; 2-14 and 2-28 are worked
    ("2025-12-22", "2026-01-20"),  # 1-1 to 3 off, 1-4 worked
    ("2025-09-15", "2025-10-17"),
]


@pytest.mark.clause("条例33", "OR-4", "条例29")
@pytest.mark.parametrize(("filed", "due"), RECEIVED)
def test_twenty_working_days_from_receipt(desk: Desk, filed: str, due: str) -> None:
    application = desk.file(on(filed))
    assert application.received_on == date.fromisoformat(filed)
    assert reply_clock(application).due_on == date.fromisoformat(due)
    assert application.letters.get().kind == "receipt"


@pytest.mark.clause("OR-3", "OR-4")
def test_paper_counts_from_the_day_that_its_channel_fixes(desk: Desk) -> None:
    application = desk.enter(on("2026-11-06"), "registered_post", "2026-11-02")
    assert reply_clock(application).due_on == date(2026, 11, 30)
    assert application.enclosures.get().purpose == "scan"
    with pytest.raises(Invalid, match="不能晚于今天"):
        desk.enter(on("2026-11-06"), "fax", "2026-11-07")
    with pytest.raises(Invalid, match="宣读"):
        desk.enter(on("2026-11-06"), "oral", "2026-11-06", read_back=False)


@pytest.mark.clause("OR-3", "条例27")
def test_an_agency_that_is_not_open_takes_no_application(county: County) -> None:
    with pytest.raises(Refused, match="还没有开通"):
        perform("applications.file", on=county.agencies["lxcz"], actor=CITIZEN, at=county.at, data={})


@pytest.mark.clause("OR-3")
def test_two_clicks_file_once(desk: Desk) -> None:
    first = desk.file(on("2026-11-02"), token="a" * 43)
    with pytest.raises(Invalid, match="没有再登记一次"):
        desk.file(on("2026-11-02"), token="a" * 43)
    assert Application.objects.get() == first


@pytest.mark.clause("条例30", "OR-4(7)")
def test_an_unclear_application_is_amended_and_counted_anew(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    asked = {"items": "请写明年份\n请写明地块所在的村", "span": 15}
    desk.clerk("applications.request_amendment", application, on("2026-11-11"), asked)
    assert fresh(application).state == "amending"
    # 15 working days from 11 November, whose own day is not counted.
    assert Clock.objects.get(limit=statute.AMENDMENT.code).due_on == date(2026, 12, 2)
    assert reply_clock(application).ending == "cancelled"

    desk.citizen("applications.amend", application, on("2026-11-16"), {"wanted": "2024 年春光村三社的结果"})
    assert fresh(application).wanted == "2024 年春光村三社的结果"
    assert reply_clock(application).due_on == date(2026, 12, 14)
    with pytest.raises(Refused, match="一次性告知"):
        desk.clerk("applications.request_amendment", application, on("2026-11-17"), asked)


@pytest.mark.clause("条例30")
def test_after_seven_working_days_nobody_is_asked_to_amend(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    with pytest.raises(Refused, match="7 个工作日已于 2026-11-11 届满"):
        desk.clerk(
            "applications.request_amendment", application, on("2026-11-12"), {"items": "x", "span": 15}
        )


@pytest.mark.clause("条例30")
def test_silence_after_the_notice_closes_the_application(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    desk.clerk(
        "applications.request_amendment", application, on("2026-11-03"), {"items": "哪一年", "span": 5}
    )
    sweep(at=on("2026-11-10", 23))
    assert fresh(application).state == "amending"
    sweep(at=on("2026-11-13", 23))
    assert fresh(application).state == "amending", "three working days to enter what came in time"
    sweep(at=on("2026-11-14", 0))
    closed = fresh(application)
    assert (closed.state, closed.report_row, closed.closed_on) == (
        "lapsed_unamended",
        "o1",
        date(2026, 11, 14),
    )
    assert closed.letters.last().kind == "closed_unamended"
    assert not Clock.objects.filter(ended_at=None, matter_kind="application").exists()


@pytest.mark.clause("OR-5", "条例33")
def test_one_extension_by_the_head_before_the_end(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    with pytest.raises(NotPermitted):
        desk.clerk("applications.extend", application, on("2026-11-20"), {"reason": "档案尚未整理完毕"})
    desk.clerk("applications.ask_extension", application, on("2026-11-20"), {"reason": "档案尚未整理完毕"})
    desk.by("disclosure_head", "applications.extend", application, on("2026-11-23"), {"reason": "情况复杂"})
    assert reply_clock(application).due_on == date(2026, 12, 28)
    assert Clock.objects.get(limit=statute.EXTENSION_BOUND.code).due_on == date(2027, 2, 23)
    with pytest.raises(Refused, match="已于 2026-11-23 延期一次"):
        desk.by("disclosure_head", "applications.extend", application, on("2026-11-24"), {"reason": "再延"})


@pytest.mark.clause("条例33")
def test_no_extension_after_the_end(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    with pytest.raises(Refused, match="已于 2026-11-30 届满"):
        desk.by(
            "disclosure_head", "applications.extend", application, on("2026-12-01"), {"reason": "情况复杂"}
        )


@pytest.mark.clause("OR-5(2)")
@pytest.mark.parametrize(
    ("law", "taken"), [("", False), ("突发事件应对法", False), ("《监察法》第二十五条", True)]
)
def test_a_cause_that_is_no_force_majeure_names_its_law(desk: Desk, law: str, taken: bool) -> None:
    application = desk.registered(on("2026-11-02"))
    why = {**OBSTACLE, "ground": "by_law", "law": law}
    if taken:
        desk.by("disclosure_head", "applications.suspend", application, on("2026-11-09"), why)
        assert law in application.letters.last().content
    else:
        with pytest.raises(Invalid, match="法律、法规的名称和条款"):
            desk.by("disclosure_head", "applications.suspend", application, on("2026-11-09"), why)


@pytest.mark.clause("OR-5(2)")
def test_force_majeure_stops_the_clock_until_it_is_over(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    desk.by("disclosure_head", "applications.suspend", application, on("2026-11-09"), OBSTACLE)
    sweep(at=on("2026-12-20"))
    assert reply_clock(application).breached_at is None
    desk.by("disclosure_head", "applications.resume", application, on("2026-11-16"), {"reason": "电力恢复"})
    # 10 to 16 November do not count: five working days more.
    assert reply_clock(application).due_on == date(2026, 12, 7)
    assert [letter.kind for letter in application.letters.all()][-2:] == [
        "suspension_notice",
        "resumption_notice",
    ]


CONSULT = {"party": "third_party", "name": "某公司", "address": "五原县", "concern": "合同第三条的价格"}


@pytest.mark.clause("OR-6", "条例32", "条例33")
def test_a_third_party_is_asked_and_the_time_does_not_count(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    asked: Consultation = desk.clerk("applications.consult", application, on("2026-11-09"), CONSULT).matter
    assert fresh(application).state == "consulting"
    desk.clerk(
        "applications.record_receipt", asked, on("2026-11-10"), {"received_on": "2026-11-10", "proof": "回证"}
    )
    assert Clock.objects.get(limit=statute.THIRD_PARTY_OPINION.code).due_on == date(2026, 12, 1)
    sweep(at=on("2026-12-05", 0))
    silent = fresh(asked)
    assert (silent.state, silent.consent) == ("silent", "视作不同意")
    assert fresh(application).state == "handling"
    # 10 November to 1 December do not count: sixteen working days more than 30 November.
    assert reply_clock(application).due_on == date(2026, 12, 22)


@pytest.mark.clause("OR-6")
def test_silence_alone_is_no_ground_and_needs_no_public_interest_to_disclose(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    asked = desk.clerk("applications.consult", application, on("2026-11-03"), CONSULT).matter
    desk.clerk(
        "applications.record_receipt", asked, on("2026-11-04"), {"received_on": "2026-11-04", "proof": "回证"}
    )
    sweep(at=on("2026-12-01", 0))
    at = on("2026-12-01")
    silence = {"outcome": "third_party", "reasons": "第三方逾期未答复，视作不同意。"}
    reply = desk.drafted(application, at, silence)
    desk.weighed(reply, at)
    with pytest.raises(Refused, match="沉默视作不同意，但不能单独作为"):
        desk.clerk("applications.submit_reply", reply, at)
    desk.clerk("applications.abandon_reply", reply, at, {"reason": "改为公开"})
    reply = desk.drafted(application, at)
    desk.weighed(reply, at)
    desk.signed(fresh(reply), at)
    desk.clerk("applications.issue_reply", reply, at)
    told = application.letters.filter(kind="third_party_result").get()
    assert "视作不同意" in told.content


@pytest.mark.clause("条例34")
def test_a_coauthor_that_keeps_silent_agrees(desk: Desk, county: County) -> None:
    application = desk.registered(on("2026-11-02"))
    data = {"party": "coauthor", "consulted_agency": "lxcz", "concern": "联合发文是否公开"}
    asked = desk.clerk("applications.consult", application, on("2026-11-03"), data).matter
    desk.clerk(
        "applications.record_receipt", asked, on("2026-11-03"), {"received_on": "2026-11-03", "proof": "签收"}
    )
    sweep(at=on("2026-11-28", 0))
    assert fresh(asked).consent == "视为同意公开"
    desk.answered(fresh(application), on("2026-11-30"))
    assert fresh(application).report_row == "a"


@pytest.mark.clause("国办函〔2020〕109号")
def test_the_fee_its_clock_and_the_new_start(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    charge = {"by": "page", "pages": 109, "facts": "一次申请一百零九页", "pay_to": "县财政专户"}
    desk.clerk("applications.charge", application, on("2026-11-09"), charge)
    assert fresh(application).fee == 880
    assert Clock.objects.get(limit=statute.PAYMENT.code).due_on == date(2026, 12, 7)
    desk.clerk(
        "applications.record_payment",
        application,
        on("2026-11-20"),
        {"paid_on": "2026-11-19", "receipt": "票1"},
    )
    assert reply_clock(application).due_on == date(2026, 12, 17)


@pytest.mark.clause("国办函〔2020〕109号")
def test_who_does_not_pay_in_time_gives_it_up(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    charge = {"by": "page", "pages": 31, "facts": "超过三十页", "pay_to": "县财政专户"}
    desk.clerk("applications.charge", application, on("2026-11-09"), charge)
    sweep(at=on("2026-12-11", 0))
    assert (fresh(application).state, fresh(application).report_row) == ("lapsed_unpaid", "o2")


@pytest.mark.clause("条例35")
def test_excessive_applications_are_asked_why(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    asked = {"facts": "本月已提出三十件相近的申请", "span": 10}
    desk.clerk("applications.request_explanation", application, on("2026-11-03"), asked)
    desk.citizen("applications.explain", application, on("2026-11-05"), {"explanation": "正在写村志"})
    more = {"reason": "量大", "by": 10}
    with pytest.raises(NotPermitted):
        desk.clerk("applications.delay", application, on("2026-11-06"), more)
    with pytest.raises(Refused, match="没有认定过申请人的理由合理"):
        desk.by("disclosure_head", "applications.delay", application, on("2026-11-06"), more)
    found = {"found": "good", "reason": "确为编写村志所需"}
    desk.by("disclosure_head", "applications.find_on_reasons", application, on("2026-11-06"), found)
    desk.by("disclosure_head", "applications.delay", application, on("2026-11-06"), more)
    assert reply_clock(application).due_on == date(2026, 12, 14)


#: What is decided – and the row of the annual report, the remedies' first words, a word that the letter has to say.
OUTCOMES: list[tuple[tuple[dict[str, Any], ...], str, str, str]] = [
    (({"outcome": "disclosed"},), "a", "如不服本答复书，可以", "予以公开"),
    (({"outcome": "already_public", "guidance": "县档案馆一楼"},), "a", "可以", "县档案馆一楼"),
    (({"outcome": "state_secret", "basis": "《条例》第十四条"},), "d1", "先向五原县人民政府申请行政复议", "不予公开"),
    (({"outcome": "forbidden_by_law"},), "d2", "先向五原县人民政府申请行政复议", "不予公开"),
    (({"outcome": "security_stability"},), "d3", "先向五原县人民政府申请行政复议", "不予公开"),
    (({"outcome": "internal_affairs"},), "d5", "先向五原县人民政府申请行政复议", "不予公开"),
    (({"outcome": "deliberative"},), "d6", "先向五原县人民政府申请行政复议", "不予公开"),
    (({"outcome": "enforcement_file"},), "d7", "先向五原县人民政府申请行政复议", "不予公开"),
    (({"outcome": "special_register"},), "d8", "可以", "规定办理"),
    (({"outcome": "not_ours", "agency": "lxcz"},), "u1", "可以", "隆兴昌镇人民政府"),
    (({"outcome": "needs_processing"},), "u2", "可以", "加工、分析"),
    (({"outcome": "still_unclear"},), "u3", "可以", "不明确"),
    (({"outcome": "petition", "guidance": "县信访局"},), "n1", "可以", "信访"),
    (({"outcome": "repeated", "facts": "已由荣丰办事处公复〔2019〕7号答复"},), "n2", "可以", "重复"),
    (({"outcome": "publication", "guidance": "新华书店"},), "n3", "可以", "新华书店"),
    (({"outcome": "excessive"},), "n4", "可以", "不予处理"),
    (({"outcome": "reissue"},), "n5", "可以", ""),
    (({"outcome": "disclosed"}, {"outcome": "internal_affairs"}), "b", "先向五原县人民政府", "一、"),
]  # fmt: skip


@pytest.mark.clause(
    "OR-1",
    "OR-4",
    "OR-4(1)",
    "OR-4(2)",
    "OR-4(3)",
    "OR-4(5)",
    "条例36",
    "条例38",
    "条例39",
    "行政复议法23(4)",
)
@pytest.mark.clause("条例14", "条例15", "条例16", "行政复议法20", "行政诉讼法45", "行政诉讼法46", "SR-4")
@pytest.mark.parametrize(("decisions", "row", "remedy", "said"), OUTCOMES)
def test_each_outcome_has_its_letter_row_and_remedies(
    desk: Desk, decisions: tuple[dict[str, Any], ...], row: str, remedy: str, said: str
) -> None:
    application = desk.registered(on("2026-11-02"))
    outcomes = {decision.get("outcome") for decision in decisions}
    if "still_unclear" in outcomes:
        desk.clerk(
            "applications.request_amendment", application, on("2026-11-02"), {"items": "哪个村", "span": 10}
        )
        wanted = {"wanted": "2024 年春光村土地权属调查结果"}
        desk.citizen("applications.amend", application, on("2026-11-03"), wanted)
    if "repeated" in outcomes:
        desk.earlier_answer(application, on("2026-11-02"))
    if "excessive" in outcomes:
        asked = {"facts": "本月第十二件", "span": 10}
        desk.clerk("applications.request_explanation", application, on("2026-11-02"), asked)
        desk.citizen("applications.explain", application, on("2026-11-03"), {"explanation": "想知道"})
        found = {"found": "bad", "reason": "同样的内容已提出十二次"}
        desk.by("disclosure_head", "applications.find_on_reasons", application, on("2026-11-04"), found)
    answered = desk.answered(fresh(application), on("2026-11-20"), *decisions)
    assert (answered.state, answered.report_row, answered.closed_on) == ("answered", row, date(2026, 11, 20))
    assert reply_clock(application).ending == "met"
    letter = answered.letters.filter(kind="reply").get()
    for words in (remedy, said, "测试人", "2024 年春光村土地权属调查结果", "2026年11月2日", "2026年11月20日"):
        assert words in letter.content, words
    assert letter.document_number == "荣丰办事处公复〔2026〕1号" or letter.document_number.startswith(
        "荣丰办事处公复〔2026〕"
    )


@pytest.mark.clause("OR-4(6)", "条例36")
def test_what_does_not_exist_was_looked_for(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    at = on("2026-11-10")
    reply = desk.drafted(application, at, {"outcome": "not_held"})
    with pytest.raises(Refused, match="没有检索记录"):
        desk.clerk("applications.submit_reply", reply, at)
    looked = {
        "place": "档案室 2020 至 2025 年卷",
        "terms": "春光村",
        "found": "no",
        "searched_on": "2026-11-09",
    }
    desk.clerk("applications.record_search", application, at, looked)
    desk.signed(reply, at)
    desk.clerk("applications.issue_reply", reply, at)
    letter = application.letters.filter(kind="reply").get()
    assert "档案室 2020 至 2025 年卷" in letter.content
    assert fresh(application).report_row == "u1"


@pytest.mark.clause("条例37")
def test_what_was_struck_survives_nowhere_in_the_reply(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    at = on("2026-11-10")
    secret = "联系人住在东风路十七号三单元"
    basis = "《条例》第十六条第一款、第三十七条"
    leaking = {"outcome": "partial", "basis": basis, "facts": f"查到调查结果，其中{secret}一段涉及个人隐私"}
    reply = desk.drafted(application, at, leaking)
    passage = {
        "title": "调查结果",
        "source": f"地块面积十二亩。{secret}。四至清楚。",
        "released": "地块面积十二亩。四至清楚。",
    }
    with pytest.raises(Invalid, match="请选定依据"):
        desk.clerk("applications.give_passage", reply, at, passage)
    desk.clerk("applications.give_passage", reply, at, {**passage, "ground": "internal_affairs"})
    with pytest.raises(Refused, match="还残留在决定1的事实"):
        desk.clerk("applications.submit_reply", reply, at)
    decision = reply.decisions.get()
    desk.clerk("applications.drop_decision", reply, at, {"decision": decision.pk})
    desk.clerk("applications.decide", reply, at, {**DECISION, "outcome": "partial", "basis": basis})
    desk.signed(fresh(reply), at)
    desk.clerk("applications.issue_reply", reply, at)
    letter = application.letters.filter(kind="reply").get()
    assert secret not in letter.content
    assert "地块面积十二亩" in letter.content
    assert fresh(application).report_row == "b"
    assert "《中华人民共和国行政复议法》第二十条、第二十三条" in letter.content


@pytest.mark.clause("SR-4", "OR-4")
def test_no_reply_leaves_unreviewed_or_changed(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    at = on("2026-11-10")
    reply = desk.drafted(application, at)
    desk.clerk("applications.submit_reply", reply, at)
    with pytest.raises(Refused, match="没有“公开”的审查意见"):
        desk.by("leader", "applications.sign_reply", reply, at)
    with pytest.raises(Refused):
        desk.clerk("applications.issue_reply", reply, at)
    assert Reply.objects.get().state == "rechecked"


@pytest.mark.clause("OR-4(5)")
def test_what_belongs_elsewhere_goes_there_with_its_history(desk: Desk, county: County) -> None:
    open_agency(county, "lxcz")
    application = desk.registered(on("2026-11-02"))
    desk.answered(application, on("2026-11-06"), {"outcome": "not_ours", "agency": "lxcz"})
    passed_on = Application.objects.get(passed_on_from=application)
    assert (passed_on.agency.code, passed_on.channel, passed_on.state) == ("lxcz", "passed_on", "received")
    assert passed_on.wanted == application.wanted
    assert reply_clock(passed_on).due_on == date(2026, 12, 4)
    assert passed_on.code_hash == application.code_hash


@pytest.mark.clause("OR-4(4)")
def test_what_should_have_been_public_is_published_first(desk: Desk, county: County) -> None:
    application = desk.registered(on("2026-11-02"))
    published = county.published("rfbsc")
    at = on("2026-11-10")
    reply = desk.clerk("applications.draft_reply", application, at).matter
    with pytest.raises(Invalid, match="要先公布，再答复"):
        desk.clerk("applications.decide", reply, at, {**DECISION, "outcome": "now_published"})
    decision = {**DECISION, "outcome": "now_published", "document": published.index_number}
    desk.clerk("applications.decide", reply, at, decision)
    desk.signed(fresh(reply), at)
    desk.clerk("applications.issue_reply", reply, at)
    assert published.index_number in application.letters.filter(kind="reply").get().content


@pytest.mark.clause("OR-7", "条例51")
def test_a_complaint_goes_upward_and_never_to_the_agency_itself(desk: Desk, county: County) -> None:
    county.agencies["rfbsc"].parent = county.agencies["lxcz"]
    county.agencies["rfbsc"].save()
    application = desk.registered(on("2026-11-02"))
    data = {"to": "superior", "text": "超过期限没有答复"}
    complaint = desk.citizen("applications.complain", application, on("2026-12-01"), data).matter
    assert complaint.agency.code == "lxcz"
    assert Clock.objects.get(limit=statute.COMPLAINT.code).due_on == date(2026, 12, 29)
    above = Desk(county, "lxcz")
    above.by("disclosure_head", "applications.accept_complaint", complaint, on("2026-12-02"))
    answer = {"finding": "founded", "findings": "确已超期", "handling": "责令三日内答复"}
    above.by("disclosure_head", "applications.answer_complaint", complaint, on("2026-12-03"), answer)
    assert application.letters.filter(kind="complaint_reply").exists()
    with pytest.raises(NoSuchMatter):
        desk.by("disclosure_head", "applications.accept_complaint", complaint, on("2026-12-04"))


@pytest.mark.clause("条例41")
def test_a_correction_needs_evidence(desk: Desk) -> None:
    with pytest.raises(Invalid, match="附上记录不准确的证据"):
        desk.file(on("2026-11-02"), sort="correction", wanted="户籍登记的出生日期有误")


@pytest.mark.clause("条例44")
def test_the_applicant_can_propose_disclosure(desk: Desk) -> None:
    application = desk.closed(on("2026-11-02"), on("2026-11-20"))
    desk.citizen("applications.propose_disclosure", application, on("2026-11-21"), {"text": "全村都关心"})
    assert fresh(application).disclosure_proposed_on == date(2026, 11, 21)


@pytest.mark.clause("OR-3")
def test_nobody_acts_on_another_applicants_matter(desk: Desk) -> None:
    mine, other = desk.registered(on("2026-11-02")), desk.registered(on("2026-11-02"))
    with pytest.raises(NoSuchMatter):
        perform(
            "applications.withdraw",
            on=other,
            actor=CITIZEN.citizen("申请人", holds=mine.ref),
            at=on("2026-11-03"),
            data={"sure": "on"},
        )
    with pytest.raises(NotPermitted):
        desk.citizen("applications.register", mine, on("2026-11-03"))
    desk.citizen("applications.withdraw", mine, on("2026-11-03"), {"sure": "on"})
    assert (fresh(mine).state, fresh(mine).report_row) == ("withdrawn", "o3")
    assert SYSTEM.sees_all


@pytest.mark.clause("OR-6")
def test_a_third_party_whose_passage_was_struck_is_told_so(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    asked = {"party": "third_party", "name": "测试公司", "address": "五原县某街", "concern": "报价明细"}
    consultation = desk.clerk("applications.consult", application, on("2026-11-03"), asked).matter
    refusal = {"answer": "refuses", "opinion": "属于商业秘密"}
    desk.citizen("applications.give_opinion", consultation, on("2026-11-04"), refusal)
    partial = {"outcome": "partial", "basis": "《条例》第十五条、第三十七条"}
    reply = desk.drafted(fresh(application), on("2026-11-05"), partial)
    passage = {
        "title": "验收意见",
        "source": "验收合格。报价每公里四十三万五千元。质保两年。",
        "released": "验收合格。质保两年。",
        "ground": "third_party",
    }
    desk.clerk("applications.give_passage", reply, on("2026-11-05"), passage)
    reply = desk.signed(type(reply).objects.get(pk=reply.pk), on("2026-11-05"))
    desk.clerk("applications.issue_reply", reply, on("2026-11-05"))
    told = application.letters.get(kind="third_party_result").content
    assert "对上述内容不予公开" in told
    assert "予以公开上述内容" not in told.replace("不予公开", "")


@pytest.mark.clause("条例30")
@pytest.mark.clause("条例35")
@pytest.mark.clause("条例41")
@pytest.mark.parametrize("outcome", ["still_unclear", "excessive", "corrected", "not_corrected"])
def test_no_outcome_comes_before_what_it_needs(desk: Desk, outcome: str) -> None:
    with pytest.raises(Invalid, match="决定"):
        desk.drafted(desk.registered(on("2026-11-02")), on("2026-11-05"), {"outcome": outcome})


@pytest.mark.clause("OR-5")
def test_an_amended_application_is_free_of_the_former_periods_bound(desk: Desk) -> None:
    application = desk.registered(on("2026-03-02"))
    reason = {"reason": "要到外地调阅档案。"}
    desk.clerk("applications.ask_extension", application, on("2026-03-03"), reason)
    desk.by("disclosure_head", "applications.extend", application, on("2026-03-03"), reason)
    bound = Clock.objects.get(matter_id=application.pk, limit=statute.EXTENSION_BOUND.code)
    assert bound.ended_at is None
    notice = {"items": "请写明哪个村", "span": 10}
    desk.clerk("applications.request_amendment", application, on("2026-03-04"), notice)
    bound.refresh_from_db()
    assert bound.ending == "cancelled"
