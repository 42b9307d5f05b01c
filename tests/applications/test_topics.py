"""What several people ask one agency for, and the proposal of an applicant to disclose it to everybody (条例44, PD-7(3))."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from applications import topics
from applications.clockwork import find_topics
from applications.models import Application, Letter, RequestedTopic, TopicApplication
from applications.statute import PROPOSAL
from applications.topics import Asked, compared, groups, numerals
from disclosure.models.reassessment import ReassessedItem
from foundation.agencies.actors import SYSTEM
from foundation.casework.acts import perform
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.deadlines import clocks
from tests.applicants import Desk, on
from tests.personas import County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("条例44")]
CLERK, HEAD = "rfbsc-applications_clerk", "rfbsc-disclosure_head"
OTHER = {"name": "另一人", "identity_number": "110105194912310038", "phone": "13900139000"}
SAME = "申请公开春光村 2024 年土地权属调查的结果"
DRAFT = {"title": "春光村土地权属调查结果", "formed_on": "2026-10-30", "body": "调查结果如下。"}


@pytest.fixture
def desk(county: County) -> Desk:
    return Desk(county)


def waits(desk: Desk, username: str) -> list[tuple[str, str]]:
    return [(row.matter.ref, row.act.name) for row in my_matters(desk.county.actor(username), 50)[0]]


def asked(pk: int, wanted: str, **more: Any) -> Asked:
    return Asked(pk, f"2026-{pk:04d}", more.pop("who", str(pk)), None, compared(wanted), **more)


def test_requests_are_told_alike_by_words_numbers_and_documents() -> None:
    land = asked(1, "2024 年春光村土地权属调查结果")
    assert land.same(asked(2, SAME))
    assert not land.same(asked(3, "2023 年农村公路养护经费的拨付情况"))
    assert not asked(4, "申请公开").same(asked(5, "申请公开")), "what says nothing is like nothing"
    named = asked(6, "甲", named="五农发202612号")
    assert named.same(asked(7, "乙", named="五农发202612号"))
    got = asked(8, "丙", documents=frozenset({5}))
    assert got.same(asked(9, "丁", documents=frozenset({5, 6})))
    one_person = groups([asked(10, SAME, who="a"), asked(11, SAME, who="a")])
    assert [(len(group.asked), len(group.people)) for group in one_person] == [(2, 1)]


def two_people_ask(desk: Desk) -> RequestedTopic:
    first = desk.closed(on("2026-11-02"), on("2026-11-04"))
    second = desk.registered(on("2026-11-05"), wanted=SAME, **OTHER)
    assert find_topics(at=on("2026-11-06")) == 1
    topic = RequestedTopic.objects.get()
    assert set(topic.behind.values_list("application", flat=True)) == {first.pk, second.pk}
    return topic


@pytest.mark.clause("PD-7(3)")
def test_what_several_people_ask_for_stands_on_the_desk_with_the_applications_behind_it(desk: Desk) -> None:
    topic = two_people_ask(desk)
    assert (topic.ref, "applications.take_up_topic") in waits(desk, CLERK)
    assert "春光村" not in topic.title, "what an applicant wrote stands in no title"
    client = Client()
    client.force_login(desk.county.people[CLERK])
    page = client.get(reverse("desk:applications_requestedtopic_change", args=[topic.pk])).content.decode()
    for application in Application.objects.all():
        assert application.number in page
    other = Client()
    other.force_login(desk.county.people["lxcz-applications_clerk"])
    address = reverse("desk:applications_requestedtopic_change", args=[topic.pk])
    assert other.get(address).status_code == 404


def test_it_is_found_once_however_often_the_clock_runs_and_grows(desk: Desk) -> None:
    topic = two_people_ask(desk)
    assert [find_topics(at=on("2026-11-07", hour)) for hour in (8, 9)] == [0, 0]
    desk.registered(on("2026-11-09"), wanted=SAME, name="第三人", identity_number="110105194912310054")
    assert find_topics(at=on("2026-11-10")) == 1
    assert topic.behind.count() == 3
    assert RequestedTopic.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        TopicApplication.objects.create(topic=topic, application=topic.behind.all()[0].application)


def test_one_person_who_asks_again_makes_no_topic(desk: Desk) -> None:
    desk.registered(on("2026-11-02"))
    desk.registered(on("2026-11-03"), wanted=SAME)
    assert find_topics(at=on("2026-11-04")) == 0
    assert topics.frequent(desk.agency, on("2026-11-04")) == []


def test_it_becomes_a_draft_that_everybody_will_read(desk: Desk) -> None:
    topic = two_people_ask(desk)
    desk.clerk("applications.take_up_topic", topic, on("2026-11-09"), DRAFT)
    topic = desk.county.fresh(topic)
    assert (topic.state, topic.document.title, topic.document.state) == ("taken_up", DRAFT["title"], "draft")


def test_what_no_reply_has_given_is_not_taken_up(desk: Desk) -> None:
    desk.registered(on("2026-11-02"))
    desk.registered(on("2026-11-03"), wanted=SAME, **OTHER)
    find_topics(at=on("2026-11-04"))
    topic = RequestedTopic.objects.get()
    with pytest.raises(Refused, match="还没有答复认定"):
        desk.clerk("applications.take_up_topic", topic, on("2026-11-05"), DRAFT)


def test_who_asks_after_it_was_dismissed_has_it_looked_into_again(desk: Desk) -> None:
    topic = two_people_ask(desk)
    with pytest.raises(NotPermitted):
        desk.clerk("applications.dismiss_topic", topic, on("2026-11-09"), {"reason": "各要各的年份。"})
    desk.by(
        "disclosure_head", "applications.dismiss_topic", topic, on("2026-11-09"), {"reason": "各要各的年份。"}
    )
    assert desk.county.fresh(topic).state == "dismissed"
    desk.registered(on("2026-11-10"), wanted=SAME, name="第三人", identity_number="110105194912310054")
    assert find_topics(at=on("2026-11-11")) == 1
    assert desk.county.fresh(topic).state == "found"


@pytest.mark.clause("PD-7(3)")
def test_the_yearly_reassessment_goes_through_it_as_well(desk: Desk) -> None:
    topic = two_people_ask(desk)
    county = desk.county
    county.at = on("2026-11-10")
    batch = county.do("disclosure.open_reassessment", "agency:rfbsc", HEAD).matter
    item = batch.items.get(subject_kind=RequestedTopic.kind)
    county.do(
        "disclosure.name_assessor", batch.ref, HEAD, {"assessor": county.people["rfbsc-records_office"].pk}
    )
    said = {"verdict": "release", "reasons": "两个人都要，应当公开。"}
    county.do("disclosure.assess_item", item.ref, "rfbsc-records_office", said)
    county.do("disclosure.confirm_item", item.ref, HEAD)
    county.do("disclosure.draft_released", item.ref, "rfbsc-drafter", DRAFT)
    topic = county.fresh(topic)
    assert (topic.state, topic.document.title) == ("taken_up", DRAFT["title"])


# The applicant's own proposal


def proposed(desk: Desk, **more: Any) -> Application:
    application = desk.closed(on("2026-11-02"), on("2026-11-20"), **more)
    desk.citizen("applications.propose_disclosure", application, on("2026-11-23"), {"text": "全村都关心"})
    return desk.county.fresh(application)


YES = {"accepted": "yes", "reasons": "涉及全村利益，应当让大家知道。"}


def test_a_proposal_is_answered_in_time_with_reasons_and_a_letter(desk: Desk) -> None:
    application = proposed(desk)
    clock = clocks.open_clock(application, PROPOSAL)
    assert clock is not None
    assert str(clock.due_on) == "2026-12-21"
    assert (application.ref, "applications.answer_proposal") in waits(desk, HEAD)
    with pytest.raises(Invalid, match="理由"):
        desk.by(
            "disclosure_head",
            "applications.answer_proposal",
            application,
            on("2026-11-24"),
            {**YES, "reasons": ""},
        )
    desk.by("disclosure_head", "applications.answer_proposal", application, on("2026-11-24"), YES)
    application = desk.county.fresh(application)
    assert (application.proposal_accepted, clocks.open_clock(application, PROPOSAL)) == (True, None)
    letter = Letter.objects.get(kind="proposal_reply")
    assert "纳入主动公开的范围" in letter.content
    assert "涉及全村利益" in letter.content
    # What was accepted waits for the clerk until it is a draft.
    assert (application.ref, "applications.open_disclosure") in waits(desk, CLERK)
    desk.clerk(
        "applications.open_disclosure", application, on("2026-11-25"), {**DRAFT, "formed_on": "2026-11-20"}
    )
    assert (application.ref, "applications.open_disclosure") not in waits(desk, CLERK)
    with pytest.raises(Refused, match="已于 2026-11-24 答复"):
        desk.by("disclosure_head", "applications.answer_proposal", application, on("2026-11-26"), YES)


def test_who_proposed_reads_on_their_page_by_when_and_what_was_answered(desk: Desk) -> None:
    from applications.views import tracking

    application = proposed(desk)
    row = tracking._rows().get(pk=application.pk)
    page = tracking._page(row, [], on("2026-11-23"))
    [said] = [event.text for event in page["events"] if "建议" in event.label]
    assert said.endswith("，最迟 2026-12-21 答复")
    desk.by(
        "disclosure_head",
        "applications.answer_proposal",
        application,
        on("2026-11-24"),
        {**YES, "accepted": "no"},
    )
    page = tracking._page(tracking._rows().get(pk=application.pk), [], on("2026-11-25"))
    answered = [event for event in page["events"] if event.label == "机关答复了您的建议"]
    assert [(event.text, len(event.letters)) for event in answered] == [("不采纳，理由见答复书", 1)]


def test_what_the_reply_withholds_is_not_promised_to_everybody(desk: Desk) -> None:
    refused = {"outcome": "deliberative", "reasons": "属于讨论记录"}
    application = desk.closed(on("2026-11-02"), on("2026-11-20"), refused)
    desk.citizen("applications.propose_disclosure", application, on("2026-11-23"), {"text": "都关心"})
    with pytest.raises(Refused, match="答复没有提供信息"):
        desk.by("disclosure_head", "applications.answer_proposal", application, on("2026-11-24"), YES)
    told = {"accepted": "no", "reasons": "属于过程性信息。"}
    desk.by("disclosure_head", "applications.answer_proposal", application, on("2026-11-24"), told)
    assert desk.county.fresh(application).proposal_accepted is False


def test_the_database_holds_that_an_answer_follows_a_proposal(desk: Desk) -> None:
    application = desk.closed(on("2026-11-02"), on("2026-11-20"))
    with pytest.raises(IntegrityError, match="proposal_answered"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(
            proposal_accepted=True, proposal_answered_on=on("2026-11-21").date() - timedelta(days=1)
        )


def test_another_year_is_other_information() -> None:
    one = asked(1, SAME, numerals=numerals(SAME))
    next_year = SAME.replace("2024", "2025")
    assert not one.same(asked(2, next_year, numerals=numerals(next_year)))
    spelled = SAME.replace("2024 ", "二〇二四")
    assert one.same(asked(3, spelled, numerals=numerals(spelled)))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [(f"{SAME}，本人承包地", 0), (f"我的{SAME}", 0), (f"本人{SAME}", 1)],
)
def test_what_somebody_asks_about_themselves_is_no_topic(desk: Desk, wanted: str, found: int) -> None:
    desk.registered(on("2026-11-02"), wanted=wanted)
    desk.registered(on("2026-11-03"), wanted=wanted, **OTHER)
    assert find_topics(at=on("2026-11-04")) == found


def test_what_is_public_already_is_no_topic(desk: Desk) -> None:
    told = {"outcome": "already_public", "guidance": "县档案馆一楼"}
    desk.closed(on("2026-11-02"), on("2026-11-04"), told)
    desk.registered(on("2026-11-05"), wanted=SAME, **OTHER)
    assert topics.frequent(desk.agency, on("2026-11-06")) == []


@pytest.mark.clause("条例44")
def test_a_draft_given_up_leaves_the_topic_to_be_looked_into(desk: Desk) -> None:
    topic = two_people_ask(desk)
    desk.clerk("applications.take_up_topic", topic, on("2026-11-09"), DRAFT)
    document = desk.county.fresh(topic).document
    desk.by("drafter", "disclosure.abandon", document, on("2026-11-10"), {"reason": "重拟。"})
    topic = desk.county.fresh(topic)
    assert (topic.state, topic.document) == ("found", None)
    assert (topic.ref, "applications.take_up_topic") in waits(desk, CLERK)


@pytest.mark.clause("PD-7(3)")
def test_whoever_decides_on_a_topic_has_seen_to_its_item(desk: Desk) -> None:
    topic = two_people_ask(desk)
    perform("disclosure.open_reassessment", on=desk.agency, actor=SYSTEM, at=on("2026-11-09"), data={})
    item = ReassessedItem.objects.get(subject_kind=topic.kind, subject_id=topic.pk)
    said = {"reason": "各要各的年份。"}
    desk.by("disclosure_head", "applications.dismiss_topic", topic, on("2026-11-10"), said)
    assert desk.county.fresh(item).state == "gone"
