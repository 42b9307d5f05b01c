"""How a matter follows its secrecy review: told, struck, void, and never reviewed by whoever made it."""

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

#: Who did one of these reviewed it: does not sign (SR-6(2)).
REVIEWING = ("secrecy_review.give_opinion", "secrecy_review.resolve_finding")


class OpinionTold(ActForm):
    """What the review said."""

    reason = forms.CharField(label="审查意见", required=False)


class StrikeForm(ActForm):
    """A passage that the review deletes or masks: of one of the places that the matter named as editable."""

    reason_field = ""

    place = forms.CharField()
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=0)
    replacement = forms.CharField(required=False, strip=False)


@dataclass(frozen=True)
class Opined:
    """The act by which a matter takes up an opinion: its name, its label, the transitions it may make, who is told."""

    name: str
    label: str
    via: tuple[str, ...]
    tells: tuple[Audience, ...]
    #: Which of several transitions a matter makes.
    choose: Callable[[Any], str] | None = None

    def follow(self, step: Step) -> None:
        """Take up the opinion."""
        transition = self.choose(step.matter) if self.choose is not None else self.via[0]
        getattr(step.matter, transition)()


def followed(
    model: type[Reviewable],
    *,
    during: str,
    strike: tuple[str, str],
    disclose: Opined,
    exempt: Opined,
    requested: tuple[str, str] | None = None,
    needed: Collection[str],
    makers: tuple[str, ...],
    apart: str,
) -> None:
    """Declare the acts, all of the portal's own, by which a kind of matter follows its review while in the state `during`.

    `strike` and, where somebody requests the review, `requested` are name and label of an act. No striking may leave a field that
    is `needed` blank. Whoever did one of the acts `makers` does not review (SR-6(2)); `apart` says so on the review.
    """
    model.review_acts = {"strike": strike[0], "disclose": disclose.name, "exempt": exempt.name}
    if requested is not None:
        model.review_acts["requested"] = requested[0]
        act(*requested, on=model, via="enter_review", cites=("SR-4",))(
            lambda step: step.matter.enter_review()
        )
    act(*strike, on=model, states=(during,), asks=StrikeForm, cites=("SR-4", "SR-11"))(
        lambda step: _strike(step, needed)
    )
    for opined in (disclose, exempt):
        act(
            opined.name,
            opined.label,
            on=model,
            via=opined.via,
            asks=OpinionTold,
            cites=("SR-9",),
            tells=opined.tells,
        )(opined.follow)
    _makers_do_not_review(model, makers, apart)


def _strike(step: Step, needed: Collection[str]) -> None:
    """Take the passage out of the text that holds it; nothing of a needed text left is `Invalid`."""
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
    """The gate that lets no text pass but one that a concluded review says may be disclosed (SR-3, SR-4).

    `what` names the text, `remedy` says what to do, `of` for which matters it is demanded.
    """

    @gate("SR-4", "审查意见为公开")
    def check(step: Step) -> Objection | None:
        if of(step.matter) and not Review.objects.approving(step.matter).exists():
            return f"{what}没有“公开”的审查意见。", remedy
        return None

    return check


def void(step: Step, reviews: Iterable[Review], why: str) -> None:
    """SR-3: a review of a text that is no more the text is void."""
    for review in reviews:
        step.also("secrecy_review.void", on=review, reason=why)
