"""Replies that are published without whoever applied, and what is asked for becoming a draft for everybody."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from applications.models import Application, PublishedReply
from disclosure.models import Document
from foundation.casework.refusals import Invalid, Refused
from foundation.search.queries import search
from tests.applicants import DECISION, Desk, on
from tests.personas import OPINION, County

pytestmark = pytest.mark.django_db

TEXT = {
    "title": "承包地调查结果",
    "question": "春光村承包地调查结果",
    "answer": "予以公开\n经检索，〔略〕制作了所申请的信息",
}
AT = on("2026-11-06")


def excerpt(desk: Desk, at: datetime = AT, **text: str) -> PublishedReply:
    """A reply's excerpt, drafted."""
    application = desk.closed(on("2026-11-02"), on("2026-11-05"))
    return desk.clerk("applications.excerpt_reply", application.replies.get(), at, {**TEXT, **text}).matter


def shown(excerpt: PublishedReply) -> dict[str, Any]:
    """What each address shows of it."""
    client = Client()
    listed = client.get(reverse("replies:list"), {"q": "调查结果"}).content.decode()
    detail = client.get(reverse("replies:detail", args=[excerpt.pk]))
    found = {entry.kind for entry in search("调查结果").entries}
    return {
        "list": excerpt.title in re.sub("</?mark>", "", listed),
        "detail": detail.status_code,
        "search": "published_reply" in found,
    }


HIDDEN, SHOWN = {"list": False, "detail": 404, "search": False}, {"list": True, "detail": 200, "search": True}


@pytest.mark.clause("条例44")
def test_citizens_see_a_reply_in_one_of_its_states_alone(desk: Desk) -> None:
    made = excerpt(desk)
    assert shown(made) == HIDDEN
    desk.by("disclosure_head", "applications.publish_excerpt", made, AT)
    assert shown(made) == SHOWN
    page = Client().get(reverse("replies:detail", args=[made.pk])).content.decode()
    assert "经检索，〔略〕制作了所申请的信息" in page
    assert "测试人" not in page
    desk.by("disclosure_head", "applications.withdraw_excerpt", made, AT, {"reason": "有误"})
    assert shown(made) == HIDDEN
    assert {state.value for state in PublishedReply.State} == {"drafted", "published", "withdrawn"}


