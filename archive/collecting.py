"""Collecting items: everything of their matters is gathered, written down as files, and listed as their parts (AR-1, AR-2)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from archive.copies import copy_of
from archive.finding import DESCRIBED, WRITTEN, described, openness_of
from archive.gathering import Gathered, Piece, gather
from archive.models import Kept, Member, SealedItem, SealedMember
from archive.models.item import MemberBase
from archive.pages import count_pages
from foundation.casework.many import perform_on_many
from foundation.casework.models import LedgerLine
from foundation.files.acts import Made, erase, open_file, store_many
from foundation.files.kinds import PDF, TEXT
from foundation.files.models import Audience, StoredFile
from foundation.files.rejected import Rejected
from foundation.privacy.keys import Unreadable
from foundation.records.declared import Kind

RECORD_NAME, PEOPLE_NAME = "事项记录.txt", "含个人信息的记录.txt"


@dataclass(frozen=True)
class Part:
    """A part of an item before it is a row."""

    sort: str
    title: str
    file: StoredFile
    place: str = ""
    document_number: str = ""
    dated_on: Any = None
    pages: int = 0
    blank_pages: tuple[int, ...] = ()
    #: The digest of what the portal wrote down itself, which nobody can guess; of an upload that of its row.
    sha256: str = ""


def members_of(items: type[Kept]) -> type[Member | SealedMember]:
    """The table of the parts of items."""
    return SealedMember if items is SealedItem else Member


def collect(kind: Kind, items: Sequence[Kept], at: datetime) -> list[Kept]:
    """Gather everything of the matters of these items of one kind, and list it; in one transaction and a few queries.

    What has a letter that is not printed yet waits for it. Returns the items that were collected.
    """
    if not items:
        return []
    with transaction.atomic():
        gathered = gather(kind, [item.source_id for item in items])
        ready = [
            item for item in items if item.source_id in gathered and not gathered[item.source_id].unprinted
        ]
        _describe(kind, ready, at)
        parts = _parts(ready, gathered, at)
        _list(ready, parts, at)
        told = {item.pk: _told(kind, item, gathered[item.source_id], parts[item.pk]) for item in ready}
        name = "archive.collect_sealed" if isinstance(items[0], SealedItem) else "archive.collect"
        return perform_on_many(name, type(items[0]), told, at=at)


def _describe(kind: Kind, items: Sequence[Kept], at: datetime) -> None:
    """What each says of itself as its matter stands now; what its keeper has written of it stays."""
    now = {each.source_id: each for each in described(kind, [item.source_id for item in items], at)}
    numbers = [item.pk for item in items]
    lines = LedgerLine.objects.filter(act__in=("archive.arrange", "archive.arrange_sealed"))
    kinds = {item.kind for item in items}
    arranged = lines.filter(matter_kind__in=kinds, matter_id__in=numbers).order_by()
    written = set(arranged.values_list("matter_id", flat=True))
    for item in items:
        for name in DESCRIBED:
            if item.pk not in written or name not in WRITTEN:
                setattr(item, name, getattr(now[item.source_id], name))


def _parts(items: Sequence[Kept], gathered: dict[int, Gathered], at: datetime) -> dict[int, list[Part]]:
    made: list[Made] = []
    whose: list[tuple[Kept, str]] = []
    for item in items:
        each = gathered[item.source_id]
        # Encrypted, and what is destroyed after its term can be erased: internal files stay for ever.
        record = each.record()
        made.append(Made(record, item.agency_id, RECORD_NAME, TEXT.media_type, Audience.PERSONAL))
        whose.append((item, MemberBase.Sort.RECORD))
        if people := each.record_of_people():
            made.append(Made(people, item.agency_id, PEOPLE_NAME, TEXT.media_type, Audience.PERSONAL))
            whose.append((item, MemberBase.Sort.PERSONAL))
    found: dict[int, list[Part]] = {item.pk: [] for item in items}
    digests = [hashlib.sha256(each.content).hexdigest() for each in made]
    for (item, sort), stored, sha256 in zip(whose, store_many(made, at=at), digests, strict=True):
        title = str(MemberBase.Sort(sort).label)
        day = localdate(item.ended_at)
        found[item.pk].append(Part(sort, title, stored, dated_on=day, pages=1, sha256=sha256))
    for item in items:
        found[item.pk] += [_part(item, piece) for piece in gathered[item.source_id].pieces]
    return found


def _part(item: Kept, piece: Piece) -> Part:
    sort = MemberBase.Sort.LETTER if piece.is_letter else MemberBase.Sort.FILE
    if item.source_kind == "archive_material":
        sort = MemberBase.Sort.ORIGINAL
    pages, blank = _pages(piece.file)
    day = piece.dated_on or (item.formed_on if sort == MemberBase.Sort.ORIGINAL else None)
    return Part(sort, piece.title, piece.file, piece.place, piece.document_number, day, pages, blank)


def _pages(stored: StoredFile) -> tuple[int, tuple[int, ...]]:
    """How many pages are numbered and which are blank: of sound and film none, of a picture or a sheet one."""
    if stored.media_type.startswith(("audio/", "video/")):
        return 0, ()
    if stored.media_type != PDF.media_type:
        return 1, ()
    try:
        with open_file(stored) as source:
            counted = count_pages(source.read())
    except (Rejected, Unreadable, OSError):
        return 1, ()  # the test says what is wrong with it
    return counted.numbered, counted.blank


#: Conclusion before grounds: what was issued, then what it rests on, the record of how it came about last (GB/T 9705).
_ORDER: list[str] = [
    MemberBase.Sort.LETTER,
    MemberBase.Sort.ORIGINAL,
    MemberBase.Sort.FILE,
    MemberBase.Sort.RECORD,
    MemberBase.Sort.PERSONAL,
]


def _list(items: Sequence[Kept], parts: dict[int, list[Part]], at: datetime) -> None:
    if not items:
        return
    members: Any = members_of(type(items[0]))
    former = members._base_manager.filter(item__in=[item.pk for item in items])
    written = former.filter(sort__in=(MemberBase.Sort.RECORD, MemberBase.Sort.PERSONAL), file__erased_at=None)
    replaced = [member.file for member in written.select_related("file")]
    former.delete()
    for stored in replaced:  # nobody else has what the archive wrote down for this item
        erase(stored, at)
        # A run that was killed may have copied it.
        transaction.on_commit(copy_of(stored).erase, robust=True)
    rows = []
    for item in items:
        # By day within each sort; what bears none after what does.
        ordered = sorted(
            parts[item.pk],
            key=lambda part: (_ORDER.index(part.sort), part.dated_on is None, str(part.dated_on)),
        )
        for number, part in enumerate(ordered, 1):
            rows.append(
                members(
                    item_id=item.pk,
                    sequence=number,
                    sort=part.sort,
                    title=part.title[:500],
                    document_number=part.document_number[:100],
                    responsible=item.responsible,
                    dated_on=part.dated_on,
                    file=part.file,
                    sha256=part.sha256 or part.file.sha256,
                    size=part.file.size,
                    media_type=part.file.media_type,
                    place=part.place,
                    pages=part.pages,
                    blank_pages=list(part.blank_pages),
                )
            )
    members._base_manager.bulk_create(rows)


def _told(kind: Kind, item: Kept, gathered: Gathered, parts: list[Part]) -> dict[str, Any]:
    """What the item takes over of what was gathered."""
    return {
        **{name: getattr(item, name) for name in DESCRIBED},
        "collected_digest": gathered.digest,
        "upto": gathered.upto,
        "seen_upto": gathered.upto,
        "matters": [f"{name}:{pk}" for name, pk in gathered.matters],
        "openness": openness_of(kind, gathered),
        "pages": sum(part.pages for part in parts),
        "bytes": sum(part.file.size for part in parts),
    }
