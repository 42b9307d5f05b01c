"""OR-4(2): what was withheld for the time being is taken up again on the day that the reply named."""

from __future__ import annotations

from datetime import date

from django import forms
from django.conf import settings
from django.db.models import Min
from django.utils.timezone import localdate

from applications import statute
from applications.acts.filing import CLERK, HEAD
from applications.acts.handling import sentence
from applications.correspondence import write
from applications.letters import LetterKind
from applications.models import Application
from disclosure.forms.naming import public_document
from disclosure.models import Document
from foundation.casework.acts import Step, act
from foundation.casework.fields import Day, Prose
from foundation.casework.forms import ActForm
from foundation.casework.worklist import while_running
from foundation.deadlines import clocks


def taken_up_on(application: Application) -> date | None:
    """The first day on which something withheld by the reply that stands is taken up again; None where no day was named."""
    issued = application.replies.issued().filter(explains=False)
    first: date | None = issued.aggregate(first=Min("decisions__until"))["first"]
    return first


def start_later(step: Step, application: Application) -> None:
    """Start the time up to the day that the reply names, where it names one that is still to come."""
    day = taken_up_on(application)
    if day is not None and day > localdate(step.at):
        _start(step, application, day)


def _start(step: Step, application: Application, day: date) -> None:
    clocks.start(statute.LATER, application, at=step.at, span=(day - localdate(step.at)).days)


class TakenUpForm(ActForm):
    """What was found when it was examined again."""

    reason_field = ""
    says = "结果写信告知申请人。可以公开的，先公布，再告知到哪里看。"

    result = forms.ChoiceField(
        label="再次审查的结果",
        choices=[("open", "可以公开，已经公布"), ("still", "仍不宜公开")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结果。"},
    )
    document = forms.CharField(
        label="已公布信息的索引号", required=False, max_length=60, help_text="可以公开的填写。"
    )
    reasons = Prose(label="理由", max_length=3000, rows=4, help_text="会写进告知书。")
    until = Day(
        label="下一次再办的日期",
        required=False,
        not_after_today=False,
        help_text="仍不宜公开、以后还要再看的填写；不填的，到此为止。",
    )

    def clean_document(self) -> Document | None:
        """The public document with this index number."""
        return public_document(self.cleaned_data["document"], self.step.at)

    def clean(self) -> None:
        """Demand the document where it is open now, and no past day."""
        given = self.cleaned_data
        if given.get("result") == "open":
            given["until"] = None
            if not given.get("document") and "document" not in self.errors:
                self.add_error("document", "可以公开的，请先公布，再填写已公布信息的索引号。")
        elif given.get("until") and given["until"] <= localdate(self.step.at):
            self.add_error("until", "请填写今天以后的日期。")


@act(
    "applications.take_up_again",
    "到期再办",
    on=Application,
    states=(Application.State.ANSWERED,),
    role=HEAD,
    asks=TakenUpForm,
    cites=("OR-4(2)",),
    tells=(CLERK,),
    waits_if=while_running(statute.LATER),
    when=lambda application: clocks.open_clock(application, statute.LATER) is not None,
    writes=True,
)
def take_up_again(step: Step) -> None:
    application: Application = step.matter
    document, until = step.data["document"], step.data["until"]
    # Met here and not with the act, for another time may begin.
    clocks.meet(statute.LATER, application, at=step.at)
    answered = application.replies.issued().filter(explains=False).latest("pk")
    body = {
        "number": answered.document_number,
        "opened": step.data["result"] == "open",
        "outcomes": [decision.outcome for decision in answered.decisions.exclude(until=None)],
        "published": document.title if document else "",
        "where": f"{settings.SITE_URL}/documents/{document.index_number}/" if document else "",
        "reasons": sentence(step.data["reasons"]),
        "until": until,
    }
    write(step, application, LetterKind.LATER_NOTICE, body)
    step.detail |= {"said": "可以公开" if body["opened"] else "仍不宜公开"}
    if until:
        _start(step, application, until)
