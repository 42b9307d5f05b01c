"""Putting right: reported with evidence, checked by an inspector, reopened with a new day, referred on (PD-11, SR-13)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.timezone import localdate

from foundation.agencies.models import Staff
from foundation.casework.acts import Apart, Objection, Step, act, gate
from foundation.casework.fields import RemarkForm
from foundation.deadlines import clocks
from foundation.worker import soon
from inspection.acts.finding import _keep
from inspection.audiences import answering, inspectors_of
from inspection.forms import finding as forms
from inspection.gates import is_inspector
from inspection.models import Finding, FindingFile, Part
from inspection.papers import recheck_letter, withdrawal_letter
from inspection.statute import ANSWERERS, CHECK, CHECKS, CORRECT, CORRECTIONS, INSPECTORS, Field, Onward
from inspection.tasks import render_letters

State = Finding.State
NOT_WHO_REPORTED = Apart("PD-11", ("inspection.report_correction",))


@act(
    "inspection.report_correction",
    "报告已改正",
    on=Finding,
    via="report",
    role=ANSWERERS,
    asks=forms.CorrectedForm,
    cites=("PD-11", "SR-13"),
    tells=(inspectors_of,),
    weight="primary",
)
def report_correction(step: Step) -> None:
    """The agency's days run on until an inspector has looked; then the day counts that it named, if it reported in time."""
    finding: Finding = step.matter
    _keep(step, finding, step.data["files"], FindingFile.Sort.CORRECTED, "改正的证据")
    finding.report(step.at, step.staff, step.data["corrected"], step.data["corrected_on"])
    office = finding.part.inspection.agency
    clocks.start(CHECK[Field(finding.field)], finding, at=step.at, owed_by=office)


@act(
    "inspection.close_finding",
    "复查通过，销号",
    on=Finding,
    via="close",
    role=INSPECTORS,
    asks=RemarkForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector],
    not_by=NOT_WHO_REPORTED,
    meets=(*CORRECTIONS, *CHECKS),
    tells=(answering,),
    weight="primary",
)
def close_finding(step: Step) -> None:
    """The inspector looked at it; it was done on the day that the agency said, unless it said so too late."""
    finding: Finding = step.matter
    step.done_on = None
    finding.close(step.at, step.staff)
    clocks.meet(CHECK[Field(finding.field)], finding, at=step.at)
    clocks.meet(CORRECT[Field(finding.field)], finding, at=step.at, on=_done_on(finding))
    _settled(step)


def _done_on(finding: Finding) -> date | None:
    """The day that the agency named; where it reported after its time only the day of the report, for no word undoes a breach."""
    clock = clocks.open_clock(finding, *CORRECTIONS)
    if clock and finding.reported_at and finding.reported_at >= clock.due_at:
        return localdate(finding.reported_at)
    return finding.corrected_on


def _settled(step: Step) -> None:
    """With the last finding the agency is done with."""
    finding: Finding = step.matter
    if not finding.part.findings.exclude(pk=finding.pk).unsettled().exists():
        step.then(part_closed.name, finding.part)


@act(
    "inspection.part_closed",
    "问题全部办结",
    on=Part,
    via="close",
    cites=("PD-11", "SR-13"),
    tells=(answering, inspectors_of),
)
def part_closed(step: Step) -> None:
    step.matter.close(step.at)


@act(
    "inspection.reopen_finding",
    "复查没有通过，重新限期",
    on=Finding,
    via="reopen",
    role=INSPECTORS,
    asks=forms.ReopenForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector],
    not_by=NOT_WHO_REPORTED,
    tells=(answering,),
    returns=True,
    writes=True,
)
def reopen_finding(step: Step) -> None:
    """With a new day; where the old one was over, that it was not kept stays on record."""
    finding: Finding = step.matter
    field = Field(finding.field)
    clocks.meet(CHECK[field], finding, at=step.at)
    clocks.cancel(CORRECT[field], finding, at=step.at)
    step.detail = {"correct_by": str(step.data["correct_by"])}
    finding.reopen(step.data["correct_by"])
    days = (finding.correct_by - localdate(step.at)).days if finding.correct_by else 1
    clocks.start(CORRECT[field], finding, at=step.at, span=days, owed_by=finding.agency)
    recheck_letter(finding, step.reason, step.at)
    soon(render_letters)


@gate("PD-11", "期限还没有过")
def still_in_time(step: Step) -> Objection | None:
    clock = clocks.open_clock(step.matter, *CORRECTIONS)
    if clock is None or step.at >= clock.due_at:
        return (
            "原来的期限已经过去，不能延长。",
            "超期的事实要留下；改好以后照常报告，改不了的由检查人员移送处理。",
        )
    return None


@act(
    "inspection.give_more_time",
    "延长改正期限",
    on=Finding,
    states=(State.ORDERED,),
    role=INSPECTORS,
    asks=forms.MoreTimeForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector, still_in_time],
    tells=(answering,),
    weight="quiet",
)
def give_more_time(step: Step) -> None:
    """Before the day is over, and with the reason."""
    finding: Finding = step.matter
    clock = clocks.open_clock(finding, *CORRECTIONS)
    assert clock is not None, "the gate asked for it"
    assert finding.correct_by is not None, "it was ordered"
    more = (step.data["correct_by"] - finding.correct_by).days
    clocks.extend(clock, by=more, at=step.at, reason=step.reason, clause=finding.clause)
    step.detail = {"from": str(finding.correct_by), "to": str(step.data["correct_by"])}
    finding.correct_by = step.data["correct_by"]


@act(
    "inspection.withdraw_order",
    "撤回改正要求",
    on=Finding,
    via="drop",
    role={State.ORDERED: INSPECTORS, State.REPORTED: INSPECTORS},
    asks=forms.WithdrawOrderForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector],
    not_by=NOT_WHO_REPORTED,
    tells=(answering,),
    weight="quiet",
    queue=(),
    writes=True,
)
def withdraw_order(step: Step) -> None:
    """It turned out not to be so after it was ordered: in writing, as it was ordered; its clocks end here."""
    finding: Finding = step.matter
    for limit in (CORRECT[Field(finding.field)], CHECK[Field(finding.field)]):
        clocks.cancel(limit, finding, at=step.at)
    finding.drop()
    withdrawal_letter(finding, step.reason, step.at)
    soon(render_letters)
    _settled(step)


def _told_of_referral(finding: Finding) -> Iterable[Staff]:
    """Whoever answers for the agency; nobody there where it goes to discipline, which may concern them."""
    return () if finding.onward == Onward.DISCIPLINE else answering(finding)


@act(
    "inspection.refer_finding",
    "移送处理",
    on=Finding,
    via="refer",
    role=INSPECTORS,
    asks=forms.ReferForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector],
    tells=(_told_of_referral,),
    weight="quiet",
    queue=(),
)
def refer_finding(step: Step) -> None:
    """A fact that whoever decides on accountability reads; the clocks end here, a breach of theirs stays."""
    finding: Finding = step.matter
    for limit in (CORRECT[Field(finding.field)], CHECK[Field(finding.field)]):
        clocks.cancel(limit, finding, at=step.at)
    finding.refer(step.at, step.data["onward"], step.data["onward_to"], step.reason)
    if finding.onward == Onward.DISCIPLINE:
        # The agency reads the ledger: where to and why stand in the row alone.
        step.reason = ""
    else:
        step.detail = {"onward": finding.onward, "to": finding.onward_to}
    _settled(step)
