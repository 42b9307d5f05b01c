"""Reports and clues: what citizens report, and what the commission comes upon; taken on, set aside, or sent elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.simulation.players import ANY_HOUR, Beginning, Day, Next, Part, Player

PLAYER = Player("accountability")
CLERK, LEADER = Role.DISCIPLINE_CLERK, Role.DISCIPLINE_LEADER

REPORTS_A_YEAR, CLUES_A_YEAR = 24, 16
#: What becomes of reports, in turn; and of cases (`cases.py`).
RECEIVED = ("taken", "set_aside", "taken", "passed_on")
WAYS = ("sanctioned", "appealed", "none", "organ", "unit", "dropped", "withdrawn", "transferred", "own")
NAMED, LATE = 0.5, 0.1
CLUES = (
    (1, "三份应当公开的文件成文以后四个月没有公开，群众两次询问没有答复。"),
    (3, "窗口两次不收公开申请，没有给书面的理由。"),
    (5, "检查指出的空白栏目，限期过了两个月仍然空着。"),
)
ANSWERS = {
    "set_aside": "反映的文件已经在期限内公开，见公文栏目；没有违反公开的规定，不予受理。",
    "passed_on": "反映的是服务态度，不归纪委监委管。请向该单位或者 12345 反映。",
}


@PLAYER.begins
def learning(day: Day) -> Iterator[Beginning]:
    """Citizens report on any day; the commission comes upon something itself."""
    commission = agency_with(AgencyFunction.DISCIPLINE_COMMISSION)
    if commission is None or not day.world.people.holders(CLERK, commission):
        return
    codes, stream = [code for code in day.world.staffed() if code != commission.code], day.stream("clues")
    for n in day.numbers(REPORTS_A_YEAR, any_day=True, least=len(RECEIVED)):
        facts = {"agency": commission.code, "unit": stream.choice(codes), "how": WAYS[n // 2 % len(WAYS)]}
        yield Beginning(f"r{n}", "report", facts | {"received": RECEIVED[n % len(RECEIVED)]}, hours=ANY_HOUR)
    for n in day.numbers(CLUES_A_YEAR, least=len(WAYS)):
        how = WAYS[n % len(WAYS)]
        unit = commission.code if how == "own" else stream.choice(codes)
        yield Beginning(f"c{n}", "take_clue", {"agency": commission.code, "unit": unit, "how": how})


@PLAYER.stage
def report(part: Part) -> Next:
    item, text = part.stream.choice(CLUES)
    named = part.chance(NAMED)
    given: dict[str, Any] = {"about": part.facts["unit"], "item": item, "text": text, "who": "citizen"}
    given |= {"name": "模拟举报人" if named else "", "contact": "13900000000" if named else ""}
    given["token"] = part.token()
    part.about(part.citizen("accountability.report", part.agency, called="举报人", **given))
    return part.then(receive, (2, 10), late=LATE)


@PLAYER.stage
def receive(part: Part) -> Next | None:
    """A clerk takes it on, or says where it belongs; now and then the leader has to know who it was."""
    row, how = part.matter, part.facts["received"]
    if how == "set_aside":
        part.do("accountability.set_report_aside", CLERK, answer=ANSWERS[how])
        return None
    if how == "passed_on":
        part.do("accountability.pass_report_on", CLERK, answer=ANSWERS[how])
        return None
    if row.name:
        part.do("accountability.unseal_reporter", LEADER, why="contact")
    clerk, leader = cast(part)
    taken = part.do("accountability.take_report", clerk, leader=leader.staff_id)
    part.facts["how"] = "sanctioned" if part.facts["how"] == "own" else part.facts["how"]
    part.about(taken)
    return part.then("verify", (1, 5))


@PLAYER.stage
def take_clue(part: Part) -> Next:
    item, clue = part.stream.choice(CLUES)
    clerk, leader = cast(part)
    unit = part.world.agencies[part.facts["unit"]]
    given: dict[str, Any] = {"source": "", "unit": unit.pk, "item": item, "clue": clue}
    part.about(part.do("accountability.take_clue", clerk, part.agency, **given, leader=leader.staff_id))
    return part.then("verify", (0, 3))


def cast(part: Part) -> tuple[Any, Any]:
    """Who takes a clue and who leads its case: of the clerks one, the others may investigate; the first of the leaders."""
    people = part.world.people
    clerks, leaders = people.holders(CLERK, part.agency), people.holders(LEADER, part.agency)
    return people.actor(clerks[0]), people.actor(leaders[0])
