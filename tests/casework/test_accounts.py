"""Accounts by acts: passwords, closing, moving, one person one account, deputies, and the handing over of what is open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.agencies.models import Deputyship, RoleGrant, Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework import ledger
from foundation.casework.models import LedgerLine, RoleProposal
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.notices.models import Notice
from tests.doors import Doors
from tests.personas import PASSWORD, County

ADMIN, SUPERVISOR, DRAFTER = "rfbsc-agency_admin", "county_supervisor", "rfbsc-drafter"
WHY = {"reason": "工作需要"}


def staff(username: str) -> Staff:
    return Staff.objects.get(username=username)


def again(county: County, username: str) -> None:
    """Read an account anew, since the county of the tests keeps it."""
    county.people[username] = staff(username)


def signed_in(username: str, password: str) -> Client:
    client = Client()
    client.post("/desk/login/", {"username": username, "password": password, "next": "/desk/"})
    return client


# Passwords


@pytest.mark.clause("SR-6(2)")
def test_a_reset_password_is_shown_once_kept_nowhere_and_changed_at_the_first_login(doors: Doors) -> None:
    old = signed_in(DRAFTER, PASSWORD)
    assert old.get("/desk/").status_code == 200
    page = doors.post("agencies.reset_password", f"staff:{DRAFTER}", ADMIN)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    password = page.context["done"].shown[1]
    assert password in page.content.decode()
    assert authenticate(None, username=DRAFTER, password=password) == staff(DRAFTER)
    said = f"{list(LedgerLine.objects.values())}{list(Notice.objects.values())}{[m.message() for m in mail.outbox]}"
    assert "重设密码" in said
    assert password not in said
    assert (
        password
        not in doors.desk(ADMIN).get(f"/desk/agencies/staff/{staff(DRAFTER).pk}/change/").content.decode()
    )
    # The sessions of before are over; the new one leads to the change and nowhere else.
    assert old.get("/desk/")["Location"].startswith("/desk/login/")
    fresh = signed_in(DRAFTER, password)
    for address in ("/desk/", "/desk/inbox/", "/desk/disclosure/document/"):
        assert fresh.get(address)["Location"] == "/desk/password_change/"
    same = {"old_password": password, "new_password1": password, "new_password2": password}
    assert "新密码和现在的一样" in fresh.post("/desk/password_change/", same).content.decode()
    chosen = {**same, "new_password1": "a-better-Word-5", "new_password2": "a-better-Word-5"}
    assert fresh.post("/desk/password_change/", chosen)["Location"] == "/desk/"
    assert fresh.get("/desk/").status_code == 200
    last = ledger.last_line("staff", staff(DRAFTER).pk)
    assert last is not None
    assert (last.act, last.staff_id) == ("agencies.change_password", staff(DRAFTER).pk)


@pytest.mark.clause("PD-3")
def test_a_new_account_gets_a_password_nobody_chose(county: County) -> None:
    given = {"username": "newcomer", "full_name": "新同志"}
    done = county.do("agencies.appoint", "agency:rfbsc", ADMIN, given)
    person = authenticate(None, username="newcomer", password=done.shown[1])
    assert isinstance(person, Staff)
    assert person.must_change_password


@pytest.mark.clause("SR-6(2)")
@pytest.mark.parametrize("name", ["reset_password", "close_account", "name_deputy", "reset_second_factor"])
def test_an_account_with_a_countys_role_is_not_the_agencys(doors: Doors, name: str) -> None:
    """Or its administrator would become the county's by resetting a password."""
    RoleGrant.objects.create(staff=staff(DRAFTER), role=Role.COUNTY_SUPERVISOR, agency=None)
    day = doors.county.at.date().isoformat()
    colleague = staff("rfbsc-leader").pk
    data = {} if name == "reset_password" else dict(WHY)
    if name == "name_deputy":
        data |= {"deputy": str(colleague), "from_on": day, "until_on": day}
    doors.refuse(f"agencies.{name}", f"staff:{DRAFTER}", ADMIN, data, clause="PD-1", why="有县级角色")


@pytest.mark.clause("SR-6(2)")
@pytest.mark.parametrize("name", ["reset_password", "close_account", "identify"])
def test_nobody_manages_their_own_account(doors: Doors, name: str) -> None:
    data = {"reset_password": {}, "identify": {"staff_number": "1"}, "close_account": WHY}[name]
    doors.refuse(f"agencies.{name}", f"staff:{ADMIN}", ADMIN, data, clause="SR-6(2)", why="自己的账号")


