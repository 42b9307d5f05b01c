"""AC-10: an appeal within its days, by other people than before, never to a heavier end; execution goes on."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils.timezone import localdate

from accountability import forms
from accountability.acts.investigating import objection_to, sealed_file
from accountability.audiences import Part, clerks, whole_team
from accountability.gates import BY_CLERK, BY_LEADER, in_team
from accountability.models import Appeal, Case
from accountability.papers import review_paper
from accountability.statute import (
    ANNOUNCE,
    CLERK,
    CORRECT,
    FURTHER,
    LEADER,
    ORGAN_REVIEW,
    REMEDIES,
    REVIEW,
    TELL_UNIT,
    Decider,
    heavier,
)
from accountability.tasks import render_letters
from foundation.casework.acts import Objection, Step, act, acted_before, attribute, gate
from foundation.casework.refusals import Invalid, Refused
from foundation.clauses import cite
from foundation.deadlines import clocks
from foundation.deadlines.calendar import Calendar
from foundation.deadlines.counting import count, local_date, midnight
from foundation.deadlines.limits import Unit
from foundation.worker import soon

Stage = Appeal.Stage
SETTLED = (Appeal.State.UPHELD, Appeal.State.CHANGED, Appeal.State.REVOKED)


def last_day(case: Case, stage: str) -> date | None:
    """The last day of an appeal: so long from the receipt of what it is against; None before that was received."""
    if stage == Stage.FURTHER:
        first = case.appeals.filter(stage=Stage.REVIEW).exclude(state="lodged").first()
        received = first.served_on if first is not None else None
        span, unit = (15, Unit.DAYS) if case.decider == Decider.ORGAN else (1, Unit.MONTHS)
    else:
        remedy = REMEDIES[case.decider or Decider.SUPERVISION]
        received, span, unit = case.served_on, remedy.span, remedy.unit
    if received is None:
        return None
    counted = count(unit, span, midnight(received), [], Calendar.load(), ())
    return local_date(counted.due_at) - timedelta(days=1)


def _in_time(case: Case, stage: str, day: date, excuse: str) -> None:
    last = last_day(case, stage)
    if last is None:
        raise Refused(cite("AC-10"), "要申诉的决定还没有送达。", "请在收到以后提出。")
    if day > last and not excuse:
        raise Refused(
            cite("AC-10"),
            f"申诉的最后一天是 {last}，{day} 提出已经过了期限。",
            "有不可抗力或者其他正当理由的，书面向纪委监委说明，由负责人核实后受理。",
        )


def _lodged(step: Step, stage: str, day: date, grounds: str, excuse: str = "") -> Appeal:
    case: Case = step.matter
    if case.appeals.filter(stage=stage).exists():
        raise Refused(cite("AC-10"), "这一级已经申诉过。", "对复审决定不服的，向上一级监察机关申请复核。")
    _in_time(case, stage, day, excuse)
    row = Appeal(
        agency=case.agency,
        created_at=step.at,
        case=case,
        stage=stage,
        lodged_on=day,
        grounds=grounds,
        late_because=excuse,
    )
    attribute(step, row).save()
    limit = FURTHER if stage == Stage.FURTHER else ORGAN_REVIEW if case.decider == Decider.ORGAN else REVIEW
    clocks.start(limit, row, at=step.at, on=day)
    return row


@gate("AC-10", "由监委或者纪委作出的决定")
def decided_here(step: Step) -> Objection | None:
    if step.matter.decider == Decider.ORGAN:
        return "处分是由任免机关、单位作出的，不在这里申诉。", "请按决定书写明的途径，向原处理机关申请复核。"
    return None


@act(
    "accountability.appeal",
    "申请复审",
    on=Case,
    creates=Appeal,
    public=True,
    states=Case.IN_FORCE,
    asks=forms.AppealForm,
    cites=("AC-10",),
    gates=[decided_here],
    tells=(whole_team,),
)
def appeal(step: Step) -> Appeal:
    """By whom the decision is about, on the page of their own."""
    return _lodged(step, Stage.REVIEW, localdate(step.at), step.data["text"])


@act(
    "accountability.enter_appeal",
    "登记申诉",
    on=Case,
    creates=Appeal,
    role=(CLERK, LEADER),
    states=Case.IN_FORCE,
    asks=forms.EnterAppealForm,
    cites=("AC-10",),
    gates=[in_team(Part.CLERK, Part.LEADER)],
    tells=(whole_team,),
    weight="quiet",
)
def enter_appeal(step: Step) -> Appeal:
    """As it came on paper, or went to the authority above; a late one only if whoever leads acknowledges why."""
    data = step.data
    leads = step.matter.members.filter(part=Part.LEADER, until_at=None, staff=step.actor.staff_id).exists()
    if data["late_because"] and not leads:
        raise Invalid({"逾期的正当理由": ["逾期的由负责人核实后登记。"]})
    return _lodged(step, data["stage"], data["lodged_on"], data["text"], data["late_because"])


@gate("AC-10", "不加重", on_entry=True)
def no_heavier(step: Step) -> Objection | None:
    case: Case = step.matter.case
    data = step.data
    if data["outcome"] != "changed":
        return None
    if objection := objection_to(case, data["level"], data["measures"]):
        return objection
    now = case.final_measures
    if data["level"] > (case.final_level or 0) or heavier(data["measures"], now):
        return f"原来是{case.words_of(now)}，不得因为申诉加重。", "请维持，或者变更为较轻的处理。"
    return None


@gate("AC-10", "复审决定书还没有送达")
def not_yet_served(step: Step) -> Objection | None:
    if step.matter.served_on is not None:
        return f"这一份已经在 {step.matter.served_on} 送达。", "不用再登记。"
    return None


@gate("AC-10", "复审由没有作出原决定的人决定")
def decided_by_another(step: Step) -> Objection | None:
    row: Appeal = step.matter
    if not row.by_others and acted_before(row.case, step.actor, ("accountability.decide",)):
        return "原决定是您签发的，复审不能由您决定。", "请增加另一位负责人，由其决定。"
    return None


@act(
    "accountability.decide_appeal",
    "作出复审决定，录入别的机关的复核决定",
    on=Appeal,
    via=("uphold", "change", "revoke"),
    role=(LEADER,),
    asks=forms.DecideAppealForm,
    cites=("AC-10",),
    gates=[BY_LEADER, decided_by_another, no_heavier],
    meets=(REVIEW, ORGAN_REVIEW, FURTHER),
    weight="primary",
    tells=(whole_team,),
    writes=True,
)
def decide_appeal(step: Step) -> None:
    """By somebody who took no part before; what the organ or the authority above decided is recorded as theirs."""
    row: Appeal = step.matter
    data = step.data
    row.reviewer = data.get("reviewer")
    if row.by_others:
        row.served_on = data["decided_on"]
        row.organ, row.number = data["organ"], data["number"]
        row.paper = sealed_file(step, data["file"], row.agency)
    if data["outcome"] == "changed":
        row.change(data["decided_on"], data["opinion"], data["level"], data["measures"])
    elif data["outcome"] == "revoked":
        row.revoke(data["decided_on"], data["opinion"])
    else:
        row.uphold(data["decided_on"], data["opinion"])
    if not row.by_others:
        review_paper(row, step.at)
        soon(render_letters)
    given = {"outcome": data["outcome"], "level": data["level"], "measures": data["measures"]}
    step.then("accountability.appeal_settled", row.case, **given)


@act(
    "accountability.serve_review",
    "送达复审决定书",
    on=Appeal,
    states=SETTLED,
    role=(CLERK,),
    asks=forms.ServeReviewForm,
    cites=("AC-10",),
    gates=[BY_CLERK, not_yet_served],
    tells=(clerks,),
    queue=SETTLED,
    waits_if=lambda model: Q(served_on=None),
    when=lambda row: row.served_on is None,
)
def serve_review(step: Step) -> None:
    """From its receipt the days run in which the authority above may be asked."""
    step.matter.served_on = step.data["served_on"]


@act(
    "accountability.appeal_settled",
    "申诉有了结果",
    on=Case,
    states=Case.IN_FORCE,
    asks=forms.AppealSettledForm,
    cites=("AC-10",),
    tells=(clerks,),
)
def appeal_settled(step: Step) -> None:
    """What holds from now on; of what was revoked nothing does."""
    case: Case = step.matter
    data = step.data
    if data["outcome"] == "changed":
        case.final_level, case.final_measures = data["level"], data["measures"]
    elif data["outcome"] == "revoked":
        case.final_level, case.final_measures, case.revoked_at = None, [], step.at
        clocks.cancel(CORRECT, case, at=step.at)
        clocks.cancel(TELL_UNIT, case, at=step.at)
    if not case.announces:
        clocks.cancel(ANNOUNCE, case, at=step.at)
