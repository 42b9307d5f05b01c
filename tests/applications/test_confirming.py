"""An applicant's address may be a stranger's: what leaves before its holder has confirmed it, and what always leaves."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from applications.clockwork import tell_of_move
from applications.models import Application
from applications.statute import REPLY
from foundation.casework import ledger
from foundation.deadlines.models import Clock, ClockEvent
from foundation.notices.models import Channel, Dispatch, Notice, State
from tests.applicants import Desk, on, open_agency
from tests.applications.visitors import TOKEN, Visitor, text
from tests.personas import County

pytestmark = pytest.mark.django_db

MAIL = "someone@mail.example"
MONDAY = on("2026-11-02")
SURE = {"sure": True}
AMENDMENT = {"items": "请写明年份", "guidance": "例如 2024 年", "span": 15}


@pytest.fixture
def desk(county: County) -> Desk:
    return Desk(county)


def leaving() -> list[Dispatch]:
    return list(Dispatch.objects.filter(notice=None, state=State.PENDING).order_by("pk"))


def answer(county: County, said: str, dispatch: Dispatch) -> None:
    """What the holder of the address says to the message."""
    found = re.search(r"/reminders/[^/\s]+/", dispatch.body)
    assert found
    county.at = dispatch.created_at + timedelta(minutes=5)
    assert Client().post(found[0], {"answer": said}).status_code == 303


def clerks_page(county: County, application: Application) -> str:
    clerk = Client()
    clerk.force_login(county.people["rfbsc-applications_clerk"])
    return text(clerk.get(f"/desk/applications/application/{application.pk}/change/").content.decode())


@pytest.mark.clause("OR-3")
@pytest.mark.parametrize("delivery", ["online", "email"])
def test_twenty_applications_with_a_strangers_address_are_one_mail_and_one_sms(
    desk: Desk, delivery: str
) -> None:
    for minute in range(20):
        at = MONDAY + timedelta(minutes=minute)
        desk.file(at, email=MAIL, delivery=delivery, wanted=f"第 {minute} 件")
    assert sorted(dispatch.channel for dispatch in leaving()) == ["email", "sms"]


@pytest.mark.clause("条例30")
@pytest.mark.clause("条例40")
@pytest.mark.parametrize("delivery", ["online", "email"])
def test_what_the_law_has_told_is_told_before_any_address_is_confirmed(desk: Desk, delivery: str) -> None:
    application = desk.registered(MONDAY, email=MAIL, phone="", delivery=delivery)
    before = len(leaving())
    desk.clerk("applications.request_amendment", application, on("2026-11-03"), AMENDMENT)
    assert len(leaving()) == before + 1
    other = desk.registered(MONDAY, email=MAIL, phone="", delivery=delivery, wanted="另一件")
    desk.answered(other, on("2026-11-09"))
    served = leaving()[-1]
    assert "已作出答复书" in served.body
    assert served.contact is None


@pytest.mark.clause("条例40")
def test_the_mail_about_a_posted_reply_waits_for_confirmation(desk: Desk) -> None:
    fields = {"delivery": "post", "address": "五原县测试路一号", "postcode": "015100"}
    application = desk.registered(MONDAY, email=MAIL, phone="", **fields)
    desk.answered(application, on("2026-11-06"))
    assert len(leaving()) == 1, "the receipt, which asked"
    held = Dispatch.objects.get(state=State.HELD)
    assert "已作出答复书" in held.body


def test_the_clerk_and_the_applicant_see_whether_addresses_are_confirmed(county: County, desk: Desk) -> None:
    application = desk.file(MONDAY, email=MAIL, token=TOKEN)
    visitor = Visitor(county)
    page = text(visitor.opens(application, MONDAY))
    assert "还没有确认过邮箱和手机号的" in page
    assert "邮箱未确认，手机号未确认" in clerks_page(county, application)
    (mail,) = (dispatch for dispatch in leaving() if dispatch.channel == Channel.EMAIL)
    answer(county, "confirmed", mail)
    assert "邮箱已确认，手机号未确认" in clerks_page(county, application)
    page = text(visitor.page())
    assert "还没有确认过手机号的" in page


@pytest.mark.clause("OR-3")
def test_whoever_files_with_an_address_does_not_learn_that_it_is_confirmed(
    county: County, desk: Desk
) -> None:
    desk.file(MONDAY, email=MAIL, phone="")
    answer(county, "confirmed", leaving()[0])
    other = desk.file(MONDAY + timedelta(hours=1), email=MAIL, phone="", token=TOKEN, wanted="另一件")
    page = text(Visitor(county).opens(other, MONDAY + timedelta(hours=1)))
    assert "还没有确认过邮箱的" in page


@pytest.mark.clause("OR-3")
def test_whoever_goes_on_changing_their_answer_writes_one_line(county: County, desk: Desk) -> None:
    application = desk.file(MONDAY, email=MAIL, phone="")
    asked = leaving()[0]
    for said in ("refused", "confirmed") * 3:
        answer(county, said, asked)
    lines = ledger.lines(application.kind, application.pk)
    assert lines.filter(act="applications.note_contact_refused").count() == 1


@pytest.mark.clause("OR-3")
def test_the_clerk_hears_of_an_address_that_is_a_strangers(county: County, desk: Desk) -> None:
    application = desk.file(MONDAY, email=MAIL, phone="", token=TOKEN)
    answer(county, "refused", leaving()[0])
    line = ledger.last_line(application.kind, application.pk)
    assert line is not None
    assert (line.act, line.detail) == ("applications.note_contact_refused", {"channel": "email"})
    clerk = county.people["rfbsc-applications_clerk"]
    assert Notice.objects.filter(recipient=clerk, subject__contains="称不是申请人").exists()
    assert "邮箱持有人称不是申请人" in clerks_page(county, application)
    county.at = on("2026-11-03")
    assert "收到提醒的人说不是申请人" in text(Visitor(county).opens(application, county.at))
    desk.citizen("applications.withdraw", application, on("2026-11-04"), SURE)
    assert Dispatch.objects.latest("pk").state == State.DROPPED


def test_a_new_address_is_asked_at_once_and_the_old_one_told_if_it_was_confirmed(
    county: County, desk: Desk
) -> None:
    application = desk.file(MONDAY, email=MAIL, phone="")
    answer(county, "confirmed", leaving()[0])
    Dispatch.objects.update(state=State.SENT, sent_at=MONDAY)
    new = {"email": "other@mail.example"}
    desk.citizen("applications.correct_contact", application, on("2026-11-03"), new)
    told = {dispatch.address: dispatch.body for dispatch in leaving()}
    assert "不再发到这里" in told[MAIL]
    assert "请确认这个邮箱是您的" in told["other@mail.example"]


@pytest.mark.clause("条例30")
def test_a_day_that_moved_is_told_on_paper_where_no_address_is_confirmed(county: County, desk: Desk) -> None:
    application = desk.file(MONDAY, email=MAIL, phone="")
    clock = Clock.objects.of(application.kind, application.pk).get(limit=REPLY.code)
    event = ClockEvent(pk=1, clock=clock, detail={"due_before": clock.due_at.isoformat()})
    tell_of_move(event, on("2026-11-03"))
    clerk = county.people["rfbsc-applications_clerk"]
    assert Notice.objects.filter(recipient=clerk, subject__startswith="请书面告知期限变动").exists()


@pytest.mark.clause("OR-4(5)")
def test_no_said_once_holds_where_the_application_goes_on(county: County, desk: Desk) -> None:
    open_agency(county, "lxcz")
    application = desk.registered(MONDAY, email=MAIL, phone="")
    asked = leaving()[0]
    desk.answered(application, on("2026-11-04"), {"outcome": "not_ours", "agency": "lxcz"})
    passed_on = Application.objects.get(passed_on_from=application)
    assert passed_on.origin == application.origin
    county.at = on("2026-11-05")
    link = re.search(r"/reminders/[^/\s]+/", asked.body)
    assert link
    assert Client().post(link[0], {"answer": "refused"}).status_code == 303
    line = ledger.last_line(passed_on.kind, passed_on.pk)
    assert line is not None
    assert line.act == "applications.note_contact_refused"
    new = {"phone": "13900139000"}
    desk.citizen(
        "applications.correct_contact", passed_on, on("2026-11-06"), {**new, "email": "", "drop": ["email"]}
    )
    told = Dispatch.objects.filter(key__startswith=f"contact:{passed_on.pk}:")
    assert {dispatch.state for dispatch in told} == {State.DROPPED}