def test_nobody_changes_the_password_of_another_or_without_knowing_it(county: County) -> None:
    given = {"current": PASSWORD, "password": "a-better-Word-5"}
    with pytest.raises(NotPermitted, match="本人"):
        county.do("agencies.change_password", f"staff:{DRAFTER}", ADMIN, given)
    with pytest.raises(Invalid, match="现在的密码不对"):
        county.do("agencies.change_password", f"staff:{DRAFTER}", DRAFTER, {**given, "current": "no"})
    county.do("agencies.change_password", f"staff:{DRAFTER}", DRAFTER, given)
    assert authenticate(None, username=DRAFTER, password="a-better-Word-5")


# Closing, moving, renaming


@pytest.mark.clause("PD-3")
def test_a_closed_account_is_out_at_once_and_its_old_session_does_not_come_back(county: County) -> None:
    session = signed_in(DRAFTER, PASSWORD)
    county.do("agencies.close_account", f"staff:{DRAFTER}", ADMIN, WHY)
    assert session.get("/desk/")["Location"].startswith("/desk/login/")
    assert authenticate(None, username=DRAFTER, password=PASSWORD) is None
    with pytest.raises(Refused, match="已经停用"):
        county.do("agencies.reset_password", f"staff:{DRAFTER}", ADMIN)
    done = county.do("agencies.reopen_account", f"staff:{DRAFTER}", ADMIN, WHY)
    assert session.get("/desk/")["Location"].startswith("/desk/login/")
    assert authenticate(None, username=DRAFTER, password=done.shown[1])
    with pytest.raises(Refused, match="没有停用"):
        county.do("agencies.reopen_account", f"staff:{DRAFTER}", ADMIN, WHY)


@pytest.mark.clause("PD-3")
def test_who_leaves_hands_over_what_is_open(county: County) -> None:
    first, second = county.draft(), county.draft(title="关于做好防汛工作的通知")
    done_with = county.published(title="关于春节放假的通知")
    with pytest.raises(Refused, match="关于做好防汛工作的通知") as refused:
        county.do("agencies.close_account", f"staff:{DRAFTER}", ADMIN, WHY)
    assert refused.value.clause.id == "PD-3"
    colleague = staff("rfbsc-archivist")
    with pytest.raises(Refused, match="没有“拟稿人”角色"):
        county.do("agencies.close_account", f"staff:{DRAFTER}", ADMIN, {**WHY, "to": colleague.pk})
    assert staff(DRAFTER).is_active
    county.do("agencies.grant_role", "staff:rfbsc-archivist", ADMIN, {"role": "drafter"})
    done = county.do("agencies.close_account", f"staff:{DRAFTER}", ADMIN, {**WHY, "to": colleague.pk})
    assert done.line.detail == {"handed_over": 2, "to": "rfbsc-archivist"}
    for document in (first, second):
        assert county.fresh(document).drafter == colleague
        line = ledger.last_line("document", document.pk)
        assert line is not None
        assert (line.act, line.detail["to"], line.detail["cause"]) == (
            "casework.handed_over",
            str(colleague),
            "agencies.close_account",
        )
    assert county.fresh(done_with).drafter == staff(DRAFTER)
    assert Notice.objects.filter(recipient=colleague, subject__contains="移交给您 2 件").count() == 1


@pytest.mark.clause("PD-3")
def test_everything_open_is_handed_over_in_one_act(doors: Doors) -> None:
    county = doors.county
    document = county.draft()
    RoleGrant.objects.create(
        staff=staff("rfbsc-archivist"), role=Role.DRAFTER, agency=county.agencies["rfbsc"]
    )
    page = doors.desk(ADMIN).get(f"/desk/act/agencies.hand_over/staff:{DRAFTER}/").content.decode()
    assert document.title in page
    doors.post("agencies.hand_over", f"staff:{DRAFTER}", ADMIN, {"to": staff("rfbsc-archivist").pk})
    assert county.fresh(document).drafter == staff("rfbsc-archivist")
    assert staff(DRAFTER).is_active


@pytest.mark.clause("PD-3")
def test_who_moves_leaves_the_roles_of_the_old_agency(county: County) -> None:
    session = signed_in(DRAFTER, PASSWORD)
    data = {**WHY, "agency": county.agencies["lxcz"].pk}
    with pytest.raises(NotPermitted):
        county.do("agencies.move_account", f"staff:{DRAFTER}", ADMIN, data)
    done = county.do("agencies.move_account", f"staff:{DRAFTER}", SUPERVISOR, data)
    moved = staff(DRAFTER)
    assert (moved.agency, moved.grants.count()) == (county.agencies["lxcz"], 0)
    assert done.line.detail == {"from": "rfbsc", "agency": "lxcz", "roles": ["drafter"]}
    assert session.get("/desk/")["Location"].startswith("/desk/login/")
    with pytest.raises(Refused, match="已经在"):
        county.do("agencies.move_account", f"staff:{DRAFTER}", SUPERVISOR, data)


