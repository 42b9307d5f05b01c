"""What ended and is not in the archive yet, and what came back to life: found, never handed over (AR-1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef
from django.utils.timezone import localdate

from archive import statute
from archive.four_properties.testing import DIRECTION
from archive.gathering import Gathered, newest_lines, open_files
from archive.models import Item, Kept, ScopeRow, SealedItem
from archive.triggers import TAKEN_OVER
from foundation.casework.models import LedgerLine
from foundation.deadlines.counting import midnight
from foundation.records.declared import SAID, Belonging, Kind, Record, Term, files, root_of

TABLES: tuple[type[Kept], ...] = (Item, SealedItem)


def table_of(kind: Kind) -> type[Item | SealedItem]:
    """Where its items stand: what is sealed has a table of its own."""
    return SealedItem if kind.record.model.sealed else Item


def scope_in_force() -> dict[str, ScopeRow]:
    """The rows of the approved table by kind; empty before there is one."""
    return {row.kind: row for row in ScopeRow.objects.filter(scope__state="in_force")}


def new_numbers(kind: Kind, limit: int, at: datetime) -> list[int]:
    """Matters that ended, with everything that belongs to their files, and have no item; the oldest first."""
    model: Any = kind.record.model
    items = table_of(kind)
    known = items._base_manager.filter(source_kind=model.kind, source_id=OuterRef("pk"))
    rows = kind.record.done_with(localdate(at)).filter(~Exists(known))
    for part in kind.parts:
        for path in part.to:
            if root_of(part, path) is model:
                parts: Any = part.model._base_manager
                going_on = parts.filter(**{path: OuterRef("pk")})
                rows = rows.exclude(Exists(going_on.exclude(state__in=part.ended)))
    alone = _paths_of_its_own(kind)
    if alone:
        rows = rows.filter(**dict.fromkeys(alone))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def _paths_of_its_own(kind: Kind) -> list[str]:
    """For a kind that may go into another's file: the columns that are empty where it is kept by itself."""
    said = SAID[kind.record.model.kind]
    return list(said.to) if isinstance(said, Belonging) else []


#: What an item takes over of its matter, anew whenever it is collected.
DESCRIBED = (*TAKEN_OVER, "term")
#: Of that, what its keeper writes (著录).
WRITTEN = ("title", "document_number")


def described(kind: Kind, numbers: list[int], at: datetime) -> Iterator[Kept]:
    """An item, not saved yet, for each of these matters."""
    record, items = kind.record, table_of(kind)
    model: Any = record.model
    terms, ended = terms_of(record, numbers), _ended_at(record, numbers)
    rows = model._base_manager.filter(pk__in=numbers).annotate(heading_shown=model.heading)
    states = dict(model._meta.get_field("state").flatchoices)
    if record.over is not None:
        states |= dict.fromkeys(record.over.states, record.over.said)
    before = dict(
        items._base_manager.filter(source_kind=record.model.kind, source_id__in=numbers)
        .values_list("source_id")
        .annotate(Max("sequence"))
        .order_by()
    )
    firsts = _firsts(record, items, numbers)
    for row in rows.select_related("agency").order_by("pk"):
        moment = ended.get(row.pk, row.created_at)
        day = localdate(moment)
        term = terms[row.pk]
        more = {"supplements_id": firsts.get(row.pk)} if items is Item else {}
        yield items(
            agency=row.agency,
            created_at=at,
            source_kind=record.model.kind,
            source_id=row.pk,
            sequence=before.get(row.pk, -1) + 1,
            title=DIRECTION.sub("", str(row.heading_shown or row.title))[:500],
            responsible=row.agency.name,
            document_number=str(getattr(row, record.number, "") or "")[:100] if record.number else "",
            formed_on=_formed_on(record, row, day),
            ended_at=moment,
            ended_as=str(states.get(row.state, row.state)),
            year=day.year,
            category=getattr(row, record.category_in) if record.category_in else record.category,
            section=record.heading,
            arrangement=record.arrangement,
            term=term,
            expires_on=statute.expires_on(day.year, Term(term).years),
            **more,
        )


def _formed_on(record: Record, row: Any, day: date) -> date:
    return (getattr(row, record.formed_on, None) if record.formed_on else None) or day


def _firsts(record: Record, items: type[Kept], numbers: list[int]) -> dict[int, int]:
    filed = items._base_manager.filter(source_kind=record.model.kind, source_id__in=numbers, sequence=0)
    return dict(filed.values_list("source_id", "pk"))


def terms_of(record: Record, numbers: list[int]) -> dict[int, str]:
    """The term of each: what the approved table says, or the room proposes, and longer where a condition of the row says so."""
    said = scope_in_force().get(record.model.kind)
    usual = Term(said.term) if said and said.filed else record.term
    found = dict.fromkeys(numbers, usual)
    for condition, longer in record.longer:
        rows = record.model._base_manager.filter(condition, pk__in=numbers).values_list("pk", flat=True)
        for pk in rows.order_by().distinct():
            found[pk] = max(found[pk], longer, key=lambda term: term.rank)
    return {pk: term.value for pk, term in found.items()}


def _ended_at(record: Record, numbers: list[int]) -> dict[int, datetime]:
    """When each came into a state in which it has ended, the last time; of what no act ended, the last moment of its last day."""
    lines = LedgerLine.objects.filter(
        matter_kind=record.model.kind, matter_id__in=numbers, to_state__in=record.ended
    ).exclude(from_state=F("to_state"))
    found: dict[int, datetime] = dict(lines.order_by().values_list("matter_id").annotate(Max("at")))
    if record.over is not None:
        model: Any = record.model
        rows = model._base_manager.filter(pk__in=numbers, state__in=record.over.states)
        for pk, day in rows.annotate(last_day=record.over.last_day).values_list("pk", "last_day").order_by():
            if day is not None:
                found[pk] = midnight(day + timedelta(days=1)) - timedelta(seconds=1)
    return found


@dataclass(frozen=True)
class Moved:
    """Of items, by their numbers: whose matters are open again, and with whose something was done since they were collected."""

    open_again: set[int]
    since: set[int]


def moved_on(items: Sequence[Kept], at: datetime) -> Moved:
    """What happened to the matters of these items since; two queries for each kind and part, however many they are."""
    found = Moved(set(), set())
    for name, several in by_kind(items).items():
        kind, numbers = files()[name], [item.source_id for item in several]
        going_on, lines = open_files(kind, numbers, at), newest_lines(kind, numbers)
        found.open_again.update(item.pk for item in several if item.source_id in going_on)
        found.since.update(item.pk for item in several if lines.get(item.source_id, 0) > item.seen_upto)
    return found


def by_kind(items: Sequence[Any]) -> dict[str, list[Any]]:
    """Items by the kind of their matters."""
    found: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        found[item.source_kind].append(item)
    return found


def openness_of(kind: Kind, gathered: Gathered) -> str:
    """How far the public reads the matter, in words (实施条例30)."""
    if kind.record.openness is None:
        return "不公开，属于内部办理过程"
    return kind.record.openness(gathered.row)[:300]
