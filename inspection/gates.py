"""Checks that several acts share."""

from __future__ import annotations

from foundation.agencies.models import Agency
from foundation.casework.acts import Objection, Step, gate
from foundation.casework.refusals import Refused
from inspection.audiences import inspection_of, office_of
from inspection.statute import Field

_OFFICES = {
    Field.OPENNESS: "县政务公开工作机构",
    Field.SECRECY: "保密行政管理部门",
}


def office_for(step: Step, field: Field) -> Agency:
    """The office in whose name the county acts; raises `Refused` where none is named: no other agency may stand in for it."""
    office = office_of(field)
    if office is None:
        raise Refused(step.act.cites[0], f"还没有指定{_OFFICES[field]}。", f"请先指定{_OFFICES[field]}。")
    return office


@gate("PD-11", "由这次检查的检查人员办")
def is_inspector(step: Step) -> Objection | None:
    if step.actor.staff_id is None:
        return None
    named = inspection_of(step.matter).inspectors.filter(until_at=None).select_related("staff")
    if any(step.actor.is_person(row.staff) for row in named):
        return None
    names = "、".join(str(row.staff) for row in named)
    return (
        f"这次检查的检查人员是{names}，不包括您。",
        "请由检查人员办理；要由您来办的，先在这次检查里更换检查人员。",
    )
