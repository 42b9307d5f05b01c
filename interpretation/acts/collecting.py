"""What stirs the public: collected with source and evidence, and passed on to whoever answers it (PI-8, PI-10)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate, localtime

from disclosure.forms.naming import public_document
from disclosure.models import Document
from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import Moment, Offered, PlainText, Prose, Upload
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.clauses import Citation, cite
from foundation.correspondence.numbering import next_serial
from foundation.deadlines import clocks
from foundation.deadlines.models import Clock
from foundation.files.acts import store
from foundation.files.rejected import Rejected
from foundation.privacy.detectors import Kind, detect
from interpretation import statute
from interpretation.forms import line
from interpretation.gates import duty_of
from interpretation.models import OpinionCase, Response

State = OpinionCase.State
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


class TopicForm(ActForm):
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


def only_emergencies_are_especially_grave(form: forms.Form) -> None:
    given = form.cleaned_data
    if given.get("emergency") == "no" and given.get("level") == statute.ESPECIALLY_GRAVE:
        form.add_error("level", "“特别重大”只用于突发事件，请核对。")


class RegisterForm(TopicForm):
    """What people say, where it was found, and from when it is known."""

    says = "只记事，不记人：不写网名、姓名、电话。小时从事情发生或者最早出现的时候起算，夜间和节假日照算。"

    title = line("是什么事", 120)
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
    place = line("涉及的地方", required=False)
    reach = line("传播情况", 200, required=False, help_text="例如：转发 300 多次。")
    document = line(
        "涉及的文件的索引号",
        60,
        required=False,
        help_text="由文件引起的，写它的索引号：由负责解读它的机关回应。",
    )

    def clean(self) -> dict[str, Any] | None:
        """Refuse an event that was found before it happened, an emergency without its hour, and what nobody can look up."""
        super().clean()
        given = self.cleaned_data
        appeared, found = given.get("appeared_at"), given.get("found_at")
        only_emergencies_are_especially_grave(self)
        if given.get("emergency") == "yes" and appeared is None and "appeared_at" not in self.errors:
            self.add_error("appeared_at", "突发事件从发生的时候起算，请填写什么时候发生的。")
        if appeared and found and appeared > found:
            said = f"发生或者出现的时间（{localtime(appeared):%Y-%m-%d %H:%M}）晚于发现的时间，请核对。"
            self.add_error("appeared_at", said)
        if given.get("source") != "field" and not given.get("link") and not given.get("evidence"):
            self.add_error("evidence", "请填写网址，或者留一份截图。")
        return given

    def clean_document(self) -> str:
        """The index number, and the public document that has it."""
        number = str(self.cleaned_data["document"])
        self.cleaned_data["about"] = public_document(number, self.step.at)
        return number


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
    start_hours(case, step.at)
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


def start_hours(case: OpinionCase, at: datetime) -> None:
    """Start what runs for a case of this level and neither runs nor ran out or was met, from its origin (PI-10)."""
    limits = [statute.WORD, statute.PRESS_CONFERENCE] if case.grave else [statute.ANSWER]
    clocks_of_it = Clock.objects.of(case.kind, case.pk)
    ran = set(clocks_of_it.exclude(ending=Clock.Ending.CANCELLED).values_list("limit", flat=True))
    for limit in limits:
        if limit.code not in ran:
            clocks.start(limit, case, at=at, on=case.origin)


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
