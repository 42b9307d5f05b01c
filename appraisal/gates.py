"""What the regulation on appraisal demands before a step."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate

from appraisal.models import Appraisal, Case, Rectification
from appraisal.statute import QUARTER_FROM
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.acts import Objection, Step, gate

_OFFICES = {AgencyFunction.DISCLOSURE_OFFICE.value, AgencyFunction.COUNTY_OFFICE.value}


def is_office(agency: Agency) -> bool:
    """Whether the office of the working group sits in this agency (AP-2)."""
    return bool(_OFFICES & set(agency.functions))


@gate("AP-2", "考核由县政务公开专项工作组办公室组织")
def organised_by_the_office(step: Step) -> Objection | None:
    if not is_office(step.matter):
        return "考核由县政务公开专项工作组办公室组织。", "请在办公室所在的机关办理。"
    return None


def _unit_of(matter: Any) -> Agency:
    agency: Agency = matter.agency
    return agency


@gate("AP-9", "考核人员不考核自己的单位")
def not_of_the_unit(step: Step) -> Objection | None:
    unit = _unit_of(step.matter)
    if step.actor.staff_id is None:
        return None
    others = step.actor.for_whom
    agencies = {step.actor.agency_id, *(a for _role, a in step.actor.own_grants if a is not None)}
    merged = unit.successor_id
    if unit.pk in agencies or (merged is not None and merged in agencies) or _represents(others, unit):
        return "您在被考核的单位任职，不能考核自己的单位。", "请由考核小组里别的单位的同志办理。"
    return None


@gate("AP-2", "由办公室办理；涉及办公室自己单位的，由考核小组办理")
def by_the_office(step: Step) -> Objection | None:
    """Nobody of the office decides on its own agency: there the assessing group does, and nowhere else."""
    supervises = Role.COUNTY_SUPERVISOR in {role for role, _agency in step.actor.grants}
    if step.actor.staff_id is None or supervises or step.matter.agency == step.matter.office:
        return None
    return "这一件由县政务公开专项工作组办公室办理。", "涉及办公室自己单位的，才由考核小组办理。"


def _represents(other: Any, unit: Agency) -> bool:
    """Whether whom somebody stands in for works in the unit."""
    return other is not None and any(agency == unit.pk for _role, agency in other.grants)


@gate("PD-10", "年度考核在第四季度进行")
def in_the_fourth_quarter(step: Step) -> Objection | None:
    row: Appraisal = step.matter
    first = row.day(QUARTER_FROM)
    if localdate(step.at) < first:
        return f"年度考核在第四季度进行，最早 {first} 部署。", "在这以前办理平时考核。"
    return None


@gate("AP-9", "实地考核从 12 月 1 日开始")
def in_december(step: Step) -> Objection | None:
    first, last = step.matter.appraisal.field_days
    if localdate(step.at) < first:
        return f"实地考核在 {first} 至 {last} 进行，今天还没有到。", "在这以前可以平时考核、核对数据。"
    return None


@gate("AP-9", "先自查自评，再实地考核")
def assessed_itself(step: Step) -> Objection | None:
    case: Case = step.matter
    if case.state == Case.State.NOTIFIED and localdate(step.at) <= case.appraisal.self_due:
        return (
            f"单位还没有自查自评，期限是 {case.appraisal.self_due}。",
            "请等单位报送，过了期限再直接实地考核。",
        )
    return None


@gate("AP-6", "有争议的行都已认定", done_by=("appraisal.excuse_row",))
def disputes_decided(step: Step) -> Objection | None:
    left = step.matter.disputes.filter(state="open").count()
    if left:
        return f"还有 {left} 件数据有争议，没有认定。", "请县政务公开专项工作组办公室先认定。"
    return None


@gate("AP-7", "指标都评了分")
def every_mark_given(step: Step) -> Objection | None:
    from appraisal.results import rows_of

    waiting = [row.leaf.code for row in rows_of(step.matter, confirmed=True) if row.waits]
    if waiting:
        return f"指标 {'、'.join(waiting[:8])} 还没有评分。", "请先补上评分。"
    return None


@gate("AP-9", "每个单位都最终确定", done_by=("appraisal.confirm_answer",))
def every_case_final(step: Step) -> Objection | None:
    rows = Case.objects.filter(appraisal=step.matter).exclude(
        state__in=[Case.State.FINAL, Case.State.PUBLISHED, Case.State.MERGED]
    )
    names = list(rows.values_list("name", flat=True)[:4])
    if names:
        return (
            f"{'、'.join(names[:3])}{'等' if len(names) > 3 else ''}还没有最终确定。",
            "请等异议期过去，异议都答复了再公布。",
        )
    return None


@gate("AP-10", "等次是不合格，还没有发整改通知")
def to_be_rectified(step: Step) -> Objection | None:
    case: Case = step.matter
    if case.grade != "unqualified":
        return "等次不是不合格，不用限期整改。", "平时考核发现的问题，在平时考核里整改。"
    if Rectification.objects.filter(case=case).exists():
        return "已经发过整改通知。", "请在那一次整改里接着办。"
    return None


@gate("AP-10", "已报告整改，或者期限已过")
def reported_or_overdue(step: Step) -> Objection | None:
    row: Rectification = step.matter
    waits = row.state in (Rectification.State.RECTIFYING, Rectification.State.CIRCULATED)
    if waits and localdate(step.at) <= row.due_on:
        return f"整改期限是 {row.due_on}，单位还没有报告。", "请等单位报告，或者等期限过去。"
    return None
