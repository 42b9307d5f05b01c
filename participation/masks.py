"""Hiding personal data in what citizens write, before anybody outside reads it, and keeping it out of what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from foundation.casework.refusals import Invalid
from foundation.privacy import detectors
from foundation.privacy.detectors import Kind, detect
from participation.models import Call, OpinionMark
from secrecy_review.leaks import Struck, leaks, normalised, struck_passages


def masked(text: str) -> str:
    """The text with a note in the place of each number of an identity card, telephone, bank card or home address."""
    return detectors.masked(text, but=(Kind.SECRECY_MARKING,))


def personal_in(text: str) -> list[str]:
    """The labels of what must not be said in public: personal data and secrecy markings."""
    return list(dict.fromkeys(found.label for found in detect(text)))


#: What people write in the place of a name: it names nobody.
NOBODY = frozenset(
    {"群众", "村民", "居民", "市民", "网友", "匿名", "本人", "用户", "业主", "农民", "职工", "家长"}
)


def repeated(call: Call, opinions: Any, places: Mapping[str, str]) -> list[str]:
    """The names of those places that repeat a struck passage of one of these opinions, or the name of its sender.

    What the draft itself says is public by decision. Two queries.
    """
    rows = opinions.filter(Q(sender__isnull=False) | Q(marks__kind=OpinionMark.Kind.SHOWN_AS)).distinct()
    passages: list[str] = []
    kept = [call.title, call.draft, call.agency.name, call.decision.title, call.decision.whom]
    names: set[str] = set()
    for opinion in rows.select_related("sender").prefetch_related("marks"):
        sender = getattr(opinion, "sender", None)
        said = sender.original if sender is not None and sender.original else opinion.text
        marks = [mark.text for mark in opinion.marks.all() if mark.kind == OpinionMark.Kind.SHOWN_AS]
        struck = struck_passages(said, marks[-1] if marks else opinion.text)
        passages += struck
        kept += struck.kept if struck else ()
        if sender is not None and sender.name and sender.name not in NOBODY:
            names.add(normalised(sender.name))
    found = {leak.where for leak in leaks(Struck(passages, kept), places)}
    public = normalised("\n".join(kept[:5]))
    names = {name for name in names if len(name) > 1 and name not in public}
    for place, text in places.items():
        plain = normalised(text)
        if any(name in plain for name in names):
            found.add(place)
    return [place for place in places if place in found]


def refuse_repeated(call: Call, opinions: Any, places: Mapping[str, str], field: str) -> None:
    """`Invalid` at a field where one of the places repeats what is hidden."""
    if found := repeated(call, opinions, places):
        shown = "、".join(found[:5])
        raise Invalid({field: [f"{shown}里有意见中隐去的话，或者提意见的人的姓名。人人看得到，请改写。"]})
