"""Judge whether a document is interpreted, plan it, let it off for a reason (PI-2, PI-3, PI-4(1))."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.forms import ChoiceField, ModelChoiceField

from disclosure.heads import GUIDE, PLAN
from disclosure.models import PUBLISHED_ATTRIBUTES, Document
from foundation.agencies.models import Agency, Staff
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Step, act, attribute
from foundation.casework.consequences import follows
from foundation.casework.fields import ReasonForm, RemarkForm, reason_form
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from interpretation import forms, statute
from interpretation.gates import asked_of, duty_of
from interpretation.models import Duty

State = Duty.State
_UNPUBLISHED = (Document.State.DRAFT, *Document.BEFORE_PUBLICATION)


def _open(step: Step, document: Document, agency: Agency, sort: str, **values: Any) -> Duty:
    """Save the duty of a document, which falls due where it is of a kind that is interpreted."""
    duty = Duty(agency=agency, created_at=step.at, document=document, **values)
    attribute(step, duty).save()
    duty.refresh_from_db()
    if sort:
        step.then("interpretation.fall_due", on=duty, sort=sort)
    return duty


def _unjudged(model: type[models.Model]) -> Q:
    """The condition of a document of which it is asked whether it is interpreted, and nobody has judged (`asked_of`)."""
    of_it = Duty.objects.filter(document=OuterRef("pk"))
    asked = Q(attribute__in=sorted(PUBLISHED_ATTRIBUTES), source_sha256="") & ~Q(head__in=[GUIDE, PLAN])
    return asked & ~Q(Exists(of_it))


def _handed_in(model: type[models.Model]) -> Q:
    """The condition of a duty of which a second person is asked: its document is handed in, or public already."""
    return ~Q(document__state=Document.State.DRAFT)


@act(
    "interpretation.judge",
    "判断要不要解读",
    on=Document,
    creates=Duty,
    states=_UNPUBLISHED,
    role=Role.DRAFTER,
    asks=forms.JudgeForm,
    cites=("PI-3", "PI-2"),
    tells=(Role.DRAFTER,),
    queue=Document.BEFORE_PUBLICATION,
    waits_if=_unjudged,
    when=lambda document: asked_of(document) and duty_of(document) is None,
)
def judge(step: Step) -> Duty:
    """Open the duty of the agency that drafts the document, of several the one that leads (PI-2)."""
    document: Document = step.matter
    if duty_of(document) is not None:
        raise Invalid({"判断": ["这份文件已经判断过。要改的，请到“解读责任”里改。"]})
    form: Any = step.form
    answers = {name: value for name, value in step.data.items() if name not in ("lead", "why_not")}
    lead = Agency.objects.get(code=step.data["lead"]) if step.data["lead"] else document.agency
    sort = form.sort()
    step.detail = {"sort": sort, "lead": lead.code}
    if sort:
        return _open(step, document, lead, sort, answers=answers)
    why = {"not_due_reason": step.data["why_not"], "judged_by": step.staff}
    return _open(step, document, lead, sort, answers=answers, **why)


@act(
    "interpretation.agree_not_due",
    "同意不解读",
    on=Duty,
    via="agree_not_due",
    role=(Role.RECORDS_OFFICE, Role.LEADER),
    asks=RemarkForm,
    cites=("PI-3",),
    not_by=Apart("PI-3", ("interpretation.judge",)),
    tells=(Role.DRAFTER,),
    weight="primary",
    queue=(State.JUDGED,),
    waits_if=_handed_in,
)
def agree_not_due(step: Step) -> None:
    """A second person has read the reason and agrees (PI-3)."""
    staff = step.staff
    assert staff is not None, "only people agree"
    step.matter.agree_not_due(staff)


class SortForm(ActForm):
    """The kind that follows from the answers."""

    reason_field = ""
    sort = ChoiceField(label="属于哪一种", choices=list(statute.SORTS.items()))


@act("interpretation.fall_due", "须解读", on=Duty, via="find_due", asks=SortForm, cites=("PI-3",))
def fall_due(step: Step) -> None:
    step.matter.find_due(step.data["sort"])


@act("interpretation.carry_over", "沿用前一版本的判断", on=Document, creates=Duty, cites=("PI-3",))
def carry_over(step: Step) -> Duty:
    """What a document is does not change with its new version."""
    before = duty_of(step.matter.supersedes)
    assert before is not None, "the act that performs this has looked"
    why = {"not_due_reason": before.not_due_reason, "judged_by": before.judged_by}
    duty = _open(step, step.matter, before.agency, before.sort, answers=before.answers, **why)
    if before.state == State.NOT_DUE and before.cleared_by is not None:
        step.then(keep_not_due.name, on=duty, by=before.cleared_by.pk)
    return duty


class KeptForm(ActForm):
    """Who agreed of the version before."""

    reason_field = ""
    by = ModelChoiceField(queryset=Staff.objects.all())


@act(
    "interpretation.keep_not_due",
    "沿用同意不解读",
    on=Duty,
    via="agree_not_due",
    asks=KeptForm,
    cites=("PI-3",),
)
def keep_not_due(step: Step) -> None:
    """What was agreed to of the version before holds of the new one."""
    step.matter.agree_not_due(step.data["by"])


@follows("disclosure.revise")
def _of_a_new_version(step: Step, newer: Document) -> None:
    if duty_of(step.matter) is not None:
        step.also(carry_over.name, on=newer)


@act(
    "interpretation.find_due",
    "改为须解读",
    on=Duty,
    via="find_due",
    role=(Role.DRAFTER, Role.RECORDS_OFFICE),
    asks=forms.FindDueForm,
    cites=("PI-3",),
    tells=(Role.DRAFTER,),
    weight="quiet",
)
def find_due(step: Step) -> None:
    step.matter.find_due(step.data["sort"])
    step.detail = {"sort": step.data["sort"]}


@follows("casework.passed_on")
def _with_its_document(step: Step, matter: Any) -> None:
    """What is due of a document goes with it to the successor of its agency."""
    duty = duty_of(matter) if isinstance(matter, Document) else None
    if duty is None or duty.agency.code != step.detail["from"]:
        return
    for each in (duty, *duty.goes_with()):
        step.also(step.act.name, on=each, to=step.data["to"].pk)


def _unplanned(model: type[models.Model]) -> Q:
    """The condition of a duty whose plan lacks something."""
    empty = Q(forms__len=0) | Q(forms=[])
    for name in (*statute.PLAN, *statute.PEOPLE):
        if name != "forms":
            empty |= Q(**{name: ""})
    return empty


@act(
    "interpretation.plan",
    "编制解读方案",
    on=Duty,
    states=(State.DUE,),
    role=Role.DRAFTER,
    asks=forms.PlanForm,
    cites=("PI-4",),
    waits_if=_unplanned,
)
def plan(step: Step) -> None:
    """Write the plan; what was signed with it before is signed anew."""
    for name, value in step.data.items():
        setattr(step.matter, name, value)


@act(
    "interpretation.ask_exemption",
    "申请免解读",
    on=Duty,
    via="ask_exemption",
    role=Role.DRAFTER,
    asks=ReasonForm,
    cites=("PI-3",),
    tells=(Role.LEADER,),
    weight="quiet",
)
def ask_exemption(step: Step) -> None:
    staff = step.staff
    assert staff is not None, "only people ask"
    step.matter.ask_exemption(step.reason, staff)


@act(
    "interpretation.exempt",
    "批准免解读",
    on=Duty,
    via="exempt",
    role=Role.LEADER,
    asks=RemarkForm,
    cites=("PI-3",),
    not_by=Apart("PI-3", ("interpretation.ask_exemption",)),
    tells=(Role.DRAFTER, Role.RECORDS_OFFICE),
    weight="primary",
)
def exempt(step: Step) -> None:
    staff = step.staff
    assert staff is not None, "only people approve"
    step.matter.exempt(staff)


@act(
    "interpretation.refuse_exemption",
    "不同意免解读",
    on=Duty,
    via="refuse_exemption",
    role=Role.LEADER,
    asks=reason_form("不同意的理由", max_length=500),
    cites=("PI-3",),
    tells=(Role.DRAFTER,),
    returns=True,
)
def refuse_exemption(step: Step) -> None:
    step.matter.refuse_exemption()
