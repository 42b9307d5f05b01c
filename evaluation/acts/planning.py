"""The plan of a round: drafted, reviewed, made public before anybody answers (SE-4, SE-6)."""

from __future__ import annotations

from evaluation import queries
from evaluation.forms.round import RoundForm
from evaluation.gates import (
    is_office,
    notice_long_enough,
    once_a_year,
    organised_by_the_office,
    plan_complete,
)
from evaluation.models import Round, Unit
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyKind, Role
from foundation.casework.acts import Apart, Step, act, attribute
from foundation.casework.fields import ReasonForm, RemarkForm
from secrecy_review.models import Review
from secrecy_review.review_acts import REVIEWING, OpinionAct, approval, declare_review_acts, void

State = Round.State
DRAFTER, RECORDS, HEAD = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD
#: Whoever did one of these does not review the plan (SR-6(2)).
MAKING = ("evaluation.plan_round", "evaluation.edit_round", "evaluation.hand_in_round")

declare_review_acts(
    Round,
    during=State.UNDER_REVIEW,
    strike=("evaluation.strike_round", "按审查意见删改评议方案"),
    disclose=OpinionAct(
        "evaluation.pass_round_review", "评议方案保密审查通过", via=("pass_review",), tells=(RECORDS,)
    ),
    exempt=OpinionAct(
        "evaluation.fail_round_review", "评议方案审查意见为免予公开", via=("fail_review",), tells=(DRAFTER,)
    ),
    needed=tuple(Round.ITEMS),
    makers=MAKING,
    apart="拟定评议方案的人不得审查它",
)
approved = approval("评议方案", "请重新提交审查。")


@act(
    "evaluation.plan_round",
    "拟定社会评议方案",
    on=Agency,
    creates=Round,
    role=DRAFTER,
    asks=RoundForm,
    cites=("SE-6", "SE-4", "SE-5"),
    gates=[organised_by_the_office, once_a_year],
    when=is_office,
)
def plan_round(step: Step) -> Round:
    row = Round(agency=step.matter, created_at=step.at, drafter=step.staff, **step.data)
    attribute(step, row).save()
    row.refresh_from_db()
    return row


@act(
    "evaluation.edit_round",
    "修改评议方案",
    on=Round,
    states=(State.DRAFTING,),
    role=DRAFTER,
    asks=RoundForm,
    cites=("SE-6",),
    gates=[once_a_year],
)
def edit_round(step: Step) -> None:
    for name, value in step.data.items():
        setattr(step.matter, name, value)


@act(
    "evaluation.hand_in_round",
    "提交评议方案保密审查",
    on=Round,
    via="hand_in",
    role=DRAFTER,
    asks=RemarkForm,
    cites=("SR-4", "SE-6"),
    gates=[plan_complete],
    weight="primary",
)
def hand_in_round(step: Step) -> None:
    void(step, Review.objects.of(step.matter).valid(), "评议方案重新提交")
    step.matter.hand_in()
    step.then("secrecy_review.open", on=step.matter)


@act(
    "evaluation.rework_round",
    "退回修改评议方案",
    on=Round,
    via="rework",
    role=(DRAFTER, RECORDS),
    asks=ReasonForm,
    cites=("SE-6",),
    tells=(DRAFTER,),
    returns=True,
)
def rework_round(step: Step) -> None:
    step.matter.rework()


@act(
    "evaluation.abandon_round",
    "放弃这次评议",
    on=Round,
    via="abandon",
    role=DRAFTER,
    asks=ReasonForm,
    cites=("SE-6",),
    weight="quiet",
)
def abandon_round(step: Step) -> None:
    step.matter.abandon()


def evaluated() -> list[Agency]:
    """SE-3: every administrative organ, authorised organisation and public utility; party bodies are none of them."""
    rows = Agency.objects.public().exclude(kind=AgencyKind.PARTY)
    order = {kind: place for place, kind in enumerate(AgencyKind.values)}
    return sorted(rows, key=lambda agency: (order[agency.kind], agency.code))


@act(
    "evaluation.notice_round",
    "公示评议方案",
    on=Round,
    via="notice",
    role=RECORDS,
    asks=RemarkForm,
    cites=("SE-6", "SE-3"),
    gates=[approved, plan_complete, notice_long_enough],
    not_by=Apart("SR-6(2)", REVIEWING),
    tells=(DRAFTER, HEAD),
    weight="primary",
)
def notice_round(step: Step) -> None:
    """The plan with its units and its arithmetic is public, and fixed; it opens by itself on its day."""
    row: Round = step.matter
    row.notice(step.at)
    step.save()
    units = evaluated()
    Unit.objects.bulk_create(
        Unit(round=row, place=place, evaluated=agency, name=agency.name, kind=agency.kind)
        for place, agency in enumerate(units)
    )
    step.detail = {"units": len(units), "digest": row.digest}
    queries.index.enter(row)
