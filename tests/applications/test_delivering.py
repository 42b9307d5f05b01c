"""Answered means delivered: letters that arrive, are posted, come back; mail that servers refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import InternalError
from django.test import Client

from applications import statute, timeline
from applications.models import Application, Letter
from foundation.agencies.actors import SYSTEM
from foundation.casework import ledger
from foundation.casework.refusals import Invalid
from foundation.correspondence.printing import print_waiting
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from foundation.invariants import verdict
from foundation.notices import delivery
from foundation.notices.models import Dispatch, Notice, State
from foundation.records.declared import files
from tests.applicants import Desk, on
from tests.personas import County

pytestmark = pytest.mark.django_db

#: An applicant who wrote a letter and wants one.
BY_POST = {"delivery": "post", "address": "五原县隆兴昌镇"}


@contextmanager
def refusing() -> Iterator[Any]:
    def send(dispatch: Dispatch) -> None:
        raise SMTPRecipientsRefused({dispatch.address: (550, b"user unknown")})

    yield send


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every mail server refuses every address for good."""
    monkeypatch.setattr(delivery, "_mail", refusing)


def posted(desk: Desk, **fields: Any) -> Application:
    """An application that came by post and is being handled."""
    came = desk.enter(on("2026-11-02"), "registered_post", "2026-11-02", **BY_POST, **fields)
    return desk.clerk("applications.register", came, on("2026-11-02", 10)).matter


def became(desk: Desk, application: Application, kind: str, event: str, day: str, at: str = "") -> None:
    """The clerk enters what became of a letter on a day."""
    letter = application.letters.get(kind=kind)
    data = {"letter": letter.pk, "event": event, "way": "post", "delivered_on": day, "proof": "邮件号 1"}
    desk.clerk("applications.deliver", application, on(at or day, 15), data)


def last_day(limit: Any) -> str:
    """The last day of the limit's open clock; blank without one."""
    clock = Clock.objects.filter(limit=limit.code).open().first()
    return str(clock.due_on) if clock else ""


@pytest.mark.clause("OR-4", "条例33")
def test_a_reply_by_post_is_an_answer_when_it_is_posted(desk: Desk) -> None:
    """Twenty working days from 2 November end on the 30th; issued on the last of them and posted the day after, it is late."""
    application = desk.answered(posted(desk), on("2026-11-30"))
    assert (application.state, application.closed_on) == ("delivering", None)
    assert last_day(statute.REPLY) == "2026-11-30"
    sweep(on("2026-12-01", 1))
    became(desk, application, "reply", "sent", "2026-12-01")
    application.refresh_from_db()
    assert (application.state, str(application.closed_on)) == ("answered", "2026-12-01")
    assert Clock.objects.get(limit=statute.REPLY.code).state(on("2026-12-02")) == Clock.State.LATE


@pytest.mark.clause("OR-4", "条例33")
def test_the_day_of_posting_counts_however_late_it_is_entered(desk: Desk) -> None:
    application = desk.answered(posted(desk), on("2026-11-30"))
    sweep(on("2026-12-01", 1))
    became(desk, application, "reply", "sent", "2026-11-30", at="2026-12-02")
    application.refresh_from_db()
    assert (application.state, str(application.closed_on)) == ("answered", "2026-11-30")
    assert Clock.objects.get(limit=statute.REPLY.code).state(on("2026-12-03")) == Clock.State.MET


@pytest.mark.clause("OR-4", "条例33")
def test_the_database_knows_no_answer_that_was_not_handed_over(desk: Desk) -> None:
    application = desk.answered(posted(desk), on("2026-11-09"))
    closed = {"state": "answered", "closed_on": "2026-11-09", "report_row": "a"}
    with pytest.raises(InternalError, match="handed over"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**closed)


@pytest.mark.clause("条例30")
def test_the_time_to_amend_runs_from_the_day_on_which_the_notice_arrives(desk: Desk) -> None:
    application = posted(desk)
    asked = {"items": "哪一年", "guidance": "", "span": 5}
    desk.clerk("applications.request_amendment", application, on("2026-11-03"), asked)
    notice = application.letters.get(kind="amendment_notice")
    assert "自收到本告知书之日起5个工作日内" in "".join(notice.content.split())
    assert last_day(statute.AMENDMENT) == ""
    became(desk, application, "amendment_notice", "sent", "2026-11-04")
    assert last_day(statute.AMENDMENT) == ""
    became(desk, application, "amendment_notice", "arrived", "2026-11-06")
    assert last_day(statute.AMENDMENT) == "2026-11-13"
    assert last_day(statute.SERVICE) == ""


