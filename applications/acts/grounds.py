"""OR-4(2): a written statement of the reasons for a refusal, on request, reviewed and signed like a reply."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate

from applications import statute
from applications.acts.filing import CLERK, HEAD
from applications.acts.handling import sentence
from applications.basis import without_brackets
from applications.correspondence import write
from applications.forms import EmptyForm, RemarkForm
from applications.letters import LetterKind
from applications.models import Application, Reply
from applications.queries import without_reply
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.deadlines import clocks

State = Application.State


@gate("OR-4(2)", "答复没有全部满足申请")
def something_unmet(step: Step) -> Objection | None:
    if not step.matter.unmet():
        return (
            "这件申请已经全部满足，没有须要另行说明的理由。",
            "对答复有疑问的，可以投诉，或依法申请行政复议。",
        )
    return None


@gate("OR-4(2)", "只要求一次")
def not_asked_yet(step: Step) -> Objection | None:
    if step.matter.grounds_asked_on is not None:
        return f"您已于 {step.matter.grounds_asked_on} 要求说明理由。", "机关正在办理，或已经说明，请看文书。"
    return None


@act(
    "applications.ask_grounds",
    "要求说明理由",
    on=Application,
    states=(State.ANSWERED,),
    public=True,
    asks=EmptyForm,
    cites=("OR-4(2)",),
    gates=[something_unmet, not_asked_yet],
    tells=(CLERK,),
)
def ask_grounds(step: Step) -> None:
    step.matter.grounds_asked_on = localdate(step.at)
    clock = clocks.start(statute.GROUNDS, step.matter, at=step.at)
    step.detail |= {"due_on": clock.due_words}


@gate("OR-4(2)", "申请人要求过说明理由")
def grounds_were_asked(step: Step) -> Objection | None:
    if step.matter.grounds_asked_on is None:
        return "申请人没有要求另行说明理由。", "答复书已写明理由的，无须再发。"
    return None


def _waits_for_grounds(application: Application) -> bool:
    asked = application.grounds_asked_on is not None
    return asked and not application.replies.under_way(explains=True).exists()


@act(
    "applications.draft_grounds",
    "拟写说明理由",
    on=Application,
    creates=Reply,
    states=(State.ANSWERED,),
    role=CLERK,
    asks=RemarkForm,
    cites=("OR-4(2)",),
    gates=[grounds_were_asked],
    weight="primary",
    waits_if=lambda model: Q(grounds_asked_on__isnull=False) & without_reply(explains=True),
    when=_waits_for_grounds,
)
def draft_grounds(step: Step) -> Reply:
    application: Application = step.matter
    if application.replies.under_way(explains=True).exists():
        raise Invalid({"说明理由": ["已有一份说明理由在办理，或已经发出。"]})
    reply = Reply(
        agency=application.agency,
        created_at=step.at,
        application=application,
        explains=True,
        drafter=step.staff,
    )
    attribute(step, reply).save()
    return reply


class IssuedReasonsForm(ActForm):
    """The statement of reasons that was issued."""

    reason_field = ""
    reply = forms.ModelChoiceField(queryset=Reply.objects.filter(explains=True))


@act(
    "applications.give_grounds",
    "说明理由",
    on=Application,
    states=(State.ANSWERED,),
    asks=IssuedReasonsForm,
    cites=("OR-4(2)",),
    tells=(HEAD,),
)
def give_grounds(step: Step) -> None:
    application: Application = step.matter
    given: Reply = step.data["reply"]
    decisions = list(given.decisions.all())
    body: dict[str, Any] = {
        "asked_on": application.grounds_asked_on,
        "number": application.replies.filter(state=Reply.State.ISSUED, explains=False)
        .latest("pk")
        .document_number,
        "opening": sentence(given.opening) if given.opening else "",
        "facts": "\n".join(sentence(decision.facts) for decision in decisions),
        "basis": "；".join(without_brackets(decision.basis.rstrip("。；")) for decision in decisions),
        "reasons": "\n".join(sentence(decision.reasons) for decision in decisions),
    }
    letter = write(step, application, LetterKind.REASONS_NOTICE, body, number=given.document_number)
    if letter.handed_over:
        clocks.meet(statute.GROUNDS, application, at=step.at)
