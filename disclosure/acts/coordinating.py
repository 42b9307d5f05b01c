"""Agencies that disagree on what of a document is published: opened by either, each says what it holds and why (PD-7)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from disclosure.models import Document
from disclosure.models.coordination import (
    Coordination,
    CoordinationPart,
    CoordinationSide,
    Verdict,
    open_case,
    settled_case,
)
from disclosure.statute import COORDINATION_NAMING, COORDINATION_VIEW, COORDINATION_WEIGHING, MAX_TITLE
from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import OneOf, PlainText, ReasonForm
from foundation.casework.forms import ActForm
from foundation.deadlines import clocks
from secrecy_review.leaks import normalised

State, SideState, PartState = Coordination.State, CoordinationSide.State, CoordinationPart.State
RECORDS, LEADER = Role.RECORDS_OFFICE, Role.LEADER
#: The states of a document on whose publication agencies may still disagree.
DISPUTABLE = (Document.State.DRAFT, *Document.BEFORE_PUBLICATION, Document.State.KEPT)
#: Whoever did one of these spoke for a side, and decides nothing in the case.
SPEAKING = (
    "disclosure.open_coordination",
    "disclosure.raise_coordination",
    "disclosure.state_view",
    "disclosure.propose_agreement",
    "disclosure.accept_agreement",
    "disclosure.reject_agreement",
    "disclosure.contest_division",
    "disclosure.refer_to_office",
    "disclosure.draw_part",
)
#: Grounds on which nobody but the secrecy administration is asked (SR-8): even the title is not handed on.
NOT_HANDED_ON = frozenset({"state_secret", "forbidden_by_law", "security_stability"})


def everybody(case: Coordination) -> Iterable[Staff]:
    """The records offices of every side."""
    return [
        person for side in case.sides.select_related("agency") for person in holders(RECORDS, side.agency)
    ]


def of_the_passage(case: Coordination, words: str) -> str:
    if normalised(words) not in normalised(case.passage):
        raise forms.ValidationError("这些文字不在有分歧的文字里，请照抄。")
    return words


# What a side says, asked by three acts


class ViewForm(ActForm):
    """What an agency would have become of the words, why, and whether they can be told apart by who may decide."""

    reason_field = ""
    view = forms.ChoiceField(
        label="本机关的意见",
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择本机关的意见。"},
    )
    reasons = PlainText(label="理由", max_length=3000, rows=4, help_text="写明依据哪一条；各方都会读到。")
    separable = forms.TypedChoiceField(
        label="内容能不能按各机关的权限区分",
        choices=[("yes", "能区分：各管各的部分"), ("no", "分不开：请县政府办公室协调决定")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": "请说明能不能区分。"},
    )
    own_part = PlainText(
        label="属于本机关权限的部分",
        max_length=1000,
        rows=2,
        required=False,
        help_text="例如“第三部分的用水数据”；能区分的请写明。",
    )

    VIEW = ("view", "reasons", "separable", "own_part")

    def clean(self) -> dict[str, Any]:
        """Demand the part that is one's own where the text can be separated."""
        given = super().clean() or self.cleaned_data
        if given.get("separable") and not given.get("own_part") and "own_part" not in self.errors:
            self.add_error("own_part", "能区分的，请写明哪一部分属于本机关权限。")
        return given


class OpenForm(ViewForm):
    """Which agencies see it otherwise, the words in dispute, and what one's own agency says."""

    says = "对方只看到公文标题和下面的文字，看不到公文的其他内容。发布期限照常计算，不因协调顺延。"
    field_order = ("others", "passage")

    others = forms.ModelMultipleChoiceField(
        Agency.objects.public().order_by("code"),
        to_field_name="code",
        label="意见不一致的机关",
        error_messages={"required": "请选择意见不一致的机关。", "invalid_choice": "没有这个机关。"},
    )
    passage = PlainText(
        label="有分歧的文字",
        max_length=20_000,
        rows=8,
        help_text="照公文原文摘录，各方都会读到；不要写内部行文的内容。",
    )

    def clean_others(self) -> Any:
        """Refuse one's own agency."""
        others = self.cleaned_data["others"]
        if self.step.matter.agency in others:
            raise forms.ValidationError("不用选本机关。")
        return others

    def clean_passage(self) -> str:
        """Demand words of the document's public text, so that nothing of its internal text is handed on."""
        passage: str = self.cleaned_data["passage"]
        return _standing_in(self.step.matter, passage)


def _standing_in(document: Document, passage: str) -> str:
    """The passage, if each of its lines stands in what the document would publish."""
    there = normalised("\n".join(place.text for place in document.review_places()))
    for line in passage.splitlines():
        if line.strip() and normalised(line) not in there:
            raise forms.ValidationError(f"公文里没有这一行：“{line.strip()[:30]}”。请照原文摘录。")
    return passage


