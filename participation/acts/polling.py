"""A poll: designed, reviewed, opened, answered on paper, closed, counted, reported; and what hangs on it."""

from __future__ import annotations

from typing import Any

from django import forms

from disclosure.models import Document
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, extend, gate
from foundation.casework.fields import (
    EditForm,
    Offered,
    PlainText,
    Prose,
    ReasonForm,
    RemarkForm,
    WholeNumber,
)
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.deadlines.calendar import Calendar
from foundation.questionnaires import counting, taking
from foundation.questionnaires.arithmetic import reconcile
from foundation.questionnaires.forms import read_sheets
from foundation.questionnaires.wording import LONGEST, WordingError, questions
from foundation.visitors.identity import Line
from participation import statute
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
#: The most slips that are made at once, and the most sheets that are entered at once.
MOST_SLIPS, MOST_SHEETS = 500, 200

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


class PollForm(EditForm):
    """The design of a poll, and its questions word for word."""

    reason_field = ""
    title = PlainText(label="名称", max_length=200, rows=1)
    purpose = PlainText(
        label="为什么调查", max_length=2000, rows=3, required=False, help_text="想知道什么，人人看得到。"
    )
    whom = PlainText(
        label="调查哪些人", max_length=1000, rows=2, required=False, help_text="例如：每个社区抽 30 户。"
    )
    manner = PlainText(
        label="怎样调查",
        max_length=2000,
        rows=3,
        required=False,
        help_text="在哪里发问卷、怎么选人、委托谁来做。",
    )
    wording = PlainText(
        label="题目",
        max_length=LONGEST,
        rows=14,
        required=False,
        help_text=(
            "每道题开头写题型：【单选】【多选】【满意度】【填写】【分组】，下面一行一个选项；满意度和填写不写选项。"
            "【分组】是按它分开看结果的单选题，例如住在哪里。开始以后一个字也不能改。"
        ),
    )
    telephone = Line(label="咨询电话", max_length=60, required=False)
    open_web = forms.BooleanField(
        label="没有问卷码的人也可以在网上填",
        required=False,
        help_text="单独统计，不和凭问卷码填写的合在一起；同一个网络一天收一份。",
    )
    channels = PlainText(
        label="还在哪里调查",
        max_length=1000,
        rows=2,
        required=False,
        help_text="本网站之外的地方，一行一个；以后报告也要在这些地方公布（PP-6）。",
    )
    days = WholeNumber(label="调查的天数", unit="日", min_value=1, max_value=statute.MOST_DAYS, initial=10)

    def known(self, step: Step) -> dict[str, Any]:
        """The present texts; of a new poll the decision's title."""
        if isinstance(step.matter, Decision):
            return {"title": f"{step.matter.title}民意调查", "days": statute.LEAST_DAYS}
        return super().known(step) | {"channels": "\n".join(step.matter.channels)}

    def clean_wording(self) -> str:
        """What is written can be asked."""
        wording: str = self.cleaned_data["wording"]
        if wording.strip():
            try:
                questions(wording)
            except WordingError as wrong:
                raise forms.ValidationError([f"{sentence}。" for sentence in wrong.sentences]) from wrong
        return wording

    def clean_channels(self) -> list[str]:
        """The places, each once."""
        lines = self.cleaned_data["channels"].splitlines()
        names = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
        if long := [name for name in names if len(name) > 60]:
            raise forms.ValidationError(f"“{long[0][:20]}……”超过 60 个字，请一行写一个地方。")
        return names


@gate("PP-6", "民意调查在参与方式之内，一件事调查一次")
def poll_is_planned(step: Step) -> Objection | None:
    decision: Decision = step.matter
    if Way.POLL not in decision.ways:
        return "这件决策事项的参与方式里没有“民意调查”。", "请先修改公众参与方式。"
    if decision.polls.exclude(state=State.ABANDONED).exists():
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


class SlipsForm(ActForm):
    """How many slips."""

    reason_field = ""
    many = WholeNumber(
        label="要多少张",
        unit="张",
        min_value=1,
        max_value=MOST_SLIPS,
        help_text=f"一次最多 {MOST_SLIPS} 张；问卷码印在纸条或者纸质问卷上，一人一张。",
    )


@act(
    "participation.issue_slips",
    "制作问卷码纸条",
    on=Poll,
    states=(State.OPEN,),
    role=(DRAFTER, CLERK),
    asks=SlipsForm,
    cites=("PP-6",),
)
def issue_slips(step: Step) -> None:
    """The key of the batch is shown this once: whoever holds it prints the slips; the portal keeps digests alone."""
    poll: Poll = step.matter
    assert poll.questionnaire is not None, "an open poll has its questionnaire"
    key = taking.issue(poll.questionnaire, step.data["many"])
    step.detail = {"many": step.data["many"]}
    step.shown += [
        f"这一批 {step.data['many']} 张的取件码：{'-'.join(key[n : n + 5] for n in range(0, len(key), 5))}",
        "请打开这次民意调查的网页，点“打印问卷码纸条”，填入取件码。取件码只在这里出现这一次，不要抄给别人；忘了就再做一批。",
    ]


class SheetsForm(ActForm):
    """Sheets that came back, one a line."""

    reason_field = ""
    sheets = PlainText(
        label="问卷",
        max_length=200_000,
        rows=12,
        help_text=(
            "一行一份，可以从电子表格整块粘贴：先是问卷码，再按题目顺序写选的是第几项，中间用制表符或者竖线隔开；"
            "多选的用逗号隔开，没有回答的空着，填写题照抄。例如：7K3MQ-2XW94-T|1|2|1,3|车次太少。两个人各录一遍，一致的才算。"
        ),
    )


