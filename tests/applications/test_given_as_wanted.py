"""条例33, 34, 36, 38–40, 43, OR-4(2), OR-4(5): what a reply gives in which form, to whom it points, what is taken up again."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.db.models import Q

from applications import statute
from applications.models import Application, Decision, Reply
from foundation.agencies.models import Agency
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.casework.worklist import awaited_acts
from foundation.deadlines.models import Clock
from tests.applicants import DECISION, Desk, on
from tests.personas import County

HEAD = "disclosure_head"


@pytest.fixture
def desk(county: County) -> Desk:
    return Desk(county)


def fresh(matter: Any) -> Any:
    return type(matter).objects.get(pk=matter.pk)


def drafting(desk: Desk, application: Application) -> Reply:
    return desk.clerk("applications.draft_reply", application, on("2026-11-05")).matter


def decided(desk: Desk, reply: Reply, **decision: Any) -> None:
    desk.clerk("applications.decide", fresh(reply), on("2026-11-05"), {**DECISION, **decision})


def letter_of(application: Application, kind: str = "reply") -> str:
    content: str = application.letters.filter(kind=kind).latest("pk").content
    return "".join(re.sub(r"<[^>]*>", "", content).split())


# 条例33: at the counter


def counter(desk: Desk, **more: Any) -> Application:
    filed = desk.enter(on("2026-11-20"), "oral", "2026-11-20", **more)
    return desk.clerk("applications.register", filed, on("2026-11-20")).matter


@pytest.mark.clause("条例33")
@pytest.mark.clause("OR-4(3)")
def test_what_is_public_is_answered_at_the_counter(desk: Desk) -> None:
    public = desk.county.published()
    application = counter(desk)
    given = {"document": public.index_number, "handed_over": "on"}
    reply = desk.clerk("applications.answer_on_the_spot", application, on("2026-11-20", 10), given).matter
    application = fresh(application)
    assert (application.state, application.report_row, application.closed_on) == (
        "answered",
        "a",
        date(2026, 11, 20),
    )
    assert (reply.state, reply.on_the_spot, reply.signer) == ("issued", True, None)
    assert public.title in letter_of(application)
    assert Clock.objects.get(matter_id=application.pk, limit=statute.REPLY.code).ending == "met"


@pytest.mark.clause("条例33")
def test_nobody_has_to_find_out_whether_arrived_what_was_handed_over_at_the_counter(desk: Desk) -> None:
    public = desk.county.published()
    application = counter(desk, form="paper", delivery="post", address="五原县示例街 1 号")
    given = {"document": public.index_number, "handed_over": "on"}
    desk.clerk("applications.answer_on_the_spot", application, on("2026-11-20", 10), given)
    assert not [letter for letter in application.letters.all() if letter.missing]
    assert not Clock.objects.of("application", application.pk).open().exists()


@pytest.mark.clause("条例33")
def test_at_the_counter_nothing_is_given_that_is_not_public_or_of_another_day(desk: Desk) -> None:
    public = desk.county.published()
    application, given = counter(desk), {"document": public.index_number, "handed_over": "on"}
    with pytest.raises(Invalid, match="索引号"):
        desk.clerk(
            "applications.answer_on_the_spot", application, on("2026-11-20"), {**given, "document": "没有"}
        )
    with pytest.raises(Invalid, match="当面交给申请人"):
        desk.clerk(
            "applications.answer_on_the_spot",
            application,
            on("2026-11-20"),
            {"document": public.index_number},
        )
    with pytest.raises(Refused, match="当天当面提出"):
        desk.clerk("applications.answer_on_the_spot", application, on("2026-11-23"), given)
    online = desk.registered(on("2026-11-20"))
    with pytest.raises(Refused, match="当天当面提出"):
        desk.clerk("applications.answer_on_the_spot", online, on("2026-11-20"), given)


@pytest.mark.clause("条例33")
@pytest.mark.clause("SR-4")
@pytest.mark.parametrize(
    "smuggled",
    [
        {"outcome": "disclosed"},
        {"guidance": "另外告诉您一件没有公开的事"},
        {"document": None},
    ],
)
def test_the_database_lets_nothing_unreviewed_out_at_the_counter(
    desk: Desk, smuggled: dict[str, Any]
) -> None:
    application, public = counter(desk), desk.county.published()
    at = on("2026-11-20")
    reply = Reply.objects.create(
        agency=desk.agency, created_at=at, application=application, drafter=None, on_the_spot=True
    )
    words = {
        "facts": "有",
        "basis": "条例",
        "reasons": "公开",
        "document": public,
        "outcome": "already_public",
    }
    Decision.objects.create(reply=reply, position=1, **(words | smuggled))
    reply = fresh(reply)
    reply.answer_on_the_spot("荣丰办事处公复〔2026〕99号", at)
    with pytest.raises((InternalError, IntegrityError), match="条例33"), transaction.atomic():
        reply.save()


# 条例34: those who made it together


@pytest.mark.clause("条例34")
def test_a_coauthor_is_waited_for_and_its_consent_binds(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    asked = {"party": "coauthor", "consulted_agency": "lxcz", "concern": "联合发文的附件"}
    consultation = desk.clerk("applications.consult", application, on("2026-11-03"), asked).matter
    reasons = "共同制作机关不同意公开这一信息"
    refused = {"outcome": "internal_affairs", "reasons": reasons}
    desk.clerk(
        "applications.record_receipt",
        consultation,
        on("2026-11-04"),
        {"received_on": "2026-11-04", "proof": "回证"},
    )
    said = {"answer": "agrees", "answered_on": "2026-11-09"}
    desk.clerk("applications.give_opinion", fresh(consultation), on("2026-11-09"), said)
    reply = desk.drafted(fresh(application), on("2026-11-10"), refused)
    with pytest.raises(Refused, match="它们同意公开"):
        desk.clerk("applications.submit_reply", reply, on("2026-11-10"))


@pytest.mark.clause("条例34")
def test_no_reply_is_handed_in_while_a_coauthor_may_still_speak(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    reply = desk.drafted(application, on("2026-11-03"), {"outcome": "disclosed"})
    asked = {"party": "coauthor", "consulted_agency": "lxcz", "concern": "联合发文的附件"}
    desk.clerk("applications.consult", fresh(application), on("2026-11-03"), asked)
    with pytest.raises(Refused, match="还在等共同制作机关的意见"):
        desk.clerk("applications.submit_reply", fresh(reply), on("2026-11-04"))


@pytest.mark.clause("条例35")
def test_only_reasons_found_bad_end_a_matter_as_excessive(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    with pytest.raises(Refused, match="没有请申请人说明理由"):
        desk.by(
            HEAD,
            "applications.find_on_reasons",
            application,
            on("2026-11-02"),
            {"found": "bad", "reason": "多"},
        )
    asked = {"facts": "本月第十二件", "span": 10}
    desk.clerk("applications.request_explanation", application, on("2026-11-02"), asked)
    desk.citizen("applications.explain", application, on("2026-11-03"), {"explanation": "想知道"})
    reply = drafting(desk, fresh(application))
    with pytest.raises(Invalid, match="还没有认定申请理由不合理"):
        decided(desk, reply, outcome="excessive")
    assert "applications.find_on_reasons" in {
        declared.name for declared in awaited_acts(Application) if Application.objects.filter(
            declared.waits_if(Application) if declared.waits_if else Q(pk=None), pk=application.pk
        ).exists()
    }  # fmt: skip
    bad = {"found": "bad", "reason": "同样的内容已提出十二次"}
    desk.by(HEAD, "applications.find_on_reasons", fresh(application), on("2026-11-04"), bad)
    decided(desk, reply, outcome="excessive")
    assert reply.decisions.count() == 1


# 条例36, 38, 39: where the applicant is sent


@pytest.mark.clause("条例38")
@pytest.mark.clause("条例39")
@pytest.mark.parametrize(
    ("outcome", "asks"), [("petition", "信访、投诉或者举报的渠道"), ("needs_processing", "不用加工就能提供")]
)
def test_a_reply_that_sends_elsewhere_says_where(desk: Desk, outcome: str, asks: str) -> None:
    with pytest.raises(Invalid, match=asks):
        desk.drafted(
            desk.registered(on("2026-11-02")), on("2026-11-05"), {"outcome": outcome, "guidance": ""}
        )


@pytest.mark.clause("条例36(5)")
def test_an_agency_outside_the_portal_is_named_with_its_telephone_or_address(desk: Desk) -> None:
    reply, known = drafting(desk, desk.registered(on("2026-11-02"))), Agency.objects.get(code="lxcz")
    with pytest.raises(Invalid, match="电话或者地址"):
        decided(desk, reply, outcome="not_ours", guidance="请向市水利局申请")
    with pytest.raises(Invalid, match="在本网站上"):
        decided(desk, reply, outcome="not_ours", guidance=f"请向{known.name}申请")
    decided(desk, reply, outcome="not_ours", guidance="请向市水利局申请，电话 0478-8261234")
    assert reply.decisions.count() == 1


@pytest.mark.clause("条例36(6)")
def test_an_answer_from_before_the_portal_lies_with_the_application(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    reply = drafting(desk, application)
    repeated = {"outcome": "repeated", "facts": "已由荣丰办事处公复〔2019〕7号答复"}
    with pytest.raises(Invalid, match="附上那份答复书的扫描件"):
        decided(desk, reply, **repeated)
    desk.earlier_answer(application, on("2026-11-05"))
    decided(desk, reply, **repeated)
    assert reply.decisions.get().outcome == "repeated"


@pytest.mark.clause("OR-4(5)")
@pytest.mark.clause("条例27")
def test_an_application_is_passed_on_to_an_agency_whose_online_door_is_closed(desk: Desk) -> None:
    other = Agency.objects.get(code="lxcz")
    assert not other.open_for_applications
    application = desk.registered(on("2026-11-02"))
    desk.answered(application, on("2026-11-06"), {"outcome": "not_ours", "agency": "lxcz"})
    passed = Application.objects.get(agency=other)
    assert (passed.passed_on_from, passed.received_on) == (fresh(application), date(2026, 11, 6))


# 条例40: in the form that was wanted


@pytest.mark.clause("条例40")
def test_another_form_has_a_reason_that_the_letter_tells(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"), form="paper")
    reply = desk.drafted(application, on("2026-11-05"), {"outcome": "disclosed"})
    with pytest.raises(Invalid, match="请选择原因"):
        desk.clerk("applications.choose_form", reply, on("2026-11-05"), {"form": "electronic"})
    chosen = {"form": "electronic", "form_because": "damage"}
    desk.clerk("applications.choose_form", reply, on("2026-11-05"), chosen)
    reply = desk.signed(fresh(reply), on("2026-11-06"))
    desk.clerk("applications.issue_reply", reply, on("2026-11-06"))
    said = letter_of(application)
    for words in ("纸质复制件", "可能危及政府信息载体安全", "第四十条", "改以电子文档的形式提供"):
        assert words in said, words


@pytest.mark.clause("条例40")
def test_who_wants_to_read_it_is_told_where_and_when(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"), form="inspection")
    reply = desk.drafted(application, on("2026-11-05"), {"outcome": "disclosed"})
    with pytest.raises(Refused, match="到哪里、什么时候可以查"):
        desk.clerk("applications.submit_reply", reply, on("2026-11-05"))
    with pytest.raises(Invalid, match="地点和时间"):
        desk.clerk("applications.choose_form", reply, on("2026-11-05"), {})
    where = {"arrangement": "办公楼一楼档案室，11 月 9 日至 13 日上午，带身份证"}
    desk.clerk("applications.choose_form", reply, on("2026-11-05"), where)
    reply = desk.signed(fresh(reply), on("2026-11-06"))
    assert "arrangement" in {place.key for place in reply.leaving() if place.text}
    desk.clerk("applications.issue_reply", reply, on("2026-11-06"))
    assert "办公楼一楼档案室" in letter_of(application)


@pytest.mark.clause("条例40")
def test_the_form_of_giving_is_part_of_the_signed_text(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"), form="paper")
    reply = desk.drafted(application, on("2026-11-05"), {"outcome": "disclosed"})
    before = fresh(reply).digest
    desk.clerk(
        "applications.choose_form", reply, on("2026-11-05"), {"form": "electronic", "form_because": "cost"}
    )
    assert fresh(reply).digest != before


# 条例43: help


@pytest.mark.clause("条例43")
def test_who_needs_help_gets_it_before_the_reply_goes_out(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"), help_needed="看不清小字")
    reply = desk.signed(
        desk.drafted(application, on("2026-11-05"), {"outcome": "disclosed"}), on("2026-11-06")
    )
    with pytest.raises(Refused, match="还没有登记提供了什么"):
        desk.clerk("applications.issue_reply", reply, on("2026-11-06"))
    desk.clerk("applications.record_help", fresh(application), on("2026-11-06"), {"given": "打印了大字版"})
    desk.clerk("applications.issue_reply", fresh(reply), on("2026-11-06"))
    assert fresh(application).help_given == "打印了大字版"


# OR-4(2): for the time being


@pytest.mark.clause("OR-4(2)")
def test_what_is_withheld_for_the_time_being_is_taken_up_again(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    not_yet = {"outcome": "deliberative", "until": "2027-02-01"}
    desk.answered(application, on("2026-11-06"), not_yet)
    assert "2027年2月1日前再次审查" in letter_of(application)
    clock = Clock.objects.get(matter_id=application.pk, limit=statute.LATER.code)
    assert clock.due_on == date(2027, 2, 1)
    with pytest.raises(NotPermitted):
        desk.clerk("applications.take_up_again", fresh(application), on("2027-01-29"), {"result": "still"})
    still = {"result": "still", "reasons": "方案还在讨论", "until": "2027-06-01"}
    desk.by(HEAD, "applications.take_up_again", fresh(application), on("2027-01-29"), still)
    assert "仍不宜公开" in letter_of(application, "later_notice")
    clocks = Clock.objects.filter(matter_id=application.pk, limit=statute.LATER.code).order_by("pk")
    assert [(c.ending, c.due_on) for c in clocks] == [("met", date(2027, 2, 1)), ("", date(2027, 6, 1))]


@pytest.mark.clause("OR-4(2)")
def test_what_may_be_public_now_is_published_first(desk: Desk) -> None:
    public = desk.county.published()
    application = desk.registered(on("2026-11-02"))
    desk.answered(application, on("2026-11-06"), {"outcome": "deliberative", "until": "2027-02-01"})
    with pytest.raises(Invalid, match="请先公布"):
        desk.by(
            HEAD, "applications.take_up_again", fresh(application), on("2027-01-29"),
            {"result": "open", "reasons": "已经定案"},
        )  # fmt: skip
    opened = {"result": "open", "reasons": "已经定案", "document": public.index_number}
    desk.by(HEAD, "applications.take_up_again", fresh(application), on("2027-01-29"), opened)
    assert public.title in letter_of(application, "later_notice")


@pytest.mark.clause("OR-4(2)")
@pytest.mark.parametrize(
    ("decision", "why"),
    [
        ({"outcome": "state_secret", "until": "2027-02-01"}, "可以暂不公开"),
        ({"outcome": "deliberative", "until": "2026-11-05"}, "今天以后"),
    ],
)
def test_only_some_grounds_pass_with_time(desk: Desk, decision: dict[str, Any], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        desk.drafted(desk.registered(on("2026-11-02")), on("2026-11-05"), decision)
