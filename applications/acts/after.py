"""After the reply: proposals for proactive disclosure, complaints, reconsideration and suits."""

from __future__ import annotations

from django import forms
from django.utils.timezone import localdate

from applications import statute
from applications.acts.filing import CLERK, HEAD
from applications.acts.handling import sentence
from applications.correspondence import write
from applications.forms import ComplainForm, ProposeForm, RemarkForm
from applications.letters import LetterKind
from applications.models import Application, Complaint
from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with, superior_of
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.fields import PlainText
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.deadlines import clocks

State = Application.State


@gate("条例44", "还没有建议过")
def not_proposed(step: Step) -> Objection | None:
    if step.matter.disclosure_proposed_on is not None:
        return f"您已于 {step.matter.disclosure_proposed_on} 提出建议。", "机关正在考虑，请等待。"
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


# OR-7: the complaint


def complaint_recipient(application: Application, to: str) -> Agency | None:
    """The body that handles a complaint; None where it would be the agency complained of, or there is none."""
    discipline = to == "discipline"
    body = (
        agency_with(AgencyFunction.DISCIPLINE_COMMISSION) if discipline else superior_of(application.agency)
    )
    return body if body != application.agency else None


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
    body = complaint_recipient(application, step.data["to"])
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
    findings = PlainText(label="调查情况", max_length=5000)
    handling = PlainText(label="处理情况", max_length=5000)


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
    complaint.reply(data["finding"], f"{data['findings']}\n{data['handling']}", localdate(step.at))
    step.detail |= {"finding": data["finding"]}
    body = {
        "complained_on": localdate(complaint.created_at),
        "complained_of": complaint.against.name,
        "complaint": complaint.text,
        "finding": complaint.get_finding_display(),
        "findings": sentence(data["findings"]),
        "handling": sentence(data["handling"]),
    }
    kind = LetterKind.COMPLAINT_REPLY
    letter = write(step, complaint.application, kind, body, by=complaint.agency, complaint=complaint)
    if letter.handed_over:
        clocks.meet(statute.COMPLAINT, complaint, at=step.at)
