"""A poll: designed, reviewed, opened, answered on paper, closed, counted, reported; and what hangs on it."""

from __future__ import annotations

from disclosure.models import Document
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, extend, gate
from foundation.casework.fields import ReasonForm, RemarkForm, reason_form
from foundation.deadlines.calendar import Calendar
from foundation.questionnaires import stacks, taking
from foundation.questionnaires.wording import WordingError, questions
from participation import statute
from participation.forms.poll import CarriedPollForm, PollForm, ReportForm
from participation.gates import says_nothing_personal, ways_fit
from participation.models import Decision, Poll
from participation.models.decision import versions
from participation.statute import Way
from secrecy_review.models import Review
from secrecy_review.review_acts import REVIEWING, OpinionAct, approval, declare_review_acts, void

State = Poll.State
DRAFTER, CLERK, HEAD, RECORDS = (
    Role.DRAFTER,
    Role.APPLICATIONS_CLERK,
    Role.DEPARTMENT_HEAD,
    Role.RECORDS_OFFICE,
)
#: Whoever did one of these does not review the poll (SR-6(2)).
MAKING = ("participation.draft_poll", "participation.edit_poll", "participation.hand_in_poll")
#: The states in which sheets are entered.
COMING_IN = (State.OPEN, State.CLOSED)

declare_review_acts(
    Poll,
    during=State.UNDER_REVIEW,
    strike=("participation.strike_poll", "按审查意见删改民意调查"),
    disclose=OpinionAct(
        "participation.pass_poll_review", "民意调查保密审查通过", via=("pass_review",), tells=(RECORDS,)
    ),
    exempt=OpinionAct(
        "participation.fail_poll_review", "民意调查审查意见为免予公开", via=("fail_review",), tells=(DRAFTER,)
    ),
    needed=tuple(Poll.ITEMS),
    makers=MAKING,
    apart="设计民意调查的人不得审查它",
)
approved = approval("民意调查", "请重新提交审查。")


@gate("PP-6", "民意调查在参与方式之内，一件事调查一次")
def poll_is_planned(step: Step) -> Objection | None:
    decision: Decision = step.matter
    if Way.POLL not in decision.ways:
        return "这件决策事项的参与方式里没有“民意调查”。", "请先修改公众参与方式。"
    if decision.polls.exclude(state__in=[State.ABANDONED, State.WITHDRAWN]).exists():
        return "这件决策事项已经有一次民意调查。", "请在那一次里办理。"
    return None


@act(
    "participation.draft_poll",
    "设计民意调查",
    on=Decision,
    creates=Poll,
    states=(Decision.State.STARTED, Decision.State.CONSULTING, Decision.State.SUMMARISING),
    role=DRAFTER,
    asks=PollForm,
    cites=("PP-6",),
    gates=[poll_is_planned],
    when=lambda decision: Way.POLL in decision.ways,
)
def draft_poll(step: Step) -> Poll:
    decision: Decision = step.matter
    poll = Poll(
        agency=decision.agency, created_at=step.at, decision=decision, drafter=step.staff, **step.data
    )
    attribute(step, poll).save()
    poll.refresh_from_db()
    return poll


@act(
    "participation.edit_poll",
    "修改民意调查",
    on=Poll,
    states=(State.DRAFTING,),
    role=DRAFTER,
    asks=PollForm,
    cites=("PP-6",),
)
def edit_poll(step: Step) -> None:
    for name, value in step.data.items():
        setattr(step.matter, name, value)


@gate("PP-6", "民意调查的设计一项不缺，题目问得出来")
def poll_complete(step: Step) -> Objection | None:
    poll: Poll = step.matter
    missing = [label for name, label in Poll.ITEMS.items() if not str(getattr(poll, name)).strip()]
    if missing:
        return f"缺：{'、'.join(missing)}。", "请补上再办。"
    try:
        questions(poll.wording)
    except WordingError as wrong:  # a passage was struck
        return f"{'；'.join(wrong.sentences)}。", "请改好题目再办。"
    return None


@act(
    "participation.hand_in_poll",
    "提交民意调查保密审查",
    on=Poll,
    via="hand_in",
    role=DRAFTER,
    asks=RemarkForm,
    cites=("SR-4", "PP-6"),
    gates=[poll_complete, ways_fit],
    weight="primary",
)
def hand_in_poll(step: Step) -> None:
    void(step, Review.objects.of(step.matter).valid(), "民意调查重新提交")
    step.matter.hand_in()
    step.then("secrecy_review.open", on=step.matter)


@act(
    "participation.rework_poll",
    "退回修改民意调查",
    on=Poll,
    via="rework",
    role=(DRAFTER, RECORDS),
    asks=ReasonForm,
    cites=("PP-6",),
    tells=(DRAFTER,),
    returns=True,
)
def rework_poll(step: Step) -> None:
    step.matter.rework()


@act(
    "participation.abandon_poll",
    "放弃这次民意调查",
    on=Poll,
    via="abandon",
    role=DRAFTER,
    asks=ReasonForm,
    cites=("PP-6",),
    weight="quiet",
)
def abandon_poll(step: Step) -> None:
    step.matter.abandon()


