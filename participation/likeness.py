"""Which opinions say nearly the same, in pure Python: suggestions for a person, who confirms or refuses them.

A text is read as its letters and digits (NFKC), and those as pairs of neighbours. Two texts are the same from a Jaccard index of
`SAME` on; of one campaign from `CAMPAIGN` on, or where the pairs of the one stand in the other for `CONTAINED`. Texts under
`SHORTEST` characters are never grouped: 同意涨价 and 不同意涨价 are nearly the same.

Texts that are equal are one from the beginning. Of the others only those are compared that share one of their rarest
pairs: a pair that half of all opinions hold says nothing.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nlargest, nsmallest
from itertools import chain
from typing import Literal

SAME, CAMPAIGN, CONTAINED = 0.85, 0.5, 0.7
SHORTEST = 12

#: How many of its rarest pairs a text is found by, and how many texts at most share one that finds anything.
KEYS = 12
MOST_SHARED = 150
#: Of its rarest pairs two texts that are alike share most; those that share fewer than these are not compared.
LEAST_SHARED = 3
#: The most texts that are compared with one text.
MOST_COMPARED = 30

Likeness = Literal["same", "campaign", ""]


def letters(text: str) -> str:
    """The letters and digits of a text, in one width and case."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def pairs(plain: str) -> frozenset[str]:
    """The pairs of neighbours in a text of letters and digits."""
    return frozenset(plain[n : n + 2] for n in range(len(plain) - 1))


def measures(one: frozenset[str], other: frozenset[str]) -> tuple[float, float]:
    """The Jaccard index of two sets of pairs, and how much of the smaller stands in the larger; between 0 and 1."""
    if not one or not other:
        return 0.0, 0.0
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared), shared / min(len(one), len(other))


def likeness(one: str, other: str) -> Likeness:
    """Whether two opinions say the same, belong to one campaign, or neither."""
    plain, compared = letters(one), letters(other)
    if min(len(plain), len(compared)) < SHORTEST:
        return ""
    return judged(pairs(plain), pairs(compared))


def judged(one: frozenset[str], other: frozenset[str]) -> Likeness:
    """The same of sets of pairs of texts that are long enough."""
    index, contained = measures(one, other)
    if index >= SAME:
        return "same"
    return "campaign" if index >= CAMPAIGN or contained >= CONTAINED else ""


@dataclass(frozen=True)
class Suggestion:
    """Opinions that say nearly the same: the numbers of their rows, the first of them, and what they share."""

    members: tuple[int, ...]
    sample: int
    kind: Likeness


def suggestions(texts: Mapping[int, str] | Iterable[tuple[int, str]]) -> list[Suggestion]:
    """Groups of at least two opinions that say nearly the same, the largest first.

    Each opinion is in one group at most: that of the first text that it is like, by which nothing is chained together that is
    only like its neighbour.
    """
    given = texts.items() if isinstance(texts, Mapping) else texts
    rows: dict[str, list[int]] = defaultdict(list)
    for pk, text in given:
        plain = letters(text)
        if len(plain) >= SHORTEST:
            rows[plain].append(pk)
    heads = _gathered(rows)
    found = []
    for head, others in heads.items():
        members = [pk for plain in (head, *(plain for plain, _kind in others)) for pk in rows[plain]]
        if len(members) > 1:
            campaign = any(kind == "campaign" for _plain, kind in others)
            found.append(
                Suggestion(tuple(sorted(members)), rows[head][0], "campaign" if campaign else "same")
            )
    return sorted(found, key=lambda each: (-len(each.members), each.sample))


def _gathered(rows: Mapping[str, list[int]]) -> dict[str, list[tuple[str, Likeness]]]:
    """The texts that open a group, each with those that are like it; what came most often opens first."""
    sets = {plain: pairs(plain) for plain in rows}
    often: Counter[str] = Counter()
    for each in sets.values():
        often.update(each)
    index: dict[str, list[str]] = defaultdict(list)
    heads: dict[str, list[tuple[str, Likeness]]] = {}
    for plain in sorted(rows, key=lambda plain: (-len(rows[plain]), rows[plain][0])):
        own = sets[plain]
        for head in _candidates(index, own):
            if kind := judged(own, sets[head]):
                heads[head].append((plain, kind))
                break
        else:
            heads[plain] = []
            for pair in nsmallest(KEYS, own, key=lambda pair: (often[pair], pair)):
                index[pair].append(plain)
    return heads


def _candidates(index: Mapping[str, list[str]], own: frozenset[str]) -> Iterator[str]:
    """The heads that share rare pairs with a text, those first that share the most."""
    lists = (index.get(pair, ()) for pair in own)
    shared = Counter(chain.from_iterable(found for found in lists if len(found) <= MOST_SHARED))
    near = [(n, head) for head, n in shared.items() if n >= LEAST_SHARED]
    for _n, head in nlargest(MOST_COMPARED, near):
        yield head
