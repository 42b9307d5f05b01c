"""Agencies renamed, merged and closed, with what they have open."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from applications.models import Application
from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import hears_complaints
from foundation.agencies.roles import Role
from foundation.casework import ledger
from foundation.casework.granting import of_commission
from foundation.casework.models import RoleProposal
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.deadlines.models import Clock
from tests.applicants import Desk, on
from tests.doors import Doors
from tests.personas import OPINION, County

SUPERVISOR = "county_supervisor"
WHY = {"reason": "五编发〔2026〕3号"}


def merged(county: County) -> None:
    """荣丰办事处 goes into 隆兴昌镇; the tests' people are read anew."""
    successor = county.agencies["lxcz"].pk
    county.do("agencies.merge", "agency:rfbsc", SUPERVISOR, {**WHY, "successor": successor})
    # What takes two people waits for the successor's administrator; a leader of the county, for the county.
    for waits in RoleProposal.objects.filter(state="proposed").exclude(role=Role.COUNTY_LEADER):
        # Those of the discipline commission are confirmed by whoever leads it (AC-3).
        by = "discipline_leader" if of_commission(waits.role, waits.agency) else "agency_admin"
        county.do("agencies.confirm_role", waits.ref, f"lxcz-{by}")
    for username in county.people:
        county.people[username] = Staff.objects.select_related("agency").get(username=username)


@pytest.mark.clause("PD-2")
def test_a_renamed_agency_keeps_its_old_name_on_old_papers(county: County) -> None:
    document = county.published()
    new = {**WHY, "name": "荣丰街道办事处", "short_name": "荣丰街道"}
    with pytest.raises(NotPermitted):
        county.do("agencies.rename", "agency:rfbsc", "rfbsc-agency_admin", new)
    for wrong in ("荣丰办事处", "隆兴昌镇人民政府"):
        with pytest.raises(Invalid, match="新的全称"):
            county.do("agencies.rename", "agency:rfbsc", SUPERVISOR, {**new, "name": wrong})
    county.at = on("2026-12-01")
    county.do("agencies.rename", "agency:rfbsc", SUPERVISOR, new)
    later = county.published(formed_on="2026-12-01", title="关于冬季防火的通知")
    agency = Agency.objects.get(code="rfbsc")
    assert (agency.name, agency.short_name) == ("荣丰街道办事处", "荣丰街道")
    old, new_page = (
        Client().get(f"/documents/{found.index.number}/").content.decode() for found in (document, later)
    )
    assert '<meta name="ContentSource" content="荣丰办事处">' in old
    assert '<meta name="ContentSource" content="荣丰街道办事处">' in new_page
    assert "2026-12-01 前称荣丰办事处" in Client().get("/agencies/rfbsc/").content.decode()
    assert ledger.lines("document", document.pk)[0].actor_agency == "荣丰办事处"


@pytest.mark.clause("PD-2")
def test_what_is_open_goes_on_under_the_successor(doors: Doors) -> None:
    county = doors.county
    finished = county.published()
    desk = Desk(county)
    application: Application = desk.registered(on("2026-11-02"))
    reviewed = county.reviewed(title="关于防汛的通知")
    merged(county)
    successor = county.agencies["lxcz"]
    for matter in (application, reviewed):
        assert county.fresh(matter).agency == successor
        lines = ledger.lines(matter.kind, matter.pk).filter(act="casework.passed_on")
        assert [line.detail["cause"] for line in lines] == ["agencies.merge"]
        assert ledger.broken_at(matter.kind, matter.pk) is None
    assert Clock.objects.open().filter(agency=county.agencies["rfbsc"]).count() == 0
    assert Clock.objects.of(application.kind, application.pk).open().get().agency == successor
    # The review goes with its text: it is signed and published under the successor.
    county.do("disclosure.sign", reviewed.ref, "rfbsc-department_head")
    county.do("disclosure.sign", reviewed.ref, "rfbsc-leader")
    assert county.do("disclosure.publish", reviewed.ref, "lxcz-records_office").matter.state == "published"
    # What was finished stays where it was, and the successor's people see and answer for it.
    assert county.fresh(finished).agency.code == "rfbsc"
    page = doors.desk("lxcz-records_office").get(f"/desk/disclosure/document/{finished.pk}/change/")
    assert page.status_code == 200
    county.do("disclosure.withdraw", finished.ref, "lxcz-records_office", {"reason": "内容有误"})
    assert OPINION


@pytest.mark.clause("PD-2")
def test_people_move_with_their_roles_and_the_old_agency_stays_readable(county: County) -> None:
    county.published()
    merged(county)
    old, successor = Agency.objects.get(code="rfbsc"), county.agencies["lxcz"]
    assert (old.successor, old.abolished_on, old.open_for_applications) == (
        successor,
        county.at.date(),
        False,
    )
    drafter = county.people["rfbsc-drafter"]
    assert drafter.agency == successor
    assert [(grant.role, grant.agency) for grant in drafter.grants.all()] == [(Role.DRAFTER.value, successor)]
    page = Client().get("/agencies/rfbsc/").content.decode()
    assert "已于 2026-11-02 撤销，并入" in page
    assert "关于做好冬季清洁取暖工作的通知" in page
    assert "荣丰办事处" not in Client().get("/agencies/").content.decode()
    with pytest.raises(Refused, match="已于 2026-11-02 撤销"):
        county.do("agencies.rename", "agency:rfbsc", SUPERVISOR, {**WHY, "name": "新", "short_name": "新"})


