"""The decision and the other ways in which a case ends; its serving (AC-6(2), AC-7, AC-10)."""

from __future__ import annotations

from django.utils.timezone import localdate

from accountability import forms
from accountability.acts.investigating import within_level
from accountability.audiences import Part, clerks, whole_team
from accountability.gates import BY_LEADER, heard, in_team, not_of_ourselves, tried
from accountability.models import Case
from accountability.numbering import paper_number
from accountability.papers import (
    decision_paper,
    none_paper,
    receipt_paper,
    recommendation_paper,
    withdrawal_paper,
)
from accountability.statute import (
    CLERK,
    CORRECT,
    DEFENCE,
    LEADER,
    SERVE,
    Decider,
    EndedHow,
    Measure,
    heavier,
)
from accountability.tasks import render_letters
from foundation.casework.acts import Apart, Objection, Step, act, gate
from foundation.deadlines import clocks
from foundation.worker import soon

State = Case.State
#: Whoever gave the clue or investigated does not decide.
NOT_WHO_BROUGHT_IT = Apart(
    "AC-3",
    (
        "accountability.take_clue",
        "accountability.take_report",
        "accountability.open_beside",
        "accountability.tell",
        "accountability.hear",
        "accountability.try_case",
    ),
)


@gate("AC-7", "不比告知的重", on_entry=True)
def no_heavier(step: Step) -> Objection | None:
    case: Case = step.matter
    level, measures = step.data["level"], step.data["measures"]
    told = case.intended_measures
    if level > (case.intended_level or 0) or heavier(measures, told):
        return (
            f"告知的是第{'一二三四'[(case.intended_level or 1) - 1]}档、{case.words_of(told)}，"
            "不得因为陈述申辩加重（政务处分法第四十三条）。",
            "请在告知的范围内决定；确有新的事实的，退回补充调查，重新告知。",
        )
    return None


@gate("AC-10", "由谁作出和措施相符", on_entry=True)
def decider_fits(step: Step) -> Objection | None:
    decider, measures = step.data["decider"], step.data["measures"]
    party = [each for each in measures if str(each).startswith("party_")]
    if party and decider != Decider.PARTY:
        return "党纪处分由党的纪律检查机关作出。", "请选择“党纪处分或者党内问责”。"
    if decider == Decider.PARTY and any(
        each
        in (
            Measure.WARNING,
            Measure.DEMERIT,
            Measure.MAJOR_DEMERIT,
            Measure.DEMOTION,
            Measure.REMOVAL,
            Measure.DISMISSAL,
        )
        for each in measures
    ):
        return "政务处分不由党的纪律检查机关作出。", "请选择由监委作出，或者由任免机关、单位作出。"
    return None


@act(
    "accountability.decide",
    "作出处理决定",
    on=Case,
    via="decide",
    role=(LEADER,),
    asks=forms.DecideForm,
    cites=("AC-6(2)", "AC-7", "AC-3", "AC-8", "AC-10"),
    gates=[BY_LEADER, not_of_ourselves, heard, tried, within_level, no_heavier, decider_fits],
    not_by=NOT_WHO_BROUGHT_IT,
    weight="primary",
    tells=(whole_team,),
    writes=True,
)
def decide(step: Step) -> None:
    """Together, on record, within what was told; the letter ends by who decided."""
    case: Case = step.matter
    data = step.data
    case.decider, case.basis = data["decider"], data["basis"]
    case.deliberated_on, case.deliberation = data["deliberated_on"], data["deliberation"]
    case.correct_by = data["correct_by"]
    case.decision_number = paper_number("决", localdate(step.at))
    case.decide(step.at, step.staff, data["level"], data["measures"])
    clocks.start(SERVE, case, at=step.at)
    decision_paper(case, step.at)
    if case.decider == Decider.ORGAN or Measure.RECTIFICATION in case.measures:
        recommendation_paper(case, step.at)
    soon(render_letters)


@act(
    "accountability.decide_none",
    "决定不予处理",
    on=Case,
    via="decide_none",
    role=(LEADER,),
    asks=forms.NoneForm,
    cites=("AC-7",),
    gates=[BY_LEADER, heard, tried],
    not_by=NOT_WHO_BROUGHT_IT,
    tells=(whole_team,),
    writes=True,
)
def decide_none(step: Step) -> None:
    step.matter.decide_none(step.at, step.staff, step.data["how"], step.data["because"])
    none_paper(step.matter, step.at)
    soon(render_letters)


