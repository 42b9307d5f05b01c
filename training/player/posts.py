"""Who may work in disclosure: a head lets somebody untrained in for some days; who may not be excellent, as personnel officers are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from foundation.agencies.models import RoleGrant
from foundation.agencies.roles import Role
from foundation.simulation.players import Beginning, Day, Next, Part
from training.models import BarredList, Cover
from training.player.year import HEAD, PERSONNEL, PLAYER
from training.queries import inducted

COVERS_A_YEAR = 6
CLERK = Role.APPLICATIONS_CLERK


@PLAYER.begins
def posting(day: Day) -> Iterator[Beginning]:
    """Emergencies through the year; after it, the lists of those who may not be excellent."""
    codes = [code for code in day.world.staffed() if day.world.people.holders(HEAD, code)]
    stream = day.stream("covers")
    for n in day.numbers(COVERS_A_YEAR, least=1, of="covers"):
        yield Beginning(f"cover{n}", "grant_cover", {"agency": stream.choice(codes)})
    made = day.opened(BarredList.objects.filter(agency__code__in=codes))
    for row in made.order_by("agency__code"):
        yield Beginning(f"list-{row.agency.code}", "hand_over_list", {"agency": row.agency.code}, ref=row.ref)


@PLAYER.stage
def grant_cover(part: Part) -> Next | None:
    """A drafter helps out at the window while applications pile up."""
    for staff in part.world.people.holders(Role.DRAFTER, part.agency):
        if not inducted(staff) and not RoleGrant.objects.filter(staff=staff, role=CLERK).exists():
            break
    else:
        return None
    until = part.today + timedelta(days=28)
    because = "经办人住院，申请积压，窗口没有别人，先由拟稿人顶岗。"
    cover = part.do("training.grant_cover", HEAD, staff, role=CLERK.value, until_on=until, because=because)
    part.do("agencies.grant_role", Role.AGENCY_ADMIN, staff, role=CLERK.value)
    part.about(cover)
    return part.then(end_cover, (6, 14))


@PLAYER.stage
def end_cover(part: Part) -> None:
    """Whoever was ill is back."""
    if part.matter.state == Cover.State.STANDS:
        part.do("training.end_cover", HEAD)
        part.world.people.again()


@PLAYER.stage
def hand_over_list(part: Part) -> Next | None:
    if not part.course.step:
        return part.then(hand_over_list, (4, 12))
    if part.matter.state != BarredList.State.MADE:
        return None
    part.do("training.hand_over_list", HEAD, reason="")
    return part.then(acknowledge_list, (0, 4))


@PLAYER.stage
def acknowledge_list(part: Part) -> None:
    part.do("training.acknowledge_list", PERSONNEL, reason="已收到，年度考核时对照。")
