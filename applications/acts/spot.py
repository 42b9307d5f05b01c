"""条例33: answering at the counter, on the day of receipt, where what is asked for is public already."""

from __future__ import annotations

from django import forms
from django.utils.timezone import localdate

from applications.acts.filing import CLERK, HEAD
from applications.acts.issuing import reply_body
from applications.basis import basis_of
from applications.correspondence import see_to_delivery, write
from applications.letters import LetterKind
from applications.models import Application, Decision, Reply
from applications.models.application import Channel
from applications.numbering import letter_number
from disclosure.forms.naming import public_document
from disclosure.models import Document
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.correspondence.models import Service, Way

#: What somebody brought who stands at the counter.
SPOKEN = (Channel.IN_PERSON, Channel.ORAL)
_OUTCOME = "already_public"


@gate("条例33", "申请人当面提出，还在场")
def is_at_the_counter(step: Step) -> Objection | None:
    application: Application = step.matter
    if application.channel not in SPOKEN or application.received_on != localdate(step.at):
        return "当场答复的，是当天当面提出的申请。", "请拟写答复，按期送达。"
    if application.sort == Application.Sort.CORRECTION:
        return "更正记录的申请要查明事实，不能当场答复。", "请拟写答复，按期送达。"
    return None


class SpotForm(ActForm):
    """The public document that is asked for, and that its text was handed over."""

    reason_field = ""
    document = forms.CharField(
        label="已公开信息的索引号",
        max_length=60,
        help_text="申请人要的就是这一信息。答复书只写它的名称和获取方式，不另写别的内容，所以不再送审。",
        error_messages={"required": "请填写索引号：没有公开的信息，要经审查、签发才能答复。"},
    )
    handed_over = forms.BooleanField(
        label="已把答复书当面交给申请人，申请人认可就是所要的信息",
        error_messages={"required": "申请人不认可的，不能当场答复，请按程序拟写答复。"},
    )

    def clean_document(self) -> Document | None:
        """The public document with this index number."""
        return public_document(self.cleaned_data["document"], self.step.at)


@act(
    "applications.answer_on_the_spot",
    "当场答复",
    on=Application,
    creates=Reply,
    states=(Application.State.HANDLING,),
    role=(CLERK, HEAD),
    asks=SpotForm,
    cites=("条例33", "OR-4(3)"),
    gates=[is_at_the_counter],
    tells=(HEAD,),
    weight="quiet",
    when=lambda application: (
        application.channel in SPOKEN and not application.replies.under_way(explains=False).exists()
    ),
    writes=True,
)
def answer_on_the_spot(step: Step) -> Reply:
    application: Application = step.matter
    if application.replies.under_way(explains=False).exists():
        raise Invalid({"答复": ["这件申请已有一份答复在办理，请接着办那一份。"]})
    document, today = step.data["document"], localdate(step.at)
    reply = Reply(
        agency=application.agency,
        created_at=step.at,
        application=application,
        drafter=step.staff,
        on_the_spot=True,
    )
    attribute(step, reply).save()
    Decision.objects.create(
        reply=reply,
        position=1,
        outcome=_OUTCOME,
        facts=f"所要的信息是《{document.title}》，已经主动公开。",
        basis=basis_of(_OUTCOME),
        reasons="本机关当场告知获取的方式和途径。",
        document=document,
    )
    reply.refresh_from_db()
    number = letter_number(application.agency, today.year)
    reply.answer_on_the_spot(number, step.at)
    reply.save()
    step.detail |= {"number": number, "document": document.index_number}
    letter = write(step, application, LetterKind.REPLY, reply_body(reply, today), number=number)
    if not letter.handed_over:
        letter.deliver(Service.ARRIVED, way=Way.PICKUP, on=today)
        see_to_delivery(step.at, application)
    step.then("applications.answer", on=application, on_day=today)
    return reply
