"""Handling an application: amendment, extension, search."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate

from applications import statute
from applications.acts.filing import CLERK, HEAD, enclose, stop_all
from applications.correspondence import arrives_when_issued, last_day, see_to_delivery, write
from applications.forms import AmendForm
from applications.letters import LetterKind
from applications.models import Application, SearchRecord
from applications.models.letter import SETS
from applications.queries import reply_due
from foundation.casework.acts import Apart, Gate, Objection, Step, act, gate
from foundation.casework.fields import Day, PlainText, WholeNumber, reason_form
from foundation.casework.forms import ActForm
from foundation.correspondence.models import Service
from foundation.deadlines import clocks
from foundation.deadlines.calendar import Calendar
from foundation.deadlines.counting import count, midnight
from foundation.deadlines.models import Clock
from foundation.texts.structure import ends_in_table

State = Application.State


def pause_reply_clock(step: Step, application: Application, reason: str, clause: str) -> None:
    """Pause the clock of the reply unless it has run out; the ledger line tells when it has."""
    clock = clocks.open_clock(application, statute.REPLY)
    if clock is None or clock.paused_since is not None:
        return
    if clock.breached_at is None and step.at < clock.due_at:
        clocks.pause(clock, at=step.at, reason=reason, clause=clause)
    else:
        step.detail["already_overdue"] = str(clock.due_on)


def resume_reply_clock(step: Step, application: Application, over: datetime | None = None) -> None:
    """Resume the clock of the reply where it was paused, at `over`, by default now."""
    clock = clocks.open_clock(application, statute.REPLY)
    if clock is not None and clock.paused_since is not None:
        clocks.resume(clock, at=max(over or step.at, clock.paused_since))


def end_reply_period(step: Step, application: Application) -> None:
    """Cancel the clock of the reply and the bound of its extension, because the time to reply will begin anew."""
    for limit in statute.TO_REPLY:
        clocks.cancel(limit, application, at=step.at)


def sentence(text: str) -> str:
    """The text closed by a full stop, as it stands within a letter; after a table only the line ends."""
    if ends_in_table(text):
        return f"{text}\n"
    return text if text.endswith(("。", "！", "？")) else f"{text.rstrip('.;；，, ')}。"


# 条例30: what is unclear


@gate("条例30", "补正只告知一次")
def asked_once(step: Step) -> Objection | None:
    if step.matter.letters.filter(kind=LetterKind.AMENDMENT_NOTICE).exists():
        return (
            "已经告知过申请人补正，补正须一次性告知。",
            "补正后仍不明确的，请作出“补正后内容仍不明确”的答复。",
        )
    return None


@gate("条例30", f"{statute.AMENDMENT_NOTICE.span} 个工作日内告知补正")
def asked_in_time(step: Step) -> Objection | None:
    limit, received = statute.AMENDMENT_NOTICE, midnight(step.matter.received_on)
    counted = count(limit.unit, limit.span, received, [], Calendar.load(), ())
    if step.at >= counted.due_at:
        last = f"{localdate(counted.due_at - timedelta(microseconds=1))}{'（暂定）' if counted.provisional else ''}"
        return f"告知补正的 {limit.span} 个工作日已于 {last} 届满。", "请直接与申请人联系弄清内容，按期答复。"
    return None


class AmendmentNoticeForm(ActForm):
    """What is unclear, and the time to amend it."""

    reason_field = ""
    why = forms.ChoiceField(
        label="为什么要补正",
        choices=[(code, label) for code, (label, _said) in statute.AMENDMENT_CAUSES.items()],
        required=False,
        widget=forms.RadioSelect,
        help_text="缺证件、委托书的，不是内容不明确：告知书照这里的选择写。不选的，按来件是否缺材料写。",
    )
    items = PlainText(
        label="需要补正的事项", max_length=2000, help_text="每行一项，一次说全：申请人只补正一次。"
    )
    guidance = PlainText(
        label="指导和说明", max_length=2000, required=False, help_text="怎样写才查得到，可以举例。"
    )
    span = WholeNumber(
        unit="工作日",
        label="补正期限（工作日）",
        min_value=statute.AMENDMENT_SPANS[0],
        max_value=statute.AMENDMENT_SPANS[1],
        initial=statute.AMENDMENT.span,
        help_text="告知书写明最后一日；邮寄的，留出路上的时间。",
    )


@act(
    "applications.request_amendment",
    "告知补正",
    on=Application,
    via="ask_amendment",
    role=CLERK,
    asks=AmendmentNoticeForm,
    cites=("条例30", "OR-4(7)"),
    gates=[asked_once, asked_in_time],
    meets=(statute.AMENDMENT_NOTICE,),
    tells=(HEAD,),
    writes=True,
)
def request_amendment(step: Step) -> None:
    application: Application = step.matter
    end_reply_period(step, application)
    application.ask_amendment()
    items = [line.strip() for line in step.data["items"].splitlines() if line.strip()]
    why = step.data["why"] or ("incomplete" if application.lacks() else "unclear")
    step.detail["why"] = why
    finding = f"经审查，{statute.AMENDMENT_CAUSES[why][1]}。"
    body = {"finding": finding, "items": items, "guidance": step.data["guidance"]}
    set_time(step, application, LetterKind.AMENDMENT_NOTICE, "amend_by", body)


def set_time(
    step: Step, application: Application, kind: LetterKind, called: str, body: dict[str, Any], span: int = 0
) -> None:
    """Write a letter that sets the applicant a time in working days from its arrival.

    It names the last day where it arrives as it is issued; otherwise the limit starts when its arrival is recorded.
    """
    limit = next(sets.limit for sets in SETS.values() if sets.state == application.state)
    clock, span = None, span or step.data.get("span") or limit.span
    if arrives_when_issued(application, kind):
        clock = clocks.start(limit, application, at=step.at, span=span)
    write(step, application, kind, {**body, "span": span, **last_day(called, clock)}, span=span)


@gate("条例30", "在补正期限内补正，逾期的有正当理由", on_entry=True)
def amended_in_time(step: Step) -> Objection | None:
    clock = clocks.open_clock(step.matter, statute.AMENDMENT)
    day = step.data.get("received_on") or localdate(step.at)
    if clock is None or not clock.over_before(day) or step.data.get("excuse"):
        return None
    return (
        f"补正期限已于 {clock.due_on} 届满。",
        "逾期有正当理由的，由机关认定：申请人请马上与机关联系，工作人员请写明理由。",
    )


@act(
    "applications.amend",
    "补正申请",
    on=Application,
    via="amend",
    role=CLERK,
    public=True,
    asks=AmendForm,
    cites=("条例30",),
    gates=[amended_in_time],
    meets=(statute.AMENDMENT,),
    tells=(CLERK,),
)
def amend(step: Step) -> None:
    application: Application = step.matter
    on = step.data.get("received_on") or localdate(step.at)
    application.wanted_before, application.wanted = application.wanted, step.data["wanted"]
    application.wanted_number = step.data.get("wanted_number") or ""
    if number := step.data.get("identity_number"):
        applicant = application.applicant
        applicant.identity_number, applicant.identity_kind = number, step.data["identity_kind"]
        applicant.save()
    enclose(step, application, step.data.get("enclosures") or [])
    application.amend(on)
    see_to_delivery(step.at, application)
    clocks.start(statute.REPLY, application, at=step.at, on=on)
    step.done_on = on
    step.detail |= {"received_on": str(on)}


def notice_arrived(kind: LetterKind) -> Gate:
    """The gate of a closing for want of something that a letter asked for: the letter has arrived."""

    @gate("条例30", "告知的文书已经送达")
    def arrived(step: Step) -> Objection | None:
        letter = step.matter.letters.filter(kind__in=[kind, LetterKind.REOPENING_NOTICE]).last()
        if letter is None or letter.service != Service.ARRIVED:
            return f"{kind.label}没有送达，不能以逾期处理。", "请另行送达并登记，期限从送达之日起计算。"
        return None

    return arrived


@act(
    "applications.lapse_unamended",
    "逾期不补正，不再处理",
    on=Application,
    via="lapse_unamended",
    cites=("条例30",),
    gates=[notice_arrived(LetterKind.AMENDMENT_NOTICE)],
    tells=(CLERK,),
)
def lapse_unamended(step: Step) -> None:
    application: Application = step.matter
    clock = clocks.open_clock(application, statute.AMENDMENT)
    told = told_of(application, LetterKind.AMENDMENT_NOTICE)
    stop_all(step, application)
    application.lapse_unamended(localdate(step.at))
    body = {**told, "amend_by": clock.due_on if clock else None}
    write(step, application, LetterKind.CLOSED_UNAMENDED, body)


def date_and_number(application: Application, kind: LetterKind) -> dict[str, Any]:
    """Date and number of the last letter of a kind, as a closing notice refers to it."""
    letter = application.letters.filter(kind=kind).last()
    if letter is None:
        return {"told_on": None, "number": ""}
    return {"told_on": localdate(letter.issued_at), "number": letter.document_number}


def told_of(application: Application, kind: LetterKind) -> dict[str, Any]:
    """The letter from which a time ran that is over: its name, day and number, and the day of its arrival.

    Where the matter went on after a mistake, the time ran from the notice of that.
    """
    letter = application.letters.filter(kind__in=[kind, LetterKind.REOPENING_NOTICE]).last()
    if letter is None:
        return {"told_on": None}
    arrived = letter.deliveries.filter(event=Service.ARRIVED).last()
    return {
        "told_on": localdate(letter.issued_at),
        "told_by": letter.get_kind_display(),
        "number": letter.document_number,
        "arrived_on": arrived and arrived.delivered_on,
    }


# 条例33, OR-5: extension, suspension


@gate("OR-5", "延期只有一次")
def not_extended(step: Step) -> Objection | None:
    if step.matter.extended_on is not None:
        return f"已于 {step.matter.extended_on} 延期一次。", "请按延长后的期限答复。"
    return None


def period_over(step: Step, clock: Clock, what: str) -> Objection | None:
    """The objection that the time to reply has run out; `what` names the act refused."""
    if clock.breached_at is not None or step.at >= clock.due_at:
        return f"答复期限已于 {clock.due_words} 届满，不能再{what}。", "请尽快答复；超期已如实记录。"
    return None


@gate("条例33", "期满之前才能延期")
def not_overdue(step: Step) -> Objection | None:
    clock = clocks.open_clock(step.matter, statute.REPLY)
    if clock is None:
        return "这件申请现在没有在计时。", "计时之后才能延期。"
    return period_over(step, clock, "延期")


#: The form of a reason that goes into ledger and letter.
ReasonForm = reason_form("理由", max_length=1000, help_text="会写进告知书和办理记录，请不要写出个人信息。")


@act(
    "applications.ask_extension",
    "提请延期",
    on=Application,
    states=(State.HANDLING,),
    role=CLERK,
    asks=ReasonForm,
    cites=("OR-5", "条例33"),
    gates=[not_extended, not_overdue],
    tells=(HEAD,),
    when=lambda application: application.extended_on is None and not application.extension_asked,
)
def ask_extension(step: Step) -> None:
    step.matter.extension_asked = True


@act(
    "applications.extend",
    "同意延期",
    on=Application,
    states=(State.HANDLING,),
    role=HEAD,
    asks=ReasonForm,
    cites=("OR-5", "条例33"),
    gates=[not_extended, not_overdue],
    not_by=Apart("条例33", ("applications.ask_extension",)),
    tells=(CLERK,),
    waits_if=lambda model: Q(extension_asked=True, extended_on__isnull=True),
    when=lambda application: application.extended_on is None,
    writes=True,
)
def extend(step: Step) -> None:
    application: Application = step.matter
    clock = clocks.open_clock(application, statute.REPLY)
    assert clock is not None, "a gate has seen it"
    before = last_day("due_on", clock)
    clocks.extend(clock, by=statute.EXTENSION_SPAN, at=step.at, reason=step.reason, clause="条例33")
    if clocks.open_clock(application, statute.EXTENSION_BOUND) is None:
        clocks.start(statute.EXTENSION_BOUND, application, at=step.at)
    application.extended_on, application.extension_asked = localdate(step.at), False
    body = {
        "reasons": sentence(step.reason),
        "due_on": before["due_on"],
        "due_provisional": before["provisional"],
        "days": statute.EXTENSION_SPAN,
        **last_day("reply_by", reply_due(application)),
    }
    write(step, application, LetterKind.EXTENSION_NOTICE, body)


@act(
    "applications.refuse_extension",
    "不同意延期",
    on=Application,
    states=(State.HANDLING,),
    role=HEAD,
    asks=reason_form("理由", max_length=1000, help_text="写进办理记录，请不要写出个人信息。"),
    cites=("OR-5", "条例33"),
    tells=(CLERK,),
    when=lambda application: application.extension_asked,
)
def refuse_extension(step: Step) -> None:
    step.matter.extension_asked = False


# 条例36(4): searching


class SearchForm(ActForm):
    """One search: where, how, when, with what result."""

    reason_field = ""
    place = PlainText(label="检索范围", max_length=200, help_text="档案室、业务系统、科室、年份范围。")
    terms = PlainText(label="检索方法和关键词", max_length=1000)
    found = forms.TypedChoiceField(
        label="结果",
        choices=[("no", "没有找到"), ("yes", "找到")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = PlainText(label="说明", max_length=1000, required=False)
    searched_on = Day(label="检索日期", not_before="received_on", which_is="收到申请之日")


@act(
    "applications.record_search",
    "登记检索",
    on=Application,
    states=(State.HANDLING, State.CONSULTING),
    role=CLERK,
    asks=SearchForm,
    cites=("OR-4(6)", "条例36"),
    weight="quiet",
)
def record_search(step: Step) -> None:
    # Every field of the form is a column.
    SearchRecord.objects.create(application=step.matter, by=step.staff, by_name=step.actor.name, **step.data)
