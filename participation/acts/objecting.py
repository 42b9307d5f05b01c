"""Objections to a decision in force, and its evaluation afterwards (决策条例35, 36)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from foundation.agencies.models import Staff
from foundation.agencies.queries import agency_with, holders
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework import acts
from foundation.casework.acts import Step, act
from foundation.casework.refusals import Invalid
from foundation.deadlines import clocks
from participation import statute
from participation.forms import objection as asked
from participation.forms.submission import HideForm, RevealForm, SetAsideForm, received_at
from participation.gates import says_nothing_personal
from participation.models import Decision, Evaluation, ExecutionReport, Objection, Source
from participation.statute import MANY_OBJECTIONS, SAID_BY_NOBODY
from participation.submissions import refuse_hidden, register, tell_sender

State = Objection.State
DRAFTER, CLERK, HEAD, LEADER = Role.DRAFTER, Role.APPLICATIONS_CLERK, Role.DEPARTMENT_HEAD, Role.LEADER
IN_FORCE = (Decision.State.ANNOUNCED,)


def since_evaluation(decision: Any) -> QuerySet[Objection]:
    """The objections to a decision, or an outer query's, since it was last evaluated or left; without what nobody said."""
    later = Evaluation.objects.filter(decision=OuterRef("decision"), at__gte=OuterRef("created_at"))
    said = Objection.objects.exclude(set_aside_ground__in=SAID_BY_NOBODY)
    return said.filter(~Exists(later), decision=decision)


def reported_since(decision: Any) -> QuerySet[ExecutionReport]:
    """What the agency in charge reported of a decision, or an outer query's, since it was last evaluated or left."""
    later = Evaluation.objects.filter(decision=OuterRef("decision"), at__gte=OuterRef("at"))
    return ExecutionReport.objects.filter(~Exists(later), decision=decision)


def _asks_for_evaluation(model: type[models.Model]) -> Q:
    """The condition of a decision to which many objected, or on which its agency reported, since it was last evaluated."""
    many = since_evaluation(OuterRef("pk")).order_by("pk")[MANY_OBJECTIONS - 1 : MANY_OBJECTIONS]
    return Q(Exists(many)) | Q(Exists(reported_since(OuterRef("pk"))))


def may_be_left(decision: Decision) -> bool:
    """Whether it has to be said why a decision is not evaluated for now."""
    return since_evaluation(decision).count() >= MANY_OBJECTIONS or reported_since(decision).exists()


def who_answers(objection: Objection) -> Iterable[Staff]:
    """The drafters of the agency in charge; once so many objected that it may be evaluated, its leader and the county's too."""
    people = list(holders(DRAFTER, objection.agency) or holders(HEAD, objection.agency))
    if since_evaluation(objection.decision).count() == MANY_OBJECTIONS:
        people += holders(LEADER, objection.agency)
        people += holders(Role.COUNTY_LEADER, agency_with(AgencyFunction.COUNTY_OFFICE))
    return dict.fromkeys(people)


def the_county(_decision: Decision) -> Iterable[Staff]:
    """The county's leaders, to whom what goes wrong in execution is reported (决策条例35)."""
    return holders(Role.COUNTY_LEADER, agency_with(AgencyFunction.COUNTY_OFFICE))


def _received(step: Step, objection: Objection) -> Objection:
    register(step, objection)
    clocks.start(statute.OBJECTION, objection, at=step.at)
    step.detail |= {"decision": objection.decision.ref}
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
    states=tuple(State),
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


# Evaluation


@acts.gate("决策条例36", "有人提出较多意见，或者有执行情况报告")
def many_object(step: Step) -> acts.Objection | None:
    if not may_be_left(step.matter):
        count = since_evaluation(step.matter).count()
        return f"上次评估以来的意见 {count} 件，不到 {MANY_OBJECTIONS} 件。", "没有要说明的。"
    return None


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
    """It stands on the leader's list until the decision is evaluated or it is said why not for now."""
    row = ExecutionReport.objects.create(decision=step.matter, by=step.staff, at=step.at, **step.data)
    step.detail = {"report": row.pk, "trouble": row.trouble}


@act(
    "participation.record_evaluation",
    "登记决策后评估",
    on=Decision,
    states=IN_FORCE,
    role=LEADER,
    asks=asked.EvaluationForm,
    cites=("决策条例36",),
    gates=[says_nothing_personal],
    tells=(DRAFTER, HEAD),
    waits_if=_asks_for_evaluation,
)
def record_evaluation(step: Step) -> None:
    """Who evaluated it and what they found, which everybody reads; not who did the main assessing before."""
    data = step.data
    row = Evaluation.objects.create(decision=step.matter, held=True, by=step.staff, at=step.at, **data)
    step.detail = {"evaluation": row.pk, "ground": row.ground, "on": str(row.evaluated_on)}


@act(
    "participation.leave_evaluation",
    "暂不评估，说明理由",
    on=Decision,
    states=IN_FORCE,
    role=LEADER,
    asks=asked.LeaveForm,
    cites=("决策条例36",),
    gates=[many_object, says_nothing_personal],
    waits_if=_asks_for_evaluation,
    when=may_be_left,
)
def leave_evaluation(step: Step) -> None:
    """决策条例36 leaves it to the county: where it is asked for and not done, everybody reads why."""
    many = since_evaluation(step.matter).count() >= MANY_OBJECTIONS
    row = Evaluation.objects.create(
        decision=step.matter,
        held=False,
        ground=statute.Ground.MANY_OBJECTIONS if many else statute.Ground.NEEDED,
        result=step.data["result"],
        by=step.staff,
        at=step.at,
    )
    step.detail = {"evaluation": row.pk}


# Retention


@act(
    "participation.erase_objection",
    "到期清除提意见的人的信息",
    on=Objection,
    states=(State.ANSWERED, State.SET_ASIDE),
    cites=("OR-3",),
)
def erase_objection(step: Step) -> None:
    step.matter.erase(step.at)
