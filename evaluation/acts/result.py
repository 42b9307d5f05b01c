"""A unit's result: fed back in writing, objected to, answered, announced, put right (SE-6)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.timezone import localdate

from evaluation.acts.planning import DRAFTER, HEAD, RECORDS
from evaluation.forms.result import AnswerObjectionForm, ObjectForm, ReportForm
from evaluation.models import ResultLetter, Suggestion, UnitResult
from evaluation.papers import feedback_letter
from evaluation.statute import ANSWER, OBJECTION
from evaluation.tasks import render_letters
from foundation.agencies.models import Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, gate
from foundation.casework.fields import RemarkForm
from foundation.correspondence.numbering import document_number, next_serial
from foundation.deadlines import clocks
from foundation.worker import soon

State = UnitResult.State
LEADER = Role.LEADER


def in_the_unit(matter: UnitResult | Suggestion) -> Iterable[Staff]:
    """Whoever works on it in the unit."""
    return holders((DRAFTER, RECORDS, HEAD, LEADER), matter.agency)


def at_the_office(matter: UnitResult | Suggestion) -> Iterable[Staff]:
    """Whoever answers at the county's office."""
    return holders((HEAD, RECORDS), matter.round.agency)


@act(
    "evaluation.result_fed_back",
    "反馈书送达被评议单位",
    on=UnitResult,
    via="feed_back",
    cites=("SE-6",),
    tells=(in_the_unit,),
)
def result_fed_back(step: Step) -> None:
    """The letter says what was found, how many answered, how to object."""
    row: UnitResult = step.matter
    year = localdate(step.at).year
    office = row.round.agency
    number = document_number("评议", year, next_serial(f"evaluation:{office.code}", year))
    ResultLetter.objects.create(
        result=row,
        document_number=number,
        content=feedback_letter(row, number, localdate(step.at)),
        issued_at=step.at,
    )
    row.feed_back(step.at)
    clocks.start(OBJECTION, row, at=step.at)
    soon(render_letters)


@act(
    "evaluation.object",
    "提出异议",
    on=UnitResult,
    via="object",
    role=(HEAD, LEADER),
    asks=ObjectForm,
    cites=("SE-6",),
    meets=(OBJECTION,),
    tells=(at_the_office,),
)
def object_to_result(step: Step) -> None:
    step.matter.object(step.at, step.data["objection"])
    clocks.start(ANSWER, step.matter, at=step.at, owed_by=step.matter.round.agency)


@act(
    "evaluation.accept",
    "没有异议",
    on=UnitResult,
    via="leave",
    role=(HEAD, LEADER),
    asks=RemarkForm,
    cites=("SE-6",),
    meets=(OBJECTION,),
    weight="primary",
)
def accept(step: Step) -> None:
    step.matter.leave()


@act(
    "evaluation.leave_unobjected",
    "期限内没有提出异议",
    on=UnitResult,
    via="leave",
    cites=("SE-6",),
    meets=(OBJECTION,),
)
def leave_unobjected(step: Step) -> None:
    step.matter.leave()


@act(
    "evaluation.answer_objection",
    "答复异议",
    on=UnitResult,
    via="settle",
    role=HEAD,
    asks=AnswerObjectionForm,
    cites=("SE-6",),
    meets=(ANSWER,),
    not_by=Apart("SE-6", ("evaluation.object",)),
    tells=(in_the_unit,),
    weight="primary",
)
def answer_objection(step: Step) -> None:
    """What was computed stays; a corrected grade stands beside it with the reason."""
    row: UnitResult = step.matter
    row.answered_by = step.staff
    row.settle(step.at, step.data["outcome"], step.data["answer"], step.data["grade"])


@act(
    "evaluation.result_announced",
    "评议结果随通报公布",
    on=UnitResult,
    via="announce",
    cites=("SE-6",),
    tells=(in_the_unit,),
)
def result_announced(step: Step) -> None:
    step.matter.announce()


@gate("SE-8", "整改报告交一次")
def not_reported(step: Step) -> Objection | None:
    if step.matter.report:
        return "整改报告已经交过，人人看得到。", "后来的进展写在各条意见建议里。"
    return None


@act(
    "evaluation.report_mending",
    "提交整改报告",
    on=UnitResult,
    states=(State.ANNOUNCED,),
    role=(HEAD, LEADER),
    asks=ReportForm,
    cites=("SE-8",),
    gates=[not_reported],
    tells=(at_the_office,),
    when=lambda result: not result.report,
)
def report_mending(step: Step) -> None:
    """Everybody reads it beside the result."""
    step.matter.report, step.matter.reported_at = step.data["report"], step.at
