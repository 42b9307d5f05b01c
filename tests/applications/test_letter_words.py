"""What the law has a letter say, where the words follow from what became of the application."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.utils.html import strip_tags
from pytest_django import Settings

from applications.course import course_of
from applications.models import Application, Reply
from applications.remedies import remedies
from foundation.agencies.county import COUNTY_COURT, COUNTY_GOVERNMENT, Recourse
from foundation.casework.acts import perform
from foundation.correspondence.letters import kept_together
from foundation.deadlines.sweep import sweep
from foundation.texts.tags import closed
from foundation.visitors.codes import new_token
from tests.applicants import CITIZEN, FILING, OBSTACLE, Desk, on, scan
from tests.personas import County

pytestmark = pytest.mark.django_db

ORDER = "《中华人民共和国政府信息公开条例》"
THIRD = {"party": "third_party", "name": "甲公司", "address": "五原县", "concern": "第一份合同"}
UNCLEAR = {"items": "写明年度\n写明地块", "guidance": "", "span": 5, "why": "unclear"}


def words(application: Application, kind: str) -> str:
    """All the words of the last letter of a kind."""
    page = application.letters.filter(kind=kind).latest("pk").content
    return "".join(unescape(strip_tags(page.partition("<body")[2].partition(">")[2])).split())


def objected(desk: Desk, answer: str = "refuses", opinion: str = "属于商业秘密") -> Application:
    """An application about which a third party was asked, and answered."""
    application = desk.registered(on("2026-11-02"))
    asked = desk.clerk("applications.consult", application, on("2026-11-03"), THIRD).matter
    if answer == "silent":
        proof = {"received_on": "2026-11-04", "proof": "回证"}
        desk.clerk("applications.record_receipt", asked, on("2026-11-04"), proof)
        assert not sweep(at=on("2026-12-01", 0)).failed
    else:
        said = {"answer": answer, "opinion": opinion}
        desk.citizen("applications.give_opinion", asked, on("2026-11-05"), said)
    return Application.objects.get(pk=application.pk)


def issued(desk: Desk, reply: Reply, day: str) -> None:
    desk.clerk("applications.issue_reply", desk.signed(Reply.objects.get(pk=reply.pk), on(day)), on(day))


# 条例32: third parties in the reply


@pytest.mark.clause("条例15", "条例32")
def test_the_public_interest_is_part_of_the_decision_that_overrules_a_third_party(desk: Desk) -> None:
    application = objected(desk)
    reply = desk.drafted(application, on("2026-11-10"))
    interest = {"public_interest": "涉及饮用水安全"}
    desk.clerk("applications.word_reply", reply, on("2026-11-10"), interest)
    desk.weighed(reply, on("2026-11-10"), "disclosed")
    issued(desk, reply, "2026-11-11")
    recital, decision = words(application, "reply").split("经审查，现答复如下：")
    assert "饮用水" not in recital
    assert (
        "其中涉及第三方合法权益的内容，经书面征求意见，第三方不同意公开。本机关认为不公开会对公共利益造成重大影响（涉及饮用水安全），"
        "根据该条例第十五条、第三十二条、第三十六条第二项的规定，决定予以公开。"
    ) in decision
    assert "甲公司" not in decision


@pytest.mark.clause("条例15", "条例32", "条例37")
@pytest.mark.parametrize(
    ("answer", "opinion", "told"),
    [("refuses", "属于商业秘密", True), ("refuses", "", False), ("silent", "", False)],
    ids=["with reasons", "without reasons", "silent"],
)
def test_a_reasonable_objection_is_told_where_it_was_heeded(
    desk: Desk, answer: str, opinion: str, told: bool
) -> None:
    application = objected(desk, answer, opinion)
    withheld = {
        "outcome": "third_party",
        "reasons": "合同单价属于商业秘密，公开会使其在同类投标中处于不利地位",
        "guidance": "",
    }
    day = "2026-12-03" if answer == "silent" else "2026-11-10"
    reply = desk.drafted(application, on(day), withheld)
    desk.weighed(reply, on(day), "withheld")
    issued(desk, reply, day)
    letter = words(application, "reply")
    said = "经书面征求意见，第三方不同意公开且有合理理由，根据该条例第十五条、第三十二条的规定"
    assert (said in letter) == told


# 条例41: corrections


@pytest.mark.clause("条例41")
def test_what_asks_for_a_correction_is_called_so_in_every_letter(desk: Desk) -> None:
    first, second = (
        perform(
            "applications.file",
            on=desk.agency,
            actor=CITIZEN,
            at=on("2026-11-02", hour),
            data={**FILING, "sort": "correction", "wanted": "面积应为十二亩", "token": new_token()},
            files={"evidence": [scan()]},
        ).matter
        for hour in (9, 10)
    )
    receipt = words(first, "receipt")
    assert "政府信息更正申请登记回执" in receipt
    assert "您提出的政府信息更正申请，本机关已收到并登记" in receipt
    assert "更正内容面积应为十二亩" in receipt
    assert "本机关参照该条例第三十三条规定的期限，将在2026年11月30日前（含当日）答复。" in receipt
    assert "20个工作日" not in receipt
    said = {"kept": first.number, "reason": "网上先后提交了两次"}
    desk.by("disclosure_head", "applications.strike_out", second, on("2026-11-03"), said)
    struck = words(second, "struck_notice")
    assert "政府信息更正申请注销重复登记告知书" in struck
    assert "要求更正与您自身相关的政府信息记录：“面积应为十二亩”。" in struck
    assert "政府信息公开申请" not in receipt + struck


# 条例30: amendments


@pytest.mark.clause("条例30")
@pytest.mark.parametrize(
    ("amended", "says"),
    [
        (
            "二〇二四年度第二批的凭证",
            "本机关收到您补正后的申请，申请内容补正为：“二〇二四年度第二批的凭证”。",
        ),
        (FILING["wanted"], "本机关收到您补正的材料，申请内容不变。"),
    ],
)
def test_an_amended_application_is_recited_as_it_came_and_as_it_was_amended(
    desk: Desk, amended: str, says: str
) -> None:
    application = desk.registered(on("2026-11-02"))
    desk.clerk("applications.request_amendment", application, on("2026-11-03"), UNCLEAR)
    desk.citizen("applications.amend", application, on("2026-11-05"), {"wanted": amended})
    first = "".join(FILING["wanted"].split())
    # Every letter tells so, also one that does not tell the rest of the course.
    desk.by("disclosure_head", "applications.suspend", application, on("2026-11-06"), OBSTACLE)
    desk.by("disclosure_head", "applications.resume", application, on("2026-11-09"), {"reason": "电力恢复"})
    desk.answered(Application.objects.get(pk=application.pk), on("2026-11-10"))
    for kind in ("suspension_notice", "reply"):
        letter = words(application, kind)
        assert letter.count("申请内容为：") == 1
        assert (
            f"2026年11月2日，本机关收到您在网上提出的申请（登记号：{application.number}），申请内容为：“{first}”。"
            in letter
        )
        assert f"2026年11月5日，{says}" in letter


@pytest.mark.clause("条例30")
def test_a_notice_that_the_matter_goes_on_takes_back_the_closing_and_asks_again(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    desk.clerk("applications.request_amendment", application, on("2026-11-03"), UNCLEAR)
    sweep(on("2026-11-20"))
    closing = application.letters.get(kind="closed_unamended")
    closed_words = words(application, "closed_unamended")
    assert "您于2026年11月3日收到，补正期限至2026年11月10日（含当日）届满" in closed_words
    desk.by("disclosure_head", "applications.reopen", application, on("2026-11-23"), {"reason": "信已收到"})
    letter = words(application, "reopening_notice")
    name = f"《政府信息公开申请逾期不补正不再处理告知书》（{closing.document_number}）"
    assert f"本机关撤销2026年11月20日作出的{name}，恢复办理该申请。" in letter
    assert "1．写明年度；2．写明地块。" in letter
    assert "无正当理由逾期不补正的，视为放弃申请" in letter
    assert "已经补正的，无需重复提交" in letter


@pytest.mark.clause("国办函〔2020〕109号")
def test_what_goes_on_unpaid_asks_for_the_same_fee(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    charge = {"by": "page", "pages": 44, "facts": "共四十四页", "pay_to": "县财政专户"}
    desk.clerk("applications.charge", application, on("2026-11-03"), charge)
    sweep(on("2026-12-15"))
    desk.by("disclosure_head", "applications.reopen", application, on("2026-12-16"), {"reason": "已经到账"})
    assert "缴纳信息处理费人民币140元" in words(application, "reopening_notice")
    assert "140.00" not in words(application, "closed_unpaid")


# 条例33, 34: asking others


@pytest.mark.clause("条例33", "条例34")
def test_of_two_consultations_the_later_day_and_both_are_told(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    help_: dict[str, Any] = {
        "party": "agency",
        "consulted_agency": "lxcz",
        "concern": "是否保存",
        "answer_by": "2026-11-06",
    }
    desk.clerk("applications.consult", application, on("2026-11-03"), help_)
    first = words(application, "consultation_told")
    assert "发出协办函。" in first
    assert "最迟到2026年11月6日为止" in first
    co = {"party": "coauthor", "consulted_agency": "lxcz", "concern": "可否公开"}
    desk.clerk("applications.consult", application, on("2026-11-04"), co)
    second = words(application, "consultation_told")
    assert "于2026年11月3日发出协办函，于2026年11月4日发出征求意见书。" in second
    assert f"根据{ORDER}第三十三条第三款、第三十四条的规定" in second
    # Seven working days for the service and fifteen for the opinion, from 4 November.
    assert "最迟到2026年12月4日为止" in second
    # Somebody else of the same kind, until the same day, changes nothing of what was told.
    desk.clerk("applications.consult", application, on("2026-11-04"), co)
    assert application.letters.filter(kind="consultation_told").count() == 2


@pytest.mark.clause("条例33", "条例34")
def test_another_agency_reads_what_was_applied_for_and_not_by_whom(desk: Desk) -> None:
    plain = desk.registered(on("2026-11-02"), wanted="渠道的批复")
    own = desk.registered(on("2026-11-02"), wanted="测试人的承包合同")
    help_ = {
        "party": "agency",
        "consulted_agency": "lxcz",
        "concern": "是否保存",
        "answer_by": "2026-11-06",
    }
    for application in (plain, own):
        desk.clerk("applications.consult", application, on("2026-11-03"), help_)
    letter = words(plain, "assistance_letter")
    assert f"（登记号：{plain.number}），申请公开：“渠道的批复”。" in letter
    assert "个人信息" not in letter
    assert "测试人" not in words(own, "assistance_letter")


@pytest.mark.clause("OR-4(5)", "条例31")
def test_who_passed_it_on_and_when_decides_the_day_of_receipt(desk: Desk) -> None:
    Desk(desk.county, "lxcz")
    elsewhere = {"outcome": "not_ours", "agency": "lxcz", "guidance": ""}
    source = desk.answered(desk.registered(on("2026-11-02")), on("2026-11-04"), elsewhere)
    receipt = words(source.passed_on_to.get(), "receipt")
    assert f"{desk.agency.name}2026年11月4日转来，本机关当日收到" in receipt
    assert "制度" not in receipt
    assert "所申请公开的信息不属于本机关负责公开。负责公开该信息的行政机关是" in words(source, "reply")


# Remedies


@pytest.mark.clause("行政复议法34")
def test_a_suit_is_open_where_reconsideration_is_not_decided() -> None:
    recourse = Recourse(COUNTY_GOVERNMENT, COUNTY_COURT)
    said = (
        "行政复议机关决定不予受理、驳回申请或者受理后逾期不作答复的，可以根据《中华人民共和国行政复议法》第三十四条的规定，"
        "自收到决定书之日起或者行政复议期限届满之日起15日内"
    )
    assert said in remedies(["deliberative"], recourse=recourse)[0]
    assert said not in "".join(remedies(["disclosed"], recourse=recourse))


# How it is set


@pytest.mark.parametrize(
    ("text", "stop", "said"),
    [
        ("写明年度", "；", "写明年度；"),
        ("写明年度。", "；", "写明年度；"),
        ("写明年度。例如二〇二四年", "；", "写明年度。例如二〇二四年。"),
        ("需要逐页审查。", "，", "需要逐页审查，"),
        ("哪一年？", "。", "哪一年？"),
        ("", "。", ""),
    ],
)
def test_a_text_ends_in_one_mark(text: str, stop: str, said: str) -> None:
    assert closed(text, stop) == said


def test_days_and_numbers_are_not_parted_at_the_end_of_a_line() -> None:
    page = "<html><body><p class='a2026-0001'>2026年11月2日，五公复〔2026〕1号（2026-0001）</p></body></html>"
    assert kept_together(page) == (
        "<html><body><p class='a2026-0001'><nobr>2026年11月2日</nobr>，五公复<nobr>〔2026〕1号</nobr>"
        "（<nobr>2026-0001</nobr>）</p></body></html>"
    )


@pytest.mark.clause("条例33", "条例34", "条例37")
def test_whom_the_agency_asked_is_told_once_a_day(county: County) -> None:
    desk = Desk(county)
    Desk(county, "lxcz")
    application = desk.registered(on("2026-11-02"))
    help_ = {
        "party": "agency",
        "consulted_agency": "lxcz",
        "concern": "告知是否保存",
        "answer_by": "2026-11-06",
    }
    co = {"party": "coauthor", "consulted_agency": "lxcz", "concern": "可否公开"}
    desk.clerk("applications.consult", application, on("2026-11-03", 9), help_)
    desk.clerk("applications.consult", application, on("2026-11-03", 10), co)
    third = {"party": "third_party", "name": "测试公司", "address": "五原县", "concern": "单价"}
    desk.clerk("applications.consult", application, on("2026-11-04"), third)
    told = [one.said for one in course_of(Application.objects.get(pk=application.pk), "您", whole=True)]
    assert told == [
        "2026年11月3日，本机关书面征求共同制作机关的意见、请其他机关协办，所需时间不计算在答复期限内"
        "（荣丰办事处公开告〔2026〕1号、荣丰办事处公开告〔2026〕2号）",
        "2026年11月4日，本机关又书面征求第三方的意见，所需时间不计算在答复期限内（荣丰办事处公开告〔2026〕3号）",
    ]


@pytest.mark.clause("OR-6")
def test_the_slip_of_a_third_party_is_marked_as_the_annex_that_its_letter_names(
    county: County, settings: Settings
) -> None:
    settings.SITE_URL = "https://xxgk.example.gov.cn"
    desk = Desk(county)
    application = desk.registered(on("2026-11-02"))
    third = {"party": "third_party", "name": "测试公司", "address": "五原县", "concern": "单价"}
    desk.clerk("applications.consult", application, on("2026-11-04"), third)
    assert words(application, "third_party_reply_form").count("荣丰办事处公开函〔2026〕1号附件") == 1
    letter = words(application, "third_party_consultation")
    assert "附件：政府信息公开征求意见确认函" in letter
    # The address that is printed is short enough to type; the code stands in the text.
    assert "网上提出意见：https://xxgk.example.gov.cn/apply/consultation/" in letter
    assert letter.count("https://") == 1
