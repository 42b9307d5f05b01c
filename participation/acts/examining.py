"""Experts, risks, fair competition, and the legal review, before a draft is discussed (决策条例19–29)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.fields import ReasonForm, RemarkForm
from participation import statute
from participation.forms import examining as asked
from participation.gates import (
    all_answered,
    consulted,
    no_meeting_open,
    no_poll_under_way,
    not_under_legal_review,
    nothing_open,
    outdated_because,
    poll_reported,
    says_nothing_personal,
    ways_fit,
    ways_recorded,
)
from participation.models import Decision, Deliberation, Examination, LegalReview
from participation.statement import statement
from participation.statute import Examined, Lawful, Result

DRAFTER, HEAD = Role.DRAFTER, Role.DEPARTMENT_HEAD
State = LegalReview.State
#: While a decision is prepared.
PREPARED = (Decision.State.STARTED, Decision.State.CONSULTING, Decision.State.SUMMARISING)


def _record(step: Step, sort: Examined) -> None:
    data = {name: value for name, value in step.data.items() if name not in ("apart", "signed")}
    Examination.objects.create(decision=step.matter, sort=sort, at=step.at, **data)
    step.detail = {"on": str(data["on"]), "finding": data["finding"]}


@act(
    "participation.record_experts",
    "登记专家论证",
    on=Decision,
    states=PREPARED,
    role=DRAFTER,
    asks=asked.ExpertForm,
    cites=("决策条例19", "决策条例20"),
    gates=[says_nothing_personal],
)
def record_experts(step: Step) -> None:
    _record(step, Examined.EXPERT)


@act(
    "participation.record_risks",
    "登记风险评估",
    on=Decision,
    states=PREPARED,
    role=DRAFTER,
    asks=asked.RiskForm,
    cites=("决策条例22", "决策条例24"),
)
def record_risks(step: Step) -> None:
    _record(step, Examined.RISK)


@act(
    "participation.record_competition",
    "登记公平竞争审查",
    on=Decision,
    states=PREPARED,
    role=DRAFTER,
    asks=asked.CompetitionForm,
    cites=("决策条例29",),
)
def record_competition(step: Step) -> None:
    _record(step, Examined.COMPETITION)


@gate("决策条例22", "应当做的论证、评估、审查都做了")
def examined(step: Step) -> Objection | None:
    decision: Decision = step.matter
    rows = decision.examinations.values_list("sort", "finding")
    lacking = statute.examinations_lacking(set(decision.traits), dict(rows))
    if lacking:
        said = "；".join(f"{sentence}（{clause}）" for clause, sentence in lacking)
        return f"{said}。", "请先办理并登记；结论不允许的，改好草案重新论证、评估、审查。"
    return None


@gate("决策条例25", "县里有负责合法性审查的部门")
def somebody_reviews(step: Step) -> Objection | None:
    if agency_with(AgencyFunction.JUSTICE_BUREAU) is None:
        return "还没有登记县里负责合法性审查的部门。", "请县政务公开督查在单位设置里登记司法局。"
    return None


def _unreviewed(model: type[Any]) -> Q:
    again = Deliberation.objects.filter(decision=OuterRef("decision"), result=Result.AGAIN)
    again = again.filter(at__gt=OuterRef("sent_at"))
    standing = LegalReview.objects.counting().filter(~Exists(again), decision=OuterRef("pk"))
    return ~Exists(standing)  # type: ignore[return-value]


@act(
    "participation.send_for_legal_review",
    "送合法性审查",
    on=Decision,
    creates=LegalReview,
    states=(Decision.State.STARTED, Decision.State.SUMMARISING),
    role=DRAFTER,
    asks=asked.LegalForm,
    cites=("决策条例26",),
    gates=[
        somebody_reviews,
        ways_fit,
        ways_recorded,
        nothing_open,
        no_meeting_open,
        no_poll_under_way,
        poll_reported,
        consulted,
        all_answered,
        examined,
        not_under_legal_review,
    ],
    queue=(Decision.State.SUMMARISING,),
    waits_if=_unreviewed,
)
def send_for_legal_review(step: Step) -> LegalReview:
    """What was done so far is written by the portal and goes along, as 决策条例26 asks."""
    decision: Decision = step.matter
    bureau = agency_with(AgencyFunction.JUSTICE_BUREAU)
    assert bureau is not None, "the gate asked for it"
    data = {name: step.data[name] for name in ("draft", "basis", "until", "shorter_because")}
    review = LegalReview(
        agency=bureau,
        created_at=step.at,
        decision=decision,
        sender=step.staff,
        sent_at=step.at,
        procedure=statement(decision),
        **data,
    )
    attribute(step, review).save()
    step.then("participation.legal_review_asked", on=review)
    step.detail = {"until": str(data["until"])}
    return review


@act(
    "participation.legal_review_asked",
    "请出具合法性审查意见",
    on=LegalReview,
    states=(State.SENT,),
    cites=("决策条例26",),
    tells=(DRAFTER, HEAD),
)
def legal_review_asked(step: Step) -> None:
    """The reviewing department hears of it."""


@act(
    "participation.return_legal_review",
    "退回补充材料",
    on=LegalReview,
    via="send_back",
    role=(DRAFTER, HEAD),
    asks=ReasonForm,
    cites=("决策条例26",),
)
def return_legal_review(step: Step) -> None:
    """The agency in charge hears why, and sends it again."""
    review: LegalReview = step.matter
    review.send_back()
    step.then("participation.legal_review_returned", on=review.decision, reason=step.reason)


@act(
    "participation.legal_review_returned",
    "合法性审查退回补充材料",
    on=Decision,
    asks=RemarkForm,
    cites=("决策条例26",),
    tells=(DRAFTER, HEAD),
    returns=True,
)
def legal_review_returned(step: Step) -> None:
    """Tell those who prepare it."""


@gate("决策条例28", "审查的人没有经办这件决策事项")
def reviewed_by_others(step: Step) -> Objection | None:
    """For the department's own decisions: whoever prepared one does not review it."""
    review: LegalReview = step.matter
    mine = {review.sender_id, review.decision.drafter_id}
    if step.actor.staff_id is not None and step.actor.staff_id in mine:
        return "您经办了这件决策事项。", "请由另一位同事审查。"
    return None