def test_a_new_name_leaves_what_was_done_under_the_old_one(county: County) -> None:
    document = county.draft()
    before = staff(DRAFTER).full_name
    county.do("agencies.rename_account", f"staff:{DRAFTER}", ADMIN, {"full_name": "改名的人"})
    assert staff(DRAFTER).full_name == "改名的人"
    assert ledger.lines("document", document.pk)[0].actor_name == before


# One person


@pytest.mark.clause("SR-6(2)")
def test_a_person_has_one_open_account(county: County) -> None:
    number = {"staff_number": "wy 1024"}
    county.do("agencies.identify", f"staff:{DRAFTER}", ADMIN, number)
    kept = f"{list(Staff.objects.values())}{list(LedgerLine.objects.values())}".upper()
    assert "WY 1024" not in kept
    assert "WY1024" not in kept
    with pytest.raises(Invalid, match="一个人只能有一个"):
        county.do("agencies.identify", "staff:rfbsc-leader", ADMIN, {"staff_number": "WY1024"})
    with pytest.raises(Invalid, match="一个人只能有一个"):
        county.do("agencies.appoint", "agency:rfbsc", ADMIN, {"username": "two", "full_name": "二", **number})
    with pytest.raises(IntegrityError, match="one_open_account"), transaction.atomic():
        Staff.objects.filter(username="rfbsc-leader").update(person=staff(DRAFTER).person)
    county.do("agencies.close_account", f"staff:{DRAFTER}", ADMIN, WHY)
    county.do("agencies.appoint", "agency:rfbsc", ADMIN, {"username": "two", "full_name": "二", **number})
    with pytest.raises(Refused, match="一个人只能有一个"):
        county.do("agencies.reopen_account", f"staff:{DRAFTER}", ADMIN, WHY)


@pytest.mark.clause("SR-6(2)")
def test_nobody_reviews_under_a_second_account_what_they_drafted_under_the_first(doors: Doors) -> None:
    county = doors.county
    RoleGrant.objects.create(
        staff=staff("rfbsc-archivist"), role=Role.DRAFTER, agency=county.agencies["rfbsc"]
    )
    _document, review = county.under_review()
    number = {"staff_number": "1024"}
    county.do("agencies.identify", f"staff:{DRAFTER}", ADMIN, number)
    county.do("agencies.close_account", f"staff:{DRAFTER}", ADMIN, {**WHY, "to": staff("rfbsc-archivist").pk})
    county.do("agencies.identify", "staff:rfbsc-secrecy_reviewer", ADMIN, number)
    again(county, "rfbsc-secrecy_reviewer")
    refusal = doors.refuse(
        "secrecy_review.give_opinion", review, "rfbsc-secrecy_reviewer", clause="SR-6(2)", why="不能审查"
    )
    assert "另一位" in str(refusal)


# Deputies


def deputise(county: County, represented: str, deputy: str, days: int = 3) -> None:
    today = county.at.date()
    data = {
        "deputy": staff(deputy).pk,
        "from_on": today.isoformat(),
        "until_on": (today + timedelta(days=days)).isoformat(),
        "reason": "休假",
    }
    county.do("agencies.name_deputy", f"staff:{represented}", ADMIN, data)
    for waits in RoleProposal.objects.filter(state="proposed"):
        county.do("agencies.confirm_role", waits.ref, SUPERVISOR)


@pytest.mark.clause("SR-6(2)")
def test_a_deputy_acts_between_two_days_and_every_line_says_so(doors: Doors) -> None:
    county = doors.county
    document = county.draft()
    county.do("disclosure.submit", document.ref, DRAFTER)
    deputy = "rfbsc-archivist"
    with pytest.raises(NotPermitted):
        county.do("disclosure.recheck", document.ref, deputy)
    deputise(county, "rfbsc-records_office", deputy)
    assert set(holders(Role.RECORDS_OFFICE, county.agencies["rfbsc"], on=county.at.date())) == {
        staff("rfbsc-records_office"),
        staff(deputy),
    }
    assert [row.matter for row in my_matters(county.actor(deputy), 9)[0]] == [document]
    page = doors.desk(deputy).get("/desk/").content.decode()
    assert document.title in page
    line = county.do("disclosure.recheck", document.ref, deputy).line
    represented = staff("rfbsc-records_office")
    assert line.actor_name == f"{staff(deputy)}（代{represented}）"
    assert (line.staff_id, line.detail["for"], line.actor_roles) == (
        staff(deputy).pk,
        represented.pk,
        "文书室",
    )
    assert ledger.broken_at("document", document.pk) is None
    # With the last day it is over.
    county.at += timedelta(days=4)
    assert not county.actor(deputy).holds_role(Role.RECORDS_OFFICE, county.agencies["rfbsc"].pk)


