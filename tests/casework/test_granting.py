"""Whoever signs, reviews or administers has the role from two people, whatever the way to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from foundation.agencies.models import Deputyship, RoleGrant, Staff
from foundation.agencies.roles import COUNTY_ROLES, DISCIPLINE, GRANTED_BY_TWO, Role
from foundation.casework import ledger
from foundation.casework.administration import found_county
from foundation.casework.models import RoleProposal
from foundation.casework.refusals import NotPermitted, Refused
from foundation.casework.second_factor import DEMANDED_OF
from foundation.casework.worklist import my_matters
from foundation.notices.models import Notice
from tests.doors import Doors
from tests.personas import MONDAY, County

ADMIN, SUPERVISOR, DRAFTER = "rfbsc-agency_admin", "county_supervisor", "rfbsc-drafter"
WHY = {"reason": "岗位调整"}


def proposed(county: County, role: str = "leader", by: str = ADMIN) -> RoleProposal:
    county.do("agencies.grant_role", f"staff:{DRAFTER}", by, {"role": role})
    return RoleProposal.objects.get(state="proposed", role=role)


def roles_of(username: str) -> set[str]:
    return set(RoleGrant.objects.filter(staff__username=username).values_list("role", flat=True))


def test_whoever_needs_a_second_factor_has_the_role_from_two() -> None:
    assert DEMANDED_OF <= GRANTED_BY_TWO


@pytest.mark.clause("SR-6(2)")
@pytest.mark.parametrize("role", sorted(GRANTED_BY_TWO - {Role.COUNTY_LEADER} - DISCIPLINE))
def test_one_administrator_alone_grants_none_of_them(county: County, role: Role) -> None:
    by = ADMIN if role not in COUNTY_ROLES else SUPERVISOR
    if role == Role.AUDITOR:
        county.people[DRAFTER].grants.all().delete()  # who audits does nothing else
    waits = proposed(county, role.value, by)
    assert role not in roles_of(DRAFTER)
    assert role.value not in {held for held, _agency in county.actor(DRAFTER).grants}
    with pytest.raises(Refused) as refused:
        county.do("agencies.confirm_role", waits.ref, by)
    assert refused.value.clause.id == "SR-6(2)"
    assert role not in roles_of(DRAFTER)


@pytest.mark.clause("SR-6(2)")
def test_a_proposed_role_waits_on_the_list_of_whoever_confirms(doors: Doors) -> None:
    county = doors.county
    waits = proposed(county)
    for username in (SUPERVISOR, ADMIN):
        assert (waits.pk, "agencies.confirm_role") in [
            (row.pk, row.act.name) for row in my_matters(county.actor(username), 9)[0]
        ]
    assert my_matters(county.actor("lxcz-agency_admin"), 9)[1] == 0
    assert waits.title in doors.desk(SUPERVISOR).get("/desk/").content.decode()
    assert Notice.objects.filter(recipient__username=SUPERVISOR, subject__contains="提请确认").exists()
    page = doors.desk(SUPERVISOR).get(f"/desk/casework/roleproposal/{waits.pk}/change/").content.decode()
    assert "确认授予" in page
    assert doors.post("agencies.confirm_role", waits.ref, SUPERVISOR).status_code == 302
    assert "leader" in roles_of(DRAFTER)
    assert my_matters(county.actor(SUPERVISOR), 9)[1] == 0
    last = ledger.last_line("staff", county.people[DRAFTER].pk)
    assert last is not None
    assert (last.act, last.detail["role"]) == ("agencies.role_confirmed", "leader")
    assert Notice.objects.filter(recipient__username=DRAFTER, subject__contains="确认授予").exists()


@pytest.mark.clause("SR-6(2)")
def test_whose_role_it_will_be_does_not_confirm_it(doors: Doors) -> None:
    county = doors.county
    county.people[DRAFTER].grants.create(role=Role.COUNTY_SUPERVISOR)
    waits = proposed(county)
    doors.refuse("agencies.confirm_role", waits, DRAFTER, clause="SR-6(2)", why="不能确认自己的角色")


@pytest.mark.clause("SR-6(2)")
def test_one_person_is_not_two_by_two_accounts(doors: Doors) -> None:
    """Another account that the proposer had is closed today; it was theirs when they proposed."""
    county = doors.county
    second = county.people["lxcz-leader"]
    Staff.objects.filter(username=ADMIN).update(person="one")
    county.people[ADMIN].refresh_from_db()
    second.grants.create(role=Role.COUNTY_SUPERVISOR)
    waits = proposed(county)
    Staff.objects.filter(username=ADMIN).update(is_active=False)
    Staff.objects.filter(pk=second.pk).update(person="one")
    second.refresh_from_db()
    doors.refuse("agencies.confirm_role", waits, "lxcz-leader", clause="SR-6(2)", why="您自己提请的")


@pytest.mark.clause("SR-6(2)")
def test_it_is_refused_with_a_reason_or_taken_back_by_whoever_proposed_it(doors: Doors) -> None:
    county = doors.county
    waits = proposed(county)
    doors.refuse("agencies.withdraw_role", waits, SUPERVISOR, clause="SR-6(2)", why="不是您提请的")
    county.do("agencies.refuse_role", waits.ref, SUPERVISOR, WHY)
    assert Notice.objects.filter(recipient__username=ADMIN, subject__contains="不同意").exists()
    again = proposed(county)
    doors.refuse(
        "agencies.grant_role",
        f"staff:{DRAFTER}",
        ADMIN,
        {"role": "leader"},
        clause="SR-6(2)",
        why="还没有确认",
    )
    county.do("agencies.withdraw_role", again.ref, ADMIN)
    assert "leader" not in roles_of(DRAFTER)
    for ended in (waits, again):
        with pytest.raises(Refused):
            county.do("agencies.confirm_role", ended.ref, SUPERVISOR)


@pytest.mark.clause("SR-6(2)")
@pytest.mark.parametrize("change", [{"is_active": False}, {"agency": "lxcz"}])
def test_who_has_left_gets_no_role(doors: Doors, change: dict[str, Any]) -> None:
    waits = proposed(doors.county)
    if "agency" in change:
        change = {"agency": doors.county.agencies[change["agency"]]}
    Staff.objects.filter(username=DRAFTER).update(**change)
    doors.refuse("agencies.confirm_role", waits, SUPERVISOR, clause="PD-3", why="已经停用，或者已经调离")


@pytest.mark.clause("SR-6(2)")
def test_a_deputy_comes_to_sign_by_two_people_as_well(doors: Doors) -> None:
    county = doors.county
    day = county.at.date().isoformat()
    deputy = county.people[DRAFTER]
    given = {"deputy": str(deputy.pk), "from_on": day, "until_on": day, "reason": "出差"}
    county.do("agencies.name_deputy", "staff:rfbsc-leader", ADMIN, given)
    assert not Deputyship.objects.exists()
    assert not county.actor(DRAFTER).stands_for
    waits = RoleProposal.objects.get()
    doors.refuse("agencies.confirm_role", waits, ADMIN, clause="SR-6(2)", why="您自己提请的")
    county.do("agencies.confirm_role", waits.ref, SUPERVISOR)
    assert [other.name for other in county.actor(DRAFTER).stands_for] == [str(county.people["rfbsc-leader"])]


@pytest.mark.clause("SR-6(2)")
def test_a_deputy_of_a_drafter_takes_one_administrator(county: County) -> None:
    day = county.at.date().isoformat()
    given = {"deputy": str(county.people["rfbsc-archivist"].pk), "from_on": day, "until_on": day, **WHY}
    county.do("agencies.name_deputy", f"staff:{DRAFTER}", ADMIN, given)
    assert Deputyship.objects.get().deputy == county.people["rfbsc-archivist"]


@pytest.mark.clause("SR-6(2)")
def test_a_reopened_account_brings_no_such_role_back_by_itself(county: County) -> None:
    county.do("agencies.close_account", "staff:rfbsc-leader", ADMIN, WHY)
    done = county.do("agencies.reopen_account", "staff:rfbsc-leader", ADMIN, WHY)
    assert "另一位管理员" in done.shown[-1]
    assert roles_of("rfbsc-leader") == set()
    assert not county.actor("rfbsc-leader").grants
    waits = RoleProposal.objects.get()
    with pytest.raises(Refused, match="您自己提请的"):
        county.do("agencies.confirm_role", waits.ref, ADMIN)
    county.do("agencies.confirm_role", waits.ref, SUPERVISOR)
    assert roles_of("rfbsc-leader") == {"leader"}


@pytest.mark.clause("SR-6(2)")
def test_who_merges_agencies_gives_nobody_a_role_alone(county: County) -> None:
    successor = county.agencies["lxcz"]
    county.do("agencies.merge", "agency:rfbsc", SUPERVISOR, {**WHY, "successor": successor.pk})
    assert roles_of("rfbsc-leader") == set()
    assert roles_of(DRAFTER) == {"drafter"}
    waits = RoleProposal.objects.get(staff__username="rfbsc-leader")
    assert waits.agency == successor
    with pytest.raises(Refused, match="您自己提请的"):
        county.do("agencies.confirm_role", waits.ref, SUPERVISOR)
    county.do("agencies.confirm_role", waits.ref, "lxcz-agency_admin")
    assert RoleGrant.objects.get(staff__username="rfbsc-leader").agency == successor


@pytest.mark.clause("SR-6(2)")
def test_an_entrusted_task_brings_no_such_role(county: County) -> None:
    from foundation.agencies.actors import SYSTEM
    from foundation.casework.acts import perform

    with pytest.raises(Refused, match="不能随指定一并授予"):
        perform(
            "agencies.entrust", on=f"staff:{DRAFTER}", actor=SYSTEM, at=county.at, data={"role": "leader"}
        )


@pytest.mark.clause("SR-6(2)")
@pytest.mark.parametrize("first", ["reset_password", "reset_second_factor"])
def test_password_and_second_factor_are_not_taken_by_one(county: County, first: str) -> None:
    """Who could do both would sign under another's name."""
    other = ({"reset_password", "reset_second_factor"} - {first}).pop()
    data = {"reset_password": {}, "reset_second_factor": WHY}
    county.do(f"agencies.{first}", "staff:rfbsc-leader", ADMIN, data[first])
    with pytest.raises(Refused, match="不由同一个人重设"):
        county.do(f"agencies.{other}", "staff:rfbsc-leader", ADMIN, data[other])
    county.do(f"agencies.{other}", "staff:rfbsc-leader", SUPERVISOR, data[other])
    # An account that neither signs nor reviews is looked after by one.
    for name in ("reset_password", "reset_second_factor"):
        county.do(f"agencies.{name}", f"staff:{DRAFTER}", ADMIN, data[name])


