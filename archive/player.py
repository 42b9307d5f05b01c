"""The archive in a simulated year: the table of what is kept, lists signed, volumes closed, quarters checked; some of it late."""

from __future__ import annotations

from collections.abc import Iterator

from archive.models import Item, QuarterCheck, Scope, Volume
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.simulation.players import Beginning, Day, Next, Part, Player

PLAYER = Player("archive")
KEEPER, HEAD = Role.ARCHIVIST, Role.DISCLOSURE_HEAD
#: The share of quarters whose check nobody signs in time.
LATE = 0.08


@PLAYER.begins
def keeping(day: Day) -> Iterator[Beginning]:
    """In January the county approves the table; from then on each agency signs its list once a month and its checks."""
    office = agency_with(AgencyFunction.DISCLOSURE_OFFICE) if day.working else None
    if office is None:
        return
    if day.is_nth_working_day(1, 2):
        yield Beginning("scope", "draft_scope", {"agency": office.code})
    for n, code in enumerate(day.world.staffed()):
        if not day.world.people.holders(KEEPER, code):
            continue
        month = day.date.month
        if day.is_nth_working_day(month, 8 + n % 10, any_year=True):
            yield Beginning(f"list-{code}", "sign_list", {"agency": code})
        if month in (1, 4, 7, 10) and day.is_nth_working_day(month, 5 + n % 5, any_year=True):
            yield Beginning(f"quarter-{code}", "sign_quarter", {"agency": code})


@PLAYER.stage
def draft_scope(part: Part) -> Next | None:
    if Scope.objects.exists():
        return None
    part.about(part.do("archive.draft_scope", KEEPER, part.agency))
    part.do("archive.submit_scope", HEAD)
    return part.then(approve_scope, (2, 5))


@PLAYER.stage
def approve_scope(part: Part) -> None:
    given = {
        "approved_by": "五原县档案局（模拟）",
        "number": f"五档发〔{part.today.year}〕3号",
        "approved_on": part.today,
    }
    part.do("archive.approve_scope", KEEPER, **given)


@PLAYER.stage
def sign_list(part: Part) -> Next | None:
    """What the portal found and tested is signed for; in the night it is filed."""
    if not Item.objects.filter(agency=part.agency, state="ready").exists():
        return None
    part.do("archive.sign_list", KEEPER, part.agency)
    return part.then(close_volume, (5, 20))


@PLAYER.stage
def close_volume(part: Part) -> Next | None:
    """A volume is put in order by one and closed by another."""
    volume = Volume.objects.filter(agency=part.agency, state="open").order_by("year", "code").first()
    if volume is None or not part.world.people.holders(HEAD, part.agency):
        return None
    part.about(volume)
    part.do("archive.offer_volume", KEEPER, situation="本卷齐全完整。")
    part.do("archive.close_volume", HEAD)
    return None


@PLAYER.stage
def sign_quarter(part: Part) -> Next | None:
    """The portal opened the check and lists what is missing; the archivist signs it."""
    checks = QuarterCheck.objects.filter(agency=part.agency, state=QuarterCheck.State.LISTED)
    check = checks.order_by("year", "quarter").last()
    if check is None:
        return None
    if not part.course.step and part.chance(LATE):
        return part.then(sign_quarter, (9, 18))
    part.about(check)
    part.do("archive.sign_quarter", KEEPER, words="逐件核对，缺的已经通知承办人补齐。")
    return None
