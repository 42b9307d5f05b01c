"""Cases from verification to the discussion: filed, investigated by two, told, heard, tried by others, each by the team of this case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accountability.models import Case, Member
from accountability.player.reports import CLERK, PLAYER
from foundation.agencies.actors import Actor
from foundation.agencies.roles import Role
from foundation.simulation.players import Next, Part

TRIAL = Role.DISCIPLINE_TRIAL
State = Case.State
RECUSED, GIVEN_BACK, STATED, BESIDE = 0.3, 0.2, 0.7, 0.3
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
FACTS = "应当公开的文件成文以后没有送保密审查，也没有公开。\n没有报请领导审核，自行决定不公开。"
BASIS = "《中华人民共和国公职人员政务处分法》第三十八条第一款第四项"
#: By the way a case goes: level and measures that are told.
TOLD: dict[str, tuple[int, list[str]]] = {"unit": (3, ["circulated"]), "none": (1, ["admonition"])}
GRAVE = (3, ["demerit"])


def team(part: Part, role: str, nth: int = 0) -> Actor:
    """One of the team of this case in a part of it, in the order in which they came."""
    rows = Member.objects.filter(case=_case(part), part=role, until_at=None).select_related("staff__agency")
    return part.world.people.actor(rows.order_by("pk")[nth].staff)


def _case(part: Part) -> Case:
    row = part.matter
    return row if isinstance(row, Case) else row.case


def _free(part: Part, role: str) -> list[int]:
    """The holders of a role who were of the team in no part."""
    gone = set(Member.objects.filter(case=_case(part)).values_list("staff", flat=True))
    return [one.pk for one in part.world.people.holders(role, part.agency) if one.pk not in gone]


@PLAYER.stage
def verify(part: Part) -> Next:
    if part.facts["how"] != "own":
        part.do("accountability.verify", team(part, "clerk"))
    return part.then(file_case, (5, 15))


@PLAYER.stage
def file_case(part: Part) -> Next | None:
    """A case is opened; or the clue leads nowhere, or goes to the city since it is about the commission's own."""
    how, leader = part.facts["how"], team(part, "leader")
    if how == "own":
        because = "涉及本机关人员，本机关不办。"
        part.do("accountability.hand_up", leader, to="巴彦淖尔市纪委监委", because=because)
        part.do("accountability.close", leader, remark="")
        return None
    if how == "dropped":
        because = "调取登记簿核对，文件已经按期送审，延误由系统故障造成。"
        part.do("accountability.drop_clue", leader, how="untrue", because=because)
        return None
    who: dict[str, Any] = {"subject": "unit", "person": "", "post": ""}
    if how != "unit":
        name = "".join(part.stream.choices(NAMES, k=2))
        who = {"subject": "person", "person": f"模拟{name}", "post": "股长"}
    happened = part.today - timedelta(days=part.stream.randint(40, 90))
    part.do("accountability.file", leader, **who, account="", happened_on=happened, facts=FACTS)
    investigators, triers = _free(part, CLERK)[:2], _free(part, TRIAL)[:1]
    part.do("accountability.name_team", leader, investigators=investigators, triers=triers)
    if how == "unit" and part.chance(BESIDE):
        beside = part.do("accountability.open_beside", team(part, "clerk"), leader=leader.staff_id)
        part.begin(PLAYER, verify, beside, (1, 4), agency=part.agency.code, how="dropped")
    return part.then(investigate, (5, 20))


@PLAYER.stage
def investigate(part: Part) -> Next | None:
    """What was found is told to whom it is about."""
    how = part.facts["how"]
    if not part.facts.get("again") and part.chance(RECUSED) and (others := _free(part, CLERK)):
        standing = Member.objects.filter(case=part.matter, part="investigator", until_at=None)
        second = standing.order_by("pk")[1]
        gone = {"member": second.pk, "ended": "recused", "why": "本人与案件有利害关系。"}
        part.do("accountability.recuse", team(part, "leader"), **gone, replacement=others[0])
    investigator = team(part, "investigator")
    found = "发文登记簿第 12 页，三份文件的成文日期和承办人。"
    part.do("accountability.add_evidence", investigator, text=found)
    if how == "withdrawn":
        because = "关键的登记簿缺页，承办人的陈述前后不一，证据不足。"
        part.do("accountability.withdraw_case", team(part, "leader"), how="not_proved", because=because)
        part.do("accountability.close", team(part, "leader"), remark="")
        return None
    if how == "transferred" and not part.facts.get("returned"):
        part.do(
            "accountability.transfer",
            team(part, "leader"),
            to="五原县公安局",
            because="涉嫌滥用职权，数额较大。",
        )
        part.facts["returned"] = True
        return part.then(resume, (15, 30))
    why = "这几份文件没有进本网站办理，按发文登记簿和谈话笔录查明没有报批。"
    part.do(
        "accountability.confirm_responsibility", investigator, responsibility="handler", departed_because=why
    )
    level, measures = TOLD.get(how, GRAVE)
    told = {"facts": part.matter.facts, "basis": BASIS, "level": level, "measures": measures, "days": 5}
    part.do("accountability.tell", investigator, **told)
    return part.then(state_defence, (1, 3))


@PLAYER.stage
def resume(part: Part) -> Next:
    """The police found no crime; the investigation goes on."""
    part.do("accountability.resume", team(part, "leader"))
    return part.then(investigate, (2, 6))


@PLAYER.stage
def state_defence(part: Part) -> Next:
    if part.chance(STATED):
        said = "当时系统故障，也没有人教过怎么送审，请从轻考虑。"
        part.citizen("accountability.state_defence", called="被追究的单位或者个人", text=said)
    else:
        part.do("accountability.renew_code", team(part, "clerk"))
    return part.then(hear, (5, 8))


@PLAYER.stage
def hear(part: Part) -> Next:
    said = part.matter.statements.exists()
    record = {
        "heard_with": team(part, "investigator", 1).staff_id,
        "waived": "" if said else "on",
        "in_person": "on" if said else "",
        "hearing": "本人陈述：当时系统故障。" if said else "本人书面放弃陈述申辩。",
        "checked": "故障属实，时间只有两小时，不影响认定。" if said else "没有提出意见。",
    }
    part.do("accountability.hear", team(part, "investigator"), **record)
    return part.then(try_case, (2, 8))


@PLAYER.stage
def try_case(part: Part) -> Next:
    if not part.facts.get("again") and part.chance(GIVEN_BACK):
        part.facts["again"] = True
        part.do("accountability.give_back", team(part, "trier"), opinion="补上系统故障当天的记录。")
        return part.then(investigate, (3, 10))
    opinion = "事实清楚，证据确凿，定性准确，处理恰当，程序合法。"
    part.do("accountability.try_case", team(part, "trier"), opinion=opinion)
    return part.then("decide", (2, 8))
