"""Checks that several acts share."""

from __future__ import annotations

from accountability.audiences import Part, case_of, team
from accountability.models import Member
from accountability.statute import INVESTIGATORS
from foundation.casework.acts import Gate, Objection, Step, gate
from foundation.clauses import Citation, cite

cite("AC-3", by=Citation("gate", "accountability.team", "由这个案件的人员办，别人看不到"))

_PARTS = {each.value: str(each.label) for each in Part}


def in_team(*parts: str) -> Gate:
    """The actor is of the team now, in one of these parts; whoever stands in for one of them is not."""
    said = "、".join(_PARTS[part] for part in parts)

    @gate("AC-3", f"由这个案件的{said}办")
    def check(step: Step) -> Objection | None:
        if step.actor.kind != "staff":
            return None
        mine = Member.objects.filter(case=case_of(step.matter), until_at=None, part__in=parts)
        if step.actor.for_whom is None and mine.filter(staff=step.actor.staff_id).exists():
            return None
        return f"您不是这个案件的{said}。", f"请由{said}办理。"

    return check


BY_CLERK = in_team(Part.CLERK)
BY_LEADER = in_team(Part.LEADER)
BY_INVESTIGATOR = in_team(Part.INVESTIGATOR)
BY_TRIER = in_team(Part.TRIER)
BY_CLERK_OR_LEADER = in_team(Part.CLERK, Part.LEADER)


@gate("AC-3", "不是纪委监委自己的人")
def not_of_ourselves(step: Step) -> Objection | None:
    if case_of(step.matter).unit_id == case_of(step.matter).agency_id:
        return (
            "涉及的是纪委监委自己或者本机关的人员，本机关不能办。",
            "请办“移送上级纪委监委”。",
        )
    return None


@gate("AC-7", "由两人以上调查")
def two_investigate(step: Step) -> Objection | None:
    named = team(step.matter, Part.INVESTIGATOR)
    people = {each.person or str(each.pk) for each in named}
    if len(people) < INVESTIGATORS:
        return (
            f"现在只有 {len(people)} 名调查人员，调查、告知、听取都要由两人以上进行。",
            "请先补足调查人员。",
        )
    return None


@gate("AC-6(1)", "责任已经按审批记录认定")
def answered_for(step: Step) -> Objection | None:
    if not step.matter.responsibility:
        return "还没有认定由谁承担责任。", "请先对照审批记录认定责任。"
    return None


@gate("AC-7", "已告知事实和拟处理依据，并听取过陈述申辩")
def heard(step: Step) -> Objection | None:
    case = step.matter
    if case.told_at is None:
        return "还没有把查明的事实和拟作出处理的依据告知本人，不能作出决定。", "请先告知，再听取陈述申辩。"
    if case.heard_at is None:
        return "还没有听取本人的陈述申辩，不能作出决定。", "请由两名调查人员听取，记入笔录。"
    return None


@gate("AC-7", "已由别人审理")
def tried(step: Step) -> Objection | None:
    if step.matter.tried_at is None:
        return "还没有审理，不能作出决定。", "请由审理人员审理，审理人员不得参加过调查。"
    return None