@gate("AC-7", "查过才说证据不足", on_entry=True)
def investigated_first(step: Step) -> Objection | None:
    if step.data["how"] == EndedHow.NOT_PROVED and step.matter.state == State.FILED:
        return "还没有开始调查，不能说证据不足。", "请先指定调查和审理人员，进行调查。"
    return None


@act(
    "accountability.withdraw_case",
    "撤销案件",
    on=Case,
    via="withdraw",
    role=(LEADER,),
    asks=forms.WithdrawForm,
    cites=("AC-7",),
    gates=[BY_LEADER, investigated_first],
    tells=(whole_team,),
    weight="quiet",
    writes=True,
)
def withdraw_case(step: Step) -> None:
    """It was not so, is not proved, is too slight, or there is nobody left to hold to account (政务处分法44)."""
    case: Case = step.matter
    case.withdraw(step.data["how"], step.data["because"])
    clocks.cancel(DEFENCE, case, at=step.at)
    withdrawal_paper(case, step.at)
    soon(render_letters)


@act(
    "accountability.transfer",
    "移送司法机关",
    on=Case,
    via="transfer",
    role=dict.fromkeys(Case.UNDER_WAY, (LEADER,)),
    asks=forms.TransferForm,
    cites=("AC-6(2)",),
    gates=[BY_LEADER, not_of_ourselves],
    tells=(whole_team,),
    weight="quiet",
)
def transfer(step: Step) -> None:
    """Level 4: a crime; the case waits."""
    case: Case = step.matter
    case.transfer(EndedHow.CRIME, step.data["to"], step.data["because"])
    clocks.cancel(DEFENCE, case, at=step.at)


@gate("AC-6(2)", "是移送司法机关的")
def was_a_crime(step: Step) -> Objection | None:
    if step.matter.ended_how != EndedHow.CRIME:
        return "这个案件移送的是上级纪委监委，不再由本机关办。", "可以办结。"
    return None


@act(
    "accountability.resume",
    "司法机关有了结果，恢复调查",
    on=Case,
    via="resume",
    role=(LEADER,),
    asks=forms.PlainForm,
    cites=("AC-6(2)",),
    gates=[BY_LEADER, was_a_crime],
    tells=(whole_team,),
)
def resume(step: Step) -> None:
    """What the court leaves to the commission goes on; it is told and heard anew."""
    step.matter.resume()


@act(
    "accountability.serve",
    "送达决定书",
    on=Case,
    via="serve",
    role=(CLERK,),
    asks=forms.ServeForm,
    cites=("AC-7", "AC-10"),
    gates=[in_team(Part.CLERK, Part.INVESTIGATOR)],
    meets=(SERVE,),
    weight="primary",
    tells=(whole_team,),
    writes=True,
)
def serve(step: Step) -> None:
    """From the day of receipt the month for an appeal runs; the correction has until its day, appeal or not."""
    case: Case = step.matter
    case.serve(step.data["served_on"], step.data["service"])
    receipt_paper(case, step.at)
    soon(render_letters)
    step.then("accountability.correction_begins", case)


@act(
    "accountability.correction_begins",
    "改正期限开始",
    on=Case,
    via="begin_correction",
    cites=("AC-8",),
)
def correction_begins(step: Step) -> None:
    case: Case = step.matter
    case.begin_correction()
    assert case.correct_by is not None, "the decision names the day"
    left = (case.correct_by - localdate(step.at)).days
    clocks.start(CORRECT, case, at=step.at, span=max(left, 1))


@gate("AC-10", "没有还没决定的申诉")
def no_appeal_open(step: Step) -> Objection | None:
    if step.matter.appeals.filter(state="lodged").exists():
        return "还有没作出决定的申诉。", "请先作出复审决定。"
    return None


@gate("AC-8", "改正情况已经报告，或者决定已被撤销")
def corrected_or_revoked(step: Step) -> Objection | None:
    case: Case = step.matter
    if case.state == State.CORRECTING and case.revoked_at is None:
        return f"改正情况还没有书面报告（{case.correct_by} 以前）。", "请等报告，或者录入书面报告的改正情况。"
    return None


@act(
    "accountability.close",
    "办结案件",
    on=Case,
    via="close",
    role=(LEADER,),
    asks=forms.CloseForm,
    cites=("AC-3", "AC-8"),
    gates=[BY_LEADER, no_appeal_open, corrected_or_revoked],
    weight="primary",
    queue=("reported", "no_sanction", "withdrawn", "transferred"),
    tells=(clerks,),
)
def close(step: Step) -> None:
    case: Case = step.matter
    if step.data["remark"]:
        case.ended_because = "\n".join(filter(None, [case.ended_because, step.data["remark"]]))
    case.close(step.at)
