"""Acts on agencies, people, roles and the calendar; and how a county begins."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from foundation.agencies.models import CONTACT_ITEMS, Agency, RoleGrant, Staff
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework import ledger
from foundation.casework.models import RoleProposal
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.deadlines.models import Clock, HolidayNotice
from tests.doors import Doors
from tests.personas import County

ADMIN, SUPERVISOR = "rfbsc-agency_admin", "county_supervisor"
CONTACTS = {
    "disclosure_office": "党政综合办公室",
    "disclosure_officer": "办公室主任",
    "office_address": "荣丰街 1 号",
    "office_hours": "工作日 8:30–12:00，14:30–17:30",
    "office_phone": "0478-5210000",
}
PERSON = {
    "username": "newcomer",
    "full_name": "新同志",
    "password": "long-enough-Pass-9",
    "on_establishment": True,
}
AGENCY = {
    "code": "nmj",
    "name": "五原县农牧局",
    "short_name": "农牧局",
    "kind": "department",
    "sign_levels": "2",
}


# Agencies


@pytest.mark.clause("PD-1")
@pytest.mark.clause("PD-2")
def test_the_county_establishes_agencies(county: County) -> None:
    done = county.do("agencies.establish", "agency:bmj", SUPERVISOR, AGENCY)
    agency = Agency.objects.get(code="nmj")
    assert (done.matter, agency.parent, agency.sign_levels) == (agency, county.agencies["bmj"], 2)
    line = ledger.last_line("agency", agency.pk)
    assert line == done.line
    with pytest.raises(NotPermitted):
        county.do("agencies.establish", "agency:rfbsc", ADMIN, {**AGENCY, "code": "x", "name": "x"})


@pytest.mark.clause("PD-2")
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "rfbsc"}, "机构代码“rfbsc”已经用过"),
        ({"code": "RFBSC"}, "机构代码“rfbsc”已经用过"),
        ({"name": "荣丰办事处"}, "这个机构已经设立"),
        ({"code": "农牧局"}, "机构代码"),
        ({"code": "a_b"}, "机构代码"),
        ({"kind": "ministry"}, "类别"),
        ({"name": ""}, "请填写全称"),
    ],
)
def test_a_code_or_name_that_cannot_be(county: County, changed: dict[str, str], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        county.do("agencies.establish", "agency:bmj", SUPERVISOR, {**AGENCY, **changed})
    assert Agency.objects.count() == 3


@pytest.mark.clause("PD-4")
def test_what_citizens_reach_an_agency_by_is_entered_and_kept(doors: Doors) -> None:
    doors.county.do("agencies.set_contacts", "agency:rfbsc", ADMIN, CONTACTS)
    agency = doors.county.fresh(doors.county.agencies["rfbsc"])
    assert {name: getattr(agency, name) for name in CONTACTS} == CONTACTS
    page = doors.desk(ADMIN).get("/agencies/rfbsc/").content.decode()
    for said in CONTACTS.values():
        assert said in page


@pytest.mark.clause("PD-4")
@pytest.mark.parametrize("missing", list(CONTACT_ITEMS))
def test_applications_are_opened_with_all_four_items_only(doors: Doors, missing: str) -> None:
    county = doors.county
    county.do("agencies.set_contacts", "agency:rfbsc", ADMIN, {**CONTACTS, missing: ""})
    refusal = doors.refuse(
        "agencies.open_for_applications", "agency:rfbsc", ADMIN, clause="PD-4", why="不能开通依申请公开"
    )
    assert CONTACT_ITEMS[missing] in refusal.why
    county.do("agencies.set_contacts", "agency:rfbsc", ADMIN, CONTACTS)
    assert county.do("agencies.open_for_applications", "agency:rfbsc", ADMIN).matter.open_for_applications
    doors.refuse(
        "agencies.set_contacts",
        "agency:rfbsc",
        ADMIN,
        {**CONTACTS, missing: ""},
        clause="PD-4",
        why="不能留空",
    )
    assert getattr(county.fresh(county.agencies["rfbsc"]), missing) == CONTACTS[missing]
    with pytest.raises(IntegrityError, match="agency_open_needs_contacts"), transaction.atomic():
        Agency.objects.filter(code="rfbsc").update(**{missing: ""})
    county.do("agencies.close_for_applications", "agency:rfbsc", ADMIN)
    county.do("agencies.set_contacts", "agency:rfbsc", ADMIN, {**CONTACTS, missing: ""})


@pytest.mark.clause("PD-4")
@pytest.mark.parametrize(
    "name", ["set_contacts", "open_for_applications", "close_for_applications", "appoint"]
)
def test_another_agencys_administrator_does_not_find_it(doors: Doors, name: str) -> None:
    hidden = doors.command(f"agencies.{name}", "agency:rfbsc", "lxcz-agency_admin")
    absent = doors.command(f"agencies.{name}", "agency:nosuch", "lxcz-agency_admin")
    assert hidden.code == 2
    assert hidden.err.replace("rfbsc", "nosuch") == absent.err


@pytest.mark.clause("PD-4")
def test_on_the_command_line_what_is_not_given_stays(doors: Doors) -> None:
    doors.county.do("agencies.set_contacts", "agency:rfbsc", ADMIN, CONTACTS)
    told = doors.command("agencies.set_contacts", "agency:rfbsc", ADMIN, {"office_phone": "0478-5219999"})
    assert told.code == 0
    agency = doors.county.fresh(doors.county.agencies["rfbsc"])
    assert (agency.office_phone, agency.office_address) == ("0478-5219999", CONTACTS["office_address"])


@pytest.mark.clause("PD-4")
def test_the_desk_asks_with_what_is_known(doors: Doors) -> None:
    doors.county.do("agencies.set_contacts", "agency:rfbsc", ADMIN, CONTACTS)
    page = doors.desk(ADMIN).get("/desk/act/agencies.set_contacts/agency:rfbsc/")
    assert page.status_code == 200
    for said in CONTACTS.values():
        assert said in page.content.decode()


# People and roles


@pytest.mark.clause("PD-3")
def test_an_appointed_person_signs_in_and_has_no_role_yet(doors: Doors) -> None:
    county = doors.county
    done = county.do("agencies.appoint", "agency:rfbsc", ADMIN, PERSON)
    person = Staff.objects.get(username="newcomer")
    assert (done.matter, person.agency, person.grants.count()) == (person, county.agencies["rfbsc"], 0)
    assert authenticate(None, username="newcomer", password=PERSON["password"]) == person
    assert PERSON["password"] not in str(list(Staff.objects.values()))
    assert PERSON["password"] not in str(list(ledger.lines("staff", person.pk).values()))
    assert not person.is_superuser
    county.people["newcomer"] = person
    with pytest.raises(Refused):
        county.do("disclosure.draft", "agency:rfbsc", "newcomer")


@pytest.mark.clause("PD-3")
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"username": "rfbsc-drafter"}, "这个用户名已经有人使用"),
        ({"password": "123"}, "初始密码"),
        ({"password": "12345678901234"}, "初始密码"),
        ({"email": "nobody"}, "邮箱"),
        ({"full_name": ""}, "请填写姓名"),
    ],
)
def test_an_account_that_cannot_be(county: County, changed: dict[str, str], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        county.do("agencies.appoint", "agency:rfbsc", ADMIN, {**PERSON, **changed})
    assert not Staff.objects.filter(username="newcomer").exists()


@pytest.mark.clause("PD-3")
@pytest.mark.clause("SR-6(2)")
def test_a_role_is_granted_within_the_persons_agency_and_taken_away(county: County) -> None:
    person = county.people["rfbsc-drafter"]
    archivist = {"role": "archivist"}
    done = county.do("agencies.grant_role", "staff:rfbsc-drafter", ADMIN, archivist)
    assert done.line.detail == archivist
    county.do("agencies.grant_role", "staff:rfbsc-drafter", ADMIN, archivist)
    assert person.grants.get(role="archivist").agency == county.agencies["rfbsc"]
    county.do("agencies.revoke_role", "staff:rfbsc-drafter", ADMIN, archivist)
    assert [grant.role for grant in person.grants.all()] == ["drafter"]
    with pytest.raises(Invalid):
        county.do("agencies.grant_role", "staff:rfbsc-drafter", ADMIN, {"role": "king"})


@pytest.mark.clause("PD-1")
@pytest.mark.parametrize("name", ["grant_role", "revoke_role"])
@pytest.mark.parametrize("role", ["county_supervisor", "secrecy_inspector"])
def test_county_roles_are_the_countys_to_give(doors: Doors, name: str, role: str) -> None:
    doors.refuse(
        f"agencies.{name}",
        "staff:rfbsc-drafter",
        ADMIN,
        {"role": role},
        clause="PD-1",
        why="县级角色不能由单位管理员",
    )
    doors.county.do("agencies.grant_role", "staff:rfbsc-drafter", SUPERVISOR, {"role": role})
    proposed = RoleProposal.objects.get()
    doors.refuse("agencies.confirm_role", proposed, ADMIN, clause="PD-1", why="县级角色不能由单位管理员确认")
    second = doors.county.people["lxcz-leader"]
    second.grants.create(role="county_supervisor")
    doors.county.do("agencies.confirm_role", proposed.ref, "lxcz-leader")
    assert doors.county.people["rfbsc-drafter"].grants.get(role=role).agency is None


@pytest.mark.clause("SR-6(2)")
@pytest.mark.parametrize("name", ["grant_role", "revoke_role"])
@pytest.mark.parametrize("by", [ADMIN, SUPERVISOR])
def test_nobody_gives_a_role_to_themselves(doors: Doors, name: str, by: str) -> None:
    doors.refuse(
        f"agencies.{name}",
        f"staff:{by}",
        by,
        {"role": "leader"},
        clause="SR-6(2)",
        why="不能给自己",
    )


@pytest.mark.clause("PD-3")
def test_roles_of_another_agencys_people_are_not_given(doors: Doors) -> None:
    told = doors.command(
        "agencies.grant_role", "staff:rfbsc-drafter", "lxcz-agency_admin", {"role": "leader"}
    )
    absent = doors.command("agencies.grant_role", "staff:nosuch", "lxcz-agency_admin", {"role": "leader"})
    assert told.code == 2
    assert told.err.replace("rfbsc-drafter", "nosuch") == absent.err


def test_a_county_role_with_an_agency_and_another_without_cannot_be_written(county: County) -> None:
    person = county.people["rfbsc-drafter"]
    for role, agency in ((Role.COUNTY_SUPERVISOR, person.agency), (Role.LEADER, None)):
        with pytest.raises(IntegrityError, match="county_roles_have_no_agency"), transaction.atomic():
            RoleGrant.objects.create(staff=person, role=role, agency=agency)


# The calendar

NOTICE = {
    "year": 2026,
    "document_number": "国办发明电〔2026〕9号",
    "title": "关于调休的通知",
    "days": "2026-11-04 至 2026-11-05 休 试验节",
}


@pytest.mark.clause("PD-9")
@pytest.mark.clause("SR-10")
def test_a_holiday_notice_moves_what_is_running_and_its_withdrawal_moves_it_back(county: County) -> None:
    document, review = county.under_review()
    clocks = [Clock.objects.of(m.kind, m.pk).get(ended_at=None) for m in (document, review)]
    before = [clock.due_on for clock in clocks]
    done = county.do("deadlines.enter_notice", "agency:bmj", SUPERVISOR, NOTICE)
    assert done.line.detail == {"document_number": NOTICE["document_number"], "recomputed": 2}
    assert [(county.fresh(c).due_on - was).days for c, was in zip(clocks, before, strict=True)] == [2, 2]
    undone = county.do(
        "deadlines.withdraw_notice",
        "agency:bmj",
        SUPERVISOR,
        {"document_number": NOTICE["document_number"], "reason": "录错"},
    )
    assert undone.line.reason == "录错"
    assert [county.fresh(clock).due_on for clock in clocks] == before


@pytest.mark.clause("PD-9")
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"days": "过年放假"}, "放假和调休日"),
        ({"days": "2026-02-30 休 节"}, "放假和调休日"),
        ({"year": 1999}, "年份"),
        ({"document_number": ""}, "请填写文号"),
    ],
)
def test_a_notice_that_cannot_be_read_changes_nothing(
    county: County, changed: dict[str, Any], said: str
) -> None:
    before = HolidayNotice.objects.count()
    with pytest.raises(Invalid, match=said):
        county.do("deadlines.enter_notice", "agency:bmj", SUPERVISOR, {**NOTICE, **changed})
    assert HolidayNotice.objects.count() == before


@pytest.mark.clause("PD-9")
@pytest.mark.parametrize("name", ["enter_notice", "withdraw_notice"])
def test_the_calendar_is_the_countys(county: County, name: str) -> None:
    with pytest.raises(NotPermitted, match="县政务公开督查"):
        county.do(f"deadlines.{name}", "agency:rfbsc", ADMIN, NOTICE)


# The beginning


@pytest.mark.clause("PD-1")
@pytest.mark.django_db
def test_an_empty_portal_is_founded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "long-enough-Pass-9")
    call_command("found_county", username="first")
    first = Staff.objects.get()
    assert first.agency is not None
    assert first.agency.functions == [AgencyFunction.COUNTY_OFFICE, AgencyFunction.DISCLOSURE_OFFICE]
    assert [(grant.role, grant.agency) for grant in first.grants.all()] == [("county_supervisor", None)]
    assert {line.door for line in ledger.lines("staff", first.pk)} == {"command"}
    assert authenticate(None, username="first", password="long-enough-Pass-9") == first
    with pytest.raises(CommandError, match="PD-1 县里已经设立机构"):
        call_command("found_county", username="second", code="x", name="x")
    assert Staff.objects.count() == 1


@pytest.mark.django_db
def test_a_weak_password_founds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "123")
    with pytest.raises(CommandError, match="初始密码"):
        call_command("found_county", username="first")
    assert not Agency.objects.exists()
