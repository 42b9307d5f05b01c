"""What stirs the public: collect, confer, judge, handle, answer, evaluate (PI-8), within its hours (PI-10)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate, localtime

from disclosure.models import Document
from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import Moment, Offered, PlainText, Prose, Upload, reason_form
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.clauses import Citation, cite
from foundation.correspondence.numbering import next_serial
from foundation.deadlines import clocks
from foundation.deadlines.limits import TimeLimit
from foundation.deadlines.models import Clock
from foundation.files.acts import store
from foundation.files.rejected import Rejected
from foundation.privacy.detectors import Kind, detect
from interpretation import statute
from interpretation.gates import duty_of
from interpretation.models import OpinionCase, Response

State = OpinionCase.State
PORTAL = "门户网站"
OFFICE = (Role.RECORDS_OFFICE, Role.DISCLOSURE_HEAD)
HEADS = (Role.DISCLOSURE_HEAD, Role.LEADER)
#: How people on the net are called: by a name of their own, by the number of an account, or as one who says something.
_SOMEBODY = re.compile(
    r"(?<![\w.])@(?![\w\u4e00-\u9fff-]*发布)[\w\u4e00-\u9fff-]{2,}"
    r"|(?:网名|昵称|账号|网友|网民)[“\"「『：:]\s*\S{2,}"
    r"|(?:抖音|快手|微信|微博|QQ)号?[：:]?\s*[A-Za-z0-9_-]{5,}"
    r"|(?:网友|网民)(?!们|普遍|纷纷|大多|多数|都|还|也|集中|陆续|反映|留言)[\u4e00-\u9fff]{1,4}(?:说|称|发帖|反映)"
)

cite("PI-8", by=Citation("record", "opinion_case", "舆情从收集到评估，一件一份记录"))


def unfit(text: str) -> str:
    """What is wrong with a text about a topic, in a sentence: a person, or a mark of secrecy; blank if nothing is."""
    for found in detect(text):
        if found.kind == Kind.SECRECY_MARKING:
            return f"“{found.excerpt}”是密级或者内部标志，请核对，不能写在这里。"
        return f"“{found.excerpt}”是{found.label}，说的是某个人。这里只记事，不记人，请删去。"
    match = _SOMEBODY.search(text)
    return f"“{match[0][:30]}”说的是某个人。这里只记事，不记人，请删去。" if match else ""


class _TopicForm(ActForm):
    """A form of which nothing names a person: cases are about topics. Addresses of pages are left alone."""

    reason_field = ""

    def clean(self) -> dict[str, Any] | None:
        """Refuse names of people on the net, personal data and marks of secrecy (PI-8)."""
        for name, value in list(self.cleaned_data.items()):
            address = isinstance(self.fields.get(name), forms.URLField)
            if isinstance(value, str) and not address and (said := unfit(value)):
                self.add_error(name, said)
        return super().clean()


# Collect


def _only_emergencies_are_especially_grave(form: forms.Form) -> None:
    given = form.cleaned_data
    if given.get("emergency") == "no" and given.get("level") == statute.ESPECIALLY_GRAVE:
        form.add_error("level", "“特别重大”只用于突发事件，请核对。")


class RegisterForm(_TopicForm):
    """What people say, where it was found, and from when it is known."""

    says = "只记事，不记人：不写网名、姓名、电话。小时从事情发生或者最早出现的时候起算，夜间和节假日照算。"

    title = PlainText(label="是什么事", max_length=120)
    emergency = forms.ChoiceField(
        label="是不是突发事件", choices=[("no", "不是"), ("yes", "是")], widget=forms.RadioSelect
    )
    level = forms.ChoiceField(
        label="等级",
        choices=list(statute.LEVELS.items()),
        help_text="特别重大、重大的突发事件：5 小时内发布权威信息，24 小时内开新闻发布会；其他的 48 小时内回应。",
    )
    source = forms.ChoiceField(label="在哪里发现的", choices=list(statute.SOURCES.items()))
    link = forms.URLField(label="网址", required=False, max_length=500, assume_scheme="https")
    evidence = Upload(
        label="截图或者原件",
        required=False,
        help_text="网上的内容随时会删，请留一份；网址和截图至少有一样。现场和值班报告可以都不填。",
    )
    appeared_at = Moment(
        label="什么时候发生的，或者最早什么时候出现的",
        required=False,
        help_text="突发事件必须填写；其他的不清楚可以不填，从发现的时候起算。",
    )
    found_at = Moment(label="什么时候发现的")
    summary = Prose(label="大家在说什么", max_length=5000, rows=6)
    place = PlainText(label="涉及的地方", max_length=100, required=False)
    reach = PlainText(label="传播情况", max_length=200, required=False, help_text="例如：转发 300 多次。")
    document = PlainText(
        label="涉及的文件的索引号",
        max_length=60,
        required=False,
        help_text="由文件引起的，写它的索引号：由负责解读它的机关回应。",
    )

    def clean(self) -> dict[str, Any] | None:
        """Refuse an event that was found before it happened, an emergency without its hour, and what nobody can look up."""
        super().clean()
        given = self.cleaned_data
        appeared, found = given.get("appeared_at"), given.get("found_at")
        _only_emergencies_are_especially_grave(self)
        if given.get("emergency") == "yes" and appeared is None and "appeared_at" not in self.errors:
            self.add_error("appeared_at", "突发事件从发生的时候起算，请填写什么时候发生的。")
        if appeared and found and appeared > found:
            said = f"发生或者出现的时间（{localtime(appeared):%Y-%m-%d %H:%M}）晚于发现的时间，请核对。"
            self.add_error("appeared_at", said)
        if given.get("source") != "field" and not given.get("link") and not given.get("evidence"):
            self.add_error("evidence", "请填写网址，或者留一份截图。")
        if number := given.get("document"):
            given["about"] = Document.objects.public(self.step.at).filter(index__number=number).first()
            if given["about"] is None:
                self.add_error("document", f"没有索引号是“{number}”的公开文件，请核对。")
        return given


def _next_number(at: datetime) -> str:
    """The next number of the year: S2026-0012."""
    year = localdate(at).year
    return f"S{year}-{next_serial('opinion', year):04d}"


def whoever_answers(case: OpinionCase) -> Iterable[Staff]:
    """The office of the agency that answers, and its leader; of grave emergencies the county's supervisors as well."""
    people = [*holders(OFFICE, case.agency), *holders(Role.LEADER, case.agency)]
    if case.grave:
        people += list(holders(Role.COUNTY_SUPERVISOR, None))
    return dict.fromkeys(people)


