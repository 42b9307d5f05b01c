"""Checks that several acts share."""

from __future__ import annotations

from foundation.casework.acts import Objection, Step, gate
from inspection.audiences import inspection_of


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