@pytest.mark.clause("SR-6(2)")
def test_a_registered_person_is_not_made_another_by_an_agency(county: County) -> None:
    county.do("agencies.identify", f"staff:{DRAFTER}", ADMIN, {"staff_number": "0042"})
    with pytest.raises(Refused, match="已经登记了另一个人员编号"):
        county.do("agencies.identify", f"staff:{DRAFTER}", ADMIN, {"staff_number": "0043"})
    county.do("agencies.identify", f"staff:{DRAFTER}", SUPERVISOR, {"staff_number": "0043"})


@pytest.mark.clause("PD-1")
@pytest.mark.django_db
def test_the_one_administrator_of_a_new_county_confirms_at_the_server(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from foundation.agencies.actors import Actor
    from foundation.casework.acts import perform

    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY)
    given = {"code": "xzfb", "name": "五原县人民政府办公室", "full_name": "督查"}
    first = found_county(**given, username="first", password="long-enough-Pass-9", at=MONDAY)
    who = Actor.of(first)
    person = {"username": "second", "full_name": "第二位"}
    second = perform("agencies.appoint", on=first.agency, actor=who, at=MONDAY, data=person).matter
    role = {"role": "county_supervisor"}
    perform("agencies.grant_role", on=second, actor=who, at=MONDAY, data=role)
    waits = RoleProposal.objects.get()
    with pytest.raises(Refused, match="在服务器上办理"):
        perform("agencies.confirm_role", on=waits.ref, actor=who, at=MONDAY)
    client = Client()
    client.force_login(first)
    page = client.post(f"/desk/act/agencies.confirm_role/{waits.ref}/")
    assert page.status_code == 409
    call_command("act", "agencies.confirm_role", on=waits.ref, user="first", at=MONDAY.isoformat())
    line = ledger.last_line("role_proposal", waits.pk)
    assert line is not None
    assert (line.door, line.detail["alone"]) == ("command", True)
    # From now on there are two.
    perform("agencies.grant_role", on=second, actor=who, at=MONDAY, data={"role": "secrecy_inspector"})
    waits = RoleProposal.objects.get(state="proposed")
    Staff.objects.create(username="third", full_name="第三位", agency=first.agency).grants.create(
        role=Role.COUNTY_SUPERVISOR
    )
    with pytest.raises(SystemExit):
        call_command("act", "agencies.confirm_role", on=waits.ref, user="first", at=MONDAY.isoformat())


@pytest.mark.clause("SR-6(2)")
def test_the_database_keeps_what_was_proposed(county: County) -> None:
    waits = proposed(county)
    for change in ({"role": "drafter"}, {"title": "别的"}, {"staff": county.people["rfbsc-archivist"]}):
        with pytest.raises(DatabaseError), transaction.atomic():
            RoleProposal.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        RoleProposal.objects.all().delete()
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        RoleProposal(
            agency=waits.agency,
            created_at=county.at,
            staff=waits.staff,
            role="leader",
            title="x",
            state="granted",
        ).save()
    county.do("agencies.refuse_role", waits.ref, SUPERVISOR, WHY)
    with pytest.raises(DatabaseError), transaction.atomic():
        RoleProposal.objects.update(state="proposed")


@pytest.mark.clause("PD-1")
def test_another_agencys_administrator_does_not_confirm(county: County) -> None:
    waits = proposed(county)
    with pytest.raises((Refused, NotPermitted)):
        county.do("agencies.confirm_role", waits.ref, "lxcz-agency_admin")