@pytest.mark.clause("PD-2")
def test_functions_of_the_county_go_along(county: County) -> None:
    data = {**WHY, "successor": county.agencies["lxcz"].pk}
    county.do("agencies.merge", "agency:bmj", SUPERVISOR, data)
    assert Agency.objects.get(code="lxcz").functions == ["secrecy_administration"]
    assert Agency.objects.get(code="bmj").functions == []


@pytest.mark.clause("PD-2")
def test_an_agency_with_something_open_is_not_closed(doors: Doors) -> None:
    county = doors.county
    document = county.draft()
    doors.refuse("agencies.close", "agency:rfbsc", SUPERVISOR, WHY, clause="PD-2", why=document.title)
    county.do("disclosure.abandon", document.ref, "rfbsc-drafter", {"reason": "不发了"})
    doors.refuse("agencies.close", "agency:rfbsc", SUPERVISOR, WHY, clause="PD-2", why="还有在用的账号")
    Staff.objects.filter(agency=county.agencies["rfbsc"]).update(is_active=False)
    closed = county.do("agencies.close", "agency:rfbsc", SUPERVISOR, WHY).matter
    assert closed.abolished_on == county.at.date()
    assert Client().get("/agencies/rfbsc/").status_code == 200
    doors.refuse("agencies.close", "agency:bmj", SUPERVISOR, WHY, clause="PD-2", why="在用的账号")


def test_the_database_holds_what_a_closed_agency_is(county: County) -> None:
    with pytest.raises(IntegrityError, match="agency_merged_is_closed"), transaction.atomic():
        Agency.objects.filter(code="rfbsc").update(successor=county.agencies["lxcz"])
    contacts = dict.fromkeys(("disclosure_office", "office_address", "office_hours", "office_phone"), "有")
    with pytest.raises(IntegrityError, match="closed_takes_no_applications"), transaction.atomic():
        Agency.objects.filter(code="rfbsc").update(
            open_for_applications=True, abolished_on="2026-01-01", **contacts
        )


@pytest.mark.clause("PD-2")
def test_a_reply_under_way_takes_its_application_along(county: County) -> None:
    desk = Desk(county)
    application = desk.registered(on("2026-11-02"))
    reply = desk.drafted(application, on("2026-11-03"))
    desk.clerk("applications.submit_reply", reply, on("2026-11-03"))
    county.at = on("2026-11-04")
    merged(county)
    for matter in (application, reply):
        assert county.fresh(matter).agency == county.agencies["lxcz"]
        assert ledger.lines(matter.kind, matter.pk).filter(act="casework.passed_on").count() == 1
    assert not Clock.objects.open().filter(agency=county.agencies["rfbsc"]).exists()
    reviewing = county.do("secrecy_review.request", reply.ref, "lxcz-records_office").matter
    assert reviewing.agency == county.agencies["lxcz"]


@pytest.mark.clause("OR-7")
def test_nobody_judges_itself_after_a_merger(county: County) -> None:
    desk = Desk(county)
    agency, above = county.agencies["rfbsc"], county.agencies["lxcz"]
    agency.parent = above
    agency.save()
    application = desk.closed(on("2026-11-02"), on("2026-11-05"))
    said = {"to": "superior", "text": "太慢"}
    complaint = desk.citizen("applications.complain", application, on("2026-11-06"), said).matter
    county.at = on("2026-11-07")
    with pytest.raises(Refused, match="正在调查对这个机关的投诉"):
        merged(county)
    higher = Desk(county, "lxcz")
    higher.by("disclosure_head", "applications.accept_complaint", complaint, on("2026-11-07"))
    answer = {"finding": "founded", "findings": "确已超期", "handling": "责令答复"}
    higher.by("disclosure_head", "applications.answer_complaint", complaint, on("2026-11-07"), answer)
    county.at = on("2026-11-08")
    merged(county)
    application.refresh_from_db()
    body = hears_complaints(application.agency, "superior")
    assert body not in (Agency.objects.get(code="lxcz"), Agency.objects.get(code="rfbsc"))


def test_whoever_lacks_the_role_sees_the_refusal_and_no_form(doors: Doors) -> None:
    Desk(doors.county).registered(on("2026-11-02"))
    drafter = Client()
    drafter.force_login(doors.county.people["rfbsc-drafter"])
    page = drafter.get("/desk/act/agencies.merge/agency:rfbsc/")
    said = page.content.decode()
    assert page.status_code == 200
    assert "您没有这个角色" in said
    assert "2026-0001" not in said
    assert "没有办完的" not in said
