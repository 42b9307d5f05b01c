"""The county's people in a simulated year: some are away, some leave and others come; supervisors urge agencies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from foundation.agencies.models import Staff
from foundation.agencies.roles import Role
from foundation.casework.granting import stands_in
from foundation.casework.models import RoleProposal
from foundation.simulation.players import Beginning, Day, Next, Part, Player

PLAYER = Player("staffing")
ADMIN, SUPERVISOR = Role.AGENCY_ADMIN, Role.COUNTY_SUPERVISOR

#: How often somebody is away, and how often a drafter leaves.
AWAY_A_YEAR, LEAVERS_A_YEAR = 120, 16
#: How often an agency is urged, and what to do, with or without a day by which to do it.
URGED_A_YEAR = 24
DEMANDS = (
    "政务公开经办人变动以后，请尽快明确接手的人并报县政务公开办公室。",
    "本季度自查表还没有报送，请抓紧。",
)
REFUSED, TAKEN_BACK, BACK_EARLY, MISSPELT = 0.05, 0.05, 0.1, 0.1


@PLAYER.begins
def changes(day: Day) -> Iterator[Beginning]:
    """Whoever keeps the records is away for some days; a drafter goes to another place."""
    codes = [code for code in day.world.staffed() if day.world.people.holders(ADMIN, code)]
    stream = day.stream("changes")
    for n in day.numbers(AWAY_A_YEAR, least=12):
        yield Beginning(f"away{n}", "name_deputy", {"agency": stream.choice(codes)})
    for n in day.numbers(LEAVERS_A_YEAR, least=2):
        yield Beginning(f"leaver{n}", "appoint", {"agency": stream.choice(codes)})


@PLAYER.stage
def name_deputy(part: Part) -> Next | None:
    """From the next day on the personnel officer stands in, whom no other duty keeps from it; another administrator confirms."""
    people, day = part.world.people, part.today + timedelta(days=1)
    keepers = people.holders(Role.RECORDS_OFFICE, part.agency)
    deputies = people.holders(Role.PERSONNEL, part.agency)
    if not keepers or not deputies or keepers[0] == deputies[0]:
        return None
    until = day + timedelta(days=part.stream.randint(3, 12))
    if stands_in(keepers[0], deputies[0], day, until):
        return None
    given = {"deputy": deputies[0].pk, "from_on": day, "until_on": until}
    reason = part.stream.choice(("休假。", "出差学习。", "病假。"))
    part.do("agencies.name_deputy", ADMIN, keepers[0], **given, reason=reason)
    proposals = RoleProposal.objects.filter(represented=keepers[0], state=RoleProposal.State.PROPOSED)
    refused, taken_back = part.chance(REFUSED), part.chance(TAKEN_BACK)
    for proposal in proposals:
        if refused:
            part.do("agencies.refuse_role", SUPERVISOR, proposal, reason="代理人也在休假，请另提一位。")
        elif taken_back:
            part.do("agencies.withdraw_role", ADMIN, proposal)
        else:
            part.do("agencies.confirm_role", SUPERVISOR, proposal)
    if refused or taken_back or not part.chance(BACK_EARLY):
        return None
    part.facts["away"] = keepers[0].pk
    return part.then(come_back, (2, 2))


@PLAYER.stage
def come_back(part: Part) -> None:
    """Somebody is back before their time."""
    part.do("agencies.end_deputies", ADMIN, Staff.objects.get(pk=part.facts["away"]))


@PLAYER.stage
def appoint(part: Part) -> Next:
    """Whoever comes begins a week before the other leaves."""
    agency = part.agency
    number = Staff.objects.filter(agency=agency, username__startswith=f"{agency.code}-nigao").count() + 1
    username = f"{agency.code}-nigao{number + 1}"
    given = {"username": username, "full_name": f"拟稿人{number + 1}号", "on_establishment": True}
    staff = part.do("agencies.appoint", ADMIN, agency, **given)
    part.do("agencies.grant_role", ADMIN, staff, role=Role.DRAFTER.value)
    part.do("agencies.identify", ADMIN, staff, staff_number=f"{agency.code}-{number + 1:04}")
    if part.chance(MISSPELT):
        part.do("agencies.rename_account", ADMIN, staff, full_name=f"拟稿人{number + 1}")
    part.facts["comes"] = staff.username
    return part.then(leave, (4, 6))


@PLAYER.stage
def leave(part: Part) -> None:
    """What the other has open is handed over."""
    drafters = part.world.people.holders(Role.DRAFTER, part.agency)
    leaving = next((one for one in drafters if one.username != part.facts["comes"]), None)
    if leaving is not None:
        to = Staff.objects.get(username=part.facts["comes"])
        part.do("agencies.close_account", ADMIN, leaving, to=to.pk, reason="调往外县工作。")


@PLAYER.begins
def urging(day: Day) -> Iterator[Beginning]:
    """The county's supervisors urge agencies, and see that it is done."""
    codes, stream = day.world.staffed(), day.stream("urging")
    for n in day.numbers(URGED_A_YEAR, least=3, of="urging"):
        yield Beginning(f"urged{n}", "urge", {"agency": stream.choice(codes), "dated": bool(n % 2)})


@PLAYER.stage
def urge(part: Part) -> Next:
    within = {"by": part.world.calendar.add_working_days(part.today, 10).date} if part.facts["dated"] else {}
    part.do("agencies.urge", SUPERVISOR, part.agency, reason=part.stream.choice(DEMANDS), **within)
    return part.then(find_met, (3, 8))


@PLAYER.stage
def find_met(part: Part) -> None:
    part.do("agencies.urging_met", SUPERVISOR, part.agency, reason="已经电话核实，办好了。")
