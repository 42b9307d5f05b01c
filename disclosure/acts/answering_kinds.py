"""The six kinds of papers "not suitable for release": answered one by one, and never a ground by themselves (SR-7)."""

from __future__ import annotations

from typing import Any

from django import forms

from disclosure.models import Attribute, Document
from disclosure.models.kinds import KindAnswer
from disclosure.statute import GROUNDS
from disclosure.unsuitable import KINDS, fits, hinted
from foundation.agencies.roles import AgencyKind, Role
from foundation.casework.acts import Objection, Step, act, extend, gate
from foundation.casework.fields import FilledForm, PlainText

State = Document.State


def kinds_of(document: Document) -> list[int]:
    """The kinds that a document may be, by what it says now."""
    return hinted(
        document.title,
        document.genre,
        document.body,
        document.attribute_reason,
        of_party=document.agency.kind == AgencyKind.PARTY,
    )


class KindsForm(FilledForm):
    """Of each kind that is hinted at: whether it is one, why, and which ground fits it."""

    reason_field = ""
    says = (
        "县里的“不宜公开”不是依据：属于其中一类的，要不公开，还得落到条例第十四至十六条；落不到的，应当公开。"
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        asked = kinds_of(step.matter) if isinstance(step.matter, Document) else []
        for number in KINDS:
            if number not in asked:
                for name in _names(number):
                    del self.fields[name]

    def known(self, step: Step) -> dict[str, Any]:
        """What was answered before."""
        said: dict[str, Any] = {}
        for one in step.matter.kind_answers.all():
            values = ("yes" if one.is_one else "no", one.why, one.ground)
            said |= dict(zip(_names(one.kind), values, strict=True))
        return said

    def clean(self) -> dict[str, Any]:
        """Keep no ground of what is none of the kind."""
        given = super().clean() or self.cleaned_data
        for number in KINDS:
            is_one, _why, ground = _names(number)
            if given.get(is_one) == "no":
                given[ground] = ""
        return given


def _names(number: int) -> tuple[str, str, str]:
    return f"is_{number}", f"why_{number}", f"ground_{number}"


for _number, _kind in KINDS.items():
    _is, _why, _ground = _names(_number)
    KindsForm.base_fields[_is] = forms.ChoiceField(
        label=f"是不是“{_kind}”",
        choices=[("no", "不是"), ("yes", "是")],
        widget=forms.RadioSelect,
        error_messages={"required": "请回答是不是这一类。"},
    )
    KindsForm.base_fields[_why] = PlainText(label=f"第 {_number} 类：为什么", max_length=1000, rows=2)
    KindsForm.base_fields[_ground] = forms.ChoiceField(
        label=f"第 {_number} 类：条例上的依据",
        required=False,
        choices=[
            ("", "不属于，或者照样公开"),
            *((code, label) for code, label in GROUNDS.items() if fits(_number, code)),
        ],
        help_text="只列这一类可能适用的。",
    )


@act(
    "disclosure.answer_kinds",
    "对照不宜公开的六类",
    on=Document,
    states=(State.DRAFT,),
    role=Role.DRAFTER,
    asks=KindsForm,
    cites=("SR-7(3)",),
    when=lambda document: bool(kinds_of(document)),
)
def answer_kinds(step: Step) -> None:
    document: Document = step.matter
    for number in kinds_of(document):
        is_one, why, ground = (step.data[name] for name in _names(number))
        KindAnswer.objects.update_or_create(
            document=document,
            kind=number,
            defaults={
                "is_one": is_one == "yes",
                "why": why,
                "ground": ground,
                "answered_by": step.staff,
                "at": step.at,
            },
        )
    step.detail = {str(number): step.data[f"is_{number}"] for number in kinds_of(document)}


@gate("SR-7(3)", "像不宜公开的，逐类说明是不是、依据哪一条")
def kinds_answered(step: Step) -> Objection | None:
    document: Document = step.matter
    if document.attribute not in (Attribute.ON_REQUEST, Attribute.WITHHELD):
        return None  # The kinds are a hint: of what is published nothing need be said.
    answered = {one.kind: one for one in document.kind_answers.all()}
    for number in kinds_of(document):
        if (one := answered.get(number)) is None:
            return (
                f"这份文稿像“{KINDS[number]}”，还没有说明是不是。",
                "请拟稿人逐类对照，写明理由和条例上的依据。",
            )
        if objection := _without_ground(document, one):
            return objection
    return None


def _without_ground(document: Document, one: KindAnswer) -> Objection | None:
    """SR-7 with 条例14–16: a kind alone keeps nothing from the public."""
    if not one.is_one:
        return None
    if not one.ground:
        return (
            f"属于“{one.get_kind_display()}”不是不公开的依据。",
            "请写明条例第十四至十六条中的哪一条；落不到的，应当公开。",
        )
    if one.ground != document.ground or not fits(one.kind, one.ground):
        return (
            f"“{one.get_kind_display()}”选的依据是{one.get_ground_display()}，公文写的是{document.get_ground_display()}。",
            "请改成一致，并且适用于这一类。",
        )
    return None


for _name in ("disclosure.submit", "disclosure.recheck"):
    extend(_name, kinds_answered)
