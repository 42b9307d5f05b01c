"""The decision and the other ways in which a case ends; its serving (AC-6(2), AC-7, AC-10)."""

from __future__ import annotations

from django.db.models import Q
from django.utils.timezone import localdate

from accountability import forms
from accountability.acts.investigating import objection_to, sealed_file, within_level
from accountability.audiences import Part, clerks, whole_team
from accountability.gates import BY_LEADER, heard, in_team, not_of_ourselves, tried
from accountability.models import Case
from accountability.numbering import paper_number
from accountability.papers import (
    decision_paper,
    none_paper,
    receipt_paper,
    recommendation_paper,
    unit_paper,
    withdrawal_paper,
)
from accountability.statute import (
    ANNOUNCE,
    CLERK,
    CORRECT,
    DEFENCE,
    LEADER,
    ORGAN_DECIDES,
    SANCTIONS,
    SERVE,
    TELL_UNIT,
    Decider,
    EndedHow,
    Measure,
    Subject,
    heavier,
)
from accountability.tasks import render_letters
from foundation.casework.acts import Apart, Objection, Step, act, gate
from foundation.deadlines import clocks
from foundation.worker import soon

State = Case.State
#: Served, and not done with.
IN_HAND = (State.SERVED, State.CORRECTING, State.REPORTED)
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
    """Together, on record, within what was told; the letter ends by who decided.

    What the person's own organ is to decide is recommended to it, and no decision of the commission.
    """
    case: Case = step.matter
    data = step.data
    case.decider, case.basis = data["decider"], data["basis"]
    case.deliberated_on, case.deliberation = data["deliberated_on"], data["deliberation"]
    case.correct_by = data["correct_by"]
    case.decide(step.at, step.staff, data["level"], data["measures"])
    if case.decider == Decider.ORGAN:
        clocks.start(ORGAN_DECIDES, case, at=step.at)
    else:
        case.decision_number = paper_number("决", localdate(step.at))
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


@gate("AC-10", "等任免机关、单位的决定")
def waits_for_organ(step: Step) -> Objection | None:
    if not step.matter.waits_for_organ:
        return "没有等着任免机关、单位作出的决定。", "不用录入。"
    return None


@gate("AC-10", "不比建议的重", on_entry=True)
def no_heavier_than_recommended(step: Step) -> Objection | None:
    case: Case = step.matter
    level, measures = step.data["level"], step.data["measures"]
    if objection := objection_to(case, level, measures):
        return objection
    if level > (case.level or 0) or heavier(measures, case.measures):
        return (
            f"告知和建议的是{case.words_of(case.measures)}，不得因为陈述申辩加重（政务处分法第四十三条）。",
            "请向任免机关、单位指出，由其重新告知、听取陈述申辩；这里不能录入更重的决定。",
        )
    return None


@act(
    "accountability.record_organ_decision",
    "录入任免机关、单位的处分决定",
    on=Case,
    states=(State.DECIDED,),
    role=(CLERK,),
    asks=forms.OrganDecisionForm,
    cites=("AC-10", "AC-7"),
    gates=[in_team(Part.CLERK, Part.INVESTIGATOR), waits_for_organ, no_heavier_than_recommended],
    meets=(ORGAN_DECIDES,),
    when=lambda case: case.waits_for_organ,
    queue=(State.DECIDED,),
    waits_if=lambda model: Q(decider=Decider.ORGAN, organ_decided_on=None),
    tells=(whole_team,),
)
def record_organ_decision(step: Step) -> None:
    """Who decides by law decides: its decision is kept as it came, with number and day; what it decided holds."""
    case: Case = step.matter
    data = step.data
    case.organ, case.organ_number = data["organ"], data["number"]
    case.organ_decided_on = data["decided_on"]
    case.organ_paper = sealed_file(step, data["file"], case.agency)
    case.final_level, case.final_measures = data["level"], data["measures"]
    clocks.start(SERVE, case, at=step.at)