@pytest.mark.clause("SR-13")
def test_an_excerpt_taken_down_by_mistake_comes_back_within_the_hour(desk: Desk) -> None:
    made, why = excerpt(desk), {"reason": "有误"}
    desk.by("disclosure_head", "applications.publish_excerpt", made, AT)
    for at, back in (
        (AT + timedelta(minutes=1), timedelta(minutes=60)),
        (AT + timedelta(hours=2), timedelta()),
    ):
        desk.clerk("applications.withdraw_excerpt", made, at, why)
        assert shown(made) == HIDDEN
        desk.clerk("applications.restore_excerpt", made, at + back, why)
        assert shown(made) == SHOWN
    desk.clerk("applications.withdraw_excerpt", made, AT + timedelta(hours=3), why)
    with pytest.raises(Refused, match="已经超过一小时"):
        desk.clerk("applications.restore_excerpt", made, AT + timedelta(hours=4, seconds=1), why)
    for moment in ("NULL", "withdrawn_at + interval '2 hours'"):
        by_hand = f"UPDATE applications_publishedreply SET state = 'published', restored_at = {moment} WHERE id = %s"
        with pytest.raises(DatabaseError, match="SR-13"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(by_hand, [made.pk])
    assert shown(made) == HIDDEN


@pytest.mark.clause("SR-13")
def test_a_draft_that_was_dropped_or_written_anew_does_not_come_back(desk: Desk) -> None:
    made, why = excerpt(desk), {"reason": "有误"}
    desk.clerk("applications.withdraw_excerpt", made, AT, why)
    with pytest.raises(Refused, match="没有公布过"):
        desk.clerk("applications.restore_excerpt", made, AT, why)
    second = desk.clerk("applications.excerpt_reply", made.reply, AT, TEXT).matter
    desk.by("disclosure_head", "applications.publish_excerpt", second, AT)
    desk.clerk("applications.withdraw_excerpt", second, AT, why)
    desk.clerk("applications.excerpt_reply", made.reply, AT, TEXT)
    with pytest.raises(Refused, match="另外拟写"):
        desk.clerk("applications.restore_excerpt", second, AT, why)


@pytest.mark.clause("SR-4")
@pytest.mark.parametrize(
    "answer",
    ["予以公开\n另外还有一份没有审查过的材料", "予以公开〔略〕我们认为", "制作了〔略〕经检索", "经检索"],
)
def test_nothing_leaves_that_was_not_reviewed(desk: Desk, answer: str) -> None:
    with pytest.raises(Invalid, match="不是答复里的原话"):
        excerpt(desk, answer=answer)


@pytest.mark.clause("条例44")
@pytest.mark.parametrize(
    ("field", "text", "what"),
    [
        ("title", "测试人的承包地", "姓名"),
        ("question", "电话 138 0013 8000 的人要什么", "联系电话"),
        ("question", "身份证 11010519491231002x", "证件号码"),
        ("question", "打 138-0013-8000 的人", "联系电话"),
        ("question", "打一三八 〇〇一三 八〇〇〇 的人", "联系电话"),
        ("title", "测·试（人）的承包地", "姓名"),
        ("title", "１１０１０５-19491231-002X 的承包地", "证件号码"),
    ],
)
def test_nothing_of_the_applicant_stays(desk: Desk, field: str, text: str, what: str) -> None:
    with pytest.raises(Invalid, match=what):
        excerpt(desk, **{field: text})


def test_whoever_drafted_it_does_not_publish_it(desk: Desk, county: County) -> None:
    made = excerpt(desk)
    clerk = county.people["rfbsc-applications_clerk"]
    county.grant("rfbsc-applications_clerk", "disclosure_head")
    assert clerk.agency_id == made.agency_id
    with pytest.raises(Refused):
        desk.clerk("applications.publish_excerpt", made, AT)


def test_the_database_keeps_what_was_published(desk: Desk) -> None:
    made = excerpt(desk)
    desk.by("disclosure_head", "applications.publish_excerpt", made, AT)
    for change in ({"title": "别的"}, {"answer": "别的"}, {"question": "别的"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PublishedReply.objects.update(**change)


# OR-4(4), 条例44: from one applicant to everybody

WANTED = {"title": "承包地调查结果汇总", "formed_on": "2026-11-02", "body": "各村承包地面积见下表。"}


@pytest.mark.clause("OR-4(4)")
def test_what_should_have_been_public_is_published_and_then_answered(desk: Desk, county: County) -> None:
    application = desk.registered(on("2026-11-03"))
    desk.clerk("applications.open_disclosure", application, on("2026-11-04"), WANTED)
    draft = Application.objects.get(pk=application.pk).disclosure_draft
    assert draft is not None
    assert (draft.state, draft.title, draft.agency) == ("draft", WANTED["title"], desk.agency)
    county.at = on("2026-11-04", 10)
    rest = {"attribute": "proactive", "proactive_tests": ["1"], **WANTED}
    county.do("disclosure.edit", draft.ref, "rfbsc-drafter", rest)
    publish(county, draft)
    number = county.fresh(draft).index_number
    decided = {**DECISION, "outcome": "now_published", "document": number}
    desk.answered(application, on("2026-11-09"), decided)
    letter = application.letters.get(kind="reply")
    assert number in letter.content
    assert Application.objects.get(pk=application.pk).report_row == "a"


@pytest.mark.clause("OR-4(4)")
def test_an_answer_cannot_point_to_what_is_not_public_yet(desk: Desk) -> None:
    application = desk.registered(on("2026-11-03"))
    desk.clerk("applications.open_disclosure", application, on("2026-11-04"), WANTED)
    with pytest.raises(Invalid, match="先公布"):
        desk.drafted(application, on("2026-11-05"), {"outcome": "now_published"})


@pytest.mark.clause("条例44")
def test_an_answered_application_may_become_a_draft_for_everybody(desk: Desk) -> None:
    application = desk.closed(on("2026-11-02"), on("2026-11-05"))
    desk.citizen("applications.propose_disclosure", application, on("2026-11-06"), {"text": "大家都要看"})
    desk.clerk("applications.open_disclosure", application, on("2026-11-06"), WANTED)
    assert Document.objects.get().title == WANTED["title"]


def publish(county: County, document: Document) -> None:
    """Take a draft to the public page."""
    county.judge(document, "rfbsc-drafter")
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    county.do("disclosure.recheck", document.ref, "rfbsc-records_office")
    review = county.do("secrecy_review.request", document.ref, "rfbsc-records_office").matter

    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    county.do("disclosure.sign", document.ref, "rfbsc-department_head")
    county.do("disclosure.sign", document.ref, "rfbsc-leader")
    county.do("disclosure.publish", document.ref, "rfbsc-records_office")
