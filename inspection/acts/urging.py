"""What is urged with a day is answered by that day, and confirmed (PD-1)."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate

from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework import matters
from foundation.casework.acts import (
    Apart,
    Objection,
    Step,
    act,
    acted_before,
    attribute,
    extend,
    gate,
)
from foundation.casework.consequences import follows
from foundation.casework.fields import RemarkForm
from foundation.casework.refusals import NotPermitted
from foundation.casework.sections import matter_title
from foundation.deadlines import clocks
from inspection.audiences import supervisors, working
from inspection.forms import deploying as forms
from inspection.models import Finding, Inspection, Part, Urging
from inspection.statute import ANSWERING, URGED, Field

SUPERVISOR = Role.COUNTY_SUPERVISOR
NOT_WHO_ANSWERED = Apart("PD-1", ("inspection.answer_urging",))


def _known(row: Inspection | Part | Finding) -> bool:
    """Whether the agency concerned was told of it."""
    if isinstance(row, Inspection):
        unseen = (Inspection.State.PLANNED, *((Inspection.State.UNDER_WAY,) if row.unannounced else ()))
    elif isinstance(row, Part):
        unseen = (Part.State.PLANNED,)
    else:
        unseen = (Finding.State.RECORDED, Finding.State.STRUCK)
    return row.state not in unseen


@gate("PD-11", "单位已经知道这次检查")
def told_before_urged(step: Step) -> Objection | None:
    row = step.matter
    if not isinstance(row, Inspection | Part | Finding):
        return None
    if row.field == Field.SECRECY:
        return "保密审查检查只由保密行政管理部门办理。", "请由保密行政管理部门在检查里办。"
    if not _known(row):
        return "单位还不知道这次检查。", "等单位知道了检查或者问题以后再办。"
    return None


extend("casework.urge", told_before_urged)


def _run(urging: Urging, step: Step) -> None:
    days = (urging.due_on - localdate(step.at)).days
    clocks.start(URGED, urging, at=step.at, span=days)


@act(
    "inspection.open_urging",
    "督办限期落实",
    on=Agency,
    creates=Urging,
    asks=forms.OpenUrgingForm,
    cites=("PD-1",),
)
def open_urging(step: Step) -> Urging:
    """Whose hands it is in was told by the urging itself."""
    row = Urging(agency=step.matter, created_at=step.at, urged_by=step.staff, **step.data)
    attribute(step, row).save()
    _run(row, step)
    return row


@follows("casework.urge", "agencies.urge")
def _with_a_day(step: Step, matter: Any) -> None:
    if not step.data.get("by"):
        return
    agency = matter if isinstance(matter, Agency) else matter.acting_agency
    step.also(
        open_urging.name,
        on=agency,
        subject_ref=matters.ref_of(matter)[:60],
        subject=matter_title(matter)[:500],
        demand=step.reason,
        due_on=str(step.data["by"]),
    )


@act(
    "inspection.answer_urging",
    "反馈落实情况",
    on=Urging,
    via="say",
    role=ANSWERING[Field.OPENNESS],
    asks=forms.AnswerUrgingForm,
    cites=("PD-1",),
    meets=(URGED,),
    tells=(supervisors,),
    weight="primary",
)
def answer_urging(step: Step) -> None:
    step.matter.say(step.at, step.staff, step.data["answer"])


@act(
    "inspection.settle_urging",
    "确认已落实",
    on=Urging,
    via="settle",
    role=SUPERVISOR,
    asks=RemarkForm,
    cites=("PD-1",),
    not_by=NOT_WHO_ANSWERED,
    meets=(URGED,),
    tells=(working,),
    weight="primary",
    queue=(Urging.State.ANSWERED,),
)
def settle_urging(step: Step) -> None:
    """Also without an answer, where the county saw that it was done."""
    step.matter.settle(step.at)


@act(
    "inspection.urging_settled",
    "限期落实的也已落实",
    on=Urging,
    via="settle",
    cites=("PD-1",),
    meets=(URGED,),
    tells=(working,),
)
def urging_settled(step: Step) -> None:
    """The county found that what it urged of the agency is done."""
    step.matter.settle(step.at)


@follows("agencies.urging_met")
def _settled_with_it(step: Step, agency: Agency) -> None:
    """What was urged of an agency with a day is settled with it; else its clock would run out on what is done."""
    rows = Urging.objects.filter(subject_ref=matters.ref_of(agency)).exclude(state=Urging.State.SETTLED)
    for row in rows.order_by("pk"):
        if acted_before(row, step.actor, NOT_WHO_ANSWERED.acts):
            raise NotPermitted(step.act.cites[0], "您自己反馈了落实情况。", "请由另一位同事确认。")
        step.also(urging_settled.name, on=row)


@act(
    "inspection.return_urging",
    "没有落实，重新限期",
    on=Urging,
    via="send_back",
    role=SUPERVISOR,
    asks=forms.ReturnTaskForm,
    cites=("PD-1",),
    tells=(working,),
    returns=True,
)
def return_urging(step: Step) -> None:
    urging: Urging = step.matter
    step.detail = {"due_on": str(step.data["due_on"])}
    urging.send_back(step.data["due_on"])
    _run(urging, step)
