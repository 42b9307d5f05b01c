"""Who may see and do what: the one place that decides it."""

from __future__ import annotations

from pathlib import Path

import pytest

from foundation import agencies
from foundation.agencies.actors import SYSTEM, Actor
from foundation.agencies.models import Agency, RoleGrant
from foundation.agencies.queries import agency_with, holders, superior_of
from foundation.agencies.roles import COUNTY_ROLES, OVERSEERS, AgencyFunction, AgencyKind, Role
from tests.personas import County


@pytest.mark.parametrize("role", [role for role in Role if role not in COUNTY_ROLES])
def test_a_role_holds_in_its_agency(county: County, role: Role) -> None:
    actor = county.actor(f"rfbsc-{role.value}")
    assert [actor.has(other, county.agencies["rfbsc"]) for other in Role] == [other == role for other in Role]
    assert not any(actor.has(other, county.agencies["lxcz"]) for other in Role)
    assert not any(actor.has(other, None) for other in Role)
    assert actor.agency_ids == {county.agencies["rfbsc"].pk}
    assert not actor.sees_all


@pytest.mark.parametrize("role", sorted(COUNTY_ROLES))
def test_a_county_role_holds_everywhere_and_sees_everything_but_for_the_auditor(
    county: County, role: Role
) -> None:
    actor = county.actor(role.value)
    for agency in (*county.agencies.values(), None):
        assert [actor.has(other, agency) for other in Role] == [other == role for other in Role]
    assert actor.sees_all == (role in OVERSEERS)
    assert actor.audits == (role == Role.AUDITOR)
    assert actor.agency_ids == frozenset()


def test_the_portal_sees_everything_and_holds_no_role(county: County) -> None:
    assert SYSTEM.sees_all
    assert not any(SYSTEM.has(role, county.agencies["rfbsc"]) for role in Role)


def test_a_closed_account_holds_and_sees_nothing(county: County) -> None:
    person = county.people["county_supervisor"]
    person.is_active = False
    actor = Actor.of(person)
    assert (actor.grants, actor.sees_all, actor.role_labels()) == (frozenset(), False, [])


def test_an_actor_outlives_the_roles_it_was_taken_of(county: County) -> None:
    actor = county.actor("rfbsc-leader")
    RoleGrant.objects.filter(staff_id=actor.staff_id).delete()
    assert actor.has(Role.LEADER, county.agencies["rfbsc"])
    assert not county.actor("rfbsc-leader").has(Role.LEADER, county.agencies["rfbsc"])


def test_labels_are_told_once_each_in_the_order_of_the_roles(county: County) -> None:
    person = county.people["rfbsc-leader"]
    for code in ("rfbsc", "lxcz"):
        RoleGrant.objects.create(staff=person, role=Role.DRAFTER, agency=county.agencies[code])
    actor = Actor.of(person)
    assert actor.role_labels() == ["拟稿人", "签发领导"]
    assert actor.agency_ids == {county.agencies["rfbsc"].pk, county.agencies["lxcz"].pk}


def test_holders_are_active_and_of_that_agency(county: County) -> None:
    drafter = county.people["rfbsc-drafter"]
    agency = county.agencies["rfbsc"]
    assert list(holders(Role.DRAFTER, agency)) == [drafter]
    RoleGrant.objects.create(staff=drafter, role=Role.LEADER, agency=agency)
    assert set(holders(Role.LEADER, agency)) == {drafter, county.people["rfbsc-leader"]}
    drafter.is_active = False
    drafter.save()
    assert list(holders(Role.DRAFTER, agency)) == []
    assert list(holders(Role.COUNTY_SUPERVISOR, agency)) == [county.people["county_supervisor"]]


@pytest.mark.clause("PD-7(2)")
def test_an_agency_reports_to_its_parent_or_else_to_the_countys_disclosure_office(county: County) -> None:
    agency, office = county.agencies["rfbsc"], county.agencies["bmj"]
    assert superior_of(agency) is None
    office.functions = [AgencyFunction.SECRECY_ADMINISTRATION, AgencyFunction.DISCLOSURE_OFFICE]
    office.save()
    assert superior_of(agency) == office
    assert superior_of(office) is None
    agency.parent = county.agencies["lxcz"]
    assert superior_of(agency) == county.agencies["lxcz"]


def test_a_function_is_found_with_the_agency_that_holds_it(county: County) -> None:
    assert agency_with(AgencyFunction.SECRECY_ADMINISTRATION) == county.agencies["bmj"]
    assert agency_with(AgencyFunction.ARCHIVES) is None
    Agency.objects.filter(code="bmj").update(abolished_on="2026-01-01")
    assert agency_with(AgencyFunction.SECRECY_ADMINISTRATION) is None


def test_a_new_role_or_function_makes_no_migration() -> None:
    """They are data of the code: no migration names one."""
    migrations = "\n".join(
        p.read_text("utf-8") for p in (Path(agencies.__file__).parent / "migrations").glob("0*.py")
    )
    labels = [str(label) for kind in (Role, AgencyKind, AgencyFunction) for label in kind.labels]
    assert [label for label in labels if f'"{label}"' in migrations] == []
