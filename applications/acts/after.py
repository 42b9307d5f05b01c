"""After the reply: proposals for proactive disclosure, complaints, reconsideration and suits."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate

from applications import statute
from applications.acts.filing import CLERK, HEAD
from applications.acts.handling import sentence
from applications.correspondence import write
from applications.forms import ComplainForm, ProposeForm, RemarkForm
from applications.letters import LetterKind
from applications.models import Application, Complaint
from applications.timeline import proposal_until
from foundation.agencies.models import Staff
from foundation.agencies.queries import hears_complaints, holders
from foundation.casework.acts import Objection, Step, act, extend, gate
from foundation.casework.fields import Day, PlainText, Prose, reason_form
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.casework.worklist import while_running
from foundation.deadlines import clocks
from foundation.deadlines.calendar import is_working_day, working_days_between

State = Application.State


@gate("条例44", "还没有建议过")
def not_proposed(step: Step) -> Objection | None:
    if step.matter.disclosure_proposed_on is not None:
        told = f"您已于 {step.matter.disclosure_proposed_on} 提出建议。"
        if step.matter.proposal_answered_on is not None:
            return told, f"机关已于 {step.matter.proposal_answered_on} 答复，请看答复书。"
        return told, "机关正在考虑，请等待。"
    return None


@act(
    "applications.propose_disclosure",
    "建议主动公开",
    on=Application,
    states=(State.ANSWERED,),
    public=True,
    asks=ProposeForm,
    cites=("条例44",),
    gates=[not_proposed],
    tells=(CLERK, HEAD),
)
def propose_disclosure(step: Step) -> None:
    application: Application = step.matter
    application.disclosure_proposed_on = localdate(step.at)
    application.disclosure_proposal = step.data["text"]
    clock = clocks.start(statute.PROPOSAL, application, at=step.at)
    step.detail |= {"until": proposal_until(clock.due_words)}


class AnswerProposalForm(ActForm):
    """Whether the information is found to be one for everybody, and why."""

    reason_field = ""
    says = "答复书发给申请人，写明采纳不采纳和理由。采纳的，由经办人转为主动公开的文稿。"

    accepted = forms.TypedChoiceField(
        label="审核结果",
        choices=[("yes", "属于应当主动公开的，纳入主动公开"), ("no", "不纳入主动公开")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择审核结果。"},
    )
    reasons = Prose(label="理由", max_length=3000, rows=4, help_text="会写进答复书。")


@gate("条例44", "申请人建议过，还没有答复")
def proposal_waits(step: Step) -> Objection | None:
    application: Application = step.matter
    if application.disclosure_proposed_on is None:
        return "申请人没有建议主动公开。", "机关自己要公开的，请“转为主动公开”。"
    if application.proposal_answered_on is not None:
        return f"已于 {application.proposal_answered_on} 答复。", "不必再答复。"
    return None


@gate("条例44", "属于可以公开的信息", on_entry=True)
def may_be_disclosed(step: Step) -> Objection | None:
    """条例44 has only that disclosed to everybody which may be disclosed at all."""
    if not step.data["accepted"]:
        return None
    issued = step.matter.replies.issued().filter(explains=False)
    outcomes = [
        statute.OUTCOMES[code] for code in issued.values_list("decisions__outcome", flat=True) if code
    ]
    if not any(outcome.gives for outcome in outcomes):
        return (
            f"答复没有提供信息（{'、'.join(outcome.label for outcome in outcomes)}）。",
            "情况有变、可以公开的，请先重新答复或者在复核里转为公开。",
        )
    return None


@act(
    "applications.answer_proposal",
    "答复主动公开的建议",
    on=Application,
    states=(State.ANSWERED,),
    role=HEAD,
    asks=AnswerProposalForm,
    cites=("条例44",),
    gates=[proposal_waits, may_be_disclosed],
    tells=(CLERK,),
    waits_if=lambda model: Q(disclosure_proposed_on__isnull=False, proposal_answered_on=None),
    when=lambda application: (
        application.disclosure_proposed_on is not None and application.proposal_answered_on is None
    ),
    writes=True,
)
def answer_proposal(step: Step) -> None:
    application: Application = step.matter
    application.proposal_accepted = step.data["accepted"]
    application.proposal_answered_on = localdate(step.at)
    application.proposal_answer = step.data["reasons"]
    step.detail |= {"said": "采纳" if application.proposal_accepted else "不采纳"}
    body = {
        "proposed_on": application.disclosure_proposed_on,
        "proposal": application.disclosure_proposal.rstrip("。"),
        "accepted": application.proposal_accepted,
        "reasons": sentence(step.data["reasons"]),
    }
    letter = write(step, application, LetterKind.PROPOSAL_REPLY, body)
    if letter.handed_over:
        clocks.meet(statute.PROPOSAL, application, at=step.at)


# OR-7: the complaint


@act(
    "applications.complain",
    "投诉",
    on=Application,
    creates=Complaint,
    states=tuple(State),
    public=True,
    asks=ComplainForm,
    cites=("OR-7", "条例51"),
    tells=(CLERK, HEAD),
)
def complain(step: Step) -> Complaint:
    application: Application = step.matter
    body = hears_complaints(application.agency, step.data["to"])
    if body is None:
        raise Invalid({"向谁反映": ["没有可以受理的上级机关，请向纪检机关反映。"]})
    if application.complaints.filter(agency=body).exclude(state=Complaint.State.ANSWERED).exists():
        raise Invalid({"投诉": ["您向这个机关反映过，正在调查处理，请等待回复。"]})
    complaint = Complaint.objects.create(
        agency=body,
        created_at=step.at,
        application=application,
        against=application.agency,
        text=step.data["text"],
    )
    clocks.start(statute.COMPLAINT, complaint, at=step.at)
    return complaint


@gate("OR-7", "投诉不由被投诉的机关自己处理", on_entry=True)
def judges_nobody_of_its_own(step: Step) -> Objection | None:
    """What is merged into the body that looks into a complaint against it would judge itself."""
    lodged = Complaint.objects.filter(agency=step.data["successor"], against=step.matter)
    if lodged.exclude(state=Complaint.State.ANSWERED).exists():
        return "承接机关正在调查对这个机关的投诉。", "请先办结投诉，再合并。"
    return None


extend("agencies.merge", judges_nobody_of_its_own)


@act(
    "applications.accept_complaint",
    "受理投诉",
    on=Complaint,
    via="accept",
    role=(HEAD, CLERK),
    asks=RemarkForm,
    cites=("OR-7",),
    weight="primary",
)
def accept_complaint(step: Step) -> None:
    step.matter.accept()


class ComplaintReplyForm(ActForm):
    """The findings on a complaint, and what is done about them."""

    reason_field = ""
    finding = forms.ChoiceField(label="调查结论", choices=Complaint.Finding.choices, widget=forms.RadioSelect)
    findings = Prose(label="调查情况", max_length=5000)
    handling = Prose(label="处理情况", max_length=5000)
    task = PlainText(
        label="责成被投诉机关办理",
        max_length=500,
        required=False,
        help_text="要它做什么；会写进答复书，也会写进它的办理记录，不写个人信息。",
    )
    task_by = Day(label="办结日期", required=False, not_after_today=False)

    def clean(self) -> None:
        """Demand a working day ahead for what is to be done."""
        given = self.cleaned_data
        task, day = given.get("task"), given.get("task_by")
        if bool(task) != bool(day):
            self.add_error("task_by" if task else "task", "责成办理的事项和日期，要填就两样都填。")
        elif day and (day <= localdate(self.step.at) or not is_working_day(day)):
            self.add_error("task_by", "请写明今天以后的工作日。")


@act(
    "applications.answer_complaint",
    "回复投诉",
    on=Complaint,
    via="reply",
    role=HEAD,
    asks=ComplaintReplyForm,
    cites=("OR-7",),
    weight="primary",
    writes=True,
)
def answer_complaint(step: Step) -> None:
    complaint: Complaint = step.matter
    data = step.data
    if data["task"] and clocks.open_clock(complaint.application, statute.COMPLAINT_TASK) is not None:
        raise Invalid({"责成被投诉机关办理": ["已有一项责成办理的事项还没有报告落实，请等它办结。"]})
    complaint.reply(data["finding"], f"{data['findings']}\n{data['handling']}", localdate(step.at))
    step.detail |= {"finding": data["finding"]}
    body = {
        "complained_on": localdate(complaint.created_at),
        "complained_of": complaint.against.name,
        "complaint": complaint.text.rstrip("。"),
        "finding": complaint.get_finding_display(),
        "findings": sentence(data["findings"]),
        "handling": sentence(data["handling"]),
        "task": sentence(data["task"]) if data["task"] else "",
        "task_by": data["task_by"],
    }
    kind = LetterKind.COMPLAINT_REPLY
    letter = write(step, complaint.application, kind, body, by=complaint.agency, complaint=complaint)
    if letter.handed_over:
        clocks.meet(statute.COMPLAINT, complaint, at=step.at)
    if data["task"]:
        order = {"task": data["task"], "task_by": data["task_by"]}
        step.then("applications.order_task", on=complaint.application, **order)


class TaskForm(ActForm):
    """What the agency complained of has to do, and by when."""

    reason_field = "task"
    task = forms.CharField()
    task_by = forms.DateField()


@act(
    "applications.order_task",
    "上级责成办理",
    on=Application,
    states=tuple(State),
    asks=TaskForm,
    cites=("OR-7",),
    tells=(CLERK, HEAD),
)
def order_task(step: Step) -> None:
    """Give the agency complained of its task: it reads what to do, and not the complaint."""
    days = working_days_between(localdate(step.at), step.data["task_by"])
    if clocks.open_clock(step.matter, statute.COMPLAINT_TASK) is None:
        clocks.start(statute.COMPLAINT_TASK, step.matter, at=step.at, span=days)
    step.detail |= {"task_by": str(step.data["task_by"])}


def _who_ordered(application: Application) -> Iterable[Staff]:
    """The heads of the bodies that answered complaints about an application."""
    bodies = application.complaints.filter(state=Complaint.State.ANSWERED).select_related("agency")
    return [person for complaint in bodies for person in holders(HEAD, complaint.agency)]


@act(
    "applications.report_task",
    "报告落实情况",
    on=Application,
    states=tuple(State),
    role=CLERK,
    asks=reason_form("落实情况", max_length=1000, help_text="会进入办理记录，请不要写出个人信息。"),
    cites=("OR-7",),
    meets=(statute.COMPLAINT_TASK,),
    tells=(HEAD, _who_ordered),
    waits_if=while_running(statute.COMPLAINT_TASK),
    when=lambda application: clocks.open_clock(application, statute.COMPLAINT_TASK) is not None,
)
def report_task(step: Step) -> None:
    """Leave in the ledger what was done."""
