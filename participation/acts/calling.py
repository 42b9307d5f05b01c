"""A draft for comment: written, reviewed, opened, extended, explained, closed, withdrawn, opened anew."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.refusals import Invalid
from foundation.deadlines.calendar import Calendar
from participation import forms, statute
from participation.gates import (
    draft_is_planned,
    items_complete,
    long_enough,
    says_nothing_personal,
    shorter_says_why,
    still_running,
    ways_fit,
)
from participation.models import Call, Channel, Decision, Explanation, Extension
from participation.statute import Trait
from secrecy_review.models import Review
from secrecy_review.review_acts import REVIEWING, OpinionAct, approval, declare_review_acts, void

State = Call.State
DRAFTER, HEAD, RECORDS = Role.DRAFTER, Role.DEPARTMENT_HEAD, Role.RECORDS_OFFICE
#: Whoever did one of these does not review the draft (SR-6(2)).
MAKING = (
    "participation.draft_call",
    "participation.edit_call",
    "participation.new_edition",
    "participation.hand_in_call",
)

declare_review_acts(
    Call,
    during=State.UNDER_REVIEW,
    strike=("participation.strike", "按审查意见删改"),
    disclose=OpinionAct("participation.pass_review", "保密审查通过", via=("pass_review",), tells=(RECORDS,)),
    exempt=OpinionAct(
        "participation.fail_review", "保密审查意见为免予公开", via=("fail_review",), tells=(DRAFTER,)
    ),
    needed=tuple(Call.ITEMS),
    makers=MAKING,
    apart="拟写征求意见稿的人不得审查它",
)
approved = approval("征求意见稿", "请重新提交审查。")


def _market(decision: Decision) -> bool:
    return Trait.MARKET_ENTITIES in decision.traits


@gate("PP-7", "同时只办一份征求意见稿")
def one_at_a_time(step: Step) -> Objection | None:
    decision: Decision = step.matter if isinstance(step.matter, Decision) else step.matter.decision
    if decision.calls.filter(state__in=["drafting", "under_review", "ready", "open"]).exists():
        return "这件决策事项已经有一份在办的征求意见稿。", "请先办完那一份。"
    return None


def _next_edition(decision: Decision) -> int:
    last = decision.calls.exclude(state=State.ABANDONED).order_by("-edition").first()
    return last.edition + 1 if last else 1


@act(
    "participation.draft_call",
    "拟写征求意见稿",
    on=Decision,
    creates=Call,
    states=(Decision.State.STARTED, Decision.State.SUMMARISING),
    role=DRAFTER,
    asks=forms.CallForm,
    cites=("PP-7",),
    gates=[one_at_a_time],
    queue=(Decision.State.STARTED,),
    weight="primary",
)
def draft_call(step: Step) -> Call:
    return _new(step, step.matter)


def _new(step: Step, decision: Decision) -> Call:
    call = Call(
        agency=decision.agency,
        created_at=step.at,
        decision=decision,
        edition=_next_edition(decision),
        drafter=step.staff,
        market_entities=_market(decision),
        **step.data,
    )
    attribute(step, call).save()
    call.refresh_from_db()
    return call


@act(
    "participation.edit_call",
    "修改征求意见稿",
    on=Call,
    states=(State.DRAFTING,),
    role=DRAFTER,
    asks=forms.CallForm,
    cites=("PP-7",),
)
def edit_call(step: Step) -> None:
    for name, value in step.data.items():
        setattr(step.matter, name, value)


COMPLETE = [items_complete, draft_is_planned, ways_fit, long_enough, shorter_says_why]


@act(
    "participation.hand_in_call",
    "提交保密审查",
    on=Call,
    via="hand_in",
    role=DRAFTER,
    asks=forms.RemarkForm,
    cites=("SR-4", "PP-7"),
    gates=COMPLETE,
    weight="primary",
)
def hand_in_call(step: Step) -> None:
    call: Call = step.matter
    void(step, Review.objects.of(call).valid(), "征求意见稿重新提交")
    call.market_entities = _market(call.decision)
    call.hand_in()
    step.then("secrecy_review.open", on=call)


@act(
    "participation.rework_call",
    "退回修改",
    on=Call,
    via="rework",
    role=(DRAFTER, RECORDS),
    asks=forms.ReasonForm,
    cites=("PP-7",),
    tells=(DRAFTER,),
    returns=True,
)
def rework_call(step: Step) -> None:
    step.matter.rework()


@act(
    "participation.abandon_call",
    "放弃这一稿",
    on=Call,
    via="abandon",
    role=DRAFTER,
    asks=forms.ReasonForm,
    cites=("PP-7",),
    weight="quiet",
)
def abandon_call(step: Step) -> None:
    step.matter.abandon()


@act(
    "participation.open_call",
    "公开征求意见",
    on=Call,
    via="open",
    role=RECORDS,
    asks=forms.RemarkForm,
    cites=("PP-7", "决策条例15"),
    gates=[approved, *COMPLETE],
    not_by=Apart("SR-6(2)", REVIEWING),
    tells=(DRAFTER, HEAD),
    weight="primary",
)
def open_call(step: Step) -> None:
    """It is open to the last second of its last day; the portal comes first, the other channels are noted as planned."""
    call: Call = step.matter
    call.open(step.at, statute.last_day(step.at, call.days, Calendar.load()))
    Channel.objects.bulk_create(Channel(call=call, name=name) for name in call.channels)
    step.detail = {"last_day": str(call.first_last_day)}
    step.then("participation.consult", on=call.decision)


@act(
    "participation.carried_draft",
    "登记渠道已公开草案",
    on=Call,
    states=(State.OPEN, State.CLOSED, State.FED_BACK),
    role=(RECORDS, DRAFTER),
    asks=forms.CarriedDraftForm,
    cites=("PP-7",),
    weight="quiet",
    queue=(State.OPEN, State.CLOSED, State.FED_BACK),
    waits_if=lambda model: Q(Exists(Channel.objects.filter(call=OuterRef("pk"), carried_on=None))),
    when=lambda call: call.carriers.filter(carried_on=None).exists(),
)
def carried_draft(step: Step) -> None:
    """A channel that was planned carried the draft: until then the page says that it is planned."""
    carrier = step.data["channel"]
    carrier.carried_on = step.data["carried_on"]
    carrier.save(update_fields=["carried_on"])
    step.detail = {"channel": carrier.name, "on": str(carrier.carried_on)}


@act(
    "participation.extend_call",
    "延长期限",
    on=Call,
    states=(State.OPEN,),
    role=(RECORDS, HEAD),
    asks=forms.ExtendForm,
    cites=("PP-7",),
    gates=[still_running, says_nothing_personal],
    tells=(DRAFTER,),
    weight="quiet",
)
def extend_call(step: Step) -> None:
    call: Call = step.matter
    until, was = step.data["until"], call.last_day
    assert was is not None, "an open call has a last day"
    Extension.objects.create(call=call, was=was, until=until, reason=step.reason, at=step.at)
    call.closes_at = statute.end_of(until)
    step.detail = {"until": str(until)}


@act(
    "participation.explain",
    "公布解释说明",
    on=Call,
    states=(State.OPEN,),
    role=HEAD,
    asks=forms.ExplainForm,
    cites=("PP-8",),
    gates=[says_nothing_personal],
    tells=(DRAFTER,),
)
def explain(step: Step) -> None:
    Explanation.objects.create(call=step.matter, at=step.at, **step.data)
    step.detail = {"title": step.data["title"]}


@act(
    "participation.close_call",
    "到期截止",
    on=Call,
    via="close",
    cites=("PP-7",),
    tells=(DRAFTER, HEAD),
)
def close_call(step: Step) -> None:
    step.matter.close()
    step.then("participation.summarise", on=step.matter.decision)


@act(
    "participation.withdraw_call",
    "撤回征求意见稿",
    on=Call,
    via="withdraw",
    role=RECORDS,
    asks=forms.reason_form(
        "撤回的原因", max_length=500, help_text="原网址上人人看得到；收到的意见照样保存。"
    ),
    cites=("SR-13", "PP-7"),
    gates=[says_nothing_personal],
    tells=(DRAFTER, HEAD),
    weight="quiet",
)
def withdraw_call(step: Step) -> None:
    step.matter.withdraw(step.at, step.reason)
    step.then("participation.summarise", on=step.matter.decision)


@act(
    "participation.new_edition",
    "作了重大修改，重新征求意见",
    on=Call,
    creates=Call,
    states=(State.CLOSED, State.FED_BACK, State.WITHDRAWN),
    role=DRAFTER,
    asks=forms.NewEditionForm,
    cites=("PP-7",),
    gates=[one_at_a_time],
    weight="quiet",
    when=lambda call: call.decision.state == Decision.State.SUMMARISING,
)
def new_edition(step: Step) -> Call:
    """The changed draft goes through a review of its own, and is open for a period of its own."""
    if step.matter.decision.state != Decision.State.SUMMARISING:
        raise Invalid({"征求意见稿": ["这件决策事项已经提请审议，不能再征求意见。"]})
    return _new(step, step.matter.decision)
