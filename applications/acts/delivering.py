"""Bringing letters to their addressees: what went out, what arrived, what came back, and what hangs on that."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from applications import statute
from applications.acts.filing import CLERK, HEAD
from applications.acts.issuing import answering
from applications.correspondence import see_to_delivery
from applications.letters import LetterKind
from applications.models import Application, Complaint, Letter
from applications.models.letter import REPLIES
from foundation.casework.acts import Step, act
from foundation.casework.fields import Day, FilledForm, OneOf, PlainText
from foundation.casework.forms import ActForm
from foundation.casework.together import together
from foundation.casework.worklist import while_running
from foundation.correspondence.models import EVENTS, Service, Way
from foundation.deadlines import clocks
from foundation.notices.models import Channel as NoticeChannel

State = Application.State
#: The proof of what a mail server refused for good.
REFUSED = "邮件被对方服务器拒收"


def letters_of(matter: Application | Complaint) -> QuerySet[Letter]:
    """The letters about a matter whose delivery is recorded with it, the newest first."""
    complaint = matter if isinstance(matter, Complaint) else None
    own: QuerySet[Letter] = matter.letters.to_deliver().filter(complaint=complaint)
    return own.order_by("-issued_at", "-pk")


class DeliveryForm(FilledForm):
    """What became of a letter: which, what, how, when. It begins with the letter that waits the longest."""

    reason_field = ""
    letter = OneOf(
        letters_of,
        label="文书",
        error_messages={"invalid_choice": "没有这份文书。"},
    )
    event = forms.ChoiceField(
        label="情况",
        choices=EVENTS,
        required=False,
        widget=forms.RadioSelect,
        help_text="答复书交邮即为答复；补正、说明理由和收费的通知，收到之日起才计算对方的期限。",
    )
    way = forms.ChoiceField(label="送达方式", choices=Way.choices)
    delivered_on = Day(label="日期")
    proof = PlainText(
        label="送达凭证", max_length=300, required=False, help_text="邮件号、签收人、回证、退回的原因。"
    )

    def known(self, step: Step) -> dict[str, Any]:
        """The letter that waits, the way that the applicant wants, today; by post the first news is that it was posted."""
        application = step.matter.application if isinstance(step.matter, Complaint) else step.matter
        waiting = [letter for letter in letters_of(step.matter).defer("content") if letter.missing]
        new = not waiting or waiting[-1].service == Service.DUE
        return {
            "letter": waiting[-1] if waiting else None,
            "event": Service.SENT if application.delivery == Way.POST and new else Service.ARRIVED,
            "way": application.delivery if application.delivery != Way.ONLINE else Way.PICKUP,
            "delivered_on": localdate(step.at),
        }

    def clean(self) -> None:
        """Refuse a day before the letter was issued, and sending again what has arrived."""
        given = self.cleaned_data
        given["event"] = given.get("event") or Service.ARRIVED
        letter, day = given.get("letter"), given.get("delivered_on")
        if letter and day and day < localdate(letter.issued_at):
            self.add_error("delivered_on", f"日期不能早于发出之日（{localdate(letter.issued_at)}）。")
        if letter and letter.service == Service.ARRIVED and given["event"] == Service.SENT:
            self.add_error("event", "这份文书已经送达。被退回的，请先登记退回。")


@act(
    "applications.deliver",
    "登记送达",
    on=Application,
    states=tuple(State),
    role=CLERK,
    asks=DeliveryForm,
    cites=("OR-4", "条例30", "条例33"),
    waits_if=while_running(statute.SERVICE),
    when=lambda application: application.letters.to_deliver().exists(),
)
def deliver(step: Step) -> None:
    _record(step, step.matter, step.data["event"], step.data["way"], step.data["proof"])


together(deliver.name, "一并登记送达", own=("letter", "proof"))


class MailForm(ActForm):
    """The letter whose announcement was sent, or refused for good, and the day."""

    reason_field = ""
    letter = OneOf("letters")
    delivered_on = forms.DateField()


@act(
    "applications.note_mail_sent",
    "邮件已发出",
    on=Application,
    asks=MailForm,
    states=tuple(State),
    cites=("条例33",),
)
def note_mail_sent(step: Step) -> None:
    _record(step, step.matter, Service.ARRIVED, Way.EMAIL, "")


@act(
    "applications.note_mail_refused",
    "邮件发送失败",
    on=Application,
    asks=MailForm,
    states=tuple(State),
    cites=("条例30", "条例33"),
    tells=(CLERK, HEAD),
)
def note_mail_refused(step: Step) -> None:
    _record(step, step.matter, Service.RETURNED, Way.EMAIL, REFUSED)


class ContactRefusedForm(ActForm):
    """The channel whose address somebody says has not filed."""

    reason_field = ""
    channel = forms.ChoiceField(choices=NoticeChannel.choices)


@act(
    "applications.note_contact_refused",
    "联系方式的持有人称不是申请人",
    on=Application,
    asks=ContactRefusedForm,
    states=tuple(State),
    cites=("OR-3", "条例29"),
    tells=(CLERK,),
)
def note_contact_refused(step: Step) -> None:
    """Leave the line that tells the clerk to reach the applicant by another way; nothing automatic is written there any more."""
    step.detail |= {"channel": step.data["channel"]}


def _record(step: Step, application: Application, event: str, way: str, proof: str) -> None:
    """Record an event of a letter about an application, and let begin or end what hangs on it."""
    letter, day = _noted(step, event, way, proof)
    begin_or_stop(step, letter, day)
    anew = clocks.open_clock(application, *statute.ANEW) is not None
    if _is_the_reply(letter) and letter.handed_over and (application.state == State.DELIVERING or anew):
        step.then(answering(application), on=application, on_day=day)
    if letter.kind == LetterKind.REASONS_NOTICE and letter.handed_over:
        clocks.meet(statute.GROUNDS, application, at=step.at, on=day)
    if letter.kind == LetterKind.PROPOSAL_REPLY and letter.handed_over:
        clocks.meet(statute.PROPOSAL, application, at=step.at, on=day)
    see_to_delivery(step.at, application)


def _is_the_reply(letter: Letter) -> bool:
    """Whether it is the letter of the reply that stands, and not of one that was quashed."""
    standing = letter.application.replies.issued().filter(explains=False)
    return letter.kind in REPLIES and standing.filter(document_number=letter.document_number).exists()


def _noted(step: Step, event: str, way: str, proof: str) -> tuple[Letter, date]:
    letter: Letter = step.data["letter"]
    day: date = step.data["delivered_on"]
    letter.deliver(event, way=way, on=day, proof=proof)
    step.detail |= {"letter": letter.pk, "event": event, "way": way, "delivered_on": str(day)}
    return letter, day


def begin_or_stop(step: Step, letter: Letter, day: date) -> None:
    """Start the limit that the letter sets on the day of its arrival; stop it when the letter turns out not to have arrived.

    Nobody is late who was never told (条例30).
    """
    application = letter.application
    sets = letter.sets
    if sets is None or application.state != sets.state:
        return
    runs = clocks.open_clock(application, sets.limit)
    if letter.service == Service.ARRIVED and runs is None:
        clocks.start(sets.limit, application, at=step.at, on=day, span=letter.span)
    if letter.service == Service.RETURNED and runs is not None:
        clocks.cancel(sets.limit, application, at=step.at)


@act(
    "applications.deliver_complaint_reply",
    "登记送达",
    on=Complaint,
    states=(Complaint.State.ANSWERED,),
    role=CLERK,
    asks=DeliveryForm,
    cites=("OR-7",),
    waits_if=lambda model: while_running(statute.COMPLAINT)(model) | _answer_came_back(),
)
def deliver_complaint_reply(step: Step) -> None:
    _record_answer(step, step.data["event"], step.data["way"], step.data["proof"])


@act(
    "applications.note_complaint_mail_sent",
    "邮件已发出",
    on=Complaint,
    asks=MailForm,
    states=(Complaint.State.ANSWERED,),
    cites=("OR-7",),
)
def note_complaint_mail_sent(step: Step) -> None:
    _record_answer(step, Service.ARRIVED, Way.EMAIL, "")


@act(
    "applications.note_complaint_mail_refused",
    "邮件发送失败",
    on=Complaint,
    asks=MailForm,
    states=(Complaint.State.ANSWERED,),
    cites=("OR-7",),
    tells=(CLERK, HEAD),
)
def note_complaint_mail_refused(step: Step) -> None:
    _record_answer(step, Service.RETURNED, Way.EMAIL, REFUSED)


def _answer_came_back() -> Q:
    """The condition of complaints whose answer was returned."""
    return Q(Exists(Letter.objects.filter(complaint=OuterRef("pk"), service=Service.RETURNED)))


def _record_answer(step: Step, event: str, way: str, proof: str) -> None:
    """Record an event of the letter that answers a complaint; the time runs until it is handed over."""
    letter, day = _noted(step, event, way, proof)
    if letter.handed_over:
        clocks.meet(statute.COMPLAINT, step.matter, at=step.at, on=day)
