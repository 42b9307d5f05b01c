"""What stirs the public: conferred on, judged, answered, evaluated (PI-8), within its hours (PI-10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localtime

from foundation.casework.acts import Apart, Objection, Step, act, gate
from foundation.casework.fields import Moment, PlainText, Prose, RemarkForm, reason_form
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.deadlines import clocks
from foundation.deadlines.limits import TimeLimit
from interpretation import statute
from interpretation.acts.collecting import (
    HEADS,
    OFFICE,
    TopicForm,
    only_emergencies_are_especially_grave,
    start_hours,
    whoever_answers,
)
from interpretation.forms import line
from interpretation.models import OpinionCase, Response

State = OpinionCase.State
PORTAL = "门户网站"


# Confer and judge


class ConferForm(TopicForm):
    """Who conferred when, and what came of it."""

    conferred_at = Moment(label="什么时候会商的")
    conferred_by = line("哪些单位、什么职务参加", 300, help_text="写单位和职务，不写网民。")
    conferred_on = Prose(label="会商结果", max_length=5000, rows=5)

    def clean_conferred_at(self) -> datetime:
        """Refuse a conference before anybody had found it."""
        at: datetime = self.cleaned_data["conferred_at"]
        if at < self.step.matter.found_at.replace(second=0, microsecond=0):
            raise forms.ValidationError("会商的时间早于发现的时间，请核对。")
        return at


@act(
    "interpretation.confer",
    "会商",
    on=OpinionCase,
    via=("confer", "confer_late"),
    role=OFFICE,
    asks=ConferForm,
    cites=("PI-8",),
    tells=(whoever_answers,),
    weight="primary",
    queue=(State.REGISTERED, State.ANSWERED),
    waits_if=lambda model: Q(conferred_at=None),
    when=lambda case: case.conferred_at is None,
)
def confer(step: Step) -> None:
    case: OpinionCase = step.matter
    if case.conferred_at is not None:
        raise Invalid({"会商": ["已经登记过会商。后来再商量的，写进评估。"]})
    for name in ("conferred_at", "conferred_by", "conferred_on"):
        setattr(case, name, step.data[name])
    if case.state == State.REGISTERED:
        case.confer()
    else:
        case.confer_late()


class JudgeForm(TopicForm):
    """Whether it is true, how grave, and whether it is answered."""

    truth = forms.ChoiceField(label="是否属实", choices=list(statute.TRUTH.items()), widget=forms.RadioSelect)
    risk = Prose(label="影响和风险", max_length=5000, rows=4)
    answered = forms.ChoiceField(
        label="要不要回应", choices=[("yes", "要回应"), ("no", "不需回应")], widget=forms.RadioSelect
    )
    measures = Prose(label="处置措施", max_length=5000, rows=4, required=False)
    line = Prose(label="回应口径", max_length=5000, rows=4, required=False)
    no_answer_because = Prose(label="不回应的理由", max_length=2000, rows=3, required=False)

    def clean(self) -> dict[str, Any] | None:
        """Refuse no answer without a reason, and an answer without a line."""
        super().clean()
        given = self.cleaned_data
        if given.get("answered") == "no" and not given.get("no_answer_because"):
            self.add_error("no_answer_because", "不回应的，请写明理由。")
        for name in ("measures", "line"):
            if given.get("answered") == "yes" and not given.get(name):
                self.add_error(name, f"要回应的，请写明{self.fields[name].label}。")
        return given


@gate("PI-10", "突发事件一律回应", on_entry=True)
def emergencies_are_answered(step: Step) -> Objection | None:
    if step.matter.grave and step.data["answered"] == "no":
        return "特别重大、重大突发事件必须回应。", "请选“要回应”；等级定错的，先“调整等级”。"
    return None


@act(
    "interpretation.judge_opinion",
    "研判",
    on=OpinionCase,
    via=("take_in_hand", "leave_unanswered", "judge_late"),
    role=HEADS,
    asks=JudgeForm,
    cites=("PI-8",),
    gates=[emergencies_are_answered],
    tells=(whoever_answers,),
    weight="primary",
    queue=(State.CONFERRED, State.ANSWERED),
    waits_if=lambda model: Q(truth="") & ~Q(conferred_at=None),
    when=lambda case: not case.truth,
)
def judge_opinion(step: Step) -> None:
    case, data = step.matter, step.data
    if case.truth:
        raise Invalid({"研判": ["已经研判过。情况有变的，办“调整等级”。"]})
    case.truth, case.risk = data["truth"], data["risk"]
    if data["answered"] == "no":
        if case.state == State.ANSWERED:
            raise Invalid({"要不要回应": ["已经回应过了。"]})
        case.leave_unanswered(data["no_answer_because"])
        for limit in statute.HOURS:
            clocks.cancel(limit, case, at=step.at)
        return
    case.measures, case.line = data["measures"], data["line"]
    if case.state == State.CONFERRED:
        case.take_in_hand()
    else:
        case.judge_late()


class RegradeForm(ActForm):
    """The level that it has now, and why; and when it happened, where nobody knew that."""

    emergency = forms.ChoiceField(
        label="是不是突发事件", choices=[("no", "不是"), ("yes", "是")], widget=forms.RadioSelect
    )
    level = forms.ChoiceField(label="等级", choices=list(statute.LEVELS.items()))
    appeared_at = Moment(
        label="什么时候发生的",
        required=False,
        help_text="登记时没有写明的，改为突发事件必须填写；已经写明的不用填，也改不了。",
    )
    reason = PlainText(label="为什么调整", max_length=300)

    def clean(self) -> dict[str, Any] | None:
        """Refuse an emergency without its hour, and an hour after it was found."""
        case, appeared = self.step.matter, self.cleaned_data.get("appeared_at")
        only_emergencies_are_especially_grave(self)
        if self.cleaned_data.get("emergency") == "yes" and case.appeared_at is None and appeared is None:
            self.add_error("appeared_at", "突发事件从发生的时候起算，请填写什么时候发生的。")
        if appeared and appeared > case.found_at:
            self.add_error("appeared_at", "发生的时间晚于发现的时间，请核对。")
        return super().clean()


@act(
    "interpretation.regrade",
    "调整等级",
    on=OpinionCase,
    states=OpinionCase.OPEN,
    role=HEADS,
    asks=RegradeForm,
    cites=("PI-10",),
    tells=(whoever_answers,),
    weight="quiet",
)
def regrade(step: Step) -> None:
    """The hours of the new level run from the same origin: upward they may have run out already."""
    case: OpinionCase = step.matter
    was = case.grave
    step.detail |= {"level": [case.level, step.data["level"]]}
    case.emergency, case.level = step.data["emergency"] == "yes", step.data["level"]
    if case.emergency and case.appeared_at is None:
        case.appeared_at = step.data["appeared_at"]
    if was == case.grave:
        return
    for limit in (statute.WORD, statute.PRESS_CONFERENCE) if was else (statute.ANSWER,):
        clocks.cancel(limit, case, at=step.at)
    start_hours(case, step.at)
    _note_what_is_done(case, step.at)


def _note_what_is_done(case: OpinionCase, at: datetime) -> None:
    """Let what was said and done already meet its hours, at the moment at which it was."""
    if case.first_word_at is not None:
        for limit in (statute.WORD, statute.ANSWER):
            clocks.meet(limit, case, at=at, on=case.first_word_at)
    if case.press_at is not None:
        clocks.meet(statute.PRESS_CONFERENCE, case, at=at, on=case.press_at)


# What was said and done


class WordForm(TopicForm):
    """Where the first word was heard, if not on the portal."""

    says = "负责人确认以后才算数；确认得晚，也按当时发布的时间算。"

    first_word_at = Moment(label="什么时候发布的")
    first_word_where = line(
        "在哪里发布",
        help_text="例如：五原发布微博、县广播电视台。人人看得到，填了不能改。",
    )
    first_word_link = forms.URLField(
        label="网址",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="人人看得到。过了期限才登记的必须填写。",
    )


def _before_the_event(case: OpinionCase, said: datetime) -> Objection | None:
    if case.appeared_at is not None and said < case.appeared_at:
        began = f"{localtime(case.appeared_at):%Y-%m-%d %H:%M}"
        return f"填的时间早于事情发生或者出现的时间（{began}）。", "请核对时间。"
    return None


def _late_without_proof(step: Step, done: datetime, link: str, *limits: TimeLimit) -> Objection | None:
    """What is entered after the hours ran out, and is said to have been in time, can be looked up."""
    clock = clocks.open_clock(step.matter, *limits)
    if clock is not None and step.at >= clock.due_at > done and not link:
        return "期限已经过了才登记，要能查证。", "请填写当时发布的网址。"
    return None


@gate("PI-10", "回应不早于事情本身，过后登记的能查证", on_entry=True)
def word_is_true(step: Step) -> Objection | None:
    case, said = step.matter, step.data["first_word_at"]
    link = step.data["first_word_link"]
    return _before_the_event(case, said) or _late_without_proof(
        step, said, link, statute.WORD, statute.ANSWER
    )


@act(
    "interpretation.record_word",
    "登记已在别处首次回应",
    on=OpinionCase,
    states=OpinionCase.WAITING,
    role=OFFICE,
    asks=WordForm,
    cites=("PI-10",),
    gates=[word_is_true],
    tells=(whoever_answers,),
    weight="secondary",
    when=lambda case: case.heard_at is None,
)
def record_word(step: Step) -> None:
    """Somebody says where the first word was heard; it counts once a head confirms it."""
    case, data = step.matter, step.data
    if case.heard_at is not None:
        raise Invalid({"首次回应": ["已经有一条等负责人确认。"]})
    case.heard_at, case.heard_where = data["first_word_at"], data["first_word_where"]
    case.heard_link = data["first_word_link"]


@act(
    "interpretation.confirm_word",
    "确认首次回应",
    on=OpinionCase,
    via="answer",
    role=HEADS,
    asks=RemarkForm,
    cites=("PI-10",),
    not_by=Apart("PI-10", ("interpretation.record_word",)),
    tells=(whoever_answers,),
    weight="primary",
    queue=OpinionCase.WAITING,
    waits_if=lambda model: Q(heard_at__isnull=False),
    when=lambda case: case.heard_at is not None,
)
def confirm_word(step: Step) -> None:
    """The hours are met at the moment at which it was heard, however late that is confirmed."""
    case: OpinionCase = step.matter
    if case.heard_at is None:
        raise Invalid({"首次回应": ["没有等着确认的。"]})
    case.answer(case.heard_at, case.heard_where, case.heard_link)
    case.forget_heard()
    _note_what_is_done(case, step.at)


@act(
    "interpretation.return_word",
    "这条不算首次回应",
    on=OpinionCase,
    states=OpinionCase.WAITING,
    role=HEADS,
    asks=reason_form("为什么不算", max_length=300),
    cites=("PI-10",),
    tells=(whoever_answers,),
    returns=True,
    when=lambda case: case.heard_at is not None,
)
def return_word(step: Step) -> None:
    """Nothing was said there, or not by the county; the hours go on."""
    step.detail = {"where": step.matter.heard_where}
    step.matter.forget_heard()


class PublishedForm(ActForm):
    """The response that was published."""

    reason_field = ""
    response = forms.ModelChoiceField(queryset=Response.objects.all())


@act(
    "interpretation.note_response",
    "回应已发布",
    on=OpinionCase,
    asks=PublishedForm,
    cites=("PI-10",),
    tells=(whoever_answers,),
)
def note_response(step: Step) -> None:
    """The first word meets the hours; a later one goes with what was said before."""
    case: OpinionCase = step.matter
    if case.state in OpinionCase.WAITING:
        case.answer(step.at, PORTAL)
        case.forget_heard()  # whoever publishes here could have confirmed it before
    elif case.state in (State.EVALUATED, State.CLOSED):
        case.stir_again()
    _note_what_is_done(case, step.at)


class PressForm(TopicForm):
    """The press conference that was held."""

    press_at = Moment(label="什么时候开的")
    press_place = line("在哪里")
    press_speakers = line("谁发布", 200, help_text="写职务。")
    press_link = forms.URLField(
        label="报道的网址",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="过了期限才登记的必须填写。",
    )


@gate("PI-10", "发布会不早于事情本身，过后登记的能查证", on_entry=True)
def press_is_true(step: Step) -> Objection | None:
    case, held = step.matter, step.data["press_at"]
    link = step.data["press_link"]
    return _before_the_event(case, held) or _late_without_proof(step, held, link, statute.PRESS_CONFERENCE)


@act(
    "interpretation.record_press",
    "登记新闻发布会",
    on=OpinionCase,
    states=OpinionCase.OPEN,
    role=OFFICE,
    asks=PressForm,
    cites=("PI-10",),
    gates=[press_is_true],
    weight="secondary",
    queue=OpinionCase.OPEN,
    waits_if=lambda model: Q(emergency=True, level__in=statute.GRAVE, press_at=None),
    when=lambda case: case.press_at is None,
)
def record_press(step: Step) -> None:
    """One that is called off is none: its hours go on."""
    case: OpinionCase = step.matter
    if case.press_at is not None:
        raise Invalid({"新闻发布会": ["已经登记过。后来再开的，写成后续发布。"]})
    for name in ("press_at", "press_place", "press_speakers", "press_link"):
        setattr(case, name, step.data[name])
    _note_what_is_done(case, step.at)


# Afterwards


class EvaluateForm(TopicForm):
    """What the answers did (国办发〔2016〕80号)."""

    effect = Prose(label="回应以后效果怎样", max_length=5000, rows=4)
    lessons = Prose(label="有什么教训，怎么改进", max_length=5000, rows=4)
    taken_up = Prose(label="采纳了哪些意见", max_length=5000, rows=3, required=False)


@gate("PI-8", "五步都办过", done_by=("interpretation.confer", "interpretation.judge_opinion"))
def five_steps(step: Step) -> Objection | None:
    """Collected, conferred on, judged, handled, answered."""
    case: OpinionCase = step.matter
    lacking = [label for label, done in (("会商", case.conferred_at), ("研判", case.truth)) if not done]
    if lacking:
        return f"还没有{'、'.join(lacking)}。", "请先补办，再评估。"
    return None


@gate("PI-10", "回应看得到")
def answer_stands(step: Step) -> Objection | None:
    """An answer that was taken down again is none."""
    case: OpinionCase = step.matter
    elsewhere = case.first_word_where != PORTAL
    if not elsewhere and not case.responses.filter(state=Response.State.PUBLISHED).exists():
        return "发布过的回应都撤下了，大家看不到回应。", "请重新发布回应，再评估。"
    return None


@act(
    "interpretation.evaluate",
    "评估",
    on=OpinionCase,
    via="evaluate",
    role=OFFICE,
    asks=EvaluateForm,
    cites=("PI-8",),
    gates=[five_steps, answer_stands],
    weight="primary",
)
def evaluate(step: Step) -> None:
    for name in ("effect", "lessons", "taken_up"):
        setattr(step.matter, name, step.data[name])
    step.matter.evaluate()


@gate("PI-10", "该开的新闻发布会已经开了", done_by=("interpretation.record_press",))
def press_was_held(step: Step) -> Objection | None:
    if step.matter.grave and step.matter.press_at is None:
        return "特别重大、重大突发事件应当举行新闻发布会，还没有登记。", "请先登记新闻发布会。"
    return None


@act(
    "interpretation.close_opinion",
    "结案",
    on=OpinionCase,
    via="close",
    role=HEADS,
    asks=reason_form("怎样了结的", max_length=500),
    cites=("PI-8",),
    gates=[press_was_held],
    weight="primary",
)
def close(step: Step) -> None:
    step.matter.close()


@act(
    "interpretation.answer_after_all",
    "改为要回应",
    on=OpinionCase,
    via="answer_after_all",
    role=HEADS,
    asks=reason_form("为什么改", max_length=500),
    cites=("PI-8", "PI-10"),
    tells=(whoever_answers,),
    weight="quiet",
)
def answer_after_all(step: Step) -> None:
    """Its hours go on from where they began: what passed in between counts."""
    case: OpinionCase = step.matter
    case.answer_after_all()
    start_hours(case, step.at)
