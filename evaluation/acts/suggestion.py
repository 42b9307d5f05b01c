"""What people suggested: passed on to the unit, decided, done, verified, fed back; held against whoever does nothing (SE-8)."""

from __future__ import annotations

from django.db.models import Max
from django.utils.timezone import localdate

from evaluation.acts.planning import DRAFTER, HEAD, RECORDS
from evaluation.acts.result import at_the_office, in_the_unit
from evaluation.forms.result import (
    AdoptForm,
    DeclineForm,
    DoneForm,
    FeedbackForm,
    PassOnForm,
    ReferForm,
    ReferForUnitForm,
)
from evaluation.models import Round, Suggestion, UnitResult
from evaluation.statute import DECIDE, MEND, TELL, VERIFY
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, acted_before, attribute, gate
from foundation.casework.fields import ReasonForm, RemarkForm, reason_form
from foundation.deadlines import clocks

State = Suggestion.State


@act(
    "evaluation.pass_on",
    "交办意见建议",
    on=Round,
    creates=Suggestion,
    states=(Round.State.GRADED, Round.State.FED_BACK, Round.State.ANNOUNCED),
    role=(RECORDS, HEAD),
    asks=PassOnForm,
    cites=("SE-8",),
    tells=(in_the_unit,),
)
def pass_on(step: Step) -> Suggestion:
    """In words that everybody may read once the result is announced; nobody knows whose they were."""
    row: Round = step.matter
    result = UnitResult.objects.select_related("agency").get(unit=step.data["unit"])
    last = row.suggestions.aggregate(last=Max("number"))["last"] or 0
    made = Suggestion(agency=result.agency, created_at=step.at, round=row, number=last + 1, **step.data)
    attribute(step, made).save()
    clocks.start(DECIDE, made, at=step.at)
    step.detail = {"agency": result.agency.code}
    return made


@gate("SE-8", "没有超过期限，也没有转办过")
def may_be_referred(step: Step) -> Objection | None:
    row: Suggestion = step.matter
    if row.referred_from_id is not None:
        return "这条意见建议已经转办过一次。", "请决定是否采纳；确实不归本单位管的，说明理由。"
    if undecided_in_time(row):
        return "决定是否采纳的期限已经过去。", "请先作出决定。"
    return None


def undecided_in_time(row: Suggestion) -> bool:
    """Whether the days for deciding are over and nothing is decided."""
    clock = clocks.open_clock(row, DECIDE)
    return clock is not None and clock.breached_at is not None


@act(
    "evaluation.refer_suggestion",
    "转办意见建议",
    on=Suggestion,
    states=(State.RECEIVED,),
    role=(RECORDS, HEAD),
    asks=ReferForm,
    cites=("SE-8",),
    gates=[may_be_referred],
    tells=(in_the_unit, at_the_office),
    weight="quiet",
)
def refer_suggestion(step: Step) -> None:
    """It is another unit's business, which has the whole limit for deciding: nobody answers for days that others let pass."""
    _refer(step, step.data["to"])


def _refer(step: Step, to: Agency) -> None:
    """What a unit let pass stays its breach."""
    clocks.cancel(DECIDE, step.matter, at=step.at)
    step.detail = {"from": step.matter.agency.code, "to": to.code}
    step.matter.refer(to)
    clocks.start(DECIDE, step.matter, at=step.at)


@act(
    "evaluation.refer_for_unit",
    "代单位转办意见建议",
    on=Round,
    states=(Round.State.GRADED, Round.State.FED_BACK, Round.State.ANNOUNCED),
    role=(RECORDS, HEAD),
    asks=ReferForUnitForm,
    cites=("SE-8",),
    weight="quiet",
    when=lambda row: row.suggestions.filter(state=State.RECEIVED).exists(),
)
def refer_for_unit(step: Step) -> None:
    """Where a unit neither decides nor refers what is none of its business, the office does, as often as it takes."""
    row = step.data["suggestion"]
    step.also("evaluation.suggestion_referred", on=row, to=step.data["to"].pk, reason=step.reason)
    step.detail = {"suggestion": row.number}


@act(
    "evaluation.suggestion_referred",
    "意见建议由县政务公开办公室转办",
    on=Suggestion,
    states=(State.RECEIVED,),
    asks=ReferForm,
    cites=("SE-8",),
    tells=(in_the_unit,),
)
def suggestion_referred(step: Step) -> None:
    _refer(step, step.data["to"])


