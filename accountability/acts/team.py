"""Who works on a case: named, recused, replaced (AC-7, 政务处分法42, 47–48)."""

from __future__ import annotations

from accountability import forms
from accountability.audiences import Part, whole_team
from accountability.gates import BY_LEADER, in_team, not_of_ourselves
from accountability.models import ROLES_OF, Case, Member
from accountability.statute import CLERK, LEADER, TRIAL
from foundation.agencies.models import RoleGrant, Staff
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.refusals import Invalid

OPEN = ("clue", "verifying", *Case.UNDER_WAY, "decided", "served", "correcting", "reported", "transferred")


@gate("AC-7", "调查的人不审理", on_entry=True)
def investigate_or_try(step: Step) -> Objection | None:
    trying = list(step.data["triers"])
    for one in step.data["investigators"]:
        if any(one.pk == other.pk or (one.person and one.person == other.person) for other in trying):
            return f"{one}不能既调查又审理。", "请另选审理人员。"
    return None


@act(
    "accountability.name_team",
    "指定调查和审理人员",
    on=Case,
    via="begin",
    role=(LEADER,),
    asks=forms.TeamForm,
    cites=("AC-7", "AC-3"),
    gates=[BY_LEADER, not_of_ourselves, investigate_or_try],
    weight="primary",
    tells=(whole_team,),
)
def name_team(step: Step) -> None:
    """Two or more investigate; others try it."""
    case: Case = step.matter
    for staff in step.data["investigators"]:
        _name(step, case, staff, Part.INVESTIGATOR)
    for staff in step.data["triers"]:
        _name(step, case, staff, Part.TRIER)
    case.begin()


def _name(step: Step, case: Case, staff: Staff, part: str) -> None:
    Member.objects.create(case=case, staff=staff, part=part, from_at=step.at)


@gate("AC-7", "接替的人有相应的角色", on_entry=True)
def replacement_may(step: Step) -> Objection | None:
    replacement, member = step.data["replacement"], step.data["member"]
    return None if replacement is None else _objection_to(replacement, member.part, step.matter)


def _objection_to(staff: Staff, part: str, case: Case) -> Objection | None:
    wanted = ROLES_OF[Part(part)]
    if not RoleGrant.objects.filter(staff=staff, role__in=wanted, agency=case.agency).exists():
        labels = "”或者“".join(str(role.label) for role in wanted)
        return f"{staff}没有“{labels}”的角色。", "请另选一位。"
    return None


@gate("AC-7", "新增的人有相应的角色", on_entry=True)
def newcomer_may(step: Step) -> Objection | None:
    return _objection_to(step.data["member"], step.data["part"], step.matter)


@gate("AC-10", "复审的人在有申诉以后指定，调查和审理的人在决定以前", on_entry=True)
def newcomer_in_time(step: Step) -> Objection | None:
    case: Case = step.matter
    lodged = case.appeals.filter(state="lodged").exists()  # type: ignore[attr-defined]
    if step.data["part"] == Part.REVIEWER and not lodged:
        return "现在没有待决定的申诉，不用复审承办人。", "请在收到申诉以后再指定。"
    under_way = case.state in (*Case.UNDER_WAY, "transferred")
    if step.data["part"] in (Part.INVESTIGATOR, Part.TRIER) and not under_way:
        return "决定以后不再增加调查、审理人员。", "承办复审的，请选“复审承办”。"
    return None


@act(
    "accountability.add_member",
    "增加办案人员",
    on=Case,
    states=(*Case.UNDER_WAY, *Case.IN_FORCE, "decided", "transferred"),
    role=(LEADER,),
    asks=forms.AddMemberForm,
    cites=("AC-7", "AC-10"),
    gates=[BY_LEADER, newcomer_may, newcomer_in_time],
    weight="quiet",
    tells=(whole_team,),
)
def add_member(step: Step) -> None:
    """Somebody who took no part: in the place of those who went, or to review."""
    _name(step, step.matter, step.data["member"], step.data["part"])


@act(
    "accountability.recuse",
    "回避或者更换办案人员",
    on=Case,
    states=OPEN,
    role=(CLERK, TRIAL, LEADER),
    asks=forms.RecuseForm,
    cites=("AC-7",),
    gates=[in_team(Part.CLERK, Part.LEADER, Part.INVESTIGATOR, Part.TRIER), replacement_may],
    weight="quiet",
    tells=(whole_team,),
)
def recuse(step: Step) -> None:
    """Whoever leads lets somebody go and names another; anybody may step back of their own."""
    member: Member = step.data["member"]
    own = step.actor.is_person(member.staff)
    leads = step.matter.members.filter(part=Part.LEADER, until_at=None, staff=step.actor.staff_id).exists()
    if not (own or leads):
        raise Invalid({"谁退出": ["您只能自己申请回避；要别人回避的，请报负责人决定。"]})
    if member.part in (Part.LEADER, Part.CLERK) and step.data["replacement"] is None:
        raise Invalid({"由谁接替": ["承办人和负责人退出，要有人接替。"]})
    member.until_at, member.ended, member.why = step.at, step.data["ended"], step.data["why"]
    member.save()
    if member.part in (Part.CLERK, Part.INVESTIGATOR) and step.matter.code_hash:
        # They may have had the code of whom the case is about.
        step.matter.code_hash = ""
        step.shown.append("本人的查询码已经作废，请由承办或者调查人员换发，交给本人。")
    if member.ended == Member.Ended.RECUSED:
        # Under every part of theirs: who is recused takes no part at all.
        for other in step.matter.members.filter(staff=member.staff, until_at=None):
            other.until_at, other.ended, other.why = step.at, step.data["ended"], step.data["why"]
            other.save()
    if step.data["replacement"] is not None:
        _name(step, step.matter, step.data["replacement"], member.part)
