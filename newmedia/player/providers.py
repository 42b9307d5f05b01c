"""Third parties in a simulated year: on file before anybody of them writes; let go, ended before time, or over with their contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from foundation.agencies.models import Staff
from foundation.agencies.roles import Role
from foundation.simulation.players import Beginning, Day, Next, Part
from newmedia.models import Account, Provider
from newmedia.player.accounts import LEADER, PLAYER, RECORDS, account_of, live
from newmedia.player.fates import reset_passwords
from newmedia.player.group import PROPAGANDA
from newmedia.player.posts import drawn, hand_in

PROVIDERS_A_YEAR = 6
#: How work with a third party ends, in turn.
ENDS = ("contract_over", "ended")
COMPANY = {
    "name": "河套文化传媒有限公司",
    "credit_code": "91150821MA0PTR2E35",
    "qualification": "广播电视节目制作经营许可证，编号（蒙）字第 00212 号。",
    "services": ["content", "pictures"],
}


@PLAYER.begins
def hiring(day: Day) -> Iterator[Beginning]:
    """From February on some accounts let a company write for them."""
    numbers = day.numbers(PROVIDERS_A_YEAR, least=len(ENDS), of="providers")
    handles = [handle for handle in live() if not handle.startswith(PROPAGANDA)] if numbers else []
    stream = day.stream("providers")
    for n in numbers if day.date.month > 1 and handles else ():
        facts = {"handle": stream.choice(handles), "how": ENDS[n % len(ENDS)]}
        yield Beginning(f"provider{n}", "propose_provider", facts)


def _works(part: Part) -> bool:
    """Whether the contract still runs."""
    return bool(part.matter.state == Provider.State.IN_FORCE)


@PLAYER.stage
def propose_provider(part: Part) -> Next | None:
    account = account_of(part)
    if account.providers.exclude(state__in=[Provider.State.ENDED, Provider.State.DROPPED]).exists():
        return None
    days = 75 if part.facts["how"] == "contract_over" else 365
    given = {
        **COMPANY,
        "contract": f"采购〔{part.today.year}〕{part.stream.randint(1, 90)}号",
        "contract_from": part.today,
        "contract_until": part.today + timedelta(days=days),
    }
    part.about(part.do("newmedia.propose_provider", RECORDS, account, **given))
    return part.then(file_provider, (0, 2))


@PLAYER.stage
def file_provider(part: Part) -> Next:
    part.do("newmedia.file_provider", LEADER, reason="只写稿、拍照，审核和发布由本单位办。")
    return part.then(accept_provider, (1, 4))


@PLAYER.stage
def accept_provider(part: Part) -> Next:
    part.do("newmedia.accept_provider", Role.DISCLOSURE_HEAD, of_agency=PROPAGANDA, reason="")
    return part.then(admit, (1, 5))


@PLAYER.stage
def admit(part: Part) -> Next | None:
    """Somebody of theirs gets an account of the agency, not on its establishment, and may draft."""
    if not _works(part):
        return None
    code, admin = part.agency.code, part.someone(Role.AGENCY_ADMIN)
    number = Staff.objects.filter(username__startswith=f"{code}-waipin").count() + 1
    given = {"username": f"{code}-waipin{number}", "full_name": f"外聘采编{number}号", "on_establishment": ""}
    staff = part.do("agencies.appoint", admin, part.agency, **given)
    part.do("agencies.grant_role", admin, staff, role=Role.DRAFTER.value)
    part.do("newmedia.admit", RECORDS, staff=staff.pk)
    part.facts["person"] = staff.username
    return part.then(write_for, (2, 10))


@PLAYER.stage
def write_for(part: Part) -> Next | None:
    """They write; the agency's own people hand in, review and release."""
    provider, account = part.matter, account_of(part)
    if not _works(part):
        return None
    if account.state == Account.State.LIVE:
        writer = part.world.people.actor(Staff.objects.get(username=part.facts["person"]))
        post = part.do("newmedia.write", writer, account, **drawn(part))
        part.begin(PLAYER, hand_in, post, (0, 1), handle=part.facts["handle"])
    if part.facts["how"] == "ended":
        return part.then(let_go, (10, 30))
    return part.on_day(set_anew, provider.contract_until + timedelta(days=2))


@PLAYER.stage
def let_go(part: Part) -> Next | None:
    if not _works(part):
        return None
    person = part.matter.people.get(until_on=None)
    part.do("newmedia.let_go", RECORDS, person=person.pk, reason="公司换人，暂时没有人来。")
    return part.then(end_provider, (5, 15))


@PLAYER.stage
def end_provider(part: Part) -> Next | None:
    if not _works(part):
        return None
    part.do("newmedia.end_provider", LEADER, reason="交的稿件多次返工，按合同提前终止。")
    return part.then(set_anew, (0, 1))


@PLAYER.stage
def set_anew(part: Part) -> None:
    """Whoever knew the password knows it no more."""
    account = part.about(account_of(part))
    if account.state == Account.State.LIVE:
        reset_passwords(part)
