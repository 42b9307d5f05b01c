"""What a room needs to follow the reviews of its matters: told, struck, void, and never reviewed by whoever made them."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from foundation.casework.acts import Objection, Step, acted_before, extend, gate
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from secrecy_review.acts import subject_of
from secrecy_review.models import Review

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


def strike(step: Step, text: str, *, needed: bool) -> str:
    """The text without the passage. Raises `Invalid` where nothing of a needed text would be left."""
    left = text[: step.data["start"]] + step.data["replacement"] + text[step.data["end"] :]
    if needed and not left.strip():
        raise Invalid({"处理": ["删去之后就没有文字了，请遮盖，或退回改写。"]})
    return left


def void(step: Step, reviews: Iterable[Review], why: str) -> None:
    """SR-3: a review of a text that is no more the text is void."""
    for review in reviews:
        step.also("secrecy_review.void", on=review, reason=why)


def makers_do_not_review(making: tuple[str, ...], label: str) -> None:
    """SR-6(2): have the review refuse whoever did one of these acts in the matter that is reviewed."""

    @gate("SR-6(2)", label)
    def check(step: Step) -> Objection | None:
        earlier = acted_before(subject_of(step.matter), step.actor, making)
        if earlier is not None:
            return f"您办理过它的“{earlier.label}”，不能审查它。", "请由另一位保密审查员办理。"
        return None

    for name in REVIEWING:
        extend(name, check)
