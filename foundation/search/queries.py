"""Searching the index; the README has measurements of the costs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, NamedTuple

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, F, FloatField, Func, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Left
from django.db.models.sql.compiler import SQLCompiler

from foundation.search.models import Entry
from foundation.search.names import names
from foundation.search.periods import Period, Row, period_in
from foundation.search.words import Query, by_sound, fold, parse, without_one

#: The most hits that are counted and shown.
COUNTED = 1_000
#: The newest hits that are sorted by relevance.
RANKED = 500
#: From so many hits on, by PostgreSQL's guess, the newest entries are looked through until enough fit; fewer are all found.
FREQUENT = 20_000
#: How many of the newest entries are looked through at first, and at most.
GLANCE, LOOKED_THROUGH = 500, 20_000
#: The words of a description that are compared, the longest first.
WORDS_COMPARED = 8
#: The newest hits of each word that are compared; a word with more hits says little.
NEWEST_COMPARED = 300
#: The characters of a text in which the passage around the words is looked for.
READ_FOR_SNIPPET = 6_000
#: What a word weighs in the body, and in the title; a word in between is of neither.
WEIGHTS = (0.02, 0.05, 0.2, 1.0)
#: The years in which a hit loses half of its weight.
HALF = 4

_AGE = "greatest(extract(epoch FROM (%(expressions)s)) / 31557600.0, 0)"

Nearness = Literal["exact", "sound", "one_off", "akin"]


@dataclass(frozen=True)
class Narrowing:
    """What narrows a search beside its words: the key of an agency, a year, a theme or its first level, head and genre."""

    agency: int | None = None
    year: int | None = None
    topic: str = ""
    head: str = ""
    genre: str = ""

    def applied(self, entries: QuerySet[Row]) -> QuerySet[Row]:
        """The entries, or other published rows with an agency and a topic, that it leaves."""
        if self.agency is not None:
            entries = entries.filter(agency=self.agency)
        if self.year is not None:
            entries = Period.of_year(self.year).applied(entries)
        if self.topic:
            lookup = "topic" if "/" in self.topic else "topic__startswith"
            entries = entries.filter(**{lookup: self.topic})
        chosen = {name: value for name, value in (("head", self.head), ("genre", self.genre)) if value}
        return entries.filter(**chosen) if chosen else entries


WHOLE = Narrowing()


@dataclass(frozen=True)
class Results:
    """A page of hits: `count` is the number of those that pages show, at most `COUNTED`; `capped` says that there are more.

    `words` are the searched words in order, empty if the query has none; `kinds` the number of hits by kind, of the first that
    were met with where there are `many`; `nearness` how the hits were found where none has every word as it was typed.
    """

    entries: list[Entry]
    count: int
    capped: bool
    words: tuple[str, ...]
    kinds: Counter[str] = field(default_factory=Counter)
    many: bool = False
    nearness: Nearness = "exact"


@contextmanager
def without(*ways: str) -> Iterator[None]:
    """Keep PostgreSQL from some ways of reading a table, such as `seqscan`.

    It guesses that a word nobody has written, such as the sound of one, stands in so many entries that a thousand of them are
    soon met with from the table's beginning, or on the way back in time: half a minute for a million.
    """
    within = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        for way in ways:
            cursor.execute(f"SET LOCAL enable_{way} = off")
        yield
        if within:  # else it ends with the transaction
            for way in ways:
                cursor.execute(f"SET LOCAL enable_{way} = on")


def search(
    q: str,
    *,
    kinds: Collection[str] | None = None,
    within: Narrowing = WHOLE,
    order: Literal["newest", "relevance"] = "newest",
    limit: int = 20,
    offset: int = 0,
    at: datetime | None = None,
) -> Results:
    """A page of the entries with every word of `q`, newest first, or the newest `RANKED` by relevance.

    Signs and operators in `q` are ignored, a long one is cut, one without words finds nothing. Pages end at `COUNTED` hits.
    Relevance weighs titles over texts, and at the moment `at` what is new over what is old.
    """
    known = names()
    query = parse(q, known)
    return _page(within, _fits(query, period_in(q, known)), q, query, kinds, order, limit, offset, at)


def newest(kinds: Collection[str] | None, within: Narrowing, limit: int) -> list[Entry]:
    """The newest entries, of some kinds where they are named."""
    entries = within.applied(Entry.objects.all())
    return list(_shown(_in_order(entries if kinds is None else entries.filter(kind__in=kinds)))[:limit])


def search_nearly(
    q: str,
    *,
    kinds: Collection[str] | None = None,
    within: Narrowing = WHOLE,
    limit: int = 20,
    offset: int = 0,
    at: datetime,
) -> Results:
    """As `search` by relevance; where nothing has every word, what sounds alike, has one character less, or is akin to it."""
    query = parse(q, names())
    tries: list[tuple[Nearness, Query]] = [("sound", by_sound(query)), ("one_off", without_one(q))]
    found = search(q, kinds=kinds, within=within, order="relevance", limit=limit, offset=offset, at=at)
    for nearness, other in tries:
        if found.count or found.kinds or not other:
            continue
        near = _page(within, _fits(other), q, other, kinds, "relevance", limit, offset, at)
        found = replace(near, words=found.words, nearness=nearness if near.kinds else "exact")
    if not found.kinds and (akin := nearest(q, limit=limit, within=within, least=1)):
        shown = [entry for entry in akin if kinds is None or entry.kind in kinds]
        of_kinds = Counter(entry.kind for entry in akin)
        found = replace(found, entries=shown[offset:], count=len(shown), kinds=of_kinds, nearness="akin")
    return found


@without("seqscan")
def _page(
    within: Narrowing,
    fits: Q,
    q: str,
    query: Query,
    kinds: Collection[str] | None,
    order: str,
    limit: int,
    offset: int,
    at: datetime | None,
) -> Results:
    entries = within.applied(Entry.objects.all())
    shown = RANKED if order == "relevance" else COUNTED
    some = _some(entries, fits, shown + 1) if query else Some([], all_of_them=True)
    found = [pk for pk, kind in some.rows if kinds is None or kind in kinds]
    if kinds is not None and not some.all_of_them:
        found = [pk for pk, _kind in _newest(entries.filter(kind__in=kinds), fits, shown + 1)]
    elif len(found) > shown:
        found = list(_in_order(_of(found)).values_list("pk", flat=True)[: shown + 1])
    reach = min(len(found), shown)
    page = _in_order(_of(found[:shown]))
    if order == "relevance":
        page = _ranked(_of(found[:shown]), q, query, at)
    first = max(offset, 0)
    last = min(first + max(limit, 0), reach)
    return Results(
        entries=list(_shown(page)[first:last]) if first < last else [],
        count=reach,
        capped=len(found) > reach,
        words=tuple(word.text for word in query.words),
        kinds=Counter(kind for _pk, kind in some.rows),
        many=not some.all_of_them,
    )


class Some(NamedTuple):
    """Hits, each with its kind: all of them, or the newest."""

    rows: list[tuple[int, str]]
    all_of_them: bool


def _some(entries: QuerySet[Entry], fits: Q, number: int) -> Some:
    """All hits if there are no more than `COUNTED`, else the newest `number`."""
    met = _met_with(entries, fits, number)
    if met is not None:
        return met
    hits = list(entries.filter(fits).order_by().values_list("pk", "kind")[: COUNTED + 1])
    if len(hits) <= COUNTED:
        return Some(hits, all_of_them=True)
    return Some(_sorted(entries.filter(fits), number), all_of_them=False)


def _newest(entries: QuerySet[Entry], fits: Q, number: int) -> list[tuple[int, str]]:
    """The newest `number` of the entries that fit, each with its kind."""
    met = _met_with(entries, fits, number)
    return _sorted(entries.filter(fits), number) if met is None else met.rows


@without("indexscan")
def _sorted(hits: QuerySet[Entry], number: int) -> list[tuple[int, str]]:
    """The newest of the hits, all of which are found by their words and sorted."""
    return list(_in_order(hits).values_list("pk", "kind")[:number])


def _met_with(entries: QuerySet[Entry], fits: Q, number: int) -> Some | None:
    """The newest `number` of the entries that fit, as they are met with on the way back in time.

    None where so few fit that finding all of them takes less; that is guessed from PostgreSQL's statistics, and seen at a glance.
    """
    (plan,) = json.loads(entries.filter(fits).order_by().explain(format="json"))
    if plan["Plan"]["Plan Rows"] < FREQUENT:
        return None
    found: list[tuple[int, str]] = []
    looked, ahead = 0, GLANCE
    while looked < LOOKED_THROUGH:
        pks = list(_in_order(entries).values_list("pk", flat=True)[looked : looked + ahead])
        fitting = dict(_of(pks).filter(fits).values_list("pk", "kind"))
        found += [(pk, fitting[pk]) for pk in pks if pk in fitting]
        looked += len(pks)
        if len(found) >= number or len(pks) < ahead:
            return Some(found[:number], all_of_them=len(found) < number)
        needed = looked * number // max(len(found), 1)
        if needed > LOOKED_THROUGH:
            return None
        ahead = needed - looked + GLANCE
    return None


def _of(pks: list[int]) -> QuerySet[Entry]:
    """The entries with these keys, given to PostgreSQL as one value: Django looks at each of hundreds in a list three times."""
    return Entry.objects.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [pks]))


def _shown(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """What a page shows of entries, and of each text as much as it may quote from."""
    return (
        entries.select_related("agency")
        .only(
            "kind",
            "object_id",
            "title",
            "url",
            "number",
            "topic",
            "published_at",
            "agency__code",
            "agency__short_name",
        )
        .annotate(beginning=Left("text", READ_FOR_SNIPPET))
    )


def _ranked(entries: QuerySet[Entry], q: str, query: Query, at: datetime | None) -> QuerySet[Entry]:
    rank: Any = SearchRank(F("vector"), _Lexemes(query), weights=list(WEIGHTS), normalization=Value(1))
    said = fold(q).strip()
    # Whoever types a title or a number means that very thing.
    rank += Case(
        When(number=q.strip(), then=Value(9.0)),
        When(title__icontains=said, then=Value(0.6)),
        default=Value(0.0),
    )
    if at is not None:
        age = Func(Value(at), F("published_at"), template=_AGE, arg_joiner=" - ", output_field=FloatField())
        rank = rank / (Value(1.0) + age / Value(float(HALF)))
    return entries.order_by(rank.desc(), "-published_at", "-pk")


@without("seqscan")
def nearest(
    text: str, *, kind: str | None = None, limit: int = 3, within: Narrowing = WHOLE, least: int = 2
) -> list[Entry]:
    """The entries, of one kind where it is named, most similar to a description in plain words, the best first.

    An entry needs two of the words, or the only one; where none has two, `least` of them. Rare words count more than common ones.
    """
    said = parse(text, names()).words
    telling = [word for word in said if len(word.text) > 1] or said
    words = sorted(telling, key=lambda word: -len(word.text))[:WORDS_COMPARED]
    entries = within.applied(Entry.objects.filter(kind=kind) if kind else Entry.objects.all())
    scores: dict[int, list[float]] = {}
    for word in words:
        pks = [pk for pk, _kind in _newest(entries, _fits(Query((word,))), NEWEST_COMPARED)]
        for pk in pks:
            scores.setdefault(pk, []).append(1 / (10 + len(pks)))
    most = max(map(len, scores.values()), default=0)
    enough = min(2, len(words)) if most > 1 else min(least, len(words))
    best = sorted(
        (pk for pk, of in scores.items() if len(of) >= enough), key=lambda pk: (-sum(scores[pk]), -pk)
    )
    found = _shown(Entry.objects.filter(pk__in=best[:limit]))
    return sorted(found, key=lambda entry: best.index(entry.pk))


def _in_order(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    return entries.order_by("-published_at", "-pk")


class _Lexemes(SearchQuery):
    """A query of ready lexemes, given to PostgreSQL as a parameter."""

    def __init__(self, query: Query) -> None:
        super().__init__(query.tsquery())
        self.literal = query.tsquery()

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *args: Any, **kwargs: Any
    ) -> tuple[str, Any]:  # a list, whatever the stubs say
        return "%s::tsquery", [self.literal]


def _fits(query: Query, period: tuple[Query, Period] | None = None) -> Q:
    """Whether an entry has every word; with a period also whether it has every other word and was published in it."""
    if not query:
        return Q(pk__in=[])
    every = Q(vector=_Lexemes(query))
    if period is not None:
        rest, when = period
        every |= Q(vector=_Lexemes(rest), published_at__gte=when.first, published_at__lt=when.end)
    return every