@pytest.mark.clause("SR-6(2)")
def test_what_one_may_do_oneself_is_not_done_as_deputy(county: County) -> None:
    deputise(county, "rfbsc-records_office", DRAFTER)
    line = ledger.last_line("document", county.draft().pk)
    assert line is not None
    assert line.actor_name == str(staff(DRAFTER))
    assert "for" not in line.detail


@pytest.mark.clause("SR-6(2)")
def test_four_eyes_count_the_deputy_and_the_one_represented(doors: Doors) -> None:
    """Neither does a deputy review what they drafted themselves, nor what the one they stand in for drafted."""
    county = doors.county
    _document, review = county.under_review()
    deputise(county, "rfbsc-secrecy_reviewer", DRAFTER)
    doors.refuse("secrecy_review.give_opinion", review, DRAFTER, clause="SR-6(2)", why="不能审查")
    # The drafter holds the reviewer's role as well, and lends both.
    RoleGrant.objects.create(
        staff=staff(DRAFTER), role=Role.SECRECY_REVIEWER, agency=county.agencies["rfbsc"]
    )
    deputise(county, DRAFTER, "rfbsc-archivist")
    doors.refuse("secrecy_review.give_opinion", review, "rfbsc-archivist", clause="SR-6(2)", why="不能审查")


@pytest.mark.clause("SR-6(2)")
def test_both_levels_are_not_signed_by_one_as_deputy_of_the_other(doors: Doors) -> None:
    county = doors.county
    document = county.reviewed()
    county.do("disclosure.sign", document.ref, "rfbsc-department_head")
    deputise(county, "rfbsc-leader", "rfbsc-department_head")
    doors.refuse(
        "disclosure.sign", document, "rfbsc-department_head", clause="SR-6(2)", why="您已签发过这一文本"
    )


@pytest.mark.clause("SR-6(2)")
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"from_on": "2026-11-01"}, "不能早于今天"),
        ({"until_on": "2026-11-01"}, "不能早于开始"),
        ({"until_on": "2029-01-01"}, "最长一年"),
        ({"deputy": 0}, "代理人"),
        ({"reason": ""}, "理由"),
    ],
)
def test_a_deputyship_that_cannot_be(county: County, changed: dict[str, Any], said: str) -> None:
    data = {
        "deputy": staff("rfbsc-archivist").pk,
        "from_on": "2026-11-02",
        "until_on": "2026-11-06",
        "reason": "休假",
    }
    with pytest.raises(Invalid, match=said):
        county.do("agencies.name_deputy", f"staff:{DRAFTER}", ADMIN, {**data, **changed})
    assert not Deputyship.objects.exists()


def test_an_administrator_does_not_lend_themselves_roles(doors: Doors) -> None:
    day = doors.county.at.date().isoformat()
    data = {"deputy": str(staff(ADMIN).pk), "from_on": day, "until_on": day, "reason": "休假"}
    doors.refuse(
        "agencies.name_deputy", f"staff:{DRAFTER}", ADMIN, data, clause="SR-6(2)", why="不能指定自己"
    )


def test_a_deputyship_ends_early_and_with_the_account(county: County) -> None:
    deputise(county, "rfbsc-records_office", "rfbsc-archivist")
    with pytest.raises(Refused, match="已经是代理人"):
        deputise(county, "rfbsc-records_office", "rfbsc-archivist")
    county.do("agencies.end_deputies", "staff:rfbsc-records_office", ADMIN)
    agency = county.agencies["rfbsc"].pk
    assert not county.actor("rfbsc-archivist").holds_role(Role.RECORDS_OFFICE, agency)
    deputise(county, "rfbsc-records_office", "rfbsc-archivist")
    assert county.actor("rfbsc-archivist").holds_role(Role.RECORDS_OFFICE, agency)
    county.do("agencies.close_account", "staff:rfbsc-records_office", ADMIN, WHY)
    assert not county.actor("rfbsc-archivist").holds_role(Role.RECORDS_OFFICE, agency)


def test_the_database_refuses_a_deputy_of_oneself_and_days_that_run_backwards(county: County) -> None:
    one, other, day = staff(DRAFTER), staff(ADMIN), county.at.date()
    with pytest.raises(IntegrityError, match="deputyship_of_another"), transaction.atomic():
        Deputyship.objects.create(represented=one, deputy=one, from_on=day, until_on=day)
    with pytest.raises(IntegrityError, match="deputyship_days"), transaction.atomic():
        Deputyship.objects.create(
            represented=one, deputy=other, from_on=day, until_on=day - timedelta(days=1)
        )


def test_the_actor_of_an_account_has_no_roles_of_others_without_a_day(county: County) -> None:
    deputise(county, "rfbsc-records_office", "rfbsc-archivist")
    assert Actor.of(staff("rfbsc-archivist")).stands_for == ()
    assert Document.objects.count() == 0