@gate("PD-7", "没有正在协调的")
def not_open_yet(step: Step) -> Objection | None:
    case = open_case(step.matter)
    return ("这份公文正在协调。", "请在那一件里办理。") if case is not None else None


@gate("PD-7", "没有已经生效的协调决定")
def not_bound(step: Step) -> Objection | None:
    return _bound(step.matter, step.matter.agency)


def _bound(document: Document, asks: Agency) -> Objection | None:
    """The objection to a new case where the last one was decided; the county office may look into it again."""
    case = settled_case(document)
    if case is None or not case.binds or AgencyFunction.COUNTY_OFFICE.value in asks.functions:
        return None
    return (
        f"这份公文已经{case.get_state_display()}：{case.get_verdict_display()}。",
        "请照决定办；要改变的，请县政府办公室重新提出。",
    )


@gate("SR-8", "不是国家秘密一类的公文")
def may_be_handed_on(step: Step) -> Objection | None:
    if step.matter.ground in NOT_HANDED_ON:
        return (
            f"依据是{step.matter.get_ground_display()}，标题和文字都不能给别的机关看。",
            "拿不准的，请报保密行政管理部门确定。",
        )
    return None


@act(
    "disclosure.open_coordination",
    "提出意见分歧",
    on=Document,
    creates=Coordination,
    states=DISPUTABLE,
    role={
        state: (Role.DRAFTER, RECORDS) if state == Document.State.DRAFT else (RECORDS,)
        for state in DISPUTABLE
    },
    asks=OpenForm,
    cites=("PD-7", "SR-8"),
    gates=[not_open_yet, not_bound, may_be_handed_on],
    weight="quiet",
    when=lambda document: open_case(document) is None,
)
def open_coordination(step: Step) -> Coordination:
    document: Document = step.matter
    case = Coordination(
        agency=document.agency,
        opened_by=document.agency,
        created_at=step.at,
        text_title=document.title,
        text_number=document.document_number,
        passage=step.data["passage"],
        title=_title(document.title),
    )
    attribute(step, case).save()
    case.identify(document)
    attribute(step, case).save()
    _ask(step, case, document.agency, step.data)
    for other in step.data["others"]:
        _ask(step, case, other)
    return case


def _title(text_title: str) -> str:
    return f"公开协调：{text_title}"


def _ask(step: Step, case: Coordination, agency: Agency, said: dict[str, Any] | None = None) -> None:
    given = {name: said[name] for name in ViewForm.VIEW} if said else {}
    if given:
        given["separable"] = "yes" if given["separable"] else "no"
    step.then(ask_view.name, case, agency=agency.pk, **given)


class RaiseForm(ViewForm):
    """A document of another agency, as one knows it, and what one's own agency says of it."""

    says = "您看不到对方未公开的公文，按您知道的标题、文号和文字写。对方文书室指认之后，公文就等协调的结果。"
    field_order = ("against", "text_title", "text_number", "passage")

    against = forms.ModelChoiceField(
        Agency.objects.public().order_by("code"),
        to_field_name="code",
        label="拟公开的机关",
        empty_label="请选择",
        error_messages={"required": "请选择拟公开的机关。", "invalid_choice": "没有这个机关。"},
    )
    text_title = PlainText(
        label="公文标题", max_length=MAX_TITLE, rows=2, help_text="您知道的标题，或者怎样找到它。"
    )
    text_number = PlainText(label="公文文号", max_length=100, required=False, widget=forms.TextInput)
    passage = PlainText(label="有分歧的文字", max_length=20_000, rows=6)

    def clean_against(self) -> Agency:
        """Refuse one's own agency."""
        against: Agency = self.cleaned_data["against"]
        if against == self.step.matter:
            raise forms.ValidationError("请选择另一个机关。")
        return against


@act(
    "disclosure.raise_coordination",
    "对别的机关的公文提出分歧",
    on=Agency,
    creates=Coordination,
    role=RECORDS,
    asks=RaiseForm,
    cites=("PD-7",),
    tells=(RECORDS,),
    weight="quiet",
)
def raise_coordination(step: Step) -> Coordination:
    case = Coordination(
        agency=step.data["against"],
        opened_by=step.matter,
        created_at=step.at,
        text_title=step.data["text_title"],
        text_number=step.data["text_number"],
        passage=step.data["passage"],
        title=_title(step.data["text_title"]),
    )
    attribute(step, case).save()
    clocks.start(COORDINATION_NAMING, case, at=step.at)
    _ask(step, case, step.matter, step.data)
    return case


class AskForm(ActForm):
    """Which agency is a side; of one that has spoken already, what it said."""

    reason_field = ""
    agency = forms.ModelChoiceField(Agency.objects.all())
    view = forms.CharField(required=False)
    reasons = forms.CharField(required=False)
    separable = forms.CharField(required=False)
    own_part = forms.CharField(required=False)