@act(
    "interpretation.register_opinion",
    "登记舆情",
    on=Agency,
    creates=OpinionCase,
    role=(Role.DRAFTER, *OFFICE),
    asks=RegisterForm,
    cites=("PI-8", "PI-10"),
    tells=(whoever_answers,),
)
def register(step: Step) -> OpinionCase:
    """Its hours run from the event; what a document stirs is answered by the agency that interprets that (PI-10)."""
    data = step.data
    about: Document | None = data.get("about")
    case = OpinionCase(
        agency=_interpreter(about) if about else step.matter,
        created_at=step.at,
        number=_next_number(step.at),
        emergency=data["emergency"] == "yes",
        document=about,
        evidence=_kept(step),
        **{
            name: data[name]
            for name in (
                "title", "level", "source", "link", "appeared_at", "found_at", "summary", "place", "reach"
            )
        },
    )  # fmt: skip
    attribute(step, case).save()
    _start_hours(case, step.at)
    step.detail |= {"number": case.number, "level": case.level, "emergency": case.emergency}
    return case


def _interpreter(document: Document) -> Agency:
    """The agency that interprets a document: that of its duty, else the one that made it."""
    duty = duty_of(document)
    return duty.agency if duty else document.agency


def _kept(step: Step) -> Any:
    upload = step.data["evidence"]
    if not upload:
        return None
    try:
        return store(
            upload, name=upload.name, agency=step.matter, audience="internal", by=step.actor, at=step.at
        )
    except Rejected as rejected:
        raise Invalid({"截图或者原件": [str(rejected)]}) from rejected


def _start_hours(case: OpinionCase, at: datetime) -> None:
    """Start what runs for a case of this level and neither runs nor ran out or was met, from its origin (PI-10)."""
    limits = [statute.WORD, statute.PRESS_CONFERENCE] if case.grave else [statute.ANSWER]
    clocks_of_it = Clock.objects.of(case.kind, case.pk)
    ran = set(clocks_of_it.exclude(ending=Clock.Ending.CANCELLED).values_list("limit", flat=True))
    for limit in limits:
        if limit.code not in ran:
            clocks.start(limit, case, at=at, on=case.origin)


# Confer and judge


