"""Entering matters into the index and removing them, in the transaction of the act that publishes or withdraws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from foundation.agencies.models import Agency
from foundation.pages.values import while_public_stays
from foundation.search.gazetteer import Gazetteer, gazetteer_of
from foundation.search.models import Entry
from foundation.search.words import names_in, storable, vector

#: The characters of a text that are stored for snippets.
STORED_TEXT = 50_000
#: The entries that a rebuild writes at once.
BATCH = 200


@dataclass(frozen=True)
class EntryData:
    """The data of one public matter for the index: `text` is plain and of any length, `at` the time of publication."""

    pk: int
    title: str
    text: str
    url: str
    agency: Agency | None
    at: datetime
    number: str = ""
    topic: str = ""
    head: str = ""
    genre: str = ""

    @classmethod
    def of(cls, matter: Any, *, text: str, url: str, **more: str) -> EntryData:
        """The data of a published matter, with its own title, agency and time; `more` are number, topic, head and genre."""
        return cls(matter.pk, matter.title, text, url, matter.agency, matter.published_at, **more)


#: What citizens call each kind, in the order in which pages name them.
LABELS: dict[str, str] = {}
#: By kind, a function of a moment that reads everything public of that kind, for a rebuild.
SOURCES: dict[str, Callable[[datetime], Iterable[EntryData]]] = {}


@dataclass(frozen=True)
class Indexed:
    """A kind of matter in the index; `entry` makes the data of one of them."""

    kind: str
    entry: Callable[[Any], EntryData]

    def enter(self, matter: Any) -> None:
        """Enter a matter, or replace its entry, in the transaction that publishes it."""
        _write(self.kind, [self.entry(matter)], agency_names())

    def leave(self, matter: Any) -> None:
        """Remove a matter, if it is there, in the transaction that withdraws or replaces it."""
        Entry.objects.filter(kind=self.kind, object_id=matter.pk).delete()


def indexed(
    kind: str, label: str, public: Callable[[datetime], QuerySet[Any]]
) -> Callable[[Callable[[Any], EntryData]], Indexed]:
    """Declare a kind of matter for the index; the decorated function makes the data of one of them.

    The data must hold nothing that the matter's page does not show. `label` is what citizens call the kind; `public` returns
    those public at a moment, for a rebuild.
    """

    def declare(entry: Callable[[Any], EntryData]) -> Indexed:
        LABELS[kind] = label
        SOURCES[kind] = lambda at: map(entry, public(at).iterator(chunk_size=BATCH))
        return Indexed(kind, entry)

    return declare


def rebuild(kind: str, moment: Callable[[], datetime]) -> int:
    """Make the index of one kind anew from its source; returns its number of entries.

    Searching goes on meanwhile; publications and withdrawals wait, so that the rebuild undoes none of them. The clock `moment` is
    read when they wait, so that none is missed. Raises `LookupError` for a kind without source.
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


@while_public_stays
def agency_names() -> Gazetteer:
    """The present names of all agencies, abolished ones included."""
    rows = Agency.objects.values_list("name", "short_name").order_by()
    return gazetteer_of(names_in(name for row in rows for name in row))


def _batches(entries: Iterable[EntryData]) -> Iterator[list[EntryData]]:
    """The entries in batches; of two with one number in a batch, the last."""
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
                number=data.number,
                topic=data.topic,
                head=data.head,
                genre=data.genre,
                vector=vector(data.title, data.text, names, data.agency.pk if data.agency else None),
            )
            for data in batch
        ],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=[
            "title",
            "text",
            "url",
            "agency",
            "published_at",
            "number",
            "topic",
            "head",
            "genre",
            "vector",
        ],
    )
