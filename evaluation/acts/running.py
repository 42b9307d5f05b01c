"""A round from its first day to its announcement: opened, answered, closed, counted, graded, fed back (SE-5 to SE-7)."""

from __future__ import annotations

from evaluation import queries, results
from evaluation.acts.planning import DRAFTER, HEAD, RECORDS
from evaluation.forms.result import ComputedForm
from evaluation.forms.round import AnnounceForm, ExtendForm
from evaluation.gates import complaints_handled, every_unit_heard, suggestions_over
from evaluation.models import Round, UnitResult
from evaluation.statute import ANNOUNCE, COUNT, FEEDBACK
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.fields import RemarkForm, reason_form
from foundation.deadlines import clocks
from foundation.questionnaires import stacks, taking

State = Round.State
CLERK = Role.APPLICATIONS_CLERK
#: Those who enter sheets and hand out slips.
AT_THE_COUNTER = (DRAFTER, CLERK)
#: The states in which sheets are entered.
COMING_IN = (State.OPEN, State.CLOSED)


@act(
    "evaluation.open_round",
    "开始评议",
    on=Round,
    via="open",
    cites=("SE-5", "SE-6"),
    tells=(DRAFTER, RECORDS, HEAD),
)
def open_round(step: Step) -> None:
    """On the day that the plan names; nobody reads a result before it is counted."""
    row: Round = step.matter
    row.open(step.at, list(row.units.order_by("place").values_list("name", flat=True)))


@gate("SE-6", "还没有截止，没有延长过")
def may_be_put_off(step: Step) -> Objection | None:
    if step.matter.extended_to is not None:
        return "这次评议已经延长过一次。", "不能再延长；请等截止以后统计。"
    if not step.matter.takes(step.at):
        return "评议的最后一日已经过去。", "截止以后不能延长。"
    return None


@act(
    "evaluation.extend_round",
    "延长评议一次",
    on=Round,
    states=(State.OPEN,),
    role=RECORDS,
    asks=ExtendForm,
    cites=("SE-6",),
    gates=[may_be_put_off],
    tells=(DRAFTER, HEAD),
    weight="quiet",
)
def extend_round(step: Step) -> None:
    """Everybody reads until when, and why."""
    row: Round = step.matter
    row.extend(step.data["to"], step.data["because"])
    assert row.questionnaire is not None, "an open round has its questionnaire"
    row.questionnaire.put_off(row.ends_at)
    step.detail = {"to": str(row.extended_to)}


@act(
    "evaluation.issue_slips",
    "制作评议邀请码纸条",
    on=Round,
    states=(State.OPEN,),
    role=AT_THE_COUNTER,
    asks=stacks.SlipsForm,
    cites=("SE-5",),
)
def issue_slips(step: Step) -> None:
    """Whoever holds the key of the batch prints them."""
    assert step.matter.questionnaire is not None, "an open round has its questionnaire"
    stacks.issue(step, step.matter.questionnaire, "这次评议的网页")


@act(
    "evaluation.enter_sheets",
    "录入纸质评议问卷",
    on=Round,
    states=COMING_IN,
    role=AT_THE_COUNTER,
    asks=stacks.SubjectSheetsForm,
    cites=("SE-5",),
)
def enter_sheets(step: Step) -> None:
    assert step.matter.questionnaire is not None, "an open round has its questionnaire"
    stacks.enter(step, step.matter.questionnaire)


@act(
    "evaluation.close_round",
    "评议截止",
    on=Round,
    via="close",
    cites=("SE-6",),
    tells=(DRAFTER, RECORDS),
)
def close_round(step: Step) -> None:
    step.matter.close()
    clocks.start(COUNT, step.matter, at=step.at)


@act(
    "evaluation.withdraw_round",
    "撤回这次评议",
    on=Round,
    via="withdraw",
    role=RECORDS,
    asks=reason_form(
        "撤回的原因", max_length=500, help_text="原网址上人人看得到，题目和答卷不再显示、不统计。"
    ),
    cites=("SR-13", "SE-6"),
    tells=(DRAFTER, HEAD),
    weight="quiet",
)
def withdraw_round(step: Step) -> None:
    """Another one may be planned in its place; sheets that were entered go, with the codes that led to them."""
    clocks.cancel(COUNT, step.matter, at=step.at)
    if step.matter.questionnaire is not None:
        taking.drop_sheets(step.matter.questionnaire)
    step.matter.withdraw(step.at, step.reason)
    queries.index.leave(step.matter)


