"""The document that decides: named in time, published after the feedback, not exchanged."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.timezone import localdate

from disclosure.models import Document
from foundation.casework.refusals import Invalid, Refused
from participation.models import Call, Decision
from tests.disclosure.test_versions import NEW_TEXT
from tests.participation.people import ANNOUNCED, Office, says
from tests.personas import OPINION

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PP-4")]


def decided(office: Office) -> Call:
    """A draft that closed, with its opinion answered, and a decision made without feedback."""
    call = office.opened()
    says(call)
    closed = office.answered(office.closed(call))
    office.decided(closed.decision)
    return closed


def carried(office: Office, call: Call) -> None:
    for channel in call.carriers.all():
        given: dict[str, Any] = {
            "channel": channel.pk,
            "feedback_on": str(localdate(office.county.at)),
            "where": "同一栏",
        }
        office.do("carried", call, "records_office", given)


def named(office: Office, decision: Decision, document: Document) -> Decision:
    return office.do(
        "name_document", office.county.fresh(decision), "drafter", {"document": document.pk}
    ).matter


def test_a_document_that_was_published_before_the_feedback_is_not_named(office: Office) -> None:
    published = office.county.published()
    call = decided(office)
    with pytest.raises(Invalid, match="已经发布"):
        named(office, call.decision, published)
    carried(office, office.fed_back(call))
    with pytest.raises(Invalid, match="已经发布"):
        named(office, call.decision, published)
    later = office.county.published()
    named(office, call.decision, later)
    assert office.do("announce", call.decision, "records_office", ANNOUNCED).matter.state == "announced"


def test_a_document_is_not_named_before_every_channel_carried_the_feedback(office: Office) -> None:
    call = decided(office)
    office.fed_back(call)
    with pytest.raises(Invalid, match="已经发布"):
        named(office, call.decision, office.county.published())


def test_nothing_is_announced_without_feedback(office: Office) -> None:
    call = decided(office)
    published = office.county.published()
    Decision.objects.filter(pk=call.decision_id).update(document=published)
    with pytest.raises(Refused, match="还没有公开反馈"):
        office.do("announce", call.decision, "records_office", ANNOUNCED)


def test_the_document_of_what_was_decided_is_not_exchanged(office: Office) -> None:
    document = office.county.determined()
    call = decided(office)
    named(office, call.decision, document)
    with pytest.raises(Refused, match="已经决定"):
        named(office, call.decision, office.county.determined())


def test_a_new_version_is_held_as_the_document_is(office: Office) -> None:
    county = office.county
    call = decided(office)
    old = county.published()
    Decision.objects.filter(pk=call.decision_id).update(document=old)
    change = {"changed_on": "2026-11-05", "reason": "调整报送时间"}
    newer = county.do("disclosure.revise", old.ref, "rfbsc-drafter", change).matter
    newer = county.do("disclosure.edit", newer.ref, "rfbsc-drafter", {"body": NEW_TEXT}).matter
    for name, role, given in (
        ("submit", "drafter", {}),
        ("recheck", "records_office", {}),
    ):
        county.do(f"disclosure.{name}", newer.ref, f"rfbsc-{role}", given)
    review = county.do("secrecy_review.request", newer.ref, "rfbsc-records_office").matter
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    county.do("disclosure.sign", newer.ref, "rfbsc-department_head")
    county.do("disclosure.sign", newer.ref, "rfbsc-leader")
    with pytest.raises(Refused, match="还没有公开反馈"):
        county.do("disclosure.publish", newer.ref, "rfbsc-records_office")


def test_a_document_that_was_withdrawn_is_not_public(office: Office) -> None:
    document = office.county.determined()
    call = decided(office)
    named(office, call.decision, document)
    carried(office, office.fed_back(call))
    office.county.do("disclosure.publish", document, "rfbsc-records_office")
    office.county.do("disclosure.withdraw", document, "rfbsc-records_office", {"reason": "有误"})
    with pytest.raises(Refused, match="已经撤下"):
        office.do("announce", call.decision, "records_office", ANNOUNCED)


def test_what_was_refused_or_dropped_lets_go_of_its_document(office: Office) -> None:
    county = office.county
    first, second = county.determined(), county.determined()
    closed = office.closed(office.opened())
    named(office, closed.decision, first)
    office.submitted(closed.decision)
    given = {**office.discussed(), "outcome": "暂不调整。"}
    office.do("refuse", county.fresh(closed.decision), "leader", given)
    county.do("disclosure.publish", first, "rfbsc-records_office")
    other = named(office, office.started(), second)
    office.do("drop", other, "leader", {"reason": "不再需要"})
    county.do("disclosure.publish", second, "rfbsc-records_office")
