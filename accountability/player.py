"""Accountability in a simulated year: what citizens report, verified and laid to rest, or filed as a case of which the person is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.simulation.players import ANY_HOUR, Beginning, Day, Next, Part, Player

PLAYER = Player("accountability")
CLERK, TRIAL, LEADER = Role.DISCIPLINE_CLERK, Role.DISCIPLINE_TRIAL, Role.DISCIPLINE_LEADER

REPORTS_A_YEAR, CLUES_A_YEAR = 24, 8
CLUES = (
    (1, "巡察中发现，三份应当公开的文件成文以后四个月没有公开，群众两次询问没有答复。"),
    (3, "群众反映窗口两次不收公开申请，没有给书面的理由。"),
)


@PLAYER.begins
def learning(day: Day) -> Iterator[Beginning]:
    """Citizens report on any day; the commission comes upon something itself."""
    commission = agency_with(AgencyFunction.DISCIPLINE_COMMISSION)
    if commission is None or not day.world.people.holders(CLERK, commission):
        return
    codes, stream = [code for code in day.world.staffed() if code != commission.code], day.stream("clues")
    for n in range(day.how_many(REPORTS_A_YEAR, any_day=True)):
        facts = {"agency": commission.code, "unit": stream.choice(codes)}
        yield Beginning(f"r{n}", "report", facts, hours=ANY_HOUR)
    for n in range(day.how_many(CLUES_A_YEAR)):
        yield Beginning(f"c{n}", "take_clue", {"agency": commission.code, "unit": stream.choice(codes)})


@PLAYER.stage
def report(part: Part) -> None:
    """What comes in waits for the commission's clerk."""
    item, text = part.stream.choice(CLUES)
    given = {
        "about": part.facts["unit"],
        "item": item,
        "text": text,
        "who": "citizen",
        "name": "",
        "contact": "",
    }
    part.citizen("accountability.report", part.agency, called="举报人", **given, token=part.token())


@PLAYER.stage
def take_clue(part: Part) -> Next:
    item, clue = part.stream.choice(CLUES)
    unit, leader = part.world.agencies[part.facts["unit"]], part.someone(LEADER)
    given: dict[str, Any] = {
        "source": "",
        "unit": unit.pk,
        "item": item,
        "clue": clue,
        "leader": leader.staff_id,
    }
    part.about(part.do("accountability.take_clue", CLERK, part.agency, **given))
    part.do("accountability.verify", CLERK)
    return part.then(file_case, (5, 15))


@PLAYER.stage
def file_case(part: Part) -> Next:
    part.do(
        "accountability.file",
        LEADER,
        subject="person",
        person="模拟人员",
        post="股长",
        account="",
        happened_on=part.today - timedelta(days=60),
        facts="三份文件成文以后没有送保密审查，也没有公开。\n没有报请领导审核，自行决定不公开。",
    )
    people = part.world.people
    clerks = [one.pk for one in people.holders(CLERK, part.agency)]
    triers = [one.pk for one in people.holders(TRIAL, part.agency)]
    part.do("accountability.name_team", LEADER, investigators=clerks[-2:], triers=triers[:1])
    part.facts["investigator"] = people.holders(CLERK, part.agency)[-1].username
    return part.then(investigate, (5, 20))


@PLAYER.stage
def investigate(part: Part) -> None:
    """What was found is told to the person; hearing, trial and decision are left to the desk."""
    holders = part.world.people.holders(CLERK, part.agency)
    investigator = part.world.people.actor(
        next(one for one in holders if one.username == part.facts["investigator"])
    )
    part.do(
        "accountability.add_evidence", investigator, text="发文登记簿第 12 页，三份文件的成文日期和承办人。"
    )
    because = "这几份文件没有进本网站办理，按发文登记簿和谈话笔录查明没有报批。"
    part.do(
        "accountability.confirm_responsibility",
        investigator,
        responsibility="handler",
        departed_because=because,
    )
    told = {"facts": part.matter.facts, "basis": "《中华人民共和国公职人员政务处分法》第三十八条第一款第四项"}
    part.do("accountability.tell", investigator, **told, level=3, measures=["warning"], days=5)
