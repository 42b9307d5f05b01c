"""What becomes of a message: who handles it, by when, what the database refuses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from feedback import queries
from feedback.acts import erase_due
from feedback.forms import receivers
from feedback.models import Message, PublishedMessage
from foundation.agencies.actors import SYSTEM, Actor
from foundation.agencies.roles import AgencyFunction
from foundation.casework import ledger
from foundation.casework.acts import perform
from foundation.casework.refusals import Invalid, NoSuchMatter, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.deadlines import clocks
from foundation.deadlines.models import Clock
from foundation.notices.models import Notice
from foundation.search.models import Entry
from tests.applicants import on
from tests.feedback.people import ANSWER, SAID, Sender, with_function

pytestmark = pytest.mark.django_db

CLERK, HEAD, REVIEWER = "applications_clerk", "disclosure_head", "secrecy_reviewer"
AT = on("2026-11-02")


def due(message: Message) -> date:
    clock = clocks.open_clock(message, message.limit)
    assert clock is not None
    return clock.due_on


def test_each_kind_is_answered_by_the_day_that_the_county_promises(sender: Sender) -> None:
    assert due(sender.reports_error(AT)) == date(2026, 11, 9)
    assert due(sender.reports_error(AT, topic="personal")) == date(2026, 11, 3)
    assert due(sender.asks_why(AT)) == date(2026, 11, 30)
    assert due(sender.complains(AT)) == date(2026, 11, 30)


@pytest.mark.clause("OR-7")
@pytest.mark.clause("条例51")
def test_a_complaint_goes_above_the_agency_complained_of(sender: Sender) -> None:
    message = sender.complains(AT)
    assert (message.agency.code, message.against) == ("lxcz", sender.agency)
    with pytest.raises(NoSuchMatter):
        sender.county.do("feedback.receive", message, f"rfbsc-{CLERK}", at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(agency=sender.agency)
    with pytest.raises(Invalid, match="没有可以受理的机关"):
        sender.complains(AT, to="discipline")


@pytest.mark.clause("OR-7")
def test_a_complaint_is_passed_on_to_no_agency_that_it_is_against(sender: Sender) -> None:
    message = sender.complains(AT)
    for to in ("rfbsc", "lxcz"):
        with pytest.raises(Invalid):
            sender.by(CLERK, "feedback.pass_on", message, AT, {"to": to, "reason": "归它管"})
    with_function(sender.agency, AgencyFunction.DISCIPLINE_COMMISSION)
    assert receivers(message) == []
    sender.agency.functions = []
    sender.agency.save()
    with_function(sender.county.agencies["bmj"], AgencyFunction.DISCIPLINE_COMMISSION)
    given = {"to": "bmj", "reason": "归它管"}
    assert sender.by(CLERK, "feedback.pass_on", message, AT, given).matter.agency.code == "bmj"


@pytest.mark.clause("OR-7")
def test_an_agency_is_not_merged_into_the_body_that_looks_into_it(sender: Sender) -> None:
    message = sender.complains(AT)
    given = {"successor": message.agency.pk, "reason": "机构改革"}
    county = sender.county
    with pytest.raises(Refused, match="还有投诉没有办结"):
        county.do("agencies.merge", sender.agency, "county_supervisor", given)
    with pytest.raises(Refused, match="还有投诉没有办结"):
        county.do(
            "agencies.merge", message.agency, "county_supervisor", {**given, "successor": sender.agency.pk}
        )


@pytest.mark.clause("OR-7")
def test_a_complaint_is_answered_by_the_head(sender: Sender) -> None:
    message = sender.by(CLERK, "feedback.receive", sender.complains(AT), AT).matter
    with pytest.raises(Refused, match="负责人"):
        sender.by(CLERK, "feedback.answer", message, AT, {"answer": ANSWER})
    done = sender.by(HEAD, "feedback.answer", message, AT, {"answer": ANSWER}).matter
    assert (done.state, done.in_time) == ("answered", True)
    assert Clock.objects.of(message.kind, message.pk).open().count() == 0


@pytest.mark.clause("SR-12")
def test_anybody_asks_the_agency_why_and_a_reviewer_confirms_the_answer(sender: Sender) -> None:
    message = sender.asks_why(AT)
    received = sender.by(CLERK, "feedback.receive", message, AT).matter
    with pytest.raises(Invalid, match="依据"):
        sender.by(CLERK, "feedback.answer", received, AT, {"answer": ANSWER})
    given = {"answer": ANSWER, "grounds": ["third_party"]}
    written = sender.by(CLERK, "feedback.answer", received, AT, given).matter
    assert (written.state, written.answered_at) == ("confirming", None)
    assert clocks.open_clock(written, written.limit) is not None
    with pytest.raises(NotPermitted):
        sender.by(HEAD, "feedback.confirm_answer", written, AT)
    back = sender.by(REVIEWER, "feedback.return_answer", written, AT, {"reason": "理由没有写清"}).matter
    again = sender.by(CLERK, "feedback.answer", back, AT, given).matter
    done = sender.by(REVIEWER, "feedback.confirm_answer", again, AT).matter
    assert (done.state, done.in_time, done.ground_labels) == (
        "answered",
        True,
        ["商业秘密、个人隐私等，公开会损害第三方合法权益（条例第十五条）"],
    )
    assert clocks.open_clock(done, done.limit) is None


@pytest.mark.clause("SR-12")
def test_the_database_lets_no_unconfirmed_reasons_go(sender: Sender) -> None:
    message = sender.handled(sender.asks_why(AT), AT)
    row = Message.objects.filter(pk=message.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(state="answered", answered_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(state="answered", answered_at=AT, confirmed_by=message.answered_by)


@pytest.mark.clause("SR-12")
def test_nobody_confirms_an_answer_of_their_own(sender: Sender) -> None:
    county = sender.county
    county.grant(f"rfbsc-{CLERK}", REVIEWER, "rfbsc-agency_admin")
    message = sender.handled(sender.asks_why(AT), AT)
    with pytest.raises(Refused, match="SR-12"):
        perform("feedback.confirm_answer", on=message, actor=county.actor(f"rfbsc-{CLERK}"), at=AT, data={})


def test_what_was_said_and_answered_stays(sender: Sender) -> None:
    done = sender.answered(sender.reports_error(AT), AT)
    row = Message.objects.filter(pk=done.pk)
    for change in (
        {"sort": "why"},
        {"page": "/"},
        {"number": "L2026-9999"},
        {"state": "handling"},
        {"in_time": False},
    ):
        with pytest.raises(InternalError), transaction.atomic():
            row.update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        row.delete()


def test_personal_data_in_the_open_are_told_to_both_at_once_and_stand_first(sender: Sender) -> None:
    sender.reports_error(AT)
    message = sender.reports_error(AT, topic="personal")
    told = set(
        Notice.objects.filter(subject__contains=message.number).values_list("recipient__username", flat=True)
    )
    assert {f"rfbsc-{CLERK}", f"rfbsc-{HEAD}", f"lxcz-{CLERK}", f"lxcz-{HEAD}"} <= told
    rows = my_matters(sender.county.actor(f"rfbsc-{CLERK}"), 10)[0]
    assert rows[0].matter == message


def test_it_is_passed_on_with_a_reason_that_its_sender_reads(sender: Sender) -> None:
    message = sender.reports_error(AT)
    last = due(message)
    given = {"to": "lxcz", "reason": "这一页由隆兴昌镇发布"}
    passed = sender.by(CLERK, "feedback.pass_on", message, AT + timedelta(days=1), given).matter
    assert (passed.agency.code, passed.state, due(passed)) == ("lxcz", "received", last)
    assert Clock.objects.of(passed.kind, passed.pk).get().agency == passed.agency
    event = list(queries.course(passed))[-1]
    assert (event.label, "这一页由隆兴昌镇发布" in event.text) == ("转办", True)
    with pytest.raises(NoSuchMatter):
        perform("feedback.receive", on=passed, actor=sender.county.actor(f"rfbsc-{CLERK}"), at=AT, data={})
    assert sender.answered(passed, AT + timedelta(days=1)).state == "answered"


def test_what_is_not_handled_is_kept_with_its_reason(sender: Sender) -> None:
    message = sender.reports_error(AT)
    given = {"ground": "spam", "reason": "与网页无关的推销"}
    with pytest.raises(NotPermitted):
        sender.by(CLERK, "feedback.set_aside", message, AT, given)
    done = sender.by(HEAD, "feedback.set_aside", message, AT, given).matter
    assert "推销" in done.set_aside_for
    assert clocks.open_clock(done, done.limit) is None
    assert queries.counts(date(2026, 11, 3))[0].received == 0


@pytest.mark.clause("OR-7")
def test_whoever_is_not_satisfied_goes_one_level_up_once(sender: Sender) -> None:
    done = sender.answered(sender.reports_error(AT), AT)
    holder = Actor.citizen("留言人", holds=done.ref)
    up = perform("feedback.go_up", on=done, actor=holder, at=AT, data={"text": "没有改"}).matter
    assert (up.sort, up.agency.code, up.against, up.earlier) == ("complaint", "lxcz", done.agency, done)
    assert up.code_hash == done.code_hash != ""
    with pytest.raises(Refused):
        perform("feedback.go_up", on=done, actor=holder, at=AT, data={"text": "没有改"})
    answered = sender.answered(up, AT)
    with pytest.raises(Invalid):
        perform(
            "feedback.go_up",
            on=answered,
            actor=Actor.citizen("留言人", holds=answered.ref),
            at=AT,
            data={"text": "没有改"},
        )
    with pytest.raises(NoSuchMatter):
        perform("feedback.go_up", on=answered, actor=holder, at=AT, data={"text": "别人的"})


@pytest.mark.clause("OR-3")
def test_nothing_personal_is_kept_in_the_open(sender: Sender) -> None:
    message = sender.asks_why(AT, text="只有留言人知道的一句话")
    sender.answered(message, AT)
    lines = ledger.lines(message.kind, message.pk)
    for secret in (SAID["name"], SAID["contact"], "只有留言人知道", "2024 年某调查结果", ANSWER):
        assert not any(secret in f"{line.reason}{line.detail}{line.actor_name}" for line in lines)
        assert not any(secret in f"{one.subject}{one.body}" for one in Notice.objects.all())
    given = {"reason": f"打 {SAID['contact']} 核实"}
    with pytest.raises(Invalid, match="不要写出"):
        sender.by(CLERK, "feedback.reveal", message, AT, given)


@pytest.mark.clause("OR-3")
def test_after_the_retention_term_what_was_told_is_erased(sender: Sender) -> None:
    done = sender.answered(sender.reports_error(AT), AT)
    open_one = sender.reports_error(AT)
    disputed = sender.answered(sender.reports_error(AT), AT)
    holder = Actor.citizen("留言人", holds=disputed.ref)
    perform("feedback.go_up", on=disputed, actor=holder, at=AT, data={"text": "没有改"})
    assert erase_due(at=on("2036-11-01"), by=SYSTEM) == 0
    assert erase_due(at=on("2036-11-03"), by=SYSTEM) == 1
    done.refresh_from_db()
    open_one.refresh_from_db()
    assert (done.text, done.name, done.contact, done.answer, done.code_hash) == ("", "", "", "", "")
    assert (done.sort, done.in_time, bool(open_one.text)) == ("error", True, True)


def texts(message: Message, **more: str) -> dict[str, str]:
    return {"title": "网页打不开", "question": "附件打不开", "answer": message.answer, **more}


def test_an_answer_is_published_by_another_person_and_without_who_asked(sender: Sender) -> None:
    done = sender.answered(sender.reports_error(AT), AT)
    for wrong in (
        {"question": f"{SAID['name']}说打不开"},
        {"answer": f"已打电话 {SAID['contact']}"},
        {"title": "请联系 13912345678"},
    ):
        with pytest.raises(Invalid, match="请删去"):
            sender.by(CLERK, "feedback.excerpt", done, AT, texts(done, **wrong))
    drafted = sender.by(CLERK, "feedback.excerpt", done, AT, texts(done)).matter
    assert not PublishedMessage.objects.public().exists()
    sender.county.grant(f"rfbsc-{CLERK}", HEAD, "rfbsc-agency_admin")
    with pytest.raises(Refused):
        sender.by(CLERK, "feedback.publish_excerpt", drafted, AT)
    sender.by(HEAD, "feedback.publish_excerpt", drafted, AT)
    assert Entry.objects.filter(kind="published_message").count() == 1
    with pytest.raises(InternalError), transaction.atomic():
        PublishedMessage.objects.update(answer="别的话")
    down = sender.by(CLERK, "feedback.withdraw_excerpt", drafted, AT, {"reason": "写错了"}).matter
    assert not Entry.objects.filter(kind="published_message").exists()
    with pytest.raises(InternalError), transaction.atomic():
        PublishedMessage.objects.filter(pk=down.pk).update(state="published")
    sender.by(HEAD, "feedback.restore_excerpt", down, AT + timedelta(minutes=59), {"reason": "撤错了"})
    assert Entry.objects.filter(kind="published_message").count() == 1
    again = sender.by(
        CLERK, "feedback.withdraw_excerpt", drafted, AT + timedelta(hours=1), {"reason": "写错了"}
    ).matter
    with pytest.raises(Refused):
        sender.by(HEAD, "feedback.restore_excerpt", again, AT + timedelta(hours=3), {"reason": "撤错了"})


@pytest.mark.clause("SR-12")
def test_of_reasons_only_confirmed_words_are_published(sender: Sender) -> None:
    done = sender.answered(sender.asks_why(AT), AT)
    with pytest.raises(Invalid, match="不是确认过的原话"):
        sender.by(CLERK, "feedback.excerpt", done, AT, texts(done, answer="没有确认过的话"))
    sender.by(CLERK, "feedback.excerpt", done, AT, texts(done, answer="经核对，〔略〕已经改正。"))


def test_what_came_and_was_answered_in_time_is_counted(sender: Sender) -> None:
    sender.answered(sender.reports_error(AT), AT)
    late = sender.reports_error(AT)
    sender.answered(late, on("2026-11-20"))
    sender.asks_why(AT)
    errors, complaints, why = queries.counts(date(2026, 11, 21))
    assert (errors.received, errors.answered, errors.in_time) == (2, 2, 1)
    assert (complaints.received, why.received, why.answered) == (0, 1, 0)
    assert queries.counts(date(2028, 1, 1))[0].received == 0
