"""Filing items: their codes, volumes and second copies, of many in a few queries (AR-2, DA/T 13-2022)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from archive import copies
from archive.collecting import members_of
from archive.models import Item, Kept, SealedItem, Volume
from archive.numbering import in_volume, item_code, numbers, series_of, volume_code
from foundation.casework.many import make_many
from foundation.records.declared import Term


@dataclass(frozen=True)
class Place:
    """Where an item goes: its code and number, and its volume where it has one."""

    code: str
    serial: int
    volume: Volume | None = None


def places(items: Sequence[Kept], at: datetime) -> dict[int, Place]:
    """The places of these items of one table, each with the next number of its series; in their order."""
    in_volumes = [item for item in items if isinstance(item, Item) and item.is_volume]
    found = _in_volumes(in_volumes, at) if in_volumes else {}
    alone: dict[Any, list[Kept]] = defaultdict(list)
    for item in items:
        if item.pk not in found:
            alone[_series(item, "item")].append(item)
    for series, rows in sorted(alone.items()):
        for item, number in zip(rows, numbers(series, len(rows)), strict=True):
            write = volume_code if item.is_volume else item_code
            found[item.pk] = Place(write(**_parts(item), number=number), number)
    return found


def _series(item: Kept, sort: str) -> Any:
    # What is behind a door has numbers of its own: a gap in those of others would tell of it.
    sort = f"{sort}!" if isinstance(item, SealedItem) else sort
    return series_of(sort, item.agency.code, item.category, item.section, item.term, item.year)


def _parts(item: Kept) -> dict[str, Any]:
    return {"category": item.category, "heading": item.section, "term": item.term, "year": item.year}


def _in_volumes(items: Sequence[Item], at: datetime) -> dict[int, Place]:
    """The open volume of the case, or a new one."""
    ids = [item.source_id for item in items]
    growing = Volume.objects.filter(source_id__in=ids, state__in=Volume.GROWING)
    volumes = {
        (row.source_kind, row.source_id, row.maker_id): row
        for row in growing.select_for_update(no_key=True).order_by("pk")
    }
    missing = [item for item in items if _case(item) not in volumes]
    for volume in _opened(missing, at):
        volumes[volume.source_kind, volume.source_id, volume.maker_id] = volume
    counts: dict[int, int] = defaultdict(int)
    inside = Item.objects.filter(volume__in=[volume.pk for volume in volumes.values()])
    for pk in inside.values_list("volume", flat=True):
        counts[pk] += 1
    found = {}
    for item in items:
        volume = volumes[_case(item)]
        counts[volume.pk] += 1
        found[item.pk] = Place(in_volume(volume.code, counts[volume.pk]), counts[volume.pk], volume)
    return found


def _case(item: Item) -> tuple[str, int, int]:
    return item.source_kind, item.source_id, item.agency_id


def _opened(items: Sequence[Item], at: datetime) -> list[Volume]:
    by_series: dict[Any, list[Item]] = defaultdict(list)
    for item in items:
        by_series[_series(item, "volume")].append(item)
    rows = []
    for series, wanting in sorted(by_series.items()):
        for item, number in zip(wanting, numbers(series, len(wanting)), strict=True):
            rows.append(
                Volume(
                    agency=item.agency,
                    maker=item.agency,
                    created_at=at,
                    title=item.title,
                    source_kind=item.source_kind,
                    source_id=item.source_id,
                    category=item.category,
                    section=item.section,
                    year=item.year,
                    term=item.term,
                    serial=number,
                    code=volume_code(**_parts(item), number=number),
                )
            )
    return make_many("archive.open_volume", rows, at=at)


def damaged(items: Sequence[Kept]) -> dict[int, list[str]]:
    """What of these items is not as it was collected, by the item: their bytes are read once more before they are filed."""
    found: dict[int, list[str]] = defaultdict(list)
    for member in _members(items):
        looked = copies.look(member.file, member.file.place)
        if not looked.sound:
            found[member.item_id].append(f"真实性：“{member.title}”{looked.why}")
    return found


def copy_all(items: Sequence[Kept]) -> None:
    """Put the second copy of every part of these items into the archive's root."""
    members = _members(items)
    for stored in {member.file.pk: member.file for member in members}.values():
        if copies.copy_of(stored).size() is None:
            copies.make(stored)
    if members:
        type(members[0])._base_manager.filter(pk__in=[member.pk for member in members]).update(copied=True)


def _members(items: Sequence[Kept]) -> list[Any]:
    if not items:
        return []
    rows = members_of(type(items[0]))._base_manager.filter(item__in=[item.pk for item in items])
    return list(rows.select_related("file").defer("file__text").order_by("pk"))


def longest_term(volume: Volume) -> str:
    """The longest term of what is in a volume, and of the volume itself (a file takes its longest member's)."""
    terms = [volume.term, *volume.items.values_list("term", flat=True)]
    return max(map(Term, terms), key=lambda term: term.rank).value


def unevenly_kept() -> list[Volume]:
    """The volumes with something in them that is kept for longer, or for less long, than the volume."""
    inside = Item.objects.filter(volume=OuterRef("pk"), state__in=Kept.LYING)
    return list(Volume.objects.filter(Exists(inside.exclude(term=OuterRef("term")))))
