"""What agencies disagree on and can be told apart: each part by the authority competent for it (PD-7)."""

from __future__ import annotations

from typing import Any

from django import forms

from disclosure.acts.coordinating import SPEAKING, everybody, of_the_passage
from disclosure.models.coordination import (
    Coordination,
    CoordinationPart,
    CoordinationSide,
    Verdict,
)
from disclosure.statute import (
    COORDINATION_PART,
    COORDINATION_WEIGHING,
    GROUNDS,
)
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.fields import OneOf, PlainText, RemarkForm
from foundation.casework.forms import ActForm
from foundation.deadlines import clocks
from secrecy_review.leaks import normalised

State, SideState, PartState = Coordination.State, CoordinationSide.State, CoordinationPart.State
RECORDS, LEADER = Role.RECORDS_OFFICE, Role.LEADER
# What can be separated: each part by the authority competent for it


class DrawForm(ActForm):
    """One part of the words, and who may decide on it."""

    reason_field = ""
    described = PlainText(label="哪一部分", max_length=300, rows=2, help_text="例如：第三部分“用水量”一段。")
    words = PlainText(label="这一部分的文字", max_length=20_000, rows=6, help_text="从有分歧的文字里照抄。")
    side = OneOf(
        lambda case: case.sides.select_related("agency", "coordination"),
        label="由哪个机关决定",
        error_messages={"invalid_choice": "请从各方里选。"},
    )
    competence = PlainText(label="为什么由它决定", max_length=500, rows=2, help_text="写明职责依据。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].label_from_instance = lambda side: side.agency.name  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        """Demand words of the passage in dispute."""
        words: str = self.cleaned_data["words"]
        return of_the_passage(self.step.matter, words)


@act(
    "disclosure.draw_part",
    "划出一部分",
    on=Coordination,
    creates=CoordinationPart,
    states=(State.WEIGHING,),
    role=RECORDS,
    asks=DrawForm,
    cites=("PD-7",),
)
def draw_part(step: Step) -> CoordinationPart:
    given = step.data
    part = CoordinationPart(
        agency=given["side"].agency,
        created_at=step.at,
        coordination=step.matter,
        **{name: given[name] for name in ("described", "words", "competence")},
    )
    attribute(step, part).save()
    return part


class UndrawForm(ActForm):
    """The part that is not divided off after all."""

    reason_field = ""
    part = OneOf(
        lambda case: case.parts.filter(state=PartState.DRAWN),
        label="去掉哪一部分",
        error_messages={"invalid_choice": "没有这一部分。"},
    )


@act(
    "disclosure.undraw_part",
    "去掉划出的一部分",
    on=Coordination,
    states=(State.WEIGHING,),
    role=RECORDS,
    asks=UndrawForm,
    cites=("PD-7",),
    weight="quiet",
    when=lambda case: case.parts.filter(state=PartState.DRAWN).exists(),
)
def undraw_part(step: Step) -> None:
    step.also(drop_part.name, step.data["part"])


@act("disclosure.drop_part", "不按此区分", on=CoordinationPart, via="drop", cites=("PD-7",))
def drop_part(step: Step) -> None:
    step.matter.drop()
    clocks.cancel(COORDINATION_PART, step.matter, at=step.at)


@gate("PD-7", "有分歧的文字都已划归有权机关")
def wholly_divided(step: Step) -> Objection | None:
    case: Coordination = step.matter
    parts = list(case.parts.filter(state=PartState.DRAWN))
    if not parts:
        return "还没有划出哪一部分由哪个机关决定。", "请逐一划出；分不开的，请提请县政府办公室协调。"
    words = normalised("".join(part.words for part in parts))
    missing = [
        line.strip()
        for line in case.passage.splitlines()
        if line.strip() and not _covered(line, parts, words)
    ]
    if missing:
        return f"“{missing[0][:30]}”还没有划给哪个机关。", "请把有分歧的文字全部划归有权机关。"
    return None


def _covered(line: str, parts: list[CoordinationPart], words: str) -> bool:
    """Whether every clause of a line stands in some part."""
    said = normalised(line)
    if said in words:
        return True
    # A line may be shared among several parts.
    for part in parts:
        said = said.replace(normalised(part.words), "")
    return not said


@act(
    "disclosure.settle_division",
    "按此区分，交有权机关决定",
    on=Coordination,
    via="part",
    role=RECORDS,
    asks=RemarkForm,
    cites=("PD-7",),
    gates=[wholly_divided],
    meets=(COORDINATION_WEIGHING,),
    tells=(everybody,),
    weight="primary",
)
def settle_division(step: Step) -> None:
    case: Coordination = step.matter
    case.part()
    for part in case.parts.filter(state=PartState.DRAWN):
        step.then(hand_over_part.name, part)


@act(
    "disclosure.hand_over_part",
    "交有权机关决定",
    on=CoordinationPart,
    via="hand_over",
    cites=("PD-7",),
    tells=(LEADER,),
)
def hand_over_part(step: Step) -> None:
    step.matter.hand_over()
    clocks.start(COORDINATION_PART, step.matter, at=step.at)


class DecidePartForm(ActForm):
    """Whether the part is published, on what ground it is not, and why."""

    reason_field = ""
    public = forms.TypedChoiceField(
        label="决定",
        choices=[("yes", "公开"), ("no", "不公开")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择公开还是不公开。"},
    )
    ground = forms.ChoiceField(
        label="不公开的依据", required=False, choices=[("", "公开的不用选"), *GROUNDS.items()]
    )
    reasons = PlainText(label="理由", max_length=2000, rows=4)

    def clean(self) -> dict[str, Any]:
        """Demand a ground of 条例14–16 where the part stays out, and drop it where it does not."""
        given = super().clean() or self.cleaned_data
        if given.get("public") is False and not given.get("ground"):
            self.add_error("ground", "不公开的，请选定条例第十四至十六条中的依据。")
        elif given.get("public"):
            given["ground"] = ""
        return given


@act(
    "disclosure.decide_part",
    "决定这一部分",
    on=CoordinationPart,
    via="decide",
    role=LEADER,
    asks=DecidePartForm,
    cites=("PD-7",),
    not_by=Apart("PD-7", SPEAKING),
    meets=(COORDINATION_PART,),
    tells=(lambda part: everybody(part.coordination),),
    weight="primary",
)
def decide_part(step: Step) -> None:
    part: CoordinationPart = step.matter
    given = step.data
    part.decide(step.staff, step.at, public=given["public"], ground=given["ground"], reasons=given["reasons"])
    if not part.coordination.parts.filter(state=PartState.OPEN).exclude(pk=part.pk).exists():
        step.then("disclosure.parts_decided", part.coordination)


@act(
    "disclosure.parts_decided",
    "各部分都已决定",
    on=Coordination,
    via="separate",
    cites=("PD-7",),
    tells=(everybody,),
)
def parts_decided(step: Step) -> None:
    case: Coordination = step.matter
    public = set(case.parts.filter(state=PartState.DECIDED).values_list("public", flat=True))
    verdict = Verdict.PARTLY if len(public) > 1 else Verdict.PUBLIC if public == {True} else Verdict.WITHHELD
    case.separate(verdict, step.at)
    step.detail |= {"verdict": verdict.value}
