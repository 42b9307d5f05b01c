"""Objections to a decision in force, and what goes wrong in its execution (决策条例35)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from foundation.agencies.models import Staff
from foundation.agencies.queries import agency_with, holders
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.acts import Step, act
from foundation.casework.refusals import Invalid
from foundation.deadlines import clocks
from participation import statute
from participation.acts.proposing import county_office
from participation.forms import objection as asked
from participation.forms.submission import HideForm, RevealForm, SetAsideForm, received_at
from participation.gates import says_nothing_personal
from participation.models import Decision, Evaluation, ExecutionReport, Objection, Source
from participation.statute import MANY_OBJECTIONS
from participation.submissions import refuse_hidden, register, tell_sender

State = Objection.State
DRAFTER, CLERK, HEAD, LEADER = Role.DRAFTER, Role.APPLICATIONS_CLERK, Role.DEPARTMENT_HEAD, Role.LEADER
IN_FORCE = (Decision.State.ANNOUNCED,)


def since_evaluation(decision: Any) -> QuerySet[Objection]:
    """The objections to a decision, or an outer query's, since it was last evaluated or left; without what nobody said."""
    later = Evaluation.objects.filter(decision=OuterRef("decision"), at__gte=OuterRef("created_at"))
    said = Objection.objects.said()
    return said.filter(~Exists(later), decision=decision)


def who_answers(objection: Objection) -> Iterable[Staff]:
    """The drafters of the agency in charge, or where it has none its heads."""
    return holders(DRAFTER, objection.agency) or holders(HEAD, objection.agency)


def _ask_for_evaluation(step: Step, decision: Decision, ground: statute.Ground, occasion: str) -> None:
    """Lay it before the county's leader, unless an evaluation is asked for or made already, or there is no office."""
    if county_office() is not None and not Evaluation.objects.under_way().filter(decision=decision).exists():
        step.then("participation.evaluation_asked", on=decision, ground=ground, occasion=occasion)


def the_county(_decision: Decision) -> Iterable[Staff]:
    """The county's leaders, to whom what goes wrong in execution is reported (决策条例35)."""
    return holders(Role.COUNTY_LEADER, agency_with(AgencyFunction.COUNTY_OFFICE))


def _received(step: Step, objection: Objection) -> Objection:
    register(step, objection)
    clocks.start(statute.OBJECTION, objection, at=step.at)
    step.detail |= {"decision": objection.decision.ref}
    decision = objection.decision
    if (many := since_evaluation(decision).count()) >= MANY_OBJECTIONS:
        said = f"上次评估以来，有 {many} 件对这件决策的意见。"
        _ask_for_evaluation(step, decision, statute.Ground.MANY_OBJECTIONS, said)
    return objection


@act(
    "participation.object",
    "对决策提出意见",
    on=Decision,
    creates=Objection,
    states=IN_FORCE,
    public=True,
    asks=asked.ObjectForm,
    cites=("决策条例35",),
    tells=(who_answers,),
)
def object_to(step: Step) -> Objection:
    received = step.at.replace(microsecond=0)
    made = Objection(
        agency=step.matter.agency, decision=step.matter, channel=Source.WEB, received_at=received
    )
    return _received(step, made)


@act(
    "participation.record_objection",
    "登记对决策的意见",
    on=Decision,
    creates=Objection,
    states=IN_FORCE,
    role=(DRAFTER, CLERK),
    asks=asked.RecordObjectionForm,
    cites=("决策条例35",),
    tells=(who_answers,),
)
def record_objection(step: Step) -> Objection:
    """A letter, a call, a visit; number and query code are shown once, to be printed."""
    made = Objection(
        agency=step.matter.agency,
        decision=step.matter,
        channel=step.data["channel"],
        received_at=received_at(step),
        recorded_by=step.staff,
    )
    return _received(step, made)


@act(
    "participation.reveal_objection",
    "查看提意见的人和附件",
    on=Objection,
    states=tuple(state for state in State if state != State.WITHDRAWN),
    role=(DRAFTER, CLERK),
    asks=RevealForm,
    cites=("决策条例35",),
    weight="quiet",
    when=lambda objection: bool(objection.name or objection.contact or objection.enclosures.exists()),
)
def reveal_objection(step: Step) -> None:
    """Leave the ledger line that opens name, contact and files to this person for the day (`submissions.revealed`)."""


