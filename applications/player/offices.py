"""Who handles applications where nobody does, named by the head or the county (PD-3); and the county urges what lies (PD-1)."""

from __future__ import annotations

from collections.abc import Iterator

from applications.models import Application
from applications.player.applying import CLERK, HEAD, PLAYER, RECORDS, file, reached, register
from foundation.agencies.models import Staff
from foundation.agencies.roles import Role
from foundation.simulation.players import Beginning, Day, Next, Part

CHANGES_A_YEAR, URGED_A_YEAR = 6, 24


@PLAYER.begins
def changing(day: Day) -> Iterator[Beginning]:
    """The clerk of an agency is given other work."""
    codes, stream = reached(day), day.stream("clerks")
    codes = [code for code in codes if day.world.people.holders(HEAD, code)]
    for n in day.numbers(CHANGES_A_YEAR, least=2, of="clerks"):
        yield Beginning(f"clerk{n}", "change_clerk", {"agency": stream.choice(codes), "way": "disclosed"})


@PLAYER.stage
def change_clerk(part: Part) -> Next:
    """Whoever comes has no task yet when somebody applies; the head gives it to them."""
    agency, people = part.agency, part.world.people
    number = Staff.objects.filter(agency=agency, username__startswith=f"{agency.code}-jingban").count() + 1
    given = {"username": f"{agency.code}-jingban{number}", "full_name": f"依申请公开经办人{number}号"}
    newcomer = part.do("agencies.appoint", Role.AGENCY_ADMIN, agency, on_establishment=True, **given)
    for before in people.holders(CLERK, agency):
        part.do("agencies.revoke_role", Role.AGENCY_ADMIN, before, role=CLERK.value)
    file(part)
    part.do("applications.name_clerk", HEAD, person=newcomer.pk)
    people.again()
    return part.then(register, (0, 2))


@PLAYER.stage
def take_over(part: Part) -> Next:
    """Whoever receives what another agency passed on handles it as its own; where nobody does, the county names somebody, who asks what is meant."""
    people = part.world.people
    alone = not people.holders(CLERK, part.agency)
    part.facts |= {"post": part.matter.delivery == "post", "way": "unamended" if alone else "disclosed"}
    if alone:
        keeper = people.holders(RECORDS, part.agency)[0]
        part.do("applications.name_clerk_for", Role.COUNTY_SUPERVISOR, person=keeper.pk)
        people.again()
    return part.then(register)


@PLAYER.begins
def urging(day: Day) -> Iterator[Beginning]:
    """What has been handled the longest is urged."""
    for n in day.numbers(URGED_A_YEAR, least=3, of="urging"):
        handled = Application.objects.filter(state=Application.State.HANDLING, agency__code__in=reached(day))
        if (lies := handled.select_related("agency").order_by("received_on", "number").first()) is not None:
            yield Beginning(f"urged{n}", "urge", {"agency": lies.agency.code}, ref=lies.ref)


@PLAYER.stage
def urge(part: Part) -> None:
    if part.matter.state == Application.State.HANDLING:
        reason = "收到已经多日，请抓紧检索、答复；确有困难的按程序延期。"
        part.do("casework.urge", Role.COUNTY_SUPERVISOR, reason=reason)
