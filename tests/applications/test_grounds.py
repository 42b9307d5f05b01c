"""OR-4(2): the grounds of a refusal, told once more to whoever asks."""

from __future__ import annotations

import pytest

from applications import statute
from applications.models import Application, Reply
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.deadlines.models import Clock
from tests.applicants import Desk, on

pytestmark = [pytest.mark.django_db, pytest.mark.clause("OR-4(2)")]

REFUSED = {"outcome": "internal_affairs", "basis": "《条例》第十六条第一款"}


@pytest.fixture
def refused(desk: Desk) -> Application:
    application = desk.closed(on("2026-11-02"), on("2026-11-20"), REFUSED)
    desk.citizen("applications.ask_grounds", application, on("2026-11-23"))
    return Application.objects.get(pk=application.pk)


def test_they_are_told_in_time_reviewed_and_signed(desk: Desk, refused: Application) -> None:
    clock = Clock.objects.get(limit=statute.GROUNDS.code)
    assert str(clock.due_on) == "2026-12-21"
    given = desk.grounds_given(refused, on("2026-12-01"), reasons="涉及考勤，属于内部管理")
    clock.refresh_from_db()
    assert clock.ending == "met"
    letter = refused.letters.get(kind="reasons_notice")
    assert letter.document_number == given.document_number
    for words in (
        "涉及考勤，属于内部管理",
        "第十六条第一款",
        refused.replies.get(explains=False).document_number,
    ):
        assert words in letter.content
    refused.refresh_from_db()
    assert (refused.state, refused.report_row) == ("answered", "d5")
    # The reply's own report to the superior is not demanded twice.
    assert Clock.objects.filter(limit="disclosure.refusal_report").count() == 1


@pytest.mark.clause("SR-4")
def test_nothing_of_them_leaves_unreviewed(desk: Desk, refused: Application) -> None:
    reply = desk.clerk("applications.draft_grounds", refused, on("2026-11-24")).matter
    said = {"outcome": "internal_affairs", "facts": "查到", "basis": "", "reasons": "内部管理"}
    desk.clerk("applications.decide", reply, on("2026-11-24"), said)
    with pytest.raises(Refused):
        desk.clerk("applications.issue_reply", reply, on("2026-11-24"))
    with pytest.raises(NotPermitted):
        desk.clerk("applications.give_grounds", refused, on("2026-11-24"), {"reply": reply.pk})
    assert not refused.letters.filter(kind="reasons_notice").exists()


@pytest.mark.clause("条例37")
def test_they_do_not_tell_what_was_struck(desk: Desk) -> None:
    at = on("2026-11-20")
    application = desk.registered(on("2026-11-02"))
    secret = "联系人住在东风路十七号三单元"
    reply = desk.drafted(
        application, at, {"outcome": "partial", "basis": "《条例》第十六条第一款、第三十七条"}
    )
    text = {
        "title": "结果",
        "source": f"十二亩。{secret}。",
        "released": "十二亩。",
        "ground": "internal_affairs",
    }
    desk.clerk("applications.give_passage", reply, at, text)
    desk.clerk("applications.issue_reply", desk.signed(Reply.objects.get(), at), at)
    application.refresh_from_db()
    desk.citizen("applications.ask_grounds", application, on("2026-11-23"))
    with pytest.raises(Refused, match="还残留"):
        desk.grounds_given(application, on("2026-11-24"), reasons=f"因为{secret}")


def test_they_are_of_what_was_refused_and_nothing_else(desk: Desk, refused: Application) -> None:
    at = on("2026-11-24")
    reply = desk.clerk("applications.draft_grounds", refused, at).matter
    said = {"outcome": "disclosed", "facts": "查到", "basis": "", "reasons": "可以公开"}
    with pytest.raises(Invalid, match="决定"):
        desk.clerk("applications.decide", reply, at, said)
    text = {"title": "结果", "source": "十二亩", "released": "十二亩"}
    with pytest.raises(Refused, match="不另外提供信息"):
        desk.clerk("applications.give_passage", reply, at, text)


def test_they_are_asked_for_once_and_only_after_less_than_all_was_given(
    desk: Desk, refused: Application
) -> None:
    with pytest.raises(Refused, match="已于 2026-11-23 要求"):
        desk.citizen("applications.ask_grounds", refused, on("2026-11-24"))
    given = desk.closed(on("2026-11-02"), on("2026-11-20"))
    with pytest.raises(Refused, match="已经全部满足"):
        desk.citizen("applications.ask_grounds", given, on("2026-11-24"))
    with pytest.raises(Refused, match="没有要求另行说明"):
        desk.clerk("applications.draft_grounds", given, on("2026-11-24"))
    again = {"text": "全村都关心"}
    desk.citizen("applications.propose_disclosure", given, on("2026-11-24"), again)
    with pytest.raises(Refused, match="已于 2026-11-24 提出"):
        desk.citizen("applications.propose_disclosure", given, on("2026-11-25"), again)
