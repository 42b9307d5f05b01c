"""Checks that several acts of the archive share."""

from __future__ import annotations

from typing import Any

from archive.models import Item, Scope
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import Objection, Step, gate
from foundation.records.declared import held


@gate("国家档案局令第8号", "归档范围和保管期限表已经施行")
def scope_in_force(step: Step) -> Objection | None:
    """What is filed and for how long the archive authority has agreed to (实施条例19)."""
    if Scope.objects.filter(state=Scope.State.IN_FORCE).exists():
        return None
    return (
        "归档范围和保管期限表还没有经档案主管部门审核同意（档案法实施条例第十九条）。",
        "请县政务公开办公室先报送、登记审核意见，再归档。",
    )


def why_held(items: list[Item]) -> dict[int, str]:
    """Which of these may not be destroyed, each with why: by hand, and by what the rooms find now."""
    found = held(ref for item in items for ref in item.matters)
    said: dict[int, str] = {}
    for item in items:
        reasons = [str(hold) for hold in item.holds.all() if hold.lifted_at is None]
        reasons += [found[ref] for ref in item.matters if ref in found]
        if reasons:
            said[item.pk] = "；".join(dict.fromkeys(reasons))
    return said


def is_county_office(agency: Any) -> bool:
    """Whether it keeps the county's table of scope: the disclosure office."""
    return AgencyFunction.DISCLOSURE_OFFICE in agency.functions


@gate("AR-3(3)", "由县政务公开办公室统一拟定")
def county_office(step: Step) -> Objection | None:
    """There is one table for the county."""
    if is_county_office(step.matter):
        return None
    return "归档范围和保管期限表由县政务公开办公室统一拟定。", "请向县政务公开办公室提出修改建议。"