class ConferForm(_TopicForm):
    """Who conferred when, and what came of it."""

    conferred_at = Moment(label="什么时候会商的")
    conferred_by = PlainText(
        label="哪些单位、什么职务参加", max_length=300, help_text="写单位和职务，不写网民。"
    )
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


class JudgeForm(_TopicForm):
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
        _only_emergencies_are_especially_grave(self)
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
    _start_hours(case, step.at)
    _note_what_is_done(case, step.at)


def _note_what_is_done(case: OpinionCase, at: datetime) -> None:
    """Let what was said and done already meet its hours, at the moment at which it was."""
    if case.first_word_at is not None:
        for limit in (statute.WORD, statute.ANSWER):
            clocks.meet(limit, case, at=at, on=case.first_word_at)
    if case.press_at is not None:
        clocks.meet(statute.PRESS_CONFERENCE, case, at=at, on=case.press_at)


# Whose it is


def _others(case: OpinionCase) -> list[tuple[str, str]]:
    found = Agency.objects.public().exclude(pk=case.agency_id).order_by("code")
    return [(agency.code, agency.name) for agency in found]


class PassOnForm(ActForm):
    """Whose it is, and why."""

    to = Offered(_others, label="转给哪个机关")
    reason = PlainText(label="为什么转", max_length=300)


@gate("PI-10", "解读文件的机关回应", on_entry=True)
def interpreter_answers(step: Step) -> Objection | None:
    """What a document stirs is answered by the agency that interprets it."""
    case: OpinionCase = step.matter
    answers = _interpreter(case.document) if case.document else None
    if answers is not None and answers.pk == case.agency_id and answers.code != step.data["to"]:
        return (
            f"这件舆情由文件引起，由负责解读它的{answers.short_name}回应，不能转走。",
            "需要别的机关配合的，请在会商时写明。",
        )
    return None


@gate("PI-8", "两个机关都说不归自己的，由县里指定")
def county_decides(step: Step) -> Objection | None:
    case: OpinionCase = step.matter
    if case.passed and not step.actor.has(Role.COUNTY_SUPERVISOR, None):
        return "这件舆情已经转过一次，不能再转。", "请县政务公开督查指定由谁回应。"
    return None


@gate("PI-8", "没有正在拟写的回应")
def no_response_under_way(step: Step) -> Objection | None:
    """What one agency began to write is not another's to publish."""
    case: OpinionCase = step.matter
    if case.responses.filter(state__in=Response.UNDER_WAY).exists():
        return "这件舆情有正在拟写、审查的回应。", "请先放弃它，再转。"
    return None


@act(
    "interpretation.pass_on_opinion",
    "转给主管机关",
    on=OpinionCase,
    states=OpinionCase.WAITING,
    role=(*OFFICE, Role.COUNTY_SUPERVISOR),
    asks=PassOnForm,
    cites=("PI-8", "PI-10"),
    gates=[county_decides, interpreter_answers, no_response_under_way],
    tells=(whoever_answers,),
    weight="quiet",
)
def pass_on(step: Step) -> None:
    """Its hours go on: they are those of the matter, not of whoever has it."""
    case: OpinionCase = step.matter
    to = Agency.objects.public().get(code=step.data["to"])
    step.detail |= {"from": case.agency.code, "to": to.code}
    case.pass_on(to)
    Clock.objects.of(case.kind, case.pk).open().update(agency=to)


# What was said and done


class WordForm(_TopicForm):
    """Where the first word was heard, if not on the portal."""

    first_word_at = Moment(label="什么时候发布的")
    first_word_where = PlainText(
        label="在哪里发布",
        max_length=100,
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
    via="answer",
    role=OFFICE,
    asks=WordForm,
    cites=("PI-10",),
    gates=[word_is_true],
    tells=(whoever_answers,),
    weight="secondary",
)
def record_word(step: Step) -> None:
    """The hours are met at the moment at which it was heard, however late it is entered."""
    data = step.data
    step.matter.answer(data["first_word_at"], data["first_word_where"], data["first_word_link"])
    _note_what_is_done(step.matter, step.at)


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
    elif case.state in (State.EVALUATED, State.CLOSED):
        case.stir_again()
    _note_what_is_done(case, step.at)


class PressForm(_TopicForm):
    """The press conference that was held."""

    press_at = Moment(label="什么时候开的")
    press_place = PlainText(label="在哪里", max_length=100)
    press_speakers = PlainText(label="谁发布", max_length=200, help_text="写职务。")
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


class EvaluateForm(_TopicForm):
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
    _start_hours(case, step.at)