@act(
    "evaluation.count_round",
    "核对份数并统计评议",
    on=Round,
    via="count",
    role=DRAFTER,
    asks=stacks.CountForm,
    cites=("SE-6",),
    not_by=Apart("SE-6", ("evaluation.issue_slips",)),
    tells=(RECORDS, HEAD),
    weight="primary",
)
def count_round(step: Step) -> None:
    """Sheets and slips add up; then the answers are counted once and for all."""
    assert step.matter.questionnaire is not None, "a closed round has its questionnaire"
    stacks.add_up(step, step.matter.questionnaire)
    step.matter.count()


@act(
    "evaluation.grade_round",
    "按方案的算法定等次",
    on=Round,
    via="grade",
    role=HEAD,
    asks=RemarkForm,
    cites=("SE-7", "SE-6"),
    not_by=Apart("SE-6", ("evaluation.count_round",)),
    meets=(COUNT,),
    tells=(DRAFTER, RECORDS),
    weight="primary",
)
def grade_round(step: Step) -> None:
    """The portal computes; nobody enters a grade."""
    row: Round = step.matter
    for unit, told in results.computed(row):
        verdict = told.verdict
        step.also(
            "evaluation.result",
            on=row,
            unit=unit.pk,
            grade=verdict.grade.value,
            index=verdict.index,
            ways=told.ways,
            across=[grade.value for grade in verdict.across],
        )
    row.grade(step.at)
    clocks.start(FEEDBACK, row, at=step.at)
    step.detail = {"digest": row.questionnaire.result_digest if row.questionnaire else ""}


@act(
    "evaluation.result",
    "生成单位评议结果",
    on=Round,
    creates=UnitResult,
    states=(State.COUNTED,),
    asks=ComputedForm,
    cites=("SE-7",),
)
def result(step: Step) -> UnitResult:
    """What the plan's arithmetic says of one unit; it stands with the agency into which the unit was merged meanwhile."""
    agency = step.data["unit"].evaluated
    while agency.successor is not None:
        agency = agency.successor
    row = UnitResult(agency=agency, created_at=step.at, round=step.matter, **step.data)
    attribute(step, row).save()
    return row


@act(
    "evaluation.feed_back",
    "书面反馈评议结果",
    on=Round,
    via="feed_back",
    role=RECORDS,
    asks=RemarkForm,
    cites=("SE-6",),
    meets=(FEEDBACK,),
    tells=(DRAFTER, HEAD),
    weight="primary",
)
def feed_back(step: Step) -> None:
    """Every unit has its letter and may object for some days."""
    rows = step.matter.results.select_related("unit", "agency", "round__agency").order_by("unit__place")
    for row in rows:
        step.also("evaluation.result_fed_back", on=row)
    step.matter.feed_back()
    clocks.start(ANNOUNCE, step.matter, at=step.at)
    step.detail = {"letters": len(rows)}


@act(
    "evaluation.announce_round",
    "通报评议结果",
    on=Round,
    via="announce",
    role=RECORDS,
    asks=AnnounceForm,
    cites=("SE-6",),
    gates=[every_unit_heard, complaints_handled],
    meets=(ANNOUNCE,),
    tells=(DRAFTER, HEAD),
    weight="primary",
)
def announce_round(step: Step) -> None:
    """Everybody reads the result, each unit's and how it came about."""
    row: Round = step.matter
    for each in row.results.order_by("unit__place"):
        step.also("evaluation.result_announced", on=each)
    row.announce(step.at, step.data["summary"])
    step.save()
    queries.index.enter(row)


@act(
    "evaluation.file_round",
    "评议办结归档",
    on=Round,
    via="file",
    role=DRAFTER,
    asks=RemarkForm,
    cites=("SE-8",),
    gates=[suggestions_over],
    weight="primary",
)
def file_round(step: Step) -> None:
    step.matter.file()
