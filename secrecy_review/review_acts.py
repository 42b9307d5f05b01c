"""The acts and gates by which a reviewed matter follows its secrecy review."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from foundation.casework.acts import Audience, Gate, Objection, Step, act, acted_before, extend, gate
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from secrecy_review.acts import subject_of
from secrecy_review.models import Review, Reviewable

#: The acts of reviewing: whoever performed one does not sign (SR-6(2)).
REVIEWING = ("secrecy_review.give_opinion", "secrecy_review.resolve_finding")


class OpinionReasonForm(ActForm):
    """The reasons of the opinion."""

    reason = forms.CharField(label="审查意见", required=False)


class StrikeForm(ActForm):
    """A passage that the review deletes or masks, in an editable place."""

    reason_field = ""

    place = forms.CharField()
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=0)
    replacement = forms.CharField(required=False, strip=False)


@dataclass(frozen=True)
class OpinionAct:
    """The act by which a matter follows an opinion: its name, label, transitions and audience."""

    name: str
    label: str
    via: tuple[str, ...]
    tells: tuple[Audience, ...]
    #: Chooses among several transitions for a matter.
    choose: Callable[[Any], str] | None = None

    def follow(self, step: Step) -> None:
        """Make the transition."""
        transition = self.choose(step.matter) if self.choose is not None else self.via[0]
        getattr(step.matter, transition)()


def declare_review_acts(
    model: type[Reviewable],
    *,
    during: str,
    strike: tuple[str, str],
    disclose: OpinionAct,
    exempt: OpinionAct,
    requested: tuple[str, str] | None = None,
    needed: Collection[str],
    makers: tuple[str, ...],
    apart: str,
) -> None:
    """Declare the acts, all the portal's own, by which a kind of matter follows its review in the state `during`.

    `strike` and, if somebody requests the review, `requested` are name and label of an act. Striking must not leave a field in
    `needed` blank. Whoever performed one of the acts `makers` does not review (SR-6(2)); `apart` is the label of that gate.
    """
    model.review_acts = {"strike": strike[0], "disclose": disclose.name, "exempt": exempt.name}
    if requested is not None:
        model.review_acts["requested"] = requested[0]
        enter = act(*requested, on=model, via="enter_review", cites=("SR-4",))
        enter(lambda step: step.matter.enter_review())
    striking = act(*strike, on=model, states=(during,), asks=StrikeForm, cites=("SR-4", "SR-11"))
    striking(lambda step: _strike(step, needed))
    for done in (disclose, exempt):
        declare = act(
            done.name,
            done.label,
            on=model,
            via=done.via,
            asks=OpinionReasonForm,
            cites=("SR-9",),
            tells=done.tells,
            returns=True,
        )
        declare(done.follow)
    _makers_do_not_review(model, makers, apart)


def _strike(step: Step, needed: Collection[str]) -> None:
    """Replace the passage in its text; raises `Invalid` if that leaves a needed text blank."""
    matter: Reviewable = step.matter
    place, replacement = step.data["place"], step.data["replacement"]
    row, name = matter.holding(place)
    text = getattr(row, name)
    left = text[: step.data["start"]] + replacement + text[step.data["end"] :]
    if name in needed and not left.strip():
        raise Invalid({"处理": ["删去之后就没有文字了，请遮盖，或退回改写。"]})
    setattr(row, name, left)
    step.detail |= {"place": place, "before": matter.digest}
    if row is not matter:
        row.save()
        # The part's own trigger made the matter compute its digest anew.
        matter.refresh_from_db()


def _makers_do_not_review(model: type[Reviewable], making: tuple[str, ...], label: str) -> None:
    @gate("SR-6(2)", label)
    def check(step: Step) -> Objection | None:
        if step.matter.subject_kind != model.kind:
            return None
        earlier = acted_before(subject_of(step.matter), step.actor, making)
        if earlier is not None:
            return f"您办理过它的“{earlier.label}”，不能审查它。", "请由另一位保密审查员办理。"
        return None

    for name in REVIEWING:
        extend(name, check)


def approval(what: str, remedy: str, *, of: Callable[[Any], bool] = lambda matter: True) -> Gate:
    """A gate that passes only a text that a concluded review lets be disclosed (SR-3, SR-4).

    `what` names the text, `remedy` says what to do, `of` tells for which matters the gate holds.
    """

    @gate("SR-4", "审查意见为公开", done_by=("secrecy_review.give_opinion",))
    def check(step: Step) -> Objection | None:
        if of(step.matter) and not Review.objects.approving(step.matter).exists():
            return f"{what}没有“公开”的审查意见。", remedy
        return None

    return check


def void(step: Step, reviews: Iterable[Review], why: str) -> None:
    """Void reviews of a text that has changed (SR-3)."""
    for review in reviews:
        step.also("secrecy_review.void", on=review, reason=why)
