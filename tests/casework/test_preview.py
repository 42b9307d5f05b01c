"""A letter is seen as PDF before the act that writes it is performed, and nothing of the preview stays."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from applications.models import Letter
from foundation.casework.acts import ACTS
from foundation.casework.models import LedgerLine
from foundation.casework.preview import DRAFT
from foundation.correspondence.letters import kept_together
from foundation.correspondence.models import NumberSeries
from foundation.notices.models import Dispatch
from foundation.papers import render
from tests.applicants import Desk, on
from tests.personas import County
from tests.printed import pages_of

pytestmark = pytest.mark.django_db

ASKED = {"items": "哪一年", "guidance": "", "span": 10, "preview": "1"}


def counts() -> list[int]:
    return [model._default_manager.count() for model in (Letter, LedgerLine, NumberSeries, Dispatch)]


def clerk(county: County) -> Client:
    client = Client()
    client.force_login(county.people["rfbsc-applications_clerk"])
    return client


@pytest.mark.clause("条例30")
def test_a_letter_is_seen_before_it_is_sent_and_nothing_stays(county: County) -> None:
    desk = Desk(county)
    application = desk.registered(on("2026-11-02"))
    desk.clerk("applications.reveal", application, on("2026-11-03", 8), {"reason": "核对"})
    county.at = on("2026-11-03")
    before = counts()
    answer = clerk(county).post(f"/desk/act/applications.request_amendment/{application.ref}/", ASKED)
    assert answer["Content-Type"] == "application/pdf"
    text = "".join("".join(pages_of(answer.content)).split())
    assert "预览稿，还没有发出" in text
    assert "哪一年" in text
    assert counts() == before
    application.refresh_from_db()
    assert application.state == "handling"


def words_of(pdf: bytes) -> list[str]:
    """The lines of each page, without what says that it is a preview, number and day."""
    return [text.replace(f"{DRAFT}\n", "") for text in pages_of(pdf)]


def test_a_letter_is_seen_line_for_line_as_it_will_be_sent(county: County) -> None:
    """Also the slip that goes with it, on a sheet of its own; and every page says that it is a preview."""
    desk = Desk(county)
    application = desk.registered(on("2026-11-02"))
    desk.clerk("applications.reveal", application, on("2026-11-03", 8), {"reason": "核对"})
    county.at = on("2026-11-03")
    asked = {
        "party": "third_party",
        "name": "测试商贸公司",
        "address": "五原县",
        "concern": "合同的单价。" * 40,
    }
    answer = clerk(county).post(
        f"/desk/act/applications.consult/{application.ref}/", {**asked, "preview": "1"}
    )
    assert all(DRAFT in text for text in pages_of(answer.content))
    desk.clerk("applications.consult", application, on("2026-11-03"), asked)
    written = [
        kept_together(letter.content) for letter in Letter.objects.exclude(kind="receipt").order_by("pk")
    ]
    sent = [text for html in written for text in pages_of(render(html, title="函"))]

    def unlike(text: str) -> str:
        return re.sub(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", "", text)

    assert [unlike(text) for text in words_of(answer.content)] == [unlike(text) for text in sent]


def test_whoever_has_not_asked_for_personal_data_sees_no_letter(county: County) -> None:
    application = Desk(county).registered(on("2026-11-02"))
    county.at = on("2026-11-03")
    answer = clerk(county).post(f"/desk/act/applications.request_amendment/{application.ref}/", ASKED)
    assert answer.status_code == 422
    assert "查看申请人信息" in answer.content.decode()


def test_the_leader_sees_the_reply_as_it_will_be_sent_with_the_name_masked(county: County) -> None:
    desk = Desk(county)
    reply = desk.drafted(desk.registered(on("2026-11-02")), on("2026-11-05"))
    county.at = on("2026-11-06")
    leader = Client()
    leader.force_login(county.people["rfbsc-leader"])
    page = leader.get(f"/desk/applications/reply/{reply.pk}/change/").content.decode()
    assert f"/desk/applications/reply/{reply.pk}/letter/" in page
    answer = leader.get(f"/desk/applications/reply/{reply.pk}/letter/")
    text = "".join("".join(pages_of(answer.content)).split())
    assert "予以公开" in text
    assert "测试人" not in text


def test_every_act_that_writes_a_paper_to_order_shows_it_first() -> None:
    """Those who fill in a form of which a paper is made see it; receipts and closings by the clock make themselves."""
    shown = {name for name, act in ACTS.items() if act.writes}
    shown -= {
        "disclosure.draft",
        "disclosure.edit",
        "disclosure.correct",
    }  # tests/disclosure/test_official.py
    assert shown == {"newmedia.register_petition", "newmedia.register_anew", "newmedia.name_late"} | {
        f"applications.{name}"
        for name in (
            "request_amendment", "request_explanation", "delay", "extend", "suspend", "resume", "charge", "consult",
            "issue_reply", "strike_out", "reopen", "answer_complaint", "answer_proposal",
            "answer_on_the_spot", "take_up_again",
        )
    } | {"disclosure.decide_coordination", "disclosure.close_reassessment"} | {
        f"inspection.{name}"
        for name in ("announce", "deploy", "order_correction", "reopen_finding", "report", "tell_findings", "withdraw_order")
    } | {
        f"appraisal.{name}"
        for name in (
            "answer_objection", "assess_itself", "check_in_field", "circulate", "give_opinion", "issue_scheme", "mark_again",
            "order_rectification", "recheck", "serve",
        )
    } | {
        f"accountability.{name}"
        for name in ("decide", "decide_appeal", "decide_none", "file", "hear", "serve", "tell", "tell_unit", "withdraw_case")
    }  # fmt: skip
