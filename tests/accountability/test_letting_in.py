"""Nobody from outside the commission lets anybody into it, or takes an account of it over (AC-3)."""

from __future__ import annotations

import pytest

from foundation.agencies.models import RoleGrant, Staff
from foundation.agencies.roles import Role
from foundation.casework.models import RoleProposal
from foundation.casework.refusals import Refused
from foundation.notices.models import Notice
from tests.accountability.people import CLERK, LEADER, Commission
from tests.personas import FOUNDED

pytestmark = [pytest.mark.django_db, pytest.mark.clause("AC-3")]

SUPERVISOR, SECOND_SUPERVISOR, NEWCOMER, ADMIN = (
    "county_supervisor",
    "second-supervisor",
    "jw-newcomer",
    "jw-admin",
)


@pytest.fixture
def newcomers(commission: Commission) -> None:
    """Somebody new at the commission, and its administrator who is not one yet; two supervisors of the county."""
    county = commission.county
    template = county.people["rfbsc-leader"]
    for username, code in ((SECOND_SUPERVISOR, "rfbsc"), (NEWCOMER, "jw"), (ADMIN, "jw")):
        staff = Staff(
            username=username,
            full_name=f"某{username}",
            agency=county.agencies[code],
            password=template.password,
        )
        staff._history_date = FOUNDED  # type: ignore[attr-defined]
        staff.save()
        county.people[username] = staff
    RoleGrant.objects.create(staff=county.people[SECOND_SUPERVISOR], role=Role.COUNTY_SUPERVISOR, agency=None)


@pytest.fixture
def proposed(commission: Commission, newcomers: None) -> RoleProposal:
    """The commission's own administrator proposed a clerk."""
    county = commission.county
    RoleGrant.objects.create(staff=county.people[ADMIN], role=Role.AGENCY_ADMIN, agency=commission.agency)
    county.do("agencies.grant_role", f"staff:{NEWCOMER}", ADMIN, {"role": "discipline_clerk"})
    return RoleProposal.objects.get()


def test_nobody_from_outside_proposes_anybody(commission: Commission, newcomers: None) -> None:
    """Not even its administrator, once it has one."""
    for role in ("discipline_clerk", "discipline_trial", "discipline_leader"):
        with pytest.raises(Refused, match="由纪委监委自己的管理员提请"):
            commission.do("agencies.grant_role", f"staff:{NEWCOMER}", SUPERVISOR, {"role": role})
    admin = commission.county.people[ADMIN]
    RoleGrant.objects.create(staff=admin, role=Role.AGENCY_ADMIN, agency=commission.agency)
    with pytest.raises(Refused, match="由纪委监委自己的管理员提请"):
        commission.do("agencies.grant_role", f"staff:{NEWCOMER}", SUPERVISOR, {"role": "agency_admin"})
    assert not RoleProposal.objects.exists()


def test_two_supervisors_do_not_let_anybody_in(commission: Commission, proposed: RoleProposal) -> None:
    with pytest.raises(Refused, match="由其负责人确认"):
        commission.do("agencies.confirm_role", proposed, SECOND_SUPERVISOR)
    told = {notice.recipient.username for notice in Notice.objects.select_related("recipient")}
    assert {LEADER, "jw-other-leader"} <= told
    assert commission.do("agencies.confirm_role", proposed, LEADER).matter.state == "granted"


def test_who_leads_the_commission_confirms_nothing_else(
    commission: Commission, proposed: RoleProposal
) -> None:
    county = commission.county
    county.do("agencies.grant_role", f"staff:{NEWCOMER}", SUPERVISOR, {"role": "records_office"})
    other = RoleProposal.objects.get(role="records_office")
    for name, data in (("confirm_role", {}), ("refuse_role", {"reason": "不要"})):
        with pytest.raises(Refused, match="请由单位管理员"):
            county.do(f"agencies.{name}", other.ref, LEADER, data)
    assert county.do("agencies.confirm_role", other.ref, SECOND_SUPERVISOR).matter.state == "granted"
    county.do("agencies.refuse_role", proposed.ref, LEADER, {"reason": "不要"})


def test_its_administrator_too_is_confirmed_by_who_leads_it(commission: Commission, newcomers: None) -> None:
    county = commission.county
    county.do("agencies.grant_role", f"staff:{NEWCOMER}", SUPERVISOR, {"role": "agency_admin"})
    admin = RoleProposal.objects.get(role="agency_admin")
    with pytest.raises(Refused, match="由其负责人确认"):
        county.do("agencies.confirm_role", admin.ref, SECOND_SUPERVISOR)
    county.do("agencies.confirm_role", admin.ref, LEADER)
    # From now on the commission has somebody of its own for its accounts.
    assert county.do("agencies.reset_password", f"staff:{CLERK}", NEWCOMER).shown


def test_nobody_from_outside_takes_an_account_over(commission: Commission, proposed: RoleProposal) -> None:
    for name, data in (
        ("reset_password", {}),
        ("close_account", {"reason": "停用"}),
        ("revoke_role", {"role": "discipline_clerk"}),
        ("reset_second_factor", {"reason": "丢了"}),
    ):
        with pytest.raises(Refused, match="只由纪委监委自己的管理员管理"):
            commission.do(f"agencies.{name}", f"staff:{CLERK}", SUPERVISOR, data)


def test_the_first_leader_comes_as_anybody(commission: Commission, newcomers: None) -> None:
    RoleGrant.objects.filter(role=Role.DISCIPLINE_LEADER, agency=commission.agency).delete()
    commission.do("agencies.grant_role", f"staff:{NEWCOMER}", SUPERVISOR, {"role": "discipline_leader"})
    proposed = RoleProposal.objects.get()
    assert commission.do("agencies.confirm_role", proposed, SECOND_SUPERVISOR).matter.state == "granted"
