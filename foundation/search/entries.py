"""What enters the index and leaves it: always inside the transaction of the act that publishes or withdraws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from foundation.agencies.models import Agency
from foundation.search.gazetteer import Gazetteer, named
from foundation.search.models import Entry
from foundation.search.words import names_in, storable, vector

STORED_TEXT = 50_000
"""Characters of a text that are kept to show where a word was found."""
BATCH = 200
"""Entries that a rebuild writes at once."""


@dataclass(frozen=True)
class EntryData:
    """One public thing as its room hands it over; `at` is when it was published, `text` plain, of any length."""

    pk: int
    title: str
    text: str
    url: str
    agency: Agency | None
    at: datetime

    @classmethod
    def of(cls, matter: Any, *, text: str, url: str) -> EntryData:
        """Of a published matter, with its own title and agency."""
        return cls(matter.pk, matter.title, text, url, matter.agency, matter.published_at)


Iterate = Callable[[datetime], Iterable[EntryData]]

SOURCES: dict[str, Iterate] = {}
"""By kind: everything of it that is public at a moment."""


def source(kind: str, iterate: Iterate) -> None:
    """Tell where everything public of a kind can be read again; a room that indexes calls this once, when it loads."""
    SOURCES[kind] = iterate


@dataclass(frozen=True)
class Indexed:
    """One kind of matter in the index, and what the index holds of each."""

    kind: str
    entry: Callable[[Any], EntryData]

    def enter(self, matter: Any) -> None:
        """Have a matter found from now on, in the transaction that publishes it."""
        _write(self.kind, [self.entry(matter)], agency_names())

    def leave(self, matter: Any) -> None:
        """Have it found no more, in the transaction that withdraws or replaces it."""
        remove(self.kind, matter.pk)


def indexed(
    kind: str, public: Callable[[datetime], QuerySet[Any]]
) -> Callable[[Callable[[Any], EntryData]], Indexed]:
    """Declare a kind of matter that can be found: the decorated function says what the index holds of one of them.

    It must say nothing that the matter's page does not show. `public` finds those that are public at a moment, for a rebuild.
    """

    def declare(entry: Callable[[Any], EntryData]) -> Indexed:
        source(kind, lambda at: map(entry, public(at).iterator(chunk_size=BATCH)))
        return Indexed(kind, entry)

    return declare


def index(
    kind: str, pk: int, *, title: str, text: str, url: str, agency: Agency | None, at: datetime
) -> None:
    """Enter something public into the index, or replace its entry.

    Call it inside the transaction that publishes: what is rolled back was never found. A text of any length is taken;
    the words beyond what a vector holds are not found. `at` is the time of publication.
    """
    _write(kind, [EntryData(pk, title, text, url, agency, at)], agency_names())


def remove(kind: str, pk: int) -> None:
    """Take something out of the index, inside the transaction that withdraws it; harmless when it is not there."""
    Entry.objects.filter(kind=kind, object_id=pk).delete()


def rebuild(kind: str, moment: Callable[[], datetime]) -> int:
    """Make the index of one kind anew from its source; returns how many entries it now has.

    Searching goes on meanwhile. Publications and withdrawals wait, so that none of them is undone by what was read
    before it; `moment` is the door's clock, read once they wait, so that none of a moment before is missed. Raises
    `LookupError` for a kind without source.
    """
    if kind not in SOURCES:
        raise LookupError(f"no source is registered for {kind!r}")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{Entry._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
        names = agency_names()
        seen: set[int] = set()
        for batch in _batches(SOURCES[kind](moment())):
            _write(kind, batch, names)
            seen.update(data.pk for data in batch)
        held = Entry.objects.filter(kind=kind).values_list("object_id", flat=True)
        gone = [pk for pk in held.iterator() if pk not in seen]
        Entry.objects.filter(kind=kind, object_id__in=gone).delete()
    return len(seen)


def agency_names() -> Gazetteer:
    """The names of all agencies, present and past, as the database has them now."""
    rows = Agency.objects.values_list("name", "short_name").order_by()
    return named(names_in(name for row in rows for name in row))


def _batches(entries: Iterable[EntryData]) -> Iterator[list[EntryData]]:
    """The entries in batches; of one that comes twice within a batch, the last."""
    rest = iter(entries)
    while batch := list(islice(rest, BATCH)):
        yield list({data.pk: data for data in batch}.values())


def _write(kind: str, batch: list[EntryData], names: Gazetteer) -> None:
    Entry.objects.bulk_create(
        [
            Entry(
                kind=kind,
                object_id=data.pk,
                title=storable(data.title),
                text=" ".join(storable(data.text[: 2 * STORED_TEXT]).split())[:STORED_TEXT],
                url=data.url,
                agency=data.agency,
                published_at=data.at,
                vector=vector(data.title, data.text, names),
            )
            for data in batch
        ],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["title", "text", "url", "agency", "published_at", "vector"],
    )
