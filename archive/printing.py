"""The papers of items and volumes as PDF, from their rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localdate

from archive import papers
from archive.acts.volumes import parts_of
from archive.describing import described
from archive.models import Fonds, Item, Kept, Volume
from archive.statute import UNKNOWN_FONDS
from foundation.records.declared import Term

CATEGORIES = {
    "WS": "文书档案",
    "ZY": "专业档案",
    "MT": "社交媒体档案",
    "ZP": "照片档案",
    "LY": "录音档案",
    "LX": "录像档案",
    "SW": "实物档案",
}


def catalogue_line(item: Kept) -> papers.CatalogueLine:
    """An item as a line of the catalogue; what was destroyed stays on it, and says so."""
    remark = "已销毁" if item.state == Kept.State.DESTROYED else item.note
    return papers.CatalogueLine(
        code=item.shown_code,
        document_number=item.document_number,
        responsible=item.responsible,
        title=item.title,
        formed_on=item.formed_on,
        security=item.secrecy,
        pages=item.pages or None,
        remark=remark,
    )


def catalogue(items: Sequence[Item]) -> bytes:
    """归档文件目录 of items of one agency, year, term and heading."""
    first = items[0]
    return papers.catalogue(
        papers.Catalogue(
            fonds_name=(first.maker or first.agency).name,
            fonds=first.fonds_number,
            year=first.year,
            term=Term(first.term).label,
            section=first.section,
            lines=[catalogue_line(item) for item in items],
        )
    )


def stamp(item: Kept) -> bytes:
    """归档章 of an item."""
    return papers.archive_stamp(
        papers.Stamp(
            fonds=item.fonds_number,
            year=item.year,
            number=item.serial or 0,
            section=item.section,
            term=Term(item.term).label,
            pages=item.pages,
        )
    )


def proof(item: Kept, at: datetime, *, address: str = "", seal: str = "") -> bytes:
    """证明页 of an item: digests, signatures, times, who, and how to verify."""
    unit = described([item])[item.pk]
    members = type(item)._meta.get_field("members").related_model._base_manager.filter(item=item)  # type: ignore[union-attr]
    return papers.proof(
        papers.Proof(
            code=item.shown_code or "（未归档）",
            title=item.title,
            responsible=item.responsible,
            agency=item.agency.name,
            made_at=at,
            files=[
                papers.ProvedFile(
                    title=member.title,
                    name=member.file.name,
                    size=member.size,
                    sha256=member.sha256,
                    verified_at=member.checked_at or item.filed_at,
                    intact=member.condition in ("", "sound"),
                )
                for member in members.select_related("file").defer("file__text").order_by("sequence")
            ],
            signatures=unit.records.signatures,
            ledger=unit.records.ledger,
            address=address,
            seal=seal,
        )
    )


def cover(volume: Volume) -> bytes:
    """案卷封面."""
    items = list(Item.objects.filter(volume=volume).order_by("serial"))
    return papers.volume_cover(
        papers.Cover(
            fonds_name=volume.maker.name,
            category_name=CATEGORIES.get(volume.category, volume.category),
            title=volume.title,
            formed_from=min((item.formed_on for item in items), default=None),
            formed_to=max((localdate(item.ended_at) for item in items), default=None),
            term=Term(volume.term).label,
            pieces=len(parts_of(volume)),
            pages=volume.pages,
            filing_number=str(volume.serial),
            code=shown_code(volume),
        )
    )


def shown_code(volume: Volume) -> str:
    """The whole code of a volume."""
    number = Fonds.objects.filter(agency=volume.maker_id).values_list("number", flat=True).first()
    return f"{number or UNKNOWN_FONDS}-{volume.code}"


def volume_list(volume: Volume) -> bytes:
    """卷内文件目录."""
    return papers.volume_list(
        papers.VolumeList(
            code=shown_code(volume),
            title=volume.title,
            lines=[
                papers.VolumeLine(
                    document_number=member.document_number,
                    responsible=member.responsible,
                    title=member.title,
                    formed_on=member.dated_on,
                    first_page=member.first_page,
                    last_page=member.last_page if member.pages else None,
                )
                for member in parts_of(volume)
            ],
        )
    )


def note_page(volume: Volume) -> bytes:
    """备考表, with what was noted after the volume was closed."""
    notes = [f"{note.at:%Y-%m-%d} {note.text}（{note.by}）" for note in volume.notes.select_related("by")]
    return papers.note_page(
        papers.Note(
            code=shown_code(volume),
            situation="\n".join([volume.situation, *notes]),
            pieces=len(parts_of(volume)),
            pages=volume.pages,
            arranged_by=str(volume.made_by or ""),
            arranged_on=localdate(volume.made_at) if volume.made_at else None,
            checked_by=str(volume.checked_by or ""),
            checked_on=localdate(volume.closed_at) if volume.closed_at else None,
        )
    )
