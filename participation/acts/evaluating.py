"""The later look at a decision in force: asked for, ordered by the county, made, and taken notice of (决策条例36)."""

from __future__ import annotations

from collections.abc import Iterable

from foundation.agencies.county import is_county_government
from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.fields import reason_form
from participation.acts.proposing import county_office
from participation.forms import evaluation as asked
from participation.gates import says_nothing_personal
from participation.models import Decision, Evaluation

DRAFTER, HEAD, LEADER, COUNTY_LEADER = (
    Role.DRAFTER,
    Role.DEPARTMENT_HEAD,
    Role.LEADER,
    Role.COUNTY_LEADER,
)


def in_charge(evaluation: Evaluation) -> Iterable[Staff]:
    """Whoever works on the decision in the agency in charge of it."""
    return holders((DRAFTER, HEAD, LEADER), evaluation.decision.agency)


@gate("决策条例36", "县里有县政府办公室，决策没有在办的后评估")
def may_be_asked_for(step: Step) -> Objection | None:
    if county_office() is None:
        return "县里还没有指定县政府办公室。", "请先由管理员在机构里登记。"
    if Evaluation.objects.under_way().filter(decision=step.matter).exists():
        return "这件决策已经有一次在办的后评估。", "请等它办完。"
    return None


def _asked(step: Step, decision: Decision, office: Agency) -> Evaluation:
    evaluation = Evaluation(
        agency=office,
        created_at=step.at,
        decision=decision,
        ground=step.data["ground"],
        occasion=step.data["occasion"],
    )
    attribute(step, evaluation).save()
    step.detail = {"decision": decision.ref, "ground": evaluation.ground}
    return evaluation


def _asked_at_the_office(step: Step) -> Evaluation:
    office = county_office()
    assert office is not None, "whoever performs it made sure"
    return _asked(step, step.matter, office)


@act(
    "participation.evaluation_asked",
    "报请县政府考虑后评估",
    on=Decision,
    creates=Evaluation,
    states=(Decision.State.ANNOUNCED,),
    asks=asked.AskedForm,
    cites=("决策条例36", "决策条例35"),
    tells=(COUNTY_LEADER, in_charge),
)
def evaluation_asked(step: Step) -> Evaluation:
    """Many objected, or the agency in charge reported trouble: it stands on the list of the county's leader."""
    return _asked_at_the_office(step)


@act(
    "participation.propose_evaluation",
    "建议开展后评估",
    on=Decision,
    creates=Evaluation,
    states=(Decision.State.ANNOUNCED,),
    role=(HEAD, LEADER),
    asks=asked.AskedForm,
    cites=("决策条例36",),
    gates=[may_be_asked_for],
    tells=(COUNTY_LEADER,),
    weight="quiet",
)
def propose_evaluation(step: Step) -> Evaluation:
    """The agency in charge sees that the aim is missed; whether it is evaluated is for the county."""
    return _asked_at_the_office(step)


@act(
    "participation.choose_for_evaluation",
    "提出后评估一件决策",
    on=Agency,
    creates=Evaluation,
    role=COUNTY_LEADER,
    asks=asked.ChooseForm,
    cites=("决策条例36",),
    when=is_county_government,
)
def choose_for_evaluation(step: Step) -> Evaluation:
    """决策条例36(3): the county thinks it necessary; nobody else has to ask."""
    return _asked(step, step.data["decision"], step.matter)


@act(
    "participation.order_evaluation",
    "决定开展后评估",
    on=Evaluation,
    via="order",
    role=COUNTY_LEADER,
    asks=asked.OrderForm,
    cites=("决策条例36",),
    gates=[says_nothing_personal],
    tells=(in_charge,),
    weight="primary",
)
def order_evaluation(step: Step) -> None:
    """The county says who evaluates: not who did the main assessing before."""
    evaluation, data = step.matter, step.data
    evaluation.ground = data["ground"]
    evaluation.order(step.at, data["evaluator"], data["assessed_before"])
    step.detail = {"ground": evaluation.ground, "evaluator": evaluation.evaluator}


@act(
    "participation.leave_evaluation",
    "暂不评估，说明理由",
    on=Evaluation,
    via="leave",
    role=COUNTY_LEADER,
    asks=asked.LeaveForm,
    cites=("决策条例36",),
    gates=[says_nothing_personal],
    tells=(in_charge,),
)
def leave_evaluation(step: Step) -> None:
    """决策条例36 leaves it to the county: where it is asked for and not done, everybody reads why."""
    step.matter.by = step.staff
    step.matter.leave(step.at, step.data["result"])


@act(
    "participation.record_evaluation",
    "提交后评估结果",
    on=Evaluation,
    via="report",
    role=(DRAFTER, HEAD),
    asks=asked.ResultForm,
    cites=("决策条例36",),
    gates=[says_nothing_personal],
    tells=(COUNTY_LEADER,),
    weight="primary",
)
def record_evaluation(step: Step) -> None:
    """The agency in charge hands in what the evaluator found; the county has the say on it."""
    evaluation, data = step.matter, step.data
    evaluation.report(data["evaluated_on"], data["heard"], data["result"])
    step.detail = {"on": str(data["evaluated_on"])}


@act(
    "participation.return_evaluation",
    "退回补充评估",
    on=Evaluation,
    via="send_back",
    role=COUNTY_LEADER,
    asks=reason_form("要补充什么", max_length=500),
    cites=("决策条例36",),
    gates=[says_nothing_personal],
    tells=(in_charge,),
    returns=True,
)
def return_evaluation(step: Step) -> None:
    step.matter.send_back()


@act(
    "participation.take_evaluation",
    "审定后评估结果",
    on=Evaluation,
    via="take",
    role=COUNTY_LEADER,
    asks=asked.TakeForm,
    cites=("决策条例36",),
    gates=[says_nothing_personal],
    not_by=Apart("决策条例36", ("participation.record_evaluation",)),
    tells=(in_charge,),
    weight="primary",
)
def take_evaluation(step: Step) -> None:
    """The county's leader takes notice of the result, and everybody reads both."""
    step.matter.by = step.staff
    step.matter.take(step.at, step.data["conclusion"])