@pytest.mark.clause("条例30", "条例35", "国办函〔2020〕109号")
def test_a_notice_that_came_back_stops_the_time_and_the_next_arrival_begins_it_anew(desk: Desk) -> None:
    application = posted(desk)
    asked = {"items": "哪一年", "guidance": "", "span": 5}
    desk.clerk("applications.request_amendment", application, on("2026-11-03"), asked)
    became(desk, application, "amendment_notice", "arrived", "2026-11-04")
    became(desk, application, "amendment_notice", "returned", "2026-11-09")
    assert (last_day(statute.AMENDMENT), bool(last_day(statute.SERVICE))) == ("", True)
    sweep(on("2026-12-15"))
    application.refresh_from_db()
    assert application.state == "amending"
    became(desk, application, "amendment_notice", "arrived", "2026-12-16")
    assert last_day(statute.AMENDMENT) == "2026-12-23"


def test_what_has_arrived_is_not_sent_again_and_no_day_lies_before_the_letter(desk: Desk) -> None:
    application = desk.answered(posted(desk), on("2026-11-09"))
    with pytest.raises(Invalid, match="不能早于发出之日"):
        became(desk, application, "reply", "sent", "2026-11-06", at="2026-11-10")
    became(desk, application, "reply", "arrived", "2026-11-10")
    with pytest.raises(Invalid, match="已经送达"):
        became(desk, application, "reply", "sent", "2026-11-11")


@pytest.mark.clause("OR-4")
def test_an_applicant_on_this_site_is_answered_as_the_reply_is_issued(desk: Desk) -> None:
    application = desk.closed(on("2026-11-02"), on("2026-11-05"))
    assert (application.state, str(application.closed_on)) == ("answered", "2026-11-05")
    online = desk.answered(desk.registered(on("2026-11-05"), **BY_POST), on("2026-11-06"))
    assert online.state == "delivering", "asked for on this site, wanted by post"


@pytest.mark.clause("条例33")
def test_who_wants_mail_is_answered_when_the_mail_is_sent(desk: Desk) -> None:
    wants = {"delivery": "email", "email": "somebody@example.cn"}
    came = desk.enter(on("2026-11-02"), "email", "2026-11-02", **wants)
    application = desk.clerk("applications.register", came, on("2026-11-02", 10)).matter
    delivery.deliver(on("2026-11-02", 11))
    assert desk.answered(application, on("2026-11-05")).state == "delivering"
    delivery.deliver(on("2026-11-05", 10))
    application.refresh_from_db()
    assert (application.state, str(application.closed_on)) == ("answered", "2026-11-05")


