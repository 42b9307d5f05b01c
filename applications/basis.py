"""The legal basis of a decision: written out from its outcome, and checked for the articles that the outcome rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from applications.statute import OUTCOMES, Outcome
from foundation.clauses.places import Place, cited

ORDER = "政府信息公开条例"
FULL_NAME = "《中华人民共和国政府信息公开条例》"
#: Articles of the 条例 that decide an application: a decision cites its own and no other's.
_DECIDING = {14, 15, 16, 30, 35, 36, 37, 38, 39, 41}
#: 条例36(3): that a refusal is told with its reasons. It may stand beside the article of any refusal.
_REFUSAL = Place(36, ORDER, item=3)


_BRACKETS = re.compile(r"第[（(]([一二三四五六七八九十]+)[)）]项")


def without_brackets(text: str) -> str:
    """Items as letters cite them, 第四项, however they were typed."""
    return _BRACKETS.sub(r"第\1项", text)


def basis_of(outcome: str, grounds: Iterable[str] = ()) -> str:
    """The basis of an outcome as a reply cites it; `grounds` are the outcomes on whose grounds parts are withheld."""
    bases = (OUTCOMES[code].basis for code in dict.fromkeys([*sorted(grounds), outcome]))
    articles = dict.fromkeys(part for basis in bases for part in basis.removeprefix("《条例》").split("、"))
    return FULL_NAME + "、".join(articles)


def objection_to(text: str, outcome: str, grounds: Iterable[str] = ()) -> str:
    """What is wrong with the basis of a decision, in a sentence; blank where it cites what it must and nothing contrary.

    `grounds` are the outcomes on whose grounds parts of the information are withheld (条例37).
    """
    kind = OUTCOMES[outcome]
    places = _cited(text)
    given = [place for place in places if place.law == ORDER and place.article]
    if not given:
        return f"请写明依据的法规和条、款、项：{kind.basis}。"
    needed = _places(kind)
    for one in [*needed, *(place for code in grounds for place in _places(OUTCOMES[code]))]:
        if not any(_covers(place, one) for place in given):
            return f"“{kind.label}”的依据要写到{_label(one)}。"
    withheld = _withheld()
    if kind.code == "partial" and not any(place.article in withheld for place in given):
        return "部分公开的，还要写明不予公开部分的依据：条例第十四条、第十五条或者第十六条（写到款）。"
    for place in given:
        if place.article in _DECIDING and not _may_stand(place, kind, needed, grounds):
            return f"{_label(place)}不是“{kind.label}”的依据，请核对。"
    if kind.by_other_law and not any(p.law not in ("", ORDER) and p.article for p in places):
        return "由其他法律、行政法规决定的，请写明是哪一部法律的哪一条。"
    return ""


def _places(outcome: Outcome) -> list[Place]:
    """The places in the 条例 on which an outcome rests."""
    return _cited(outcome.basis)


def _label(place: Place) -> str:
    """A place in the 条例 as letters cite it."""
    return without_brackets(place.label.removeprefix(f"《{ORDER}》"))


def _cited(text: str) -> list[Place]:
    """The places that a text cites, the 条例 under its name without 中华人民共和国."""
    return [replace(place, law=ORDER) if place.law == "条例" else place for place in cited(text)]


def _withheld() -> set[int]:
    """The articles on which information, or part of it, is withheld: 14, 15, 16."""
    return {
        place.article
        for o in OUTCOMES.values()
        if o.row.startswith("d") and o.refuses
        for place in _places(o)
    }


def _covers(given: Place, needed: Place) -> bool:
    """Whether a citation is as precise as what is needed."""
    return given.article == needed.article and all(
        not there or there == said
        for there, said in ((needed.paragraph, given.paragraph), (needed.item, given.item))
    )


def _may_stand(place: Place, kind: Outcome, needed: list[Place], grounds: Iterable[str]) -> bool:
    """Whether an article that decides may stand in the basis of this outcome."""
    own = [*needed, *(one for code in grounds for one in _places(OUTCOMES[code]))]
    if kind.refuses:
        own.append(_REFUSAL)
    if kind.code == "partial":
        own += [Place(article, ORDER) for article in _withheld()]
        own.append(Place(36, ORDER, item=2))
    return any(_covers(place, one) for one in own)