@act(
    "participation.enter_sheets",
    "录入纸质问卷",
    on=Poll,
    states=COMING_IN,
    role=(DRAFTER, CLERK),
    asks=SheetsForm,
    cites=("PP-6",),
)
def enter_sheets(step: Step) -> None:
    """One line of the ledger for a whole stack; what two people entered alike becomes answers in the night."""
    poll: Poll = step.matter
    assert poll.questionnaire is not None, "an open poll has its questionnaire"
    assert step.staff is not None, "sheets are entered by somebody"
    sheets, wrong = read_sheets(poll.questionnaire.questions, step.data["sheets"])
    if len(sheets) > MOST_SHEETS:
        wrong.append(f"一次录了 {len(sheets)} 份，最多 {MOST_SHEETS} 份。")
    if wrong:
        raise Invalid({"问卷": wrong})
    done = taking.enter(poll.questionnaire, sheets, step.staff)
    if not done.first and not done.agreed:
        raise Invalid({"问卷": done.wrong or ["没有一份问卷。"]})
    step.detail = {"first": done.first, "agreed": done.agreed}
    step.shown.append(
        f"第一遍录了 {done.first} 份，两遍一致的 {done.agreed} 份；一致的当天夜里一起入库，入库以后看不出是哪一张。"
    )
    step.shown += done.wrong


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


class CountForm(ActForm):
    """Slips and sheets from the printer to the count."""

    reason_field = ""
    printed = WholeNumber(label="印制", unit="份", min_value=0, help_text="纸条和纸质问卷一共印了多少。")
    issued = WholeNumber(label="发出", unit="份", min_value=0)
    returned = WholeNumber(label="收回", unit="份", min_value=0, help_text="凭问卷码在网上填的也算收回。")
    void = WholeNumber(label="作废", unit="份", min_value=0, initial=0)
    void_because = PlainText(
        label="作废的原因", max_length=1000, rows=2, required=False, help_text="人人看得到。"
    )

    def clean(self) -> None:
        """Whoever voids something says why."""
        if self.cleaned_data.get("void") and not self.cleaned_data.get("void_because"):
            self.add_error("void_because", "有作废的，请写明原因。")


@act(
    "participation.count_poll",
    "核对份数并统计",
    on=Poll,
    via="count",
    role=DRAFTER,
    asks=CountForm,
    cites=("PP-6",),
    gates=[says_nothing_personal],
    tells=(RECORDS, HEAD),
    weight="primary",
)
def count_poll(step: Step) -> None:
    """Sheets and slips add up; then the answers are counted once and for all, and the counts are fixed with their digest."""
    poll: Poll = step.matter
    assert poll.questionnaire is not None, "a closed poll has its questionnaire"
    numbers = {name: step.data[name] for name in ("printed", "issued", "returned", "void")}
    wrong = reconcile(**numbers, valid=counting.spent(poll.questionnaire))
    made = counting.issued(poll.questionnaire)
    if numbers["printed"] < made:
        wrong.append(f"系统里制作了 {made} 个问卷码，印制的却只有 {numbers['printed']} 份")
    once, _twice = counting.waiting(poll.questionnaire)
    if once > numbers["void"]:
        wrong.append(f"还有 {once} 份只录了一遍：请另一个人补录，录不成的计入作废")
    if wrong:
        raise Invalid({"份数": [f"{sentence}。" for sentence in wrong]})
    for name in (*numbers, "void_because"):
        setattr(poll, name, step.data[name])
    counting.count(poll.questionnaire, step.at)
    poll.count()
    step.detail = {**numbers, "digest": poll.questionnaire.result_digest}


class ReportForm(ActForm):
    """The report and what is adopted, which everybody reads."""

    reason_field = ""
    report = Prose(
        label="调查报告",
        max_length=50_000,
        rows=10,
        help_text="社会认同度和承受度怎样、主要意见是什么；各题的数字由系统附上。不足 30 人的不要下结论。",
    )
    adoption = Prose(
        label="采纳情况", max_length=20_000, rows=5, help_text="采纳了什么；没有采纳的写明理由。人人看得到。"
    )


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


class CarriedPollForm(ActForm):
    """A place that carried the report."""

    reason_field = ""
    channel = Offered(lambda poll: [(name, name) for name in poll.silent], label="哪里公布了报告")


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


@gate("PP-6", "计划的民意调查有公布的报告")
def poll_reported(step: Step) -> Objection | None:
    """The report goes with the draft to the county government; a poll that is under way is waited for."""
    decision: Decision = step.matter
    if decision.polls.unfinished().exists():
        return "民意调查还没有办完。", "请等截止、统计、公布报告以后再办，或者先放弃这次调查。"
    if Way.POLL in decision.ways and not decision.polls.filter(state=State.REPORTED).exists():
        return (
            "计划的“民意调查”还没有报告。",
            "请先办理民意调查并公布报告；确实不采用的，修改公众参与方式以后再办。",
        )
    return None


@gate("PP-6", "没有正在办理的民意调查")
def no_poll_under_way(step: Step) -> Objection | None:
    if step.matter.polls.unfinished().exists():
        return "民意调查还没有办完。", "请等公布报告以后再办，或者先放弃这次调查。"
    return None


def _unreported(decision: Decision) -> Objection | None:
    """What a poll still owes before its decision is published."""
    for poll in decision.polls.exclude(opened_at=None):
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
        for poll in step.matter.polls.exclude(opened_at=None)
    )
    return ("这份公文发布的时候，民意调查报告还没有公布。", "不能关联这份公文（PP-6）。") if late else None


extend("participation.submit", poll_reported)
extend("participation.drop", no_poll_under_way)
extend("participation.name_document", document_not_before_report)
extend("participation.announce", reported_before_announcement)
extend("disclosure.publish", reported_before_document)
