"""Urging by the county (督办), and the reason for a return: both stand on the matter until it moves."""

from __future__ import annotations

from typing import Any

import pytest

from foundation.agencies.models import RoleGrant
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import NoSuchMatter, NotPermitted
from foundation.notices.models import Notice
from tests.applicants import OBSTACLE, Desk, on
from tests.doors import Doors
from tests.personas import County

URGED = {"reason": "请于周五以前办结"}


def shown(doors: Doors, matter: Any, by: str) -> str:
    """The page of a matter above its buttons."""
    address = f"/desk/{matter._meta.app_label}/{matter._meta.model_name}/{matter.pk}/change/"
    html = doors.desk(by).get(address).content.decode()
    return html.partition('id="section-1"')[0]


@pytest.mark.clause("PD-1")
def test_a_supervisor_urges_and_it_stands_until_the_matter_moves(doors: Doors) -> None:
    county = doors.county
    document = county.draft()
    county.do("casework.urge", document.ref, "county_supervisor", URGED)
    line = LedgerLine.objects.get(act="casework.urge")
    assert (line.matter_id, line.reason, line.actor_name) == (
        document.pk,
        URGED["reason"],
        county.people["county_supervisor"].full_name,
    )
    people = set(
        Notice.objects.filter(subject__startswith="督办").values_list("recipient__username", flat=True)
    )
    # Whose turn it is, and who answers for the agency.
    assert {"rfbsc-drafter", "rfbsc-disclosure_head", "rfbsc-leader"} <= people
    assert not any(person.startswith("lxcz") for person in people)
    page = shown(doors, document, "rfbsc-drafter")
    assert "县里督办" in page
    assert URGED["reason"] in page
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    assert URGED["reason"] not in shown(doors, document, "rfbsc-drafter")


@pytest.mark.clause("PD-1")
def test_of_an_application_those_of_its_agency_are_told_and_nobody_of_the_county(county: County) -> None:
    application = Desk(county).registered(on("2026-11-02"))
    other = county.people["lxcz-leader"]
    RoleGrant.objects.create(staff=other, role="county_supervisor", agency=None)
    county.do("casework.urge", application.ref, "county_supervisor", URGED)
    told = set(
        Notice.objects.filter(subject__startswith="督办").values_list("recipient__username", flat=True)
    )
    assert told == {f"rfbsc-{role}" for role in ("applications_clerk", "disclosure_head", "leader")}


@pytest.mark.clause("PD-1")
def test_an_agency_is_urged_too(doors: Doors) -> None:
    county = doors.county
    agency = county.agencies["rfbsc"]
    county.do("agencies.urge", "agency:rfbsc", "county_supervisor", {"reason": "请尽快配备经办人"})
    assert "请尽快配备经办人" in shown(doors, agency, "rfbsc-agency_admin")
    assert "督办已落实" in shown(doors, agency, "county_supervisor")
    county.do("agencies.urging_met", "agency:rfbsc", "county_supervisor")
    assert "请尽快配备经办人" not in shown(doors, agency, "rfbsc-agency_admin")
    assert "督办已落实" not in shown(doors, agency, "county_supervisor")
    assert Notice.objects.filter(
        recipient__username="rfbsc-disclosure_head", subject__startswith="督办"
    ).exists()


@pytest.mark.clause("PD-1")
def test_nobody_else_urges(county: County) -> None:
    document = county.draft()
    with pytest.raises(NotPermitted):
        county.do("casework.urge", document.ref, "rfbsc-leader", URGED)
    with pytest.raises(NoSuchMatter):
        county.do("casework.urge", document.ref, "lxcz-leader", URGED)


@pytest.mark.clause("SR-6(2)")
def test_the_reason_for_a_return_stands_above_the_buttons_of_a_document_until_it_is_met(doors: Doors) -> None:
    county = doors.county
    document = county.rechecked()
    why = {"reason": "第二段的数字与附表不符"}
    county.do("disclosure.return_to_drafter", document.ref, "rfbsc-records_office", why)
    page = shown(doors, document, "rfbsc-drafter")
    assert page.index(why["reason"]) < page.index("/desk/act/disclosure.submit/")
    county.do("disclosure.edit", document.ref, "rfbsc-drafter", {"body": f"{document.body}\n三、其他"})
    assert why["reason"] in shown(doors, document, "rfbsc-drafter")
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    assert why["reason"] not in shown(doors, document, "rfbsc-drafter")


@pytest.mark.clause("SR-9")
def test_an_opinion_that_gives_a_document_back_is_its_reason(doors: Doors) -> None:
    county = doors.county
    document = county.reviewed(opinion="exempt")
    assert document.state == "draft"
    assert "涉及群众切身利益，不涉及秘密。" in shown(doors, document, "rfbsc-drafter")


@pytest.mark.clause("OR-4")
def test_so_does_that_of_a_reply_and_of_a_report(doors: Doors) -> None:
    desk = Desk(doors.county)
    application = desk.registered(on("2026-11-02"))
    reply = desk.drafted(application, on("2026-11-03"))
    desk.clerk("applications.submit_reply", reply, on("2026-11-03"))
    why = {"reason": "依据没有写到款"}
    desk.by("records_office", "applications.return_reply", reply, on("2026-11-04"), why)
    assert why["reason"] in shown(doors, reply, "rfbsc-applications_clerk")
    desk.clerk("applications.submit_reply", reply, on("2026-11-04"))
    assert why["reason"] not in shown(doors, reply, "rfbsc-applications_clerk")


@pytest.mark.clause("OR-5(2)")
def test_what_resumes_is_not_given_back(doors: Doors) -> None:
    desk = Desk(doors.county)
    application = desk.registered(on("2026-11-02"))
    desk.by("disclosure_head", "applications.suspend", application, on("2026-11-03"), OBSTACLE)
    desk.clerk("applications.resume", application, on("2026-11-04"), {"reason": "道路已通"})
    assert "退回理由" not in shown(doors, application, "rfbsc-applications_clerk")
