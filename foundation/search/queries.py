"""Looking things up. Costs stay small whatever is asked: see the measurements in the README."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from foundation.search.entries import agency_names
from foundation.search.models import Entry
from foundation.search.words import Query, parse

COUNTED = 1_000
"""Hits that are counted and can be leafed through; more are "1000+"."""
RANKED = 500
"""The newest hits that are put in order of relevance."""


@dataclass(frozen=True)
class Results:
    """A page of hits: `count` of all there are, at most 1000, and `capped` when there are more.

    `words` are the words that were looked for, in order; empty when there was nothing to look for.
    """

    entries: list[Entry]
    count: int
    capped: bool
    words: tuple[str, ...]

    @property
    def count_label(self) -> str:
        """The count as it is shown: 37, or 1000+."""
        return f"{self.count}+" if self.capped else str(self.count)


def matching(q: str) -> QuerySet[Entry]:
    """Entries that hold every word of `q`, in no order; none when `q` has no word. One query for the agencies' names.

    To narrow a list: `documents.filter(pk__in=matching(q).filter(kind="document").values("object_id"))`.
    """
    return _holding(parse(q, agency_names()))


def search(
    q: str,
    *,
    kinds: Collection[str] | None = None,
    order: Literal["newest", "relevance"] = "newest",
    limit: int = 20,
    offset: int = 0,
) -> Results:
    """A page of the entries that hold every word of `q`, newest first, or the newest 500 by relevance.

    Any `q` is harmless: signs and operators are let go, a long one is cut, one without words finds nothing. Leafing
    ends where counting ends, at 1000.
    """
    query = parse(q, agency_names())
    hits = _holding(query)
    if kinds is not None:
        hits = hits.filter(kind__in=kinds)
    # The hits are fetched first, by the GIN index, and sorted then: left alone, the planner walks a million entries in
    # order of time to find the three that hold a rare word. Only when hits abound is that walk the shorter way.
    found = list(hits.order_by().values_list("pk", flat=True)[: COUNTED + 1]) if query else []
    capped = len(found) > COUNTED
    newest = (hits if capped else Entry.objects.filter(pk__in=found)).order_by("-published_at", "-pk")
    page = newest
    if order == "relevance":
        best = newest.values("pk")[:RANKED]
        rank = SearchRank(F("vector"), _Lexemes(query))
        page = Entry.objects.filter(pk__in=best).annotate(rank=rank).order_by("-rank", "-published_at", "-pk")
    reach = min(len(found), COUNTED, RANKED if order == "relevance" else COUNTED)
    first = max(offset, 0)
    last = min(first + max(limit, 0), reach)
    return Results(
        entries=list(page.select_related("agency").defer("vector")[first:last]) if first < last else [],
        count=min(len(found), COUNTED),
        capped=capped,
        words=tuple(word.text for word in query.words),
    )


WORDS_COMPARED = 8
"""Words of a description that are compared, the longest first."""
NEWEST_COMPARED = 300
"""The newest hits of each word that are compared; a word that has more of them says little."""


def nearest(text: str, *, kind: str, limit: int = 3) -> list[Entry]:
    """The entries of a kind that have most in common with a description in plain words, the best first.

    Unlike `search`, not every word has to be there: a rare one counts for more than a common one, and an entry has to hold two
    words at least, unless only one was given. At most ten queries.
    """
    words = sorted(parse(text, agency_names()).words, key=lambda word: -len(word.text))[:WORDS_COMPARED]
    scores: dict[int, list[float]] = {}
    for word in words:
        hits = _holding(Query((word,))).filter(kind=kind).order_by("-published_at", "-pk")
        pks = list(hits.values_list("pk", flat=True)[:NEWEST_COMPARED])
        for pk in pks:
            scores.setdefault(pk, []).append(1 / (10 + len(pks)))
    enough = min(2, len(words))
    best = sorted(
        (pk for pk, of in scores.items() if len(of) >= enough), key=lambda pk: (-sum(scores[pk]), -pk)
    )
    found = Entry.objects.filter(pk__in=best[:limit]).select_related("agency").defer("vector")
    return sorted(found, key=lambda entry: best.index(entry.pk))


class _Lexemes(SearchQuery):
    """A query whose words are already cut: given to PostgreSQL as they are, through a parameter."""

    def __init__(self, query: Query) -> None:
        super().__init__(query.tsquery())
        self.literal = query.tsquery()

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *args: Any, **kwargs: Any
    ) -> tuple[str, Any]:  # a list, whatever the stubs say
        return "%s::tsquery", [self.literal]


def _holding(query: Query) -> QuerySet[Entry]:
    return Entry.objects.filter(vector=_Lexemes(query)) if query else Entry.objects.none()