def _records_of_side(side: CoordinationSide) -> Iterable[Staff]:
    return holders(RECORDS, side.agency) if side.state == SideState.ASKED else ()


@act(
    "disclosure.ask_view",
    "征求这一方的意见",
    on=Coordination,
    creates=CoordinationSide,
    asks=AskForm,
    cites=("PD-7",),
    tells=(_records_of_side,),
)
def ask_view(step: Step) -> CoordinationSide:
    given = step.data
    side = CoordinationSide(agency=given["agency"], created_at=step.at, coordination=step.matter)
    attribute(step, side).save()
    if given["view"]:
        said = {name: given[name] for name in ViewForm.VIEW} | {"separable": given["separable"] == "yes"}
        side.say(step.at, **said)
        attribute(step, side).save()
    else:
        clocks.start(COORDINATION_VIEW, side, at=step.at)
    return side


class IdentifyForm(ActForm):
    """Which document another agency means."""

    reason_field = ""
    document = OneOf(
        lambda case: _may_be_meant(case),
        label="是哪一份公文",
        error_messages={"invalid_choice": "没有这一份，或者它正在协调。"},
    )


def _may_be_meant(case: Coordination) -> Any:
    waiting = Coordination.objects.filter(document=OuterRef("pk"), state__in=Coordination.OPEN)
    rows = Document.objects.filter(agency=case.agency, state__in=DISPUTABLE)
    return rows.exclude(Exists(waiting)).order_by("-pk")


@gate("PD-7", "指认的公文没有已经生效的协调决定", on_entry=True)
def not_bound_as_meant(step: Step) -> Objection | None:
    return _bound(step.data["document"], step.matter.opened_by)


@act(
    "disclosure.identify_document",
    "指认公文",
    on=Coordination,
    via="identify",
    role=RECORDS,
    asks=IdentifyForm,
    cites=("PD-7",),
    gates=[not_bound_as_meant],
    meets=(COORDINATION_NAMING,),
    weight="primary",
)
def identify_document(step: Step) -> None:
    """From now on the document waits; the agency that drafts is asked for its view as well."""
    case: Coordination = step.matter
    case.identify(step.data["document"])
    _ask(step, case, case.agency)


@act(
    "disclosure.deny_document",
    "没有这份公文",
    on=Coordination,
    via="deny",
    role=RECORDS,
    asks=ReasonForm,
    cites=("PD-7",),
    meets=(COORDINATION_NAMING,),
    tells=(lambda case: everybody(case),),
    weight="quiet",
)
def deny_document(step: Step) -> None:
    step.matter.deny(step.at)


# Each side says what it holds


@gate("PD-7", "协调还没有结果")
def still_open(step: Step) -> Objection | None:
    case = case_of(step.matter)
    if case.state not in Coordination.OPEN:
        return f"这一件{case.get_state_display()}，不再办理。", "请看结果。"
    return None


def case_of(matter: Any) -> Coordination:
    case: Coordination = matter if isinstance(matter, Coordination) else matter.coordination
    return case


@act(
    "disclosure.state_view",
    "提出意见",
    on=CoordinationSide,
    via="say",
    role=RECORDS,
    asks=ViewForm,
    cites=("PD-7",),
    gates=[still_open],
    meets=(COORDINATION_VIEW,),
    tells=(lambda side: holders(RECORDS, side.coordination.agency),),
    weight="primary",
    queue=(SideState.ASKED,),
)
def state_view(step: Step) -> None:
    side: CoordinationSide = step.matter
    side.say(step.at, **{name: step.data[name] for name in ViewForm.VIEW})
    _go_on(step, side)


@act(
    "disclosure.view_lapsed",
    "逾期没有提出意见",
    on=CoordinationSide,
    via="lapse",
    cites=("PD-7",),
    tells=(lambda side: holders(RECORDS, side.coordination.agency),),
)
def view_lapsed(step: Step) -> None:
    """That it was late stays recorded; the limit runs on no longer."""
    clocks.cancel(COORDINATION_VIEW, step.matter, at=step.at)
    step.matter.lapse()
    _go_on(step, step.matter)


def _go_on(step: Step, side: CoordinationSide) -> None:
    """Once nobody is waited for, the agency that drafts leads the case on."""
    case = side.coordination
    others = case.sides.filter(state=SideState.ASKED).exclude(pk=side.pk)
    if case.state == State.STATING and not others.exists():
        step.then("disclosure.views_in", case)


@act(
    "disclosure.views_in",
    "意见已齐",
    on=Coordination,
    via="weigh",
    cites=("PD-7",),
    tells=(RECORDS,),
)
def views_in(step: Step) -> None:
    step.matter.weigh()
    clocks.start(COORDINATION_WEIGHING, step.matter, at=step.at)