@gate("AC-10", "任免机关、单位已作出决定")
def organ_decided(step: Step) -> Objection | None:
    if step.matter.waits_for_organ:
        return "处分由任免机关、单位作出，它的决定还没有录入。", "请先录入它的决定：文号、日期和文件。"
    return None


@act(
    "accountability.serve",
    "送达决定书",
    on=Case,
    via="serve",
    role=(CLERK,),
    asks=forms.ServeForm,
    cites=("AC-7", "AC-10"),
    gates=[in_team(Part.CLERK, Part.INVESTIGATOR), organ_decided],
    meets=(SERVE,),
    weight="primary",
    when=lambda case: not case.waits_for_organ,
    waits_if=lambda model: ~Q(decider=Decider.ORGAN) | Q(organ_decided_on__isnull=False),
    tells=(whole_team,),
    writes=True,
)
def serve(step: Step) -> None:
    """From the day of receipt the month for an appeal runs; the correction has until its day, appeal or not."""
    case: Case = step.matter
    case.serve(step.data["served_on"], step.data["service"])
    if case.subject != Subject.UNIT:
        clocks.start(TELL_UNIT, case, at=step.at)
        if case.announces:
            clocks.start(ANNOUNCE, case, at=step.at)
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


@act(
    "accountability.tell_unit",
    "告知所在单位",
    on=Case,
    states=IN_HAND,
    role=(CLERK,),
    asks=forms.TellUnitForm,
    cites=("AC-7",),
    gates=[in_team(Part.CLERK, Part.INVESTIGATOR)],
    meets=(TELL_UNIT,),
    when=lambda case: case.subject != Subject.UNIT and case.unit_told_on is None,
    queue=IN_HAND,
    waits_if=lambda model: ~Q(subject=Subject.UNIT) & Q(unit_told_on=None, revoked_at=None),
    tells=(clerks,),
    writes=True,
)
def tell_unit(step: Step) -> None:
    """政务处分法46: the unit of the person has the decision in writing, and carries it out."""
    case: Case = step.matter
    case.unit_told_on, case.unit_told = step.data["told_on"], step.data["how"]
    unit_paper(case, step.at)
    soon(render_letters)


@act(
    "accountability.announce",
    "登记已在一定范围内宣布",
    on=Case,
    states=IN_HAND,
    role=(CLERK,),
    asks=forms.AnnounceForm,
    cites=("AC-7",),
    gates=[in_team(Part.CLERK, Part.INVESTIGATOR)],
    meets=(ANNOUNCE,),
    when=lambda case: case.subject != Subject.UNIT and case.announces and case.announced_on is None,
    queue=IN_HAND,
    waits_if=lambda model: (
        ~Q(subject=Subject.UNIT)
        & Q(final_measures__overlap=list(map(str, SANCTIONS)), announced_on=None, revoked_at=None)
    ),
    tells=(clerks,),
)
def announce(step: Step) -> None:
    """政务处分法46: within a fitting circle; nothing of it is published."""
    step.matter.announced_on, step.matter.announced = step.data["announced_on"], step.data["where"]


@gate(
    "AC-7", "已告知所在单位，政务处分已宣布", done_by=("accountability.tell_unit", "accountability.announce")
)
def told_and_announced(step: Step) -> Objection | None:
    case: Case = step.matter
    if case.served_on is None or case.subject == Subject.UNIT or case.revoked_at is not None:
        return None
    if case.unit_told_on is None:
        return "决定还没有告知所在单位（政务处分法第四十六条）。", "请先告知所在单位。"
    if case.announces and case.announced_on is None:
        return "政务处分还没有在一定范围内宣布（政务处分法第四十六条）。", "请宣布以后登记日期和范围。"
    return None


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
    gates=[BY_LEADER, no_appeal_open, corrected_or_revoked, told_and_announced],
    weight="primary",
    queue=("reported", "no_sanction", "withdrawn", "transferred"),
    tells=(clerks,),
)
def close(step: Step) -> None:
    case: Case = step.matter
    if step.data["remark"]:
        case.ended_because = "\n".join(filter(None, [case.ended_because, step.data["remark"]]))
    case.close(step.at)