@pytest.mark.clause("条例30")
@pytest.mark.usefixtures("refused")
def test_an_applicant_who_could_not_be_told_is_not_shut_out_unseen(county: County, desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"), email="nobody@example.cn", phone="", delivery="email")
    asked = {"items": "哪一年", "guidance": "", "span": 10}
    desk.clerk("applications.request_amendment", application, on("2026-11-03"), asked)
    for day in range(12):
        delivery.deliver(on("2026-11-03") + timedelta(days=day))
    assert set(Dispatch.objects.filter(notice=None).values_list("state", flat=True)) == {State.FAILED}
    assert "邮件发送失败" in " ".join(Notice.objects.values_list("subject", flat=True))
    county.at = on("2026-11-16")
    clerk = Client()
    clerk.force_login(county.people["rfbsc-applications_clerk"])
    page = clerk.get(f"/desk/applications/application/{application.pk}/change/").content.decode()
    assert "没有送达" in page
    for day in ("2026-11-18", "2026-11-24", "2026-12-01"):
        assert not sweep(on(day)).failed
    application.refresh_from_db()
    assert application.state == "amending", "条例30: only who was told can be late"


@pytest.mark.clause("OR-6")
@pytest.mark.usefixtures("refused")
def test_a_third_party_whose_mail_is_refused_stands_in_red_too(county: County, desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    third = {"party": "third_party", "name": "某公司", "email": "nobody@example.cn", "concern": "合同价格"}
    desk.clerk("applications.consult", application, on("2026-11-03"), third)
    delivery.deliver(on("2026-11-03", 10))
    county.at = on("2026-11-04")
    clerk = Client()
    clerk.force_login(county.people["rfbsc-applications_clerk"])
    page = clerk.get(f"/desk/applications/application/{application.pk}/change/").content.decode()
    assert "征求第三方意见书没有送达" in page
    lines = ledger.lines(application.kind, application.pk)
    told = timeline.events(
        application, lines, application.letters.filter(consultation=None), [], on("2026-11-04")
    )
    assert "邮件没有发到" not in "".join(event.label for event in told), "another person's mail"


@pytest.mark.usefixtures("refused")
def test_whoever_was_told_by_telephone_was_told(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"), email="nobody@example.cn")
    delivery.deliver(on("2026-11-02", 10))
    assert application.letters.get().service == "arrived"


@pytest.mark.clause("OR-7")
def test_a_complaint_is_answered_when_its_reply_is_handed_over(county: County, desk: Desk) -> None:
    county.agencies["rfbsc"].parent = county.agencies["lxcz"]
    county.agencies["rfbsc"].save()
    application = posted(desk)
    said = {"to": "superior", "text": "太慢"}
    complaint = desk.citizen("applications.complain", application, on("2026-11-03"), said).matter
    above = Desk(county, "lxcz")
    above.by("disclosure_head", "applications.accept_complaint", complaint, on("2026-11-04"))
    answer = {"finding": "founded", "findings": "确已超期", "handling": "责令答复"}
    above.by("disclosure_head", "applications.answer_complaint", complaint, on("2026-11-05"), answer)
    # Whoever complains does so on this site; the answer goes as the application wants it.
    assert last_day(statute.COMPLAINT)
    kept = files()["complaint"].record
    assert not kept.done_with(date(2026, 11, 6)).exists(), "what waits to be posted is not over"
    assert verdict("clocks.over", county.at).holds
    sent = {
        "letter": complaint.letters.get().pk,
        "event": "sent",
        "way": "post",
        "delivered_on": "2026-11-06",
    }
    above.clerk("applications.deliver_complaint_reply", complaint, on("2026-11-06"), sent)
    assert not last_day(statute.COMPLAINT)
    assert kept.done_with(date(2026, 11, 6)).get() == complaint
    county.at = on("2026-11-09")
    clerk = Client()
    clerk.force_login(county.people["lxcz-applications_clerk"])
    assert "登记送达" not in clerk.get("/desk/").content.decode()
    back = {**sent, "event": "returned", "delivered_on": "2026-11-09"}
    above.clerk("applications.deliver_complaint_reply", complaint, on("2026-11-09"), back)
    assert "登记送达" in clerk.get("/desk/").content.decode(), "what came back is on somebody's list"


@pytest.mark.clause("OR-7")
@pytest.mark.usefixtures("refused")
def test_whoever_answered_a_complaint_hears_that_the_mail_was_refused(county: County, desk: Desk) -> None:
    county.agencies["rfbsc"].parent = county.agencies["lxcz"]
    county.agencies["rfbsc"].save()
    application = desk.registered(on("2026-11-02"), email="nobody@example.cn", phone="", delivery="email")
    said = {"to": "superior", "text": "太慢"}
    complaint = desk.citizen("applications.complain", application, on("2026-11-03"), said).matter
    above = Desk(county, "lxcz")
    above.by("disclosure_head", "applications.accept_complaint", complaint, on("2026-11-04"))
    answer = {"finding": "founded", "findings": "确已超期", "handling": "责令答复"}
    above.by("disclosure_head", "applications.answer_complaint", complaint, on("2026-11-05"), answer)
    Dispatch.objects.exclude(key=f"letter:{complaint.letters.get().pk}").update(state=State.FAILED)
    delivery.deliver(on("2026-11-05", 10))
    told = Notice.objects.filter(subject__contains="邮件发送失败")
    assert {notice.recipient.agency.code for notice in told} == {"lxcz"}
    assert "note_mail" not in "".join(line.act for line in ledger.lines(application.kind, application.pk))


@pytest.mark.usefixtures("refused")
def test_a_posted_letter_is_not_returned_because_its_announcement_was(desk: Desk) -> None:
    application = desk.answered(posted(desk, email="nobody@example.cn", phone=""), on("2026-11-09"))
    became(desk, application, "reply", "sent", "2026-11-09")
    delivery.deliver(on("2026-11-10"))
    assert application.letters.get(kind="reply").service == "sent"


@pytest.mark.clause("OR-7")
def test_the_agency_complained_of_gets_a_task_with_a_day_and_not_the_complaint(
    county: County, desk: Desk
) -> None:
    county.agencies["rfbsc"].parent = county.agencies["lxcz"]
    county.agencies["rfbsc"].save()
    application = desk.registered(on("2026-11-02"))
    said = {"to": "superior", "text": "某某拖延"}
    complaint = desk.citizen("applications.complain", application, on("2026-11-03"), said).matter
    above = Desk(county, "lxcz")
    above.by("disclosure_head", "applications.accept_complaint", complaint, on("2026-11-04"))
    answer = {"finding": "founded", "findings": "确已拖延", "handling": "已责成改正"}
    with pytest.raises(Invalid, match="两样都填"):
        above.by(
            "disclosure_head",
            "applications.answer_complaint",
            complaint,
            on("2026-11-05"),
            {**answer, "task": "答复"},
        )
    order = {**answer, "task": "在期限内答复", "task_by": "2026-11-12"}
    above.by("disclosure_head", "applications.answer_complaint", complaint, on("2026-11-05"), order)
    assert last_day(statute.COMPLAINT_TASK) == "2026-11-12"
    county.at = on("2026-11-06")
    clerk = Client()
    clerk.force_login(county.people["rfbsc-applications_clerk"])
    page = clerk.get(f"/desk/applications/application/{application.pk}/change/").content.decode()
    assert "在期限内答复" in page
    assert "某某拖延" not in page
    assert "报告落实情况" in clerk.get("/desk/").content.decode()
    told = Dispatch.objects.filter(key=f"letter:{complaint.letters.get().pk}").first()
    assert told is not None
    assert told.body.startswith(above.agency.name), "the one that answers, not the one complained of"
    assert "2026年11月12日前：在期限内答复。" in "".join(complaint.letters.get().content.split())
    desk.clerk("applications.report_task", application, on("2026-11-10"), {"reason": "已经答复"})
    assert last_day(statute.COMPLAINT_TASK) == ""
    assert "报告落实情况" not in clerk.get("/desk/").content.decode()


@pytest.mark.clause("OR-3")
def test_the_answer_to_a_complaint_opens_only_after_the_reveal_that_is_recorded(
    county: County, desk: Desk
) -> None:
    county.agencies["rfbsc"].parent = county.agencies["lxcz"]
    county.agencies["rfbsc"].save()
    application = posted(desk)
    said = {"to": "superior", "text": "太慢"}
    complaint = desk.citizen("applications.complain", application, on("2026-11-03"), said).matter
    above = Desk(county, "lxcz")
    above.by("disclosure_head", "applications.accept_complaint", complaint, on("2026-11-04"))
    answer = {"finding": "founded", "findings": "确已超期", "handling": "责令答复"}
    above.by("disclosure_head", "applications.answer_complaint", complaint, on("2026-11-05"), answer)
    print_waiting(Letter, at=on("2026-11-05"), by=SYSTEM)
    county.at = on("2026-11-05", 15)
    clerk = Client()
    clerk.force_login(county.people["lxcz-applications_clerk"])
    letter = complaint.letters.get()
    address = f"/desk/applications/complaint/{complaint.pk}/letters/{letter.pk}/"
    page = clerk.get(f"/desk/applications/complaint/{complaint.pk}/change/").content.decode()
    assert address not in page
    assert f"/desk/act/applications.reveal_complainant/complaint:{complaint.pk}/" in page
    assert clerk.get(address).status_code == 404
    above.clerk("applications.reveal_complainant", complaint, county.at, {"reason": "寄送处理结果"})
    assert clerk.get(address).status_code == 200
    county.at = on("2026-11-06")
    clerk.force_login(county.people["lxcz-applications_clerk"])
    assert clerk.get(address).status_code == 404
