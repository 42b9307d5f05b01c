"""The page of an application: what it says and never says, what can be done there."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications import timeline
from applications.models import Application, Complaint, Consultation, Letter, Reply
from applications.views.tracking import OFFERS
from foundation.accesses.models import Access
from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import Agency
from foundation.casework.acts import ACTS
from foundation.correspondence.printing import print_waiting
from tests.applicants import DECISION, Desk, on
from tests.applications.visitors import PAGE, TOKEN, Visitor, text
from tests.personas import County

pytestmark = pytest.mark.django_db

AMENDMENT = {"items": "请写明年份\n请写明地块所在的村", "guidance": "例如 2024 年", "span": 15}
THIRD = {
    "party": "third_party",
    "name": "测试商贸公司",
    "address": "五原县测试路一号",
    "concern": "供地合同的价款",
}
DELIBERATIVE = {
    "outcome": "deliberative",
    "facts": "会议记录属于讨论过程",
    "basis": "《中华人民共和国政府信息公开条例》第十六条第二款",
    "reasons": "属于过程性信息",
}


@pytest.fixture
def desk(county: County) -> Desk:
    county.agencies["rfbsc"].parent = county.agencies["lxcz"]
    county.agencies["rfbsc"].save()
    return Desk(county)


@pytest.fixture
def visitor(county: County) -> Visitor:
    return Visitor(county)


def reply_letter(application: Application) -> Letter:
    return application.letters.get(kind="reply")


# What the page says


@pytest.mark.clause("OR-4", "条例33")
def test_a_fresh_application_says_when_it_is_answered(desk: Desk, visitor: Visitor) -> None:
    application = desk.file(on("2026-11-02"), token=TOKEN)
    page = text(visitor.opens(application, on("2026-11-02")))
    assert "最迟答复 2026-11-30 还有 20 个工作日" in page
    assert "荣丰办事处" in page
    page = text(visitor.opens(application, on("2026-11-30")))
    assert "最迟答复 2026-11-30 今天是最后一天" in page
    page = text(visitor.opens(application, on("2026-12-02")))
    assert "已超 2 个工作日" in page
    assert "没有按期答复" in page


@pytest.mark.clause("条例30")
def test_an_amendment_is_asked_for_in_the_words_of_the_notice(desk: Desk, visitor: Visitor) -> None:
    application = desk.registered(on("2026-11-02"), token=TOKEN)
    desk.clerk("applications.request_amendment", application, on("2026-11-05"), AMENDMENT)
    page = visitor.opens(application, on("2026-11-06"))
    for said in (
        "请您最迟补正 2026-11-26 还有 15 个工作日",
        "1．请写明年份",
        "2．请写明地块所在的村",
        "例如 2024 年",
    ):
        assert said in text(page)
    form = visitor.page(f"{PAGE}amend/")
    assert "2．请写明地块所在的村" in form
    assert application.wanted in form


@pytest.mark.clause("条例33", "OR-5", "OR-6")
def test_days_over_the_spring_festival_are_accounted_for(desk: Desk, visitor: Visitor) -> None:
    application = desk.registered(on("2026-01-20"), token=TOKEN)
    desk.clerk("applications.consult", application, on("2026-01-26"), THIRD)
    page = text(visitor.opens(application, on("2026-01-28")))
    assert "暂停计算" in page
    assert "还剩 16 个工作日" in page
    opinion = {"answer": "agrees", "opinion": "内部意见甲", "answered_on": "2026-02-05"}
    desk.clerk("applications.give_opinion", Consultation.objects.get(), on("2026-02-05"), opinion)
    desk.by("disclosure_head", "applications.extend", application, on("2026-02-10"), {"reason": "内部理由乙"})
    page = text(visitor.opens(application, on("2026-02-11")))
    assert "最迟答复 2026-04-02" in page
    assert "已延长 20 个工作日" in page
    assert "2026-01-27 至 2026-02-05 ：征求第三方或者其他机关意见（条例33），不计入" in page
    assert "2026-02-15 至 2026-02-23 ：春节放假" in page
    assert "2026-02-14 ：调休上班，计入" in page
    for month in (1, 2, 3, 4):
        assert f"2026年{month}月" in page


@pytest.mark.clause("OR-5")
def test_three_months_bound_an_extension(desk: Desk, visitor: Visitor) -> None:
    application = desk.registered(on("2026-11-02"), token=TOKEN)
    desk.by("disclosure_head", "applications.extend", application, on("2026-11-05"), {"reason": "情况复杂"})
    desk.clerk("applications.consult", application, on("2026-11-06"), THIRD)
    opinion = {"answer": "agrees", "opinion": "", "answered_on": "2027-01-29"}
    desk.clerk("applications.give_opinion", Consultation.objects.get(), on("2027-01-29"), opinion)
    page = text(visitor.opens(application, on("2027-02-01")))
    assert "最迟答复 2027-02-05" in page
    assert "三个月" in page
    assert "日期是暂定的" in page


def test_a_fee_says_how_to_pay_and_by_when(desk: Desk, visitor: Visitor) -> None:
    application = desk.registered(on("2026-11-02"), token=TOKEN)
    fee = {"by": "page", "pages": 120, "facts": "数量明显超过合理范围", "pay_to": "政务大厅三号窗口"}
    desk.clerk("applications.charge", application, on("2026-11-05"), fee)
    page = text(visitor.opens(application, on("2026-11-06")))
    assert "请您最迟缴费 2026-12-03" in page
    assert "缴纳方式：政务大厅三号窗口" in page
    assert "1100 元" in page


@pytest.mark.clause("OR-4", "OR-4(2)", "行政复议法23(4)")
def test_an_answer_shows_outcomes_letters_files_and_remedies(desk: Desk, visitor: Visitor) -> None:
    application = desk.registered(on("2026-11-02"), token=TOKEN)
    reply = desk.drafted(application, on("2026-11-09"), DECISION, DELIBERATIVE)
    desk.clerk(
        "applications.attach_to_reply",
        reply,
        on("2026-11-09"),
        {"title": "调查结果表"},
        files={"file": SimpleUploadedFile("结果.txt", "春光村".encode())},
    )
    given = reply.files.get()
    page = visitor.opens(application, on("2026-11-10"))
    assert "调查结果表" not in page
    assert visitor.get(f"{PAGE}files/{given.pk}/").status_code == 404

    reply = desk.signed(Reply.objects.get(pk=reply.pk), on("2026-11-10"))
    assert visitor.get(f"{PAGE}files/{given.pk}/").status_code == 404
    desk.clerk("applications.issue_reply", reply, on("2026-11-12"))
    page = text(visitor.opens(application, on("2026-11-13")))
    assert "已答复 2026-11-12 用了 8 个工作日" in page
    for decision in (DECISION, DELIBERATIVE):
        assert f"理由 {decision['reasons']} 依据 {decision['basis']}" in page, (
            "reason and clause stand in the page"
        )
    assert "予以公开 理由" in page
    assert "60日内（最后一日暂定为2027年1月11日）先向五原县人民政府申请行政复议" in page
    answer = visitor.get(f"{PAGE}files/{given.pk}/")
    assert b"".join(answer.streaming_content) == "春光村".encode()
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E8%B0%83")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.clause("行政复议法20", "行政诉讼法46")
def test_the_last_days_count_from_the_arrival_of_the_reply_and_where_to_go_stands_beside(
    desk: Desk, visitor: Visitor, settings: Any
) -> None:
    settings.SITE_COURT = "隆兴昌镇古郡大街，电话 0478-5200000"
    bureau = desk.county.agencies["lxcz"]
    Agency.objects.filter(pk=bureau.pk).update(
        functions=["justice_bureau"], office_address="鸿雁大街 9 号", office_phone="0478-5211111"
    )
    application = desk.registered(on("2026-11-02"), token=TOKEN, delivery="post", address="隆兴昌镇一街 1 号")
    reply = desk.signed(desk.drafted(application, on("2026-11-09"), DELIBERATIVE), on("2026-11-10"))
    desk.clerk("applications.issue_reply", reply, on("2026-11-12"))
    letter = reply_letter(application).pk
    sent = {"letter": letter, "event": "sent", "way": "post", "delivered_on": "2026-11-12", "proof": "邮件 1"}
    desk.clerk("applications.deliver", application, on("2026-11-12", 15), sent)
    assert "最后一日" not in text(visitor.opens(application, on("2026-11-13"))), "it has not arrived yet"
    came = {**sent, "event": "arrived", "delivered_on": "2026-11-16", "proof": "本人签收"}
    desk.clerk("applications.deliver", application, on("2026-11-17"), came)
    page = text(visitor.opens(application, on("2026-11-18")))
    assert "最后一日暂定为2027年1月15日" in page
    assert "行政复议，由隆兴昌镇人民政府承办 鸿雁大街 9 号" in page
    assert "0478-5211111" in page
    assert "行政诉讼，五原县人民法院 隆兴昌镇古郡大街，电话 0478-5200000" in page


@pytest.mark.clause("条例33")
def test_the_page_says_what_is_waited_for_and_until_when(desk: Desk, visitor: Visitor) -> None:
    application = desk.registered(on("2026-11-02"), token=TOKEN)
    assert "正在办理 答复须经保密审查和负责人签发，最迟 2026-11-30" in text(
        visitor.opens(application, on("2026-11-03"))
    )
    desk.clerk("applications.consult", application, on("2026-11-04"), THIRD)
    page = text(visitor.opens(application, on("2026-11-05")))
    assert "现在等什么" in page
    assert "征求意见所需时间不计算在答复期限内，最迟到2026年12月" in page
    assert THIRD["name"] not in page


def test_the_next_application_goes_to_the_same_agency(desk: Desk, visitor: Visitor) -> None:
    page = visitor.opens(desk.registered(on("2026-11-02"), token=TOKEN), on("2026-11-03"))
    assert 'href="/apply/?agency=rfbsc">再申请一项' in page


def test_a_letter_is_downloaded_once_it_is_printed(
    desk: Desk, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = desk.file(on("2026-11-02"), token=TOKEN)
    visitor.opens(application, on("2026-11-03"))
    letter = application.letters.get()
    waiting = visitor.get(f"{PAGE}letters/{letter.pk}/")
    assert "正在生成" in waiting.content.decode()
    assert waiting["Refresh"] == "10"
    print_waiting(Letter, at=on("2026-11-03"), by=SYSTEM)
    assert not Access.objects.exists()
    answer = visitor.get(f"{PAGE}letters/{letter.pk}/")
    line = Access.objects.get()
    said = (line.kind, line.of, line.name, line.staff, line.network, line.door)
    assert said == ("download", application.ref, "申请人", None, "", "public")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")

    def gone(stored: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr("foundation.files.delivering.open_file", gone)
    assert visitor.get(f"{PAGE}letters/{letter.pk}/").status_code == 410


@pytest.mark.clause("OR-3", "OR-6")
def test_letters_of_others_are_nobodys_here(desk: Desk, visitor: Visitor) -> None:
    application = desk.registered(on("2026-11-02"), token=TOKEN)
    other = desk.registered(on("2026-11-02"), token="o" * 43)
    desk.clerk("applications.consult", application, on("2026-11-04"), THIRD)
    helped = {
        "party": "agency",
        "consulted_agency": "lxcz",
        "concern": "请协助查找",
        "answer_by": "2026-11-20",
    }
    desk.clerk("applications.consult", application, on("2026-11-04"), helped)
    visitor.opens(application, on("2026-11-05"))
    mine = set(application.letters.filter(consultation=None).values_list("pk", flat=True))
    for letter in Letter.objects.all():
        answer = visitor.get(f"{PAGE}letters/{letter.pk}/")
        assert answer.status_code == (200 if letter.pk in mine else 404)
        assert "no-store" in answer["Cache-Control"]
    assert visitor.get(f"{PAGE}letters/{10**30}/").status_code == 404
    visitor.opens(other, on("2026-11-05"), token="o" * 43)
    assert visitor.get(f"{PAGE}letters/{min(mine)}/").status_code == 404


def test_every_kind_of_letter_is_somebodys() -> None:
    """A kind that is new has to be sorted: the applicant's, or somebody else's."""
    others = {
        "third_party_consultation",
        "third_party_reply_form",
        "third_party_result",
        "coauthor_consultation",
        "assistance_letter",
    }
    assert set(timeline.LetterKind.values) - timeline.FOR_APPLICANT == others
    assert {told.letter for told in timeline.ACT_WORDS.values()} - {""} <= timeline.FOR_APPLICANT


@pytest.mark.clause("OR-3", "SR-6(2)")
def test_the_page_says_nothing_internal(desk: Desk, visitor: Visitor, county: County) -> None:
    application = long_history(desk)
    page = visitor.opens(application, on("2027-01-20"))
    for person in county.people.values():
        assert person.full_name not in page
    for internal in (
        "内部意见甲",
        "内部理由乙",
        "内部备注丙",
        "检索词丁",
        "测试商贸公司",
        "测试路一号",
        "保密审查意见",
    ):
        assert internal not in page
    assert "测试人" not in page
    assert "测＊＊" in page
    for personal in ("11010519491231002X", "13800138000"):
        assert personal not in page


def test_the_timeline_tells_only_acts_that_there_are() -> None:
    assert set(timeline.ACT_WORDS) <= set(ACTS)
    assert {offer.act.name for offer in OFFERS.values()} == {
        name for name, act in ACTS.items() if act.public and act.on is Application
    }


def long_history(desk: Desk) -> Application:
    """Amended, explained, charged, consulted about, extended, searched, answered with files, complained of, asked again."""
    application = desk.registered(on("2026-09-01"), token=TOKEN)
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("request_amendment", "2026-09-02", AMENDMENT),
        ("amend", "2026-09-04", {"wanted": "2024 年春光村三社的结果", "received_on": "2026-09-04"}),
        ("request_explanation", "2026-09-07", {"facts": "本月申请十二件", "span": 10}),
        ("explain", "2026-09-08", {"explanation": "自家承包地的纠纷", "received_on": "2026-09-08"}),
        ("charge", "2026-09-09", {"by": "page", "pages": 50, "facts": "页数较多", "pay_to": "三号窗口"}),
        ("record_payment", "2026-09-10", {"paid_on": "2026-09-10", "receipt": "内部备注丙"}),
        ("consult", "2026-09-11", THIRD),
    ]
    for name, day, data in steps:
        desk.clerk(f"applications.{name}", application, on(day), data)
    opinion = {"answer": "agrees", "opinion": "内部意见甲", "answered_on": "2026-09-16"}
    desk.clerk("applications.give_opinion", Consultation.objects.get(), on("2026-09-16"), opinion)
    desk.by("disclosure_head", "applications.extend", application, on("2026-09-17"), {"reason": "内部理由乙"})
    looked = {"place": "档案室", "terms": "检索词丁", "found": "yes", "searched_on": "2026-09-18"}
    desk.clerk("applications.record_search", application, on("2026-09-18"), looked)
    reply = desk.drafted(application, on("2026-09-21"), DECISION, DELIBERATIVE)
    for n in range(4):
        upload = SimpleUploadedFile(f"结果{n}.txt", f"第 {n} 页".encode())
        desk.clerk(
            "applications.attach_to_reply",
            reply,
            on("2026-09-21"),
            {"title": f"表{n}"},
            files={"file": upload},
        )
    desk.clerk(
        "applications.issue_reply", desk.signed(Reply.objects.get(), on("2026-09-22")), on("2026-09-23")
    )
    served = {"letter": reply_letter(application).pk, "way": "post", "delivered_on": "2026-09-24"}
    desk.clerk("applications.deliver", application, on("2026-09-25"), {**served, "proof": "内部备注丙"})
    desk.citizen("applications.ask_grounds", application, on("2026-09-28"))
    desk.grounds_given(Application.objects.get(), on("2026-09-29"), reasons="属于讨论记录")
    complaint = {"to": "superior", "text": "答复不完整"}
    desk.citizen("applications.complain", application, on("2026-09-30"), complaint)
    return Application.objects.get(pk=application.pk)


def test_a_long_history_costs_thirteen_queries(desk: Desk, visitor: Visitor) -> None:
    application = long_history(desk)
    page = text(visitor.opens(application, on("2026-10-09")))
    for told in (
        "请您补正", "收到补正", "请您说明申请理由", "收到您的说明", "请您缴纳信息处理费", "200 元", "收到缴费",
        "书面征求意见", "征求意见结束", "延长答复期限", "已答复", "答复书已送达", "邮寄", "您要求说明理由",
        "机关最迟 2026-10-30 书面说明",
        "机关说明了理由", "您提出投诉", "隆兴昌镇人民政府", "表3",
    ):  # fmt: skip
        assert told in page
    with CaptureQueriesContext(connection) as asked:
        assert visitor.get(PAGE).status_code == 200
    assert len(asked) <= 13


@pytest.mark.parametrize("state", ["amending", "explaining", "overdue"])
def test_other_states_cost_no_more(desk: Desk, visitor: Visitor, state: str) -> None:
    application = desk.registered(on("2026-11-02"), token=TOKEN)
    if state == "amending":
        desk.clerk("applications.request_amendment", application, on("2026-11-05"), AMENDMENT)
    else:
        asked_for = {"facts": "本月申请十二件", "span": 13}
        desk.clerk("applications.request_explanation", application, on("2026-11-05"), asked_for)
    desk.citizen("applications.complain", application, on("2026-11-06"), {"to": "superior", "text": "太慢"})
    visitor.opens(application, on("2026-12-15" if state == "overdue" else "2026-11-09"))
    with CaptureQueriesContext(connection) as asked:
        page = visitor.page()
    assert len(asked) <= 9
    assert ("已超" in page) is (state == "overdue")


# What can be done there


def slugs(page: str) -> set[str]:
    """The acts that a page offers."""
    return set(re.findall(rf'href="{PAGE}([a-z-]+)/"', page))


@pytest.mark.clause("OR-4", "OR-7", "条例30")
def test_only_what_is_open_now_is_offered(desk: Desk, visitor: Visitor) -> None:
    application = desk.registered(on("2026-11-02"), token=TOKEN)
    page = visitor.opens(application, on("2026-11-03"))
    assert slugs(page) == {"supplement", "withdraw", "complain", "correct-contact"}
    assert visitor.get(f"{PAGE}amend/").status_code == 303
    assert visitor.get(f"{PAGE}reveal/").status_code == 404
    desk.clerk("applications.request_amendment", application, on("2026-11-05"), AMENDMENT)
    assert slugs(visitor.opens(application, on("2026-11-06"))) == {
        "amend",
        "supplement",
        "withdraw",
        "complain",
        "correct-contact",
    }
    desk.citizen("applications.amend", application, on("2026-11-09"), {"wanted": "2024 年的结果"})
    desk.answered(application, on("2026-11-16"), DELIBERATIVE)
    page = visitor.opens(application, on("2026-11-17"))
    assert slugs(page) == {"ask-grounds", "propose-disclosure", "complain", "correct-contact"}
    visitor.acts("ask-grounds")
    visitor.acts("propose-disclosure", {"text": "全村都想知道"})
    assert slugs(visitor.page()) == {"complain", "correct-contact"}


@pytest.mark.clause("条例30")
def test_amending_by_the_page(desk: Desk, visitor: Visitor) -> None:
    application = desk.registered(on("2026-11-02"), token=TOKEN)
    desk.clerk("applications.request_amendment", application, on("2026-11-05"), AMENDMENT)
    visitor.opens(application, on("2026-11-09"))
    upload = SimpleUploadedFile("地图.txt", "春光村".encode())
    answer = visitor.acts("amend", {"wanted": "2024 年春光村的结果", "files": [upload]})
    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}?done=amend")
    assert 'role="status"' in visitor.page(answer["Location"])
    application = Application.objects.get()
    assert (application.state, application.wanted) == ("handling", "2024 年春光村的结果")
    assert application.amended_on == date(2026, 11, 9)
    assert application.enclosures.count() == 1


def test_what_is_wrong_stands_at_the_head_and_at_the_field(desk: Desk, visitor: Visitor) -> None:
    application = desk.registered(on("2026-11-02"), token=TOKEN)
    visitor.opens(application, on("2026-11-03"))
    long = "事" * 5_001
    answer = visitor.acts("complain", {"to": "discipline", "text": long})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_text"' in page
    assert 'id="id_text_error"' in page
    assert long in page
    assert re.search(r'value="discipline"[^>]*checked', page)
    answer = visitor.acts("complain", {"to": "discipline", "text": "太慢"})
    assert "没有可以受理的上级机关" in answer.content.decode()
    assert not Complaint.objects.exists()


@pytest.mark.clause("OR-4")
def test_a_refusal_shows_its_clause(desk: Desk, visitor: Visitor, county: County) -> None:
    application = desk.registered(on("2026-11-02"), token=TOKEN)
    visitor.opens(application, on("2026-11-03"))
    form = visitor.page(f"{PAGE}withdraw/")
    token = re.search(r'name="token" value="([0-9a-f]+)"', form)
    assert token
    for expected in (303, 409):
        county.at = on("2026-11-04")
        answer = visitor.post(f"{PAGE}withdraw/", {"token": token[1], "sure": "on"})
        assert answer.status_code == expected
    page = answer.content.decode()
    assert "OR-4" in page
    assert "现在是“申请人已撤回”" in page
    assert "申请人已撤回 2026-11-04" in text(visitor.page())


@pytest.mark.clause("OR-7")
def test_a_complaint_and_its_answer_are_shown(desk: Desk, visitor: Visitor, county: County) -> None:
    application = desk.registered(on("2026-11-02"), token=TOKEN)
    visitor.opens(application, on("2026-11-03"))
    assert visitor.acts("complain", {"to": "superior", "text": "没有人接电话"}).status_code == 303
    page = text(visitor.page())
    assert "向隆兴昌镇人民政府提出 待受理" in page
    assert "最迟 2026-12-01 回复" in page
    complaint = Complaint.objects.get()
    superior = Desk(county, "lxcz")
    superior.clerk("applications.accept_complaint", complaint, on("2026-11-04"))
    found = {"finding": "partly", "findings": "电话确实无人值守", "handling": "已责成整改"}
    superior.by("disclosure_head", "applications.answer_complaint", complaint, on("2026-11-10"), found)
    page = text(visitor.opens(application, on("2026-11-11")))
    for told in ("2026-11-10 回复，调查结论：部分属实", "已责成整改", "投诉已回复", "投诉处理答复书"):
        assert told in page


def test_a_form_acts_on_its_own_application_alone(desk: Desk, visitor: Visitor) -> None:
    """Without the token, or with that of an application opened in another window, nothing is done and nothing typed is lost."""
    first = desk.registered(on("2026-11-02"), token=TOKEN)
    second = desk.registered(on("2026-11-02"), token="s" * 43)
    visitor.opens(first, on("2026-11-03"))
    given = re.search(r'name="token" value="([0-9a-f]+)"', visitor.page(f"{PAGE}complain/"))
    assert given
    visitor.opens(second, on("2026-11-03"), token="s" * 43)
    for token in ("", "长" * 9, given[1]):
        answer = visitor.post(f"{PAGE}complain/", {"token": token, "to": "superior", "text": "没有人接电话"})
        assert answer.status_code == 403
        assert "没有人接电话" in answer.content.decode()
        assert f"登记号 {second.number}" in answer.content.decode()
    visitor.cookies.clear()
    answer = visitor.post(f"{PAGE}complain/", {"token": given[1], "to": "superior", "text": "没有人接电话"})
    assert answer.status_code == 403
    assert not Complaint.objects.exists()


@pytest.mark.clause("OR-4(5)")
def test_an_application_passed_on_is_followed_with_the_same_code(
    desk: Desk, visitor: Visitor, county: County
) -> None:
    second = Desk(county, "lxcz")
    first = desk.registered(on("2026-11-02"), token=TOKEN)
    stranger = desk.registered(on("2026-11-02"), token="s" * 43)
    elsewhere = {"outcome": "not_ours", "agency": "lxcz"}
    desk.answered(first, on("2026-11-05"), elsewhere)
    passed = Application.objects.get(passed_on_from=first)
    assert passed.agency == second.agency
    page = visitor.opens(first, on("2026-11-06"))
    assert f'href="{PAGE}?number={passed.number}"' in page
    answer = visitor.get(f"{PAGE}?number={passed.number}")
    assert answer.status_code == 303
    page = visitor.page()
    assert f"登记号 {passed.number} 的办理进度" in text(page)
    assert f'href="{PAGE}?number={first.number}"' in page
    assert visitor.acts("withdraw", {"sure": "on"}).status_code == 303
    assert [Application.objects.get(pk=a.pk).state for a in (first, passed)] == ["answered", "withdrawn"]
    visitor.opens(passed, on("2026-11-06"))
    answer = visitor.get(f"{PAGE}?number={stranger.number}")
    assert (answer.status_code, "经过" in answer.content.decode()) == (200, False)
    assert stranger.number in answer.content.decode()
    # Once the code of the one is erased, the code of the other does not open it.
    Application.objects.filter(pk=passed.pk).update(code_hash="")
    assert passed.number not in visitor.opens(first, on("2026-11-06"))
    assert visitor.get(f"{PAGE}?number={passed.number}").status_code == 200


def test_an_answered_application_keeps_its_days(desk: Desk, visitor: Visitor) -> None:
    """What was answered in time stays so, whenever it is looked at."""
    application = desk.registered(on("2026-09-14"), token=TOKEN)
    desk.answered(application, on("2026-09-30"))
    page = text(visitor.opens(application, on("2027-03-01")))
    assert "用了 12 个工作日" in page
    assert "最迟应在 2026-10-16 答复" in page
    assert "2026年10月" not in page


def test_a_late_answer_is_said_to_be_late(desk: Desk, visitor: Visitor) -> None:
    application = desk.registered(on("2026-11-02"), token=TOKEN)
    desk.answered(application, on("2026-12-03"))
    assert "超过期限才答复" in visitor.opens(application, on("2026-12-04"))
