"""A reply that was quashed is given anew within the time ordered; suits may begin while reconsideration is undecided."""

from __future__ import annotations

from typing import Any

import pytest

from applications.models import Application, Remedy
from foundation.casework.refusals import Invalid
from foundation.deadlines.models import Clock
from tests.applicants import Desk, on
from tests.applications.visitors import TOKEN, Visitor
from tests.personas import County

pytestmark = pytest.mark.django_db

REFUSED = {"outcome": "internal_affairs"}
ORDER: dict[str, Any] = {
    "result": "corrected",
    "concluded_on": "2026-12-10",
    "quashes": "on",
    "within": "15",
    "within_unit": "working_days",
    "received_on": "2026-12-11",
}


def disputed(
    desk: Desk, application: Application, way: str = "reconsideration", day: str = "2026-11-20"
) -> Remedy:
    said = {"way": way, "body": "五原县人民政府", "case_number": "五政复决〔2026〕3号", "accepted_on": day}
    desk.clerk("applications.record_remedy", application, on(day), said)
    return application.remedies.latest("pk")


def quashed(desk: Desk, **more: Any) -> Application:
    """An application whose refusal was quashed."""
    registered = desk.registered(on("2026-11-02"), token=TOKEN)
    application = desk.answered(registered, on("2026-11-05"), REFUSED)
    remedy = disputed(desk, application)
    desk.clerk(
        "applications.conclude_remedy", application, on("2026-12-11"), {**ORDER, "remedy": remedy.pk, **more}
    )
    return Application.objects.get(pk=application.pk)


@pytest.mark.clause("行政复议法64", "行政诉讼法45")
def test_a_quashed_reply_is_given_anew_within_the_time_ordered(desk: Desk) -> None:
    """Ten working days from Friday 11 December end on Friday the 25th."""
    application = quashed(desk, within="10")
    clock = Clock.objects.get(limit="applications.new_reply")
    assert (str(clock.due_on), clock.clause) == ("2026-12-25", "行政复议法64")
    assert application.replies.issued().count() == 0
    answered = desk.answered(application, on("2026-12-21"))
    clock.refresh_from_db()
    assert clock.state(on("2026-12-22")) == Clock.State.MET
    new = application.replies.issued().get()
    assert [letter.kind for letter in answered.letters.all()] == ["receipt", "reply", "reply"]
    letter = answered.letters.last().content
    said = "五原县人民政府作出行政复议决定（五政复决〔2026〕3号），撤销本机关作出的答复"
    assert said in letter
    assert "责令本机关在10个工作日内重新答复。本机关于2026年12月11日收到该行政复议决定。" in letter
    assert new.document_number != application.replies.exclude(quashed_on=None).get().document_number
    # The application was answered once, and the report counts it as it was then.
    assert (answered.report_row, str(answered.closed_on)) == ("d5", "2026-11-05")


@pytest.mark.clause("行政复议法64")
def test_what_becomes_of_the_old_letter_answers_nothing(desk: Desk) -> None:
    application = quashed(desk, within="10")
    old = application.letters.get(kind="reply")
    late = {
        "letter": old.pk,
        "event": "arrived",
        "way": "pickup",
        "delivered_on": "2026-12-11",
        "proof": "回执",
    }
    desk.clerk("applications.deliver", application, on("2026-12-14"), late)
    assert Clock.objects.get(limit="applications.new_reply").ended_at is None


@pytest.mark.clause("行政复议法64")
def test_the_time_may_be_ordered_in_days(desk: Desk) -> None:
    quashed(desk, within="30", within_unit="days", received_on="2026-12-11")
    # 10 January 2027 is a Sunday: the Monday.
    assert str(Clock.objects.get(limit="applications.new_reply_in_days").due_on) == "2027-01-11"


@pytest.mark.clause("行政复议法64")
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"within": ""}, "责令的期限"),
        ({"received_on": ""}, "收到决定书、判决书的日期"),
        ({"received_on": "2026-12-09"}, "不能早于审结日期"),
        ({"result": "upheld"}, "结果纠正"),
    ],
)
def test_an_order_says_what_it_orders(desk: Desk, wrong: dict[str, str], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        quashed(desk, **wrong)


@pytest.mark.clause("行政复议法64")
def test_the_applicant_sees_by_when_the_new_reply_is_due(desk: Desk, county: County) -> None:
    application = quashed(desk, within="10")
    page = Visitor(county).opens(application, on("2026-12-14"))
    assert "最迟重新答复" in page
    assert "2026-12-25" in page
    assert "答复被撤销，机关重新答复" in page


@pytest.mark.clause("行政复议法34", "行政诉讼法45")
def test_a_suit_may_follow_a_reconsideration_that_was_never_decided(desk: Desk) -> None:
    application = desk.closed(on("2026-11-02"), on("2026-11-05"), REFUSED)
    with pytest.raises(Invalid, match="没有登记过行政复议"):
        disputed(desk, application, "suit_after")
    disputed(desk, application)
    assert disputed(desk, application, "suit_after", "2026-11-27").way == "suit_after"
