"""A disagreement taken back because all sides agree (PD-7)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate

from disclosure.acts.coordinating import case_of, everybody, of_the_passage, still_open
from disclosure.acts.dividing import drop_part
from disclosure.models.coordination import (
    Coordination,
    CoordinationPart,
    CoordinationSide,
    Verdict,
)
from disclosure.statute import COORDINATION_RULING, COORDINATION_VIEW, COORDINATION_WEIGHING, GROUNDS
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import PlainText, ReasonForm, RemarkForm
from foundation.casework.forms import ActForm
from foundation.deadlines import clocks

State, SideState, PartState = Coordination.State, CoordinationSide.State, CoordinationPart.State
RECORDS, LEADER = Role.RECORDS_OFFICE, Role.LEADER
# Taken back by agreement


class AgreeForm(ActForm):
    """What the sides would agree on."""

    reason_field = ""
    says = "各方都同意以后，协调撤回，公文照达成的一致办理。"

    verdict = forms.ChoiceField(
        label="一致的结果",
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一致的结果。"},
    )
    agreement = PlainText(label="怎样达成一致", max_length=2000, rows=4)
    withheld_words = PlainText(
        label="不公开的文字",
        max_length=20_000,
        rows=3,
        required=False,
        help_text="部分公开的，从有分歧的文字里照抄。",
    )
    ground = forms.ChoiceField(
        label="不公开的依据", required=False, choices=[("", "全部公开的不用选"), *GROUNDS.items()]
    )

    def clean(self) -> dict[str, Any]:
        """Demand a ground of 条例14–16 where something stays out, and its words where the rest is published."""
        given = super().clean() or self.cleaned_data
        if given.get("verdict") == Verdict.PUBLIC:
            given["ground"] = ""
        elif given.get("verdict") and not given.get("ground"):
            self.add_error("ground", "各方一致也要有依据：不公开的，请选定条例第十四至十六条中的依据。")
        words = given.get("withheld_words") or ""
        if given.get("verdict") != Verdict.PARTLY:
            return given | {"withheld_words": ""}
        if not words:
            self.add_error("withheld_words", "部分公开的，请写明哪些文字不公开。")
            return given
        try:
            of_the_passage(case_of(self.step.matter), words)
        except forms.ValidationError as strange:
            self.add_error("withheld_words", strange)
        return given


@gate("PD-7", "没有人提议过")
def none_proposed(step: Step) -> Objection | None:
    if step.matter.coordination.agreement:
        return "已经有一方提议撤回协调。", "请先对那一项提议表态。"
    return None


_ANY_SIDE = tuple(SideState)


@act(
    "disclosure.propose_agreement",
    "提议撤回协调",
    on=CoordinationSide,
    states=_ANY_SIDE,
    role=RECORDS,
    asks=AgreeForm,
    cites=("PD-7",),
    gates=[still_open, none_proposed],
    weight="quiet",
    when=lambda side: side.coordination.state in Coordination.OPEN and not side.coordination.agreement,
)
def propose_agreement(step: Step) -> None:
    side: CoordinationSide = step.matter
    side.agreed_on = localdate(step.at)
    given = {name: step.data[name] for name in AgreeForm.base_fields}
    step.then(note_agreement.name, side.coordination, **given)


@act(
    "disclosure.note_agreement",
    "记下一致的提议",
    on=Coordination,
    states=Coordination.OPEN,
    asks=AgreeForm,
    cites=("PD-7",),
    tells=(everybody,),
)
def note_agreement(step: Step) -> None:
    case: Coordination = step.matter
    case.agreement, case.agreed_verdict = step.data["agreement"], step.data["verdict"]
    case.agreed_words, case.agreed_ground = step.data["withheld_words"], step.data["ground"]
    step.detail |= {"verdict": step.data["verdict"]}


@gate("PD-7", "有一方提议过")
def somebody_proposed(step: Step) -> Objection | None:
    if not step.matter.coordination.agreement:
        return "没有撤回协调的提议。", "要撤回的，请先提议。"
    if step.matter.agreed_on is not None:
        return "本机关已经同意。", "请等其他各方表态。"
    return None


def _to_agree(model: Any) -> Q:
    return ~Q(coordination__agreement="") & Q(
        agreed_on=None, coordination__state__in=[state.value for state in Coordination.OPEN]
    )


@act(
    "disclosure.accept_agreement",
    "同意撤回协调",
    on=CoordinationSide,
    states=_ANY_SIDE,
    role=RECORDS,
    asks=RemarkForm,
    cites=("PD-7",),
    gates=[still_open, somebody_proposed],
    waits_if=_to_agree,
    when=lambda side: (
        bool(side.coordination.agreement)
        and side.agreed_on is None
        and side.coordination.state in Coordination.OPEN
    ),
)
def accept_agreement(step: Step) -> None:
    side: CoordinationSide = step.matter
    side.agreed_on = localdate(step.at)
    if not side.coordination.sides.filter(agreed_on=None).exclude(pk=side.pk).exists():
        step.then(end_agreed.name, side.coordination)


@act(
    "disclosure.reject_agreement",
    "不同意撤回协调",
    on=CoordinationSide,
    states=_ANY_SIDE,
    role=RECORDS,
    asks=ReasonForm,
    cites=("PD-7",),
    gates=[still_open, somebody_proposed],
    weight="quiet",
    when=lambda side: (
        bool(side.coordination.agreement)
        and side.agreed_on is None
        and side.coordination.state in Coordination.OPEN
    ),
)
def reject_agreement(step: Step) -> None:
    step.then(drop_agreement.name, step.matter.coordination, reason=step.reason)


@act(
    "disclosure.drop_agreement",
    "提议没有通过",
    on=Coordination,
    states=Coordination.OPEN,
    asks=ReasonForm,
    cites=("PD-7",),
    tells=(everybody,),
)
def drop_agreement(step: Step) -> None:
    case: Coordination = step.matter
    case.agreement = case.agreed_verdict = case.agreed_words = case.agreed_ground = ""
    for side in case.sides.exclude(agreed_on=None):
        side.agreed_on = None
        attribute(step, side).save()


@act(
    "disclosure.end_agreed",
    "各方一致，撤回协调",
    on=Coordination,
    via="agree",
    cites=("PD-7",),
    tells=(everybody,),
)
def end_agreed(step: Step) -> None:
    case: Coordination = step.matter
    for part in case.parts.filter(state__in=[PartState.DRAWN, PartState.OPEN, PartState.DECIDED]):
        step.also(drop_part.name, part)
    for side in case.sides.filter(state=SideState.ASKED):
        clocks.cancel(COORDINATION_VIEW, side, at=step.at)
    for limit in (COORDINATION_WEIGHING, COORDINATION_RULING):
        clocks.cancel(limit, case, at=step.at)
    case.agree(step.at)
