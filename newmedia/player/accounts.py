"""Accounts of new media in a simulated year: filed with three offices, opened, changed, silent for a while, closed."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from foundation.agencies.actors import Actor
from foundation.agencies.roles import Role
from foundation.simulation.players import Beginning, Day, Next, Part, Player
from newmedia.models import Account, Filing, FilingCopy

PLAYER = Player("newmedia")
DRAFTER, RECORDS, HEAD, LEADER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER

#: The shares of agencies with an account, in a county and in a small one, and of those that have a second.
WITH_ACCOUNT, WITH_ACCOUNT_IF_SMALL, WITH_SECOND = 0.6, 0.35, 0.15
#: Below this scale a county is small.
SMALL = 0.5
RETURNED = 0.06
#: Who looks at filings for each of the three offices: agency and role.
RECEIVERS = {
    "propaganda": ("xcb", RECORDS),
    "cyberspace": ("wxb", RECORDS),
    "disclosure_office": ("xzfb", HEAD),
}
#: Who does what for an account.
DUTIES = (("manager", RECORDS), ("editor", DRAFTER), ("first", RECORDS), ("second", HEAD), ("final", LEADER))


@PLAYER.begins
def opening(day: Day) -> Iterator[Beginning]:
    """In the first weeks agencies file accounts of their own."""
    stream = day.world.streams.of(PLAYER.name, "who")
    share = WITH_ACCOUNT_IF_SMALL if day.world.scale < SMALL else WITH_ACCOUNT
    for n, code in enumerate(day.world.staffed()):
        first, second = stream.random() < share, stream.random() < WITH_SECOND
        if first and day.is_nth_working_day(1, 2 + n % 15):
            yield Beginning(f"account-{code}", "propose", {"agency": code, "platform": "wechat"})
        if first and second and day.is_nth_working_day(3, 1 + n % 15):
            yield Beginning(f"second-{code}", "propose", {"agency": code, "platform": "weibo"})


@PLAYER.stage
def propose(part: Part) -> Next:
    agency, platform = part.agency, part.facts["platform"]
    name = agency.short_name.removeprefix("县")
    given = {
        "platform": platform,
        "title": f"五原{name}{'微博' if platform == 'weibo' else '发布'}",
        "purpose": f"{agency.short_name}的政务信息、政策解读和便民服务。",
        "subject": agency.name,
        "in_charge": "分管领导",
        "phone": "0478-0000000",
        "interactions": ["messages", "comments"],
    }
    part.about(part.do("newmedia.propose", DRAFTER, agency, **given))
    for duty, role in DUTIES:
        person = part.someone(role).staff_id
        part.do("newmedia.assign", RECORDS, staff=person, duty=duty)
    return part.then(file_opening, (1, 4))


@PLAYER.stage
def file_opening(part: Part) -> Next:
    part.do("newmedia.file_opening", LEADER, reason="方便群众了解政策、办事。")
    return part.then(receive_filing, (1, 5))


@PLAYER.stage
def receive_filing(part: Part) -> Next:
    """All three offices look at it; one may ask for more first."""
    if part.course.step < 4 and part.chance(RETURNED):
        return_filing(part, "先说明一周能更新几条。")
        return part.then(file_opening, (2, 6))
    acknowledge_filing(part)
    return part.then(go_live, (1, 4))


def _copies(part: Part) -> list[FilingCopy]:
    filing = Filing.objects.filter(account=part.matter).order_by("-pk")[0]
    return list(filing.copies.order_by("function"))


def return_filing(part: Part, reason: str) -> None:
    """The first of the three offices sends back what was filed last."""
    copy = _copies(part)[0]
    code, role = RECEIVERS[copy.function]
    part.do("newmedia.return_copy", role, copy, of_agency=code, reason=reason)
    part.about(Account.objects.get(pk=part.matter.pk))


def acknowledge_filing(part: Part) -> None:
    """All three offices put on file what was filed last."""
    for copy in _copies(part):
        code, role = RECEIVERS[copy.function]
        part.do("newmedia.acknowledge", role, copy, of_agency=code)
    part.about(Account.objects.get(pk=part.matter.pk))


@PLAYER.stage
def go_live(part: Part) -> None:
    handle = f"{part.agency.code}-{part.facts['platform']}"
    given = {"handle": handle, "address": f"https://www.example.gov.cn/{handle}", "opened_on": part.today}
    part.do("newmedia.go_live", DRAFTER, **given)
    part.do("newmedia.record_national", RECORDS, national_on=part.today)


# Who does what for one


def running() -> QuerySet[Account]:
    """The accounts that run, each with a handle of its own."""
    return Account.objects.filter(state=Account.State.LIVE).exclude(handle="")


def live() -> list[str]:
    """Their handles."""
    return sorted(running().values_list("handle", flat=True))


def account_of(part: Part) -> Account:
    account: Account = Account.objects.select_related("agency").get(handle=part.facts["handle"])
    part.facts["agency"] = account.agency.code
    return account


def on_duty(part: Part, account: Account, duty: str) -> Actor:
    """Whoever is assigned to do this for an account."""
    rows = account.assignments.filter(duty=duty, until_on=None, staff__is_active=True)
    row = rows.select_related("staff__agency").order_by("from_on", "staff__username").first()
    if row is not None:
        return part.world.people.actor(row.staff)
    # Whoever did it has left.
    person = part.someone(dict(DUTIES)[duty])
    part.do("newmedia.assign", RECORDS, account, staff=person.staff_id, duty=duty)
    return person
