"""Reconsideration and suits (条例51): what was accepted, how it ended, and the new reply when the old one was quashed."""

from __future__ import annotations

from django import forms

from applications import statute
from applications.acts.filing import CLERK, HEAD
from applications.acts.issuing import AnswerForm
from applications.acts.later import start_later
from applications.models import Application, Remedy
from foundation.agencies.roles import Role
from foundation.casework.acts import Step, act, attribute
from foundation.casework.fields import Day, OneOf, PlainText, WholeNumber
from foundation.casework.forms import ActForm
from foundation.deadlines import clocks

State = Application.State


class RemedyForm(ActForm):
    """A reconsideration or a suit that was accepted."""

    reason_field = "case_number"
    way = forms.ChoiceField(label="救济途径", choices=Remedy.Way.choices, widget=forms.RadioSelect)
    body = PlainText(label="复议机关或法院", max_length=100)
    case_number = PlainText(label="案号", max_length=100)
    accepted_on = Day(label="受理日期", not_before="received_on", which_is="收到申请之日")

    def clean(self) -> None:
        """Demand a reconsideration before a suit that follows one; it need not be decided (行政复议法34)."""
        before = self.step.matter.remedies.filter(way=Remedy.Way.RECONSIDERATION)
        if self.cleaned_data.get("way") == Remedy.Way.SUIT_AFTER and not before.exists():
            self.add_error("way", "没有登记过行政复议，不能登记“复议后起诉”。")


@act(
    "applications.record_remedy",
    "登记复议或诉讼",
    on=Application,
    states=tuple(State),
    role=CLERK,
    asks=RemedyForm,
    cites=("行政复议法34", "条例51", "行政复议法20", "行政诉讼法46"),
    tells=(HEAD, Role.LEADER),
    weight="quiet",
)
def record_remedy(step: Step) -> None:
    # Every field of the form is a column.
    Remedy.objects.create(application=step.matter, **step.data)


class RemedyResultForm(ActForm):
    """The result of a reconsideration or suit, and what it orders."""

    reason_field = ""
    remedy = OneOf(
        lambda application: application.remedies.filter(result=Remedy.Result.PENDING),
        label="案件",
        error_messages={"invalid_choice": "没有这件未审结的案件。"},
    )
    result = forms.ChoiceField(
        label="结果",
        choices=[choice for choice in Remedy.Result.choices if choice[0] != Remedy.Result.PENDING],
        widget=forms.RadioSelect,
    )
    concluded_on = Day(label="审结日期")
    quashes = forms.BooleanField(
        label="撤销答复，责令重新答复",
        required=False,
        help_text="勾选的，写明责令的期限和收到决定书、判决书的日期。",
    )
    within = WholeNumber(label="责令在多长时间内重新答复", required=False, min_value=1, max_value=180)
    within_unit = forms.ChoiceField(
        label="单位",
        choices=[("working_days", "工作日"), ("days", "日")],
        required=False,
        initial="working_days",
    )
    received_on = Day(label="收到决定书、判决书的日期", required=False)

    def clean(self) -> None:
        """Refuse a day before the case was accepted; demand the time ordered and the day from which it runs."""
        given = self.cleaned_data
        remedy, day = given.get("remedy"), given.get("concluded_on")
        if remedy and day and day < remedy.accepted_on:
            self.add_error("concluded_on", f"审结日期不能早于受理之日（{remedy.accepted_on}）。")
        if not given.get("quashes"):
            return
        if given.get("result") != Remedy.Result.CORRECTED:
            self.add_error("result", "撤销答复的，结果是“结果纠正”。")
        if not self.step.matter.replies.issued().filter(explains=False).exists():
            self.add_error("quashes", "没有可以撤销的答复：还没有答复，或者已经被撤销。")
        if not given.get("within"):
            self.add_error("within", "请写明责令的期限。")
        received = given.get("received_on")
        if not received:
            self.add_error("received_on", "请写明收到决定书、判决书的日期，期限从次日起计算。")
        elif day and received < day:
            self.add_error("received_on", f"收到的日期不能早于审结日期（{day}）。")


@act(
    "applications.conclude_remedy",
    "登记审结结果",
    on=Application,
    states=tuple(State),
    role=CLERK,
    asks=RemedyResultForm,
    cites=("行政复议法20", "行政复议法64", "行政诉讼法45"),
    tells=(HEAD, Role.LEADER),
    weight="quiet",
    when=lambda application: application.remedies.filter(result=Remedy.Result.PENDING).exists(),
)
def conclude_remedy(step: Step) -> None:
    given, remedy = step.data, step.data["remedy"]
    remedy.result, remedy.concluded_on = given["result"], given["concluded_on"]
    remedy.save()
    step.detail |= {"way": remedy.way, "result": remedy.result}
    if given["quashes"]:
        order = {name: given[name] for name in ("within", "within_unit", "received_on")}
        step.then("applications.quash_reply", on=step.matter, remedy=remedy.pk, **order)


class OrderForm(ActForm):
    """The case in which a reply was quashed, and the time within which it is given anew."""

    reason_field = ""
    remedy = OneOf("remedies")
    within = forms.IntegerField()
    within_unit = forms.CharField(required=False)
    received_on = forms.DateField()


@act(
    "applications.quash_reply",
    "答复被撤销，重新答复",
    on=Application,
    states=(State.ANSWERED,),
    asks=OrderForm,
    cites=("行政复议法64", "OR-4"),
    tells=(CLERK, HEAD, Role.LEADER),
)
def quash_reply(step: Step) -> None:
    """Let the reply stand no more and count the time that was ordered; the report counts the application once, as it was."""
    application: Application = step.matter
    reply = application.replies.issued().get(explains=False)
    reply.quashed_on = step.data["remedy"].concluded_on
    attribute(step, reply).save()
    clocks.cancel(statute.LATER, application, at=step.at)
    limit = statute.NEW_REPLY_IN_DAYS if step.data["within_unit"] == "days" else statute.NEW_REPLY
    clock = clocks.start(
        limit, application, at=step.at, on=step.data["received_on"], span=step.data["within"]
    )
    step.detail |= {"number": reply.document_number, "due_on": clock.due_words}


@act(
    "applications.answer_anew",
    "已重新答复",
    on=Application,
    states=(State.ANSWERED,),
    asks=AnswerForm,
    cites=("行政复议法64", "OR-4"),
    meets=statute.ANEW,
    tells=(HEAD,),
)
def answer_anew(step: Step) -> None:
    step.done_on = step.data["on_day"]
    start_later(step, step.matter)
