"""条例35: applications far beyond what is reasonable in number or frequency: asking why, finding on it, more time to reply."""

from __future__ import annotations

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from applications import statute
from applications.acts.filing import CLERK, HEAD, enclose
from applications.acts.handling import notice_arrived, sentence, set_time
from applications.correspondence import last_day, see_to_delivery, write
from applications.forms import ExplainForm
from applications.letters import LetterKind
from applications.models import Application, Letter
from applications.queries import reply_due
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.fields import PlainText, Prose, WholeNumber
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.deadlines import clocks
from foundation.deadlines.calendar import working_days_between

State = Application.State


class ExplanationRequestForm(ActForm):
    """What looks excessive, and the time to explain it."""

    reason_field = ""
    facts = Prose(
        label="数量、频次的事实", max_length=2000, help_text="写明件数和时间，让人看得懂为什么要说明理由。"
    )
    span = WholeNumber(
        unit="工作日",
        label="说明理由的期限（工作日）",
        min_value=statute.AMENDMENT_SPANS[0],
        max_value=statute.AMENDMENT_SPANS[1],
        initial=statute.EXPLANATION.span,
    )


@act(
    "applications.request_explanation",
    "请申请人说明理由",
    on=Application,
    via="ask_explanation",
    role=CLERK,
    asks=ExplanationRequestForm,
    cites=("条例35",),
    tells=(HEAD,),
    weight="quiet",
    writes=True,
)
def request_explanation(step: Step) -> None:
    application: Application = step.matter
    span, due, today = step.data["span"], reply_due(application), localdate(step.at)
    # The time to reply runs on (条例33 does not pause it for an explanation), so some of it must be left afterwards.
    most = working_days_between(today, due.due_on) - statute.ENTRY_DAYS - 1 if due else 0
    if span > most:
        raise Invalid(
            {
                "说明理由的期限（工作日）": [
                    f"答复期限到 {due.due_words if due else today} 为止，说明理由最多可以给 {max(most, 0)} 个工作日。"
                ]
            }
        )
    application.ask_explanation()
    set_time(step, application, LetterKind.EXPLANATION_REQUEST, "explain_by", {"facts": step.data["facts"]})


@act(
    "applications.explain",
    "说明申请理由",
    on=Application,
    via="explained",
    role=CLERK,
    public=True,
    asks=ExplainForm,
    cites=("条例35",),
    meets=(statute.EXPLANATION,),
    tells=(CLERK,),
)
def explain(step: Step) -> None:
    application: Application = step.matter
    application.explanation, application.reasons_found = step.data["explanation"], ""
    step.done_on = step.data.get("received_on")
    step.detail["received_on"] = str(step.done_on or localdate(step.at))
    enclose(step, application, step.data.get("enclosures") or [])
    application.explained()
    see_to_delivery(step.at, application)


@act(
    "applications.resume_unexplained",
    "逾期未说明理由，继续办理",
    on=Application,
    via="explained",
    cites=("条例35",),
    gates=[notice_arrived(LetterKind.EXPLANATION_REQUEST)],
    tells=(CLERK, HEAD),
)
def resume_unexplained(step: Step) -> None:
    clocks.cancel(statute.EXPLANATION, step.matter, at=step.at)
    step.matter.explained()
    see_to_delivery(step.at, step.matter)


def _asked_why() -> QuerySet[Letter]:
    """The requests for reasons that an application has had."""
    return Letter.objects.filter(application=OuterRef("pk"), kind=LetterKind.EXPLANATION_REQUEST)


@gate("条例35", "请申请人说明过理由")
def was_asked_why(step: Step) -> Objection | None:
    if not step.matter.letters.filter(kind=LetterKind.EXPLANATION_REQUEST).exists():
        return "没有请申请人说明理由。", "先请申请人说明理由，再认定理由是否合理。"
    return None


class FindingForm(ActForm):
    """Whether the reasons are good, and why."""

    found = forms.ChoiceField(
        label="认定",
        choices=Application.Reasons.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择理由合理还是不合理。"},
    )
    reason = PlainText(
        label="为什么这样认定",
        max_length=1000,
        help_text="申请人没有说明的，也写明。会进入办理记录，请不要写出个人信息。",
    )


@act(
    "applications.find_on_reasons",
    "认定申请理由",
    on=Application,
    states=(State.HANDLING,),
    role=HEAD,
    asks=FindingForm,
    cites=("条例35",),
    gates=[was_asked_why],
    tells=(CLERK,),
    waits_if=lambda model: Q(Exists(_asked_why()), reasons_found=""),
    when=lambda application: application.letters.filter(kind=LetterKind.EXPLANATION_REQUEST).exists(),
)
def find_on_reasons(step: Step) -> None:
    """Find on the reasons: for good ones more time may be set, for others the application is not handled."""
    step.matter.reasons_found = step.data["found"]
    step.detail |= {"found": step.data["found"]}


class DelayForm(ActForm):
    """条例35: more time to reply, for an application with good reasons."""

    reason = PlainText(label="延迟答复的理由", max_length=1000)
    by = WholeNumber(
        label="再加的工作日",
        unit="工作日",
        min_value=1,
        max_value=66,
        help_text="最长不超过三个月（本县制度第五条）。",
    )


@gate("条例35", "已认定申请理由合理")
def found_good(step: Step) -> Objection | None:
    if step.matter.reasons_found != Application.Reasons.GOOD:
        return (
            "没有认定过申请人的理由合理。",
            "先请申请人说明理由，再“认定申请理由”；只是时间不够的，请办理延期。",
        )
    return None


@gate("条例35", "合理期限只确定一次")
def not_delayed(step: Step) -> Objection | None:
    if step.matter.letters.filter(kind=LetterKind.DELAY_NOTICE).exists():
        return "已经确定过延迟答复的期限，并告知了申请人。", "请按告知的期限答复。"
    return None


@act(
    "applications.delay",
    "确定合理的答复期限",
    on=Application,
    states=(State.HANDLING,),
    role=HEAD,
    asks=DelayForm,
    cites=("条例35", "OR-5"),
    gates=[found_good, not_delayed],
    tells=(CLERK,),
    weight="quiet",
    writes=True,
)
def delay(step: Step) -> None:
    application: Application = step.matter
    clock = clocks.open_clock(application, statute.REPLY)
    if clock is None:
        raise Invalid({"期限": ["这件申请现在没有在计时。"]})
    clocks.extend(clock, by=step.data["by"], at=step.at, reason=step.reason, clause="条例35")
    bound = clocks.open_clock(application, statute.EXTENSION_BOUND)
    bound = bound or clocks.start(statute.EXTENSION_BOUND, application, at=step.at)
    if clock.due_on > bound.due_on:
        raise Invalid(
            {"再加的工作日": [f"最迟只能到 {bound.due_words}：延期不超过三个月（本县制度第五条）。"]}
        )
    body = {
        "found_good": True,
        "reasons": sentence(step.reason),
        **last_day("reply_by", reply_due(application)),
    }
    write(step, application, LetterKind.DELAY_NOTICE, body)