@act(
    "evaluation.adopt",
    "采纳，承诺整改日期",
    on=Suggestion,
    via="adopt",
    role=HEAD,
    asks=AdoptForm,
    cites=("SE-8",),
    meets=(DECIDE,),
    tells=(at_the_office,),
    weight="primary",
)
def adopt(step: Step) -> None:
    """The promised day runs like any limit, and everybody reads it."""
    row: Suggestion = step.matter
    row.adopt(step.at, step.data["reply"], step.data["promised_on"])
    days = (step.data["promised_on"] - localdate(step.at)).days
    clocks.start(MEND, row, at=step.at, span=days)
    step.detail = {"promised_on": str(row.promised_on)}


@act(
    "evaluation.decline",
    "不采纳，说明理由",
    on=Suggestion,
    via="decline",
    role=HEAD,
    asks=DeclineForm,
    cites=("SE-8",),
    meets=(DECIDE,),
    tells=(at_the_office,),
)
def decline(step: Step) -> None:
    step.matter.decline(step.at, step.data["reply"])


@act(
    "evaluation.finish",
    "报告整改完成",
    on=Suggestion,
    via="finish",
    role=(DRAFTER, HEAD),
    asks=DoneForm,
    cites=("SE-8",),
    tells=(at_the_office,),
    weight="primary",
)
def finish(step: Step) -> None:
    """The promised day runs on until the office has looked: what the unit says alone ends no limit."""
    step.matter.finish(step.data["done_on"], step.data["done"])
    clocks.start(VERIFY, step.matter, at=step.at, owed_by=step.matter.round.agency)


@gate("SE-8", "核验的人不是整改的人")
def of_another_agency(step: Step) -> Objection | None:
    row: Suggestion = step.matter
    if row.agency_id == row.round.agency_id and acted_before(row, step.actor, ("evaluation.finish",)):
        return "整改是您报告的，不能由您核验。", "请由另一位同事核验。"
    return None


@act(
    "evaluation.verify",
    "核验整改",
    on=Suggestion,
    via="verify",
    role=(RECORDS, HEAD),
    asks=RemarkForm,
    cites=("SE-8",),
    gates=[of_another_agency],
    meets=(MEND, VERIFY),
    tells=(in_the_unit,),
    weight="primary",
)
def verify(step: Step) -> None:
    """The office looked itself: it was done on the day that the unit said."""
    step.done_on = step.matter.done_on
    step.matter.verify(step.at)
    clocks.start(TELL, step.matter, at=step.at)


@act(
    "evaluation.return_mending",
    "整改没有做到，退回",
    on=Suggestion,
    via="send_back",
    role=(RECORDS, HEAD),
    asks=ReasonForm,
    cites=("SE-8",),
    tells=(in_the_unit,),
    returns=True,
)
def return_mending(step: Step) -> None:
    """The promised day stands, and its clock runs on."""
    clocks.cancel(VERIFY, step.matter, at=step.at)
    step.matter.send_back()


@act(
    "evaluation.feed_back_suggestion",
    "公开反馈整改结果",
    on=Suggestion,
    via="feed_back",
    role=(DRAFTER, RECORDS),
    asks=FeedbackForm,
    cites=("SE-8",),
    meets=(TELL,),
    tells=(at_the_office,),
    weight="primary",
)
def feed_back_suggestion(step: Step) -> None:
    step.matter.feed_back(step.at, step.data["manner"], step.data["feedback"])


@gate("SE-8", "过了期限没有决定，或者过了承诺的日期没有整改完")
def is_overdue(step: Step) -> Objection | None:
    row: Suggestion = step.matter
    if row.state == State.RECEIVED and not undecided_in_time(row):
        return "决定是否采纳的期限还没有过去。", "过了期限还没有决定的，才能提请。"
    if row.state == State.MENDING and not row.overdue(localdate(step.at)):
        return f"承诺的日期是 {row.promised_on}，还没有过去。", "过了日期还没有整改完的，才能提请。"
    return None


@act(
    "evaluation.propose_accountability",
    "提请追究责任",
    on=Suggestion,
    states=(State.RECEIVED, State.MENDING),
    role=Role.COUNTY_SUPERVISOR,
    asks=reason_form("为什么提请", max_length=1000),
    cites=("SE-8",),
    gates=[is_overdue],
    tells=(in_the_unit, at_the_office),
    weight="quiet",
    when=lambda row: row.accountability_at is None,
)
def propose_accountability(step: Step) -> None:
    """Whether a case is opened is decided by those who decide on cases."""
    step.matter.propose_accountability(step.at, step.reason)