@act(
    "participation.open_poll",
    "开始民意调查",
    on=Poll,
    via="open",
    role=RECORDS,
    asks=RemarkForm,
    cites=("PP-6",),
    gates=[approved, poll_complete],
    not_by=Apart("SR-6(2)", REVIEWING),
    tells=(DRAFTER, HEAD),
    weight="primary",
)
def open_poll(step: Step) -> None:
    """From now on nobody changes a word of it, and nobody reads a result before it is counted."""
    poll: Poll = step.matter
    last = statute.last_day(step.at, poll.days, Calendar.load())
    poll.open(step.at, last)
    step.detail = {"last_day": str(last), "digest": poll.digest}


@act(
    "participation.issue_slips",
    "制作问卷码纸条",
    on=Poll,
    states=(State.OPEN,),
    role=(DRAFTER, CLERK),
    asks=stacks.SlipsForm,
    cites=("PP-6",),
)
def issue_slips(step: Step) -> None:
    """Whoever holds the key of the batch prints them."""
    assert step.matter.questionnaire is not None, "an open poll has its questionnaire"
    stacks.issue(step, step.matter.questionnaire, "这次民意调查的网页")


@act(
    "participation.enter_sheets",
    "录入纸质问卷",
    on=Poll,
    states=COMING_IN,
    role=(DRAFTER, CLERK),
    asks=stacks.SheetsForm,
    cites=("PP-6",),
)
def enter_sheets(step: Step) -> None:
    assert step.matter.questionnaire is not None, "an open poll has its questionnaire"
    stacks.enter(step, step.matter.questionnaire)


@act(
    "participation.close_poll",
    "民意调查截止",
    on=Poll,
    via="close",
    cites=("PP-6",),
    tells=(DRAFTER, RECORDS),
)
def close_poll(step: Step) -> None:
    step.matter.close()


@act(
    "participation.withdraw_poll",
    "撤回民意调查",
    on=Poll,
    via="withdraw",
    role=RECORDS,
    asks=reason_form(
        "撤回的原因", max_length=500, help_text="原网址上人人看得到，题目和答卷不再显示、不统计。"
    ),
    cites=("SR-13", "PP-6"),
    gates=[says_nothing_personal],
    tells=(DRAFTER, HEAD),
    weight="quiet",
)
def withdraw_poll(step: Step) -> None:
    """Another one may be designed in its place."""
    if step.matter.questionnaire is not None:
        taking.drop_sheets(step.matter.questionnaire)
    step.matter.withdraw(step.at, step.reason)


@act(
    "participation.count_poll",
    "核对份数并统计",
    on=Poll,
    via="count",
    role=DRAFTER,
    asks=stacks.CountForm,
    cites=("PP-6",),
    gates=[says_nothing_personal],
    tells=(RECORDS, HEAD),
    weight="primary",
)
def count_poll(step: Step) -> None:
    """Sheets and slips add up; then the answers are counted once and for all, and the counts are fixed with their digest."""
    assert step.matter.questionnaire is not None, "a closed poll has its questionnaire"
    stacks.add_up(step, step.matter.questionnaire)
    step.matter.count()


@act(
    "participation.report_poll",
    "公布民意调查报告",
    on=Poll,
    via="publish_report",
    role=RECORDS,
    asks=ReportForm,
    cites=("PP-6",),
    gates=[says_nothing_personal],
    tells=(DRAFTER, HEAD),
    weight="primary",
)
def report_poll(step: Step) -> None:
    """Report, adoption and counts stand on the page of the poll and on that of the decision."""
    step.matter.publish_report(step.at, step.data["report"], step.data["adoption"])


@act(
    "participation.carried_poll",
    "登记已公布民意调查报告的地方",
    on=Poll,
    states=(State.REPORTED,),
    role=(RECORDS, DRAFTER),
    asks=CarriedPollForm,
    cites=("PP-6",),
    when=lambda poll: bool(poll.silent),
)
def carried_poll(step: Step) -> None:
    step.matter.carried = [*step.matter.carried, step.data["channel"]]
    step.detail = {"channel": step.data["channel"]}


# What hangs on it


def _unreported(decision: Decision) -> Objection | None:
    """What a poll still owes before its decision is published."""
    for poll in decision.polls.standing():
        if poll.state != State.REPORTED:
            return f"“{poll.title}”的报告和采纳情况还没有公布。", "要在决策公布之前公布（PP-6）。"
        if poll.silent:
            return (
                f"开展过调查的{'、'.join(poll.silent)}还没有公布民意调查报告。",
                "请在那里也公布报告和采纳情况，并登记。",
            )
    return None


@gate("PP-6", "决策公布之前，民意调查报告和采纳情况已经公布")
def reported_before_document(step: Step) -> Objection | None:
    """For the document that decides."""
    decision = Decision.objects.filter(document__in=versions(step.matter)).first()
    return _unreported(decision) if decision is not None else None


@gate("PP-6", "登记公布之前，民意调查报告已经公布")
def reported_before_announcement(step: Step) -> Objection | None:
    return _unreported(step.matter)


@gate("PP-6", "先于民意调查报告发布的公文不能关联", on_entry=True)
def document_not_before_report(step: Step) -> Objection | None:
    """A document that is public already may be named only where the report was public before it."""
    document: Document = step.data["document"]
    published = versions(document).exclude(published_at=None).order_by("published_at").first()
    if published is None:
        return None
    late = any(
        poll.reported_at is None or poll.reported_at > published.published_at
        for poll in step.matter.polls.standing()
    )
    return ("这份公文发布的时候，民意调查报告还没有公布。", "不能关联这份公文（PP-6）。") if late else None


extend("participation.name_document", document_not_before_report)
extend("participation.announce", reported_before_announcement)
extend("disclosure.publish", reported_before_document)
