"""条例30, 33, 35 and OR-5: what bounds an application's time limits, and what nobody may forget."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from applications import statute
from applications.models import Application, Consultation, Letter
from applications.views import reckoning
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines.counting import local_date
from foundation.deadlines.models import Clock, ClockEvent
from foundation.deadlines.sweep import sweep
from foundation.invariants import verdict
from tests.applicants import OBSTACLE, Desk, on, open_agency
from tests.personas import County

pytestmark = pytest.mark.django_db

HELP = {"party": "agency", "consulted_agency": "lxcz", "concern": "请提供当年的台账"}
THIRD = {"party": "third_party", "name": "某公司", "address": "五原县", "concern": "合同价格"}


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def explained(desk: Desk, received: str = "2026-11-02") -> Application:
    application = desk.registered(on(received))
    asked = {"facts": "本月第三十件", "span": 5}
    desk.clerk("applications.request_explanation", application, on(received, 10), asked)
    desk.citizen("applications.explain", application, on(received, 11), {"explanation": "正在写村志"})
    return application


@pytest.mark.clause("OR-5", "条例35")
def test_a_reasonable_delay_is_fixed_once_and_within_three_months(desk: Desk) -> None:
    application = explained(desk)
    head = "disclosure_head"
    found = {"found": "good", "reason": "写村志需要"}
    desk.by(head, "applications.find_on_reasons", application, on("2026-11-05"), found)
    with pytest.raises(Invalid, match="最迟只能到 2027-02-05"):
        desk.by(head, "applications.delay", application, on("2026-11-05"), {"reason": "量大", "by": 66})
    desk.by(head, "applications.delay", application, on("2026-11-05"), {"reason": "量大", "by": 10})
    assert Clock.objects.get(limit=statute.EXTENSION_BOUND.code).due_on == date(2027, 2, 5)
    with pytest.raises(Refused, match="已经确定过"):
        desk.by(head, "applications.delay", application, on("2026-11-06"), {"reason": "再加", "by": 1})


@pytest.mark.clause("OR-5", "OR-5(2)")
def test_an_obstacle_stops_the_three_months_as_well(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    head, reason = "disclosure_head", {"reason": "要到外地调阅档案"}
    desk.by(head, "applications.extend", application, on("2026-11-03"), reason)
    desk.by(head, "applications.suspend", application, on("2026-11-04"), OBSTACLE)
    desk.by(head, "applications.resume", application, on("2027-01-15"), reason)
    # Three months from 3 November end on 3 February; 5 November to 15 January are seventy-two days.
    assert Clock.objects.get(limit=statute.EXTENSION_BOUND.code).due_on == date(2027, 4, 16)
    reply = Clock.objects.get(limit=statute.REPLY.code).due_on
    told = application.letters.get(kind="resumption_notice").content
    assert f"{reply.year}年{reply.month}月{reply.day}日" in told


@pytest.mark.clause("OR-5", "条例30")
def test_the_page_knows_no_bound_of_a_period_that_ended(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    desk.by("disclosure_head", "applications.extend", application, on("2026-11-03"), {"reason": "量大"})
    notice = {"items": "请写明哪个村", "span": 60}
    desk.clerk("applications.request_amendment", application, on("2026-11-04"), notice)
    desk.citizen("applications.amend", application, on("2027-01-20"), {"wanted": "三社的结果"})
    every = list(Clock.objects.of("application", application.pk).prefetch_related("pauses"))
    due, days = reckoning.due(fresh(application), every, on("2027-01-21"))
    running = Clock.objects.of("application", application.pk).get(limit=statute.REPLY.code, ended_at=None)
    assert due.date == running.due_on > date(2027, 2, 3)
    assert not due.says
    assert days is not None


@pytest.mark.clause("条例33")
def test_nobody_waits_for_another_agency_beyond_the_day_that_the_letter_names(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    with pytest.raises(Invalid, match="须是工作日"):
        desk.clerk("applications.consult", application, on("2026-11-03"), {**HELP, "answer_by": "2026-11-14"})
    asked = desk.clerk(
        "applications.consult", application, on("2026-11-03"), {**HELP, "answer_by": "2026-11-13"}
    ).matter
    assert Clock.objects.get(limit=statute.ASSISTANCE.code).due_on == date(2026, 11, 13)
    sweep(at=on("2026-11-18", 23))
    assert fresh(application).state == "consulting"
    sweep(at=on("2026-11-19", 0))
    assert Consultation.objects.get(pk=asked.pk).state == "silent"
    assert fresh(application).state == "handling"
    # 4 to 13 November do not count: eight working days beyond 30 November.
    assert Clock.objects.get(limit=statute.REPLY.code).due_on == date(2026, 12, 10)


@pytest.mark.clause("OR-6", "条例33")
def test_a_letter_of_which_nobody_knows_whether_it_came_is_not_forgotten(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    asked = desk.clerk("applications.consult", application, on("2026-11-03"), THIRD).matter
    clock = Clock.objects.get(limit=statute.CONSULTATION_RECEIPT.code)
    assert clock.due_on == date(2026, 11, 12)
    sweep(at=on("2026-11-13", 0))
    assert ClockEvent.objects.filter(clock=clock, kind="breach").exists()
    proof = {"received_on": "2026-11-05", "proof": "回证"}
    desk.clerk("applications.record_receipt", asked, on("2026-11-16"), proof)
    clock.refresh_from_db()
    assert clock.ending == "met"
    assert Clock.objects.get(limit=statute.THIRD_PARTY_OPINION.code).due_on == date(2026, 11, 26)


@pytest.mark.clause("条例33")
def test_a_letter_that_lies_stops_the_time_to_reply_for_seven_working_days_alone(desk: Desk) -> None:
    """Asked on 3 November; seven working days end on the 12th, and three more to enter what came by then on the 17th."""
    application = desk.registered(on("2026-11-02"))
    asked = desk.clerk("applications.consult", application, on("2026-11-03"), THIRD).matter
    assert not sweep(at=on("2026-11-17", 23)).failed
    assert fresh(application).state == "consulting"
    assert not sweep(at=on("2026-11-18", 0)).failed
    assert fresh(application).state == "handling"
    # 4 to 12 November do not count: seven working days beyond 30 November.
    reply = Clock.objects.get(limit=statute.REPLY.code)
    assert (reply.due_on, Consultation.objects.get().state) == (date(2026, 12, 9), "sent")
    desk.clerk(
        "applications.record_receipt", asked, on("2026-11-20"), {"received_on": "2026-11-20", "proof": "回证"}
    )
    assert fresh(application).state == "consulting"
    assert Clock.objects.get(limit=statute.THIRD_PARTY_OPINION.code).due_on == date(2026, 12, 11)


@pytest.mark.clause("条例30")
def test_the_seven_days_to_ask_what_is_unclear_run_and_warn(desk: Desk) -> None:
    application = desk.file(on("2026-11-02"))
    clock = Clock.objects.get(limit=statute.AMENDMENT_NOTICE.code)
    assert (clock.due_on, local_date(clock.next_event_at)) == (date(2026, 11, 11), date(2026, 11, 10))
    sweep(at=on("2026-11-10", 0))
    assert ClockEvent.objects.filter(clock=clock, kind="warning:2").exists()
    desk.clerk("applications.register", application, on("2026-11-10"))
    clock.refresh_from_db()
    assert (clock.ending, clock.breached_at) == ("met", None)


@pytest.mark.clause("条例35")
def test_an_explanation_ends_before_the_time_to_reply_does(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    asked = {"facts": "本月第三十件", "span": 20}
    with pytest.raises(Invalid, match="最多可以给 16 个工作日"):
        desk.clerk("applications.request_explanation", application, on("2026-11-02"), asked)
    desk.clerk("applications.request_explanation", application, on("2026-11-02"), {**asked, "span": 5})
    assert verdict("duties.listed", on("2026-11-03")).holds, (
        "until it comes or its time is over, nobody has to do anything"
    )
    # It came on the last day, 9 November, and is entered three working days later.
    sweep(at=on("2026-11-12", 0))
    paper = {"explanation": "正在写村志", "received_on": "2026-11-09"}
    desk.clerk("applications.explain", application, on("2026-11-12"), paper)
    clock = Clock.objects.get(limit=statute.EXPLANATION.code)
    assert (clock.ending, clock.breached_at) == ("met", None)


@pytest.mark.clause("OR-3", "条例29", "条例30")
def test_a_letter_is_taken_in_as_it_came_and_what_it_lacks_is_asked_for(desk: Desk) -> None:
    letter = {"identity_number": "", "phone": "", "address": "五原县隆兴昌镇春光村", "delivery": "post"}
    application = desk.enter(on("2026-11-03"), "ordinary_post", "2026-11-02", **letter)
    assert application.lacks() == ["证件号码"]
    desk.clerk("applications.register", application, on("2026-11-03"))
    notice = {"items": "请提供身份证号码", "span": 10}
    desk.clerk("applications.request_amendment", application, on("2026-11-04"), notice)
    amended = {
        "wanted": application.wanted,
        "received_on": "2026-11-06",
        "identity_number": "11010519491231002X",
    }
    with pytest.raises(Invalid, match="证件号码"):
        desk.clerk(
            "applications.amend",
            application,
            on("2026-11-06"),
            {**amended, "identity_number": "110105194912310021"},
        )
    desk.clerk("applications.amend", application, on("2026-11-06"), amended)
    assert fresh(application).lacks() == []
    assert fresh(application).applicant.fingerprint
    with pytest.raises(Invalid, match="至少一样"):
        desk.enter(on("2026-11-03"), "ordinary_post", "2026-11-02", phone="")
    with pytest.raises(Invalid, match="证件号码"):
        desk.file(on("2026-11-03"), identity_number="")


@pytest.mark.clause("OR-4(6)", "条例36")
def test_what_a_search_found_is_not_said_to_be_missing(desk: Desk) -> None:
    application, at = desk.registered(on("2026-11-02")), on("2026-11-10")
    for place, found in (("档案室", "no"), ("业务系统", "yes")):
        looked = {"place": place, "terms": "春光村", "found": found, "searched_on": "2026-11-09"}
        desk.clerk("applications.record_search", application, at, looked)
    reply = desk.drafted(application, at, {"outcome": "not_held"})
    with pytest.raises(Refused, match="检索记录里有找到的信息"):
        desk.clerk("applications.submit_reply", reply, at)


@pytest.mark.clause("条例36")
def test_a_repeated_application_names_the_answer_there_was(desk: Desk) -> None:
    with pytest.raises(Invalid, match="前一次答复的文号"):
        desk.drafted(desk.registered(on("2026-11-02")), on("2026-11-05"), {"outcome": "repeated"})


@pytest.mark.clause("OR-4(5)", "OR-7")
def test_who_takes_over_or_looks_into_it_reads_what_was_done_but_not_by_whom(
    desk: Desk, county: County
) -> None:
    open_agency(county, "lxcz")
    county.agencies["rfbsc"].parent = county.agencies["lxcz"]
    county.agencies["rfbsc"].save()
    application = desk.answered(
        desk.registered(on("2026-11-02")), on("2026-11-06"), {"outcome": "not_ours", "agency": "lxcz"}
    )
    said = {"to": "superior", "text": "推来推去"}
    complaint = desk.citizen("applications.complain", application, on("2026-11-07"), said).matter
    passed_on = Application.objects.get(passed_on_from=application)
    for who, kind, pk in (
        ("lxcz-applications_clerk", "application", passed_on.pk),
        ("lxcz-disclosure_head", "complaint", complaint.pk),
    ):
        client = Client()
        client.force_login(county.people[who])
        page = client.get(f"/desk/applications/{kind}/{pk}/change/").content.decode()
        assert "办理经过" in page
        assert "2026-11-06" in page
        assert "测试人" not in page
        assert "13800138000" not in page


@pytest.mark.clause("OR-3", "OR-6")
def test_a_third_party_is_masked_until_asked_for(desk: Desk, county: County) -> None:
    application = desk.registered(on("2026-11-02"))
    asked = desk.clerk("applications.consult", application, on("2026-11-03"), THIRD).matter
    client = Client()
    client.force_login(county.people["rfbsc-applications_clerk"])
    address = f"/desk/applications/consultation/{asked.pk}/change/"
    hidden = client.get(address).content.decode()
    assert "某公司" not in hidden
    assert "合同价格" not in hidden


@pytest.mark.clause("OR-7")
def test_the_answer_to_a_complaint_stays_between_the_superior_and_the_applicant(
    desk: Desk, county: County
) -> None:
    county.agencies["rfbsc"].parent = county.agencies["lxcz"]
    county.agencies["rfbsc"].save()
    application = desk.registered(on("2026-11-02"))
    said = {"to": "superior", "text": "太慢"}
    complaint = desk.citizen("applications.complain", application, on("2026-11-03"), said).matter
    above = Desk(county, "lxcz")
    above.by("disclosure_head", "applications.accept_complaint", complaint, on("2026-11-04"))
    answer = {"finding": "founded", "findings": "确已超期", "handling": "责令答复"}
    above.by("disclosure_head", "applications.answer_complaint", complaint, on("2026-11-05"), answer)
    letter = Letter.objects.get(complaint=complaint)
    client = Client()
    client.force_login(county.people["rfbsc-applications_clerk"])
    page = client.get(f"/desk/applications/application/{application.pk}/change/").content.decode()
    assert letter.document_number not in page
    served = {"letter": letter.pk, "way": "post", "delivered_on": "2026-11-06", "proof": "回证"}
    with pytest.raises(Invalid, match="没有这份文书"):
        desk.clerk("applications.deliver", application, on("2026-11-06"), served)
    above.clerk("applications.deliver_complaint_reply", complaint, on("2026-11-06"), served)
    assert letter.deliveries.filter(way="post").count() == 1


@pytest.mark.clause("条例33")
def test_another_agency_is_waited_for_no_longer_than_fifteen_working_days_but_by_the_head(desk: Desk) -> None:
    """From Monday 2 November fifteen working days end on the 23rd."""
    application = desk.registered(on("2026-11-02"))
    at = on("2026-11-02", 10)
    with pytest.raises(Invalid, match="由政府信息公开工作机构负责人办理"):
        desk.clerk("applications.consult", application, at, {**HELP, "answer_by": "2026-11-24"})
    head = "disclosure_head"
    with pytest.raises(Invalid, match="请写明理由"):
        desk.by(head, "applications.consult", application, at, {**HELP, "answer_by": "2026-11-24"})
    longer = {**HELP, "answer_by": "2026-11-24", "longer_because": "档案正在搬迁"}
    desk.by(head, "applications.consult", application, at, longer)
    desk.clerk("applications.consult", application, at, {**HELP, "answer_by": "2026-11-23"})
