"""Searching the index; the README has measurements of the costs."""

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

#: The most hits that are counted and shown.
COUNTED = 1_000
#: The newest hits that are sorted by relevance.
RANKED = 500
#: The words of a description that are compared, the longest first.
WORDS_COMPARED = 8
#: The newest hits of each word that are compared; a word with more hits says little.
NEWEST_COMPARED = 300


@dataclass(frozen=True)
class Results:
    """A page of hits: `count` is the number of all, at most `COUNTED`; `capped` says that there are more.

    `words` are the searched words in order, empty if the query has none.
    """

    entries: list[Entry]
    count: int
    capped: bool
    words: tuple[str, ...]


def matching(q: str) -> QuerySet[Entry]:
    """The entries with every word of `q`, unordered; none if `q` has no word.

    To narrow a list: `documents.filter(pk__in=matching(q).filter(kind="document").values("object_id"))`.
    """
    return _entries_with(parse(q, agency_names()))


def search(
    q: str,
    *,
    kinds: Collection[str] | None = None,
    order: Literal["newest", "relevance"] = "newest",
    limit: int = 20,
    offset: int = 0,
) -> Results:
    """A page of the entries with every word of `q`, newest first, or the newest `RANKED` by relevance.

    Signs and operators in `q` are ignored, a long one is cut, one without words finds nothing. Pages end at `COUNTED` hits.
    """
    query = parse(q, agency_names())
    hits = _entries_with(query)
    if kinds is not None:
        hits = hits.filter(kind__in=kinds)
    # The hits are fetched by the GIN index first and sorted afterwards: otherwise the planner walks a million entries in order
    # of time to find three with a rare word. Only with very many hits is that walk shorter.
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


def nearest(text: str, *, kind: str, limit: int = 3) -> list[Entry]:
    """The entries of a kind most similar to a description in plain words, the best first; at most ten queries.

    An entry needs two of the words, or the only one; rare words count more than common ones.
    """
    words = sorted(parse(text, agency_names()).words, key=lambda word: -len(word.text))[:WORDS_COMPARED]
    scores: dict[int, list[float]] = {}
    for word in words:
        hits = _entries_with(Query((word,))).filter(kind=kind).order_by("-published_at", "-pk")
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
    """A query of ready lexemes, given to PostgreSQL as a parameter."""

    def __init__(self, query: Query) -> None:
        super().__init__(query.tsquery())
        self.literal = query.tsquery()

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *args: Any, **kwargs: Any
    ) -> tuple[str, Any]:  # a list, whatever the stubs say
        return "%s::tsquery", [self.literal]


def _entries_with(query: Query) -> QuerySet[Entry]:
    return Entry.objects.filter(vector=_Lexemes(query)) if query else Entry.objects.none()