@act(
    "participation.answer_objection",
    "答复对决策的意见",
    on=Objection,
    via="reply",
    role=(DRAFTER, HEAD),
    asks=asked.AnswerObjectionForm,
    cites=("决策条例35",),
    gates=[says_nothing_personal],
    meets=(statute.OBJECTION,),
    tells=(HEAD,),
    weight="primary",
)
def answer_objection(step: Step) -> None:
    """The sender reads the answer, and everybody what may be read of the words."""
    objection, data = step.matter, step.data
    shown = data.get("shown", "")
    if shown:
        refuse_hidden(objection, {"公布的文字": shown}, "公布的文字", shown="")
    refuse_hidden(objection, {"答复": data["answer"]}, "答复", shown=shown)
    objection.shown, objection.answer, objection.result = shown, data["answer"], data["result"]
    objection.answered_by = step.staff
    objection.reply(step.at)
    told = tell_sender(objection, "您对决策提出的意见有了答复", step.at, "answer")
    step.detail |= {"result": objection.result, "told": told}


@act(
    "participation.set_aside_objection",
    "不予处理",
    on=Objection,
    via="set_aside",
    role=HEAD,
    asks=SetAsideForm,
    cites=("决策条例35",),
    gates=[says_nothing_personal],
    weight="quiet",
)
def set_aside_objection(step: Step) -> None:
    """It is kept, and its sender reads why; whoever is criticised does not set it aside alone, so the head does."""
    form: SetAsideForm = step.form  # type: ignore[assignment]
    refuse_hidden(step.matter, {"说明": step.data["reason"]}, "说明")
    step.detail |= {"ground": step.data["ground"]}
    step.matter.set_aside(form.said, step.data["ground"])
    clocks.cancel(statute.OBJECTION, step.matter, at=step.at)
    tell_sender(step.matter, "您对决策提出的意见有了答复", step.at, "set_aside")


@act(
    "participation.hide_in_objection",
    "隐去意见里的文字",
    on=Objection,
    states=(State.ANSWERED,),
    role=DRAFTER,
    asks=HideForm,
    cites=("决策条例35",),
    weight="quiet",
    when=lambda objection: objection.published,
)
def hide_in_objection(step: Step) -> None:
    """The words that were said stay as they are; the answer must not repeat what is hidden now."""
    objection: Objection = step.matter
    if not objection.published:
        raise Invalid({"公布的文字": ["提意见的人不同意公布内容，没有公布的文字。"]})
    refuse_hidden(objection, {"答复": objection.answer}, "公布的文字", shown=step.data["shown"])
    objection.shown = step.data["shown"]


@act(
    "participation.withdraw_objection",
    "撤回对决策的意见",
    on=Objection,
    via="withdraw",
    public=True,
    cites=("决策条例35",),
    tells=(who_answers,),
)
def withdraw_objection(step: Step) -> None:
    """Until it is answered; it counts no more."""
    step.matter.withdraw()
    clocks.cancel(statute.OBJECTION, step.matter, at=step.at)


# Execution


@act(
    "participation.report_execution",
    "报告执行中的问题",
    on=Decision,
    states=IN_FORCE,
    role=(DRAFTER, HEAD),
    asks=asked.ExecutionForm,
    cites=("决策条例35",),
    tells=(LEADER, the_county),
    weight="quiet",
)
def report_execution(step: Step) -> None:
    """It stands on the list of the county's leader until the decision is evaluated or it is said why not for now."""
    row = ExecutionReport.objects.create(decision=step.matter, by=step.staff, at=step.at, **step.data)
    step.detail = {"report": row.pk, "trouble": row.trouble}
    said = f"承办单位报告：{row.get_trouble_display()}。"
    _ask_for_evaluation(step, step.matter, statute.Ground.NEEDED, said)


# Retention


@act(
    "participation.erase_objection",
    "到期清除提意见的人的信息",
    on=Objection,
    states=(State.ANSWERED, State.SET_ASIDE, State.WITHDRAWN),
    cites=("OR-3",),
)
def erase_objection(step: Step) -> None:
    step.matter.erase(step.at)