@act(
    "participation.write_legal_opinion",
    "拟写合法性审查意见",
    on=LegalReview,
    states=(State.SENT,),
    role=DRAFTER,
    asks=asked.LegalOpinionForm,
    cites=("决策条例27",),
    gates=[reviewed_by_others],
    queue=(State.SENT,),
    waits_if=lambda model: Q(conclusion=""),
    weight="primary",
)
def write_legal_opinion(step: Step) -> None:
    for name, value in step.data.items():
        setattr(step.matter, name, value)


@gate("决策条例28", "审查意见三项齐全，有法律顾问的意见", done_by=("participation.write_legal_opinion",))
def opinion_whole(step: Step) -> Objection | None:
    if missing := [label for label, text in step.matter.opinions if not text.strip()]:
        return f"还没有写：{'、'.join(missing)}。", "请先拟写合法性审查意见。"
    return None


@act(
    "participation.conclude_legal_review",
    "出具合法性审查意见",
    on=LegalReview,
    via="conclude",
    role=HEAD,
    asks=RemarkForm,
    cites=("决策条例28",),
    gates=[opinion_whole, reviewed_by_others],
    not_by=Apart("决策条例28", ("participation.write_legal_opinion",)),
    weight="primary",
    queue=(State.SENT,),
    waits_if=lambda model: ~Q(conclusion=""),
)
def conclude_legal_review(step: Step) -> None:
    review: LegalReview = step.matter
    review.conclude(step.at)
    step.detail = {"conclusion": review.conclusion}
    step.then("participation.legally_reviewed", on=review.decision)


@act(
    "participation.legally_reviewed",
    "合法性审查已出具意见",
    on=Decision,
    cites=("决策条例28",),
    tells=(DRAFTER, HEAD),
)
def legally_reviewed(step: Step) -> None:
    """Tell those who prepare it."""


@gate("决策条例25", "草案经过合法性审查", done_by=("participation.send_for_legal_review",))
def reviewed_by_law(step: Step) -> Objection | None:
    """Not replaced by asking for comments; of the text as it is, after everything that was said of it."""
    decision: Decision = step.matter
    review = decision.legal_reviews.order_by("-pk").first()
    if review is None or review.state == State.RETURNED:
        said = "草案还没有经过合法性审查" if review is None else "合法性审查退回了材料"
        return f"{said}。", "请由拟稿人送合法性审查；征求过意见也不能代替（决策条例25）。"
    if review.state == State.SENT:
        return "合法性审查还没有出具意见。", f"请等审查意见，最晚 {review.until}。"
    if review.conclusion == Lawful.UNLAWFUL:
        return "合法性审查的结论是不合法。", "请改好草案，重新送审。"
    if because := outdated_because(review):
        return f"送审以后{because}。", "请重新送合法性审查。"
    return None
