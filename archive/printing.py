"""The papers of items and volumes as PDF, from their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from archive import papers
from archive.acts.volumes import parts_of
from archive.describing import described
from archive.four_properties.results import Outcome
from archive.models import (
    Detection,
    Disposal,
    Item,
    Kept,
    Member,
    Paper,
    QuarterCheck,
    Transfer,
    Volume,
)
from archive.models.base import OF_THE_ITEM
from archive.statute import AT_TRANSFER
from foundation.agencies.actors import SYSTEM
from foundation.files.acts import store_made
from foundation.files.models import Audience
from foundation.records.declared import Term
from foundation.worker import work_through

#: Millimetres; the usual box of 20 to 50 (DA/T 22).
BOX_THICKNESS = 30
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


def spine(items: Sequence[Item]) -> bytes:
    """盒脊 of a box with these items of one agency, year, term and heading; the number of the box is written on it by hand."""
    first, last = items[0], items[-1]
    return papers.box_spine(
        papers.Spine(
            fonds=first.fonds_number,
            year=first.year,
            term=Term(first.term).label,
            section=first.section,
            first=f"{first.serial:04d}",
            last=f"{last.serial:04d}",
            box="",
            thickness=BOX_THICKNESS,
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
    table: Any = type(item)
    members = table._meta.get_field("members").related_model._base_manager.filter(item=item)
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
            code=volume.shown_code,
        )
    )


def volume_list(volume: Volume) -> bytes:
    """卷内文件目录."""
    return papers.volume_list(
        papers.VolumeList(
            code=volume.shown_code,
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
            code=volume.shown_code,
            situation="\n".join([volume.situation, *notes]),
            pieces=len(parts_of(volume)),
            pages=volume.pages,
            arranged_by=str(volume.made_by or ""),
            arranged_on=localdate(volume.made_at) if volume.made_at else None,
            checked_by=str(volume.checked_by or ""),
            checked_on=localdate(volume.closed_at) if volume.closed_at else None,
        )
    )


def transfer_register(transfer: Transfer) -> bytes:
    """移交登记表 of a transfer that was sent."""
    rows = list(transfer.rows.select_related("item"))
    items = [row.item for row in rows]
    said = _worst_of([item.pk for item in items], transfer.points)
    return papers.transfer_register(
        papers.Register(
            number=f"{transfer.agency.code}-{transfer.pk}",
            content=transfer.title,
            sender=transfer.agency.name,
            receiver=transfer.to,
            pieces=len(items),
            volumes=len({item.volume_id for item in items if item.volume_id}),
            files=Member.objects.filter(item__in=items).count(),
            size=transfer.package_size,
            carrier=transfer.carrier,
            properties=said,
            digest=transfer.package_sha256,
            algorithm="SHA-256",
            method=transfer.carrier,
            filled_by=str(transfer.prepared_by or ""),
            filled_on=transfer.sent_on,
            checked_by=str(transfer.signed_by or ""),
        )
    )


def _worst_of(items: list[int], of_the_package: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Each property with what the newest tests at transfer found of these items and their package: one failure fails all."""
    runs = (
        Detection.objects.filter(item__in=items, stage=AT_TRANSFER)
        .order_by("item_id", "-pk")
        .distinct("item_id")
    )
    found: dict[str, bool] = {}
    for points in (*(run.points for run in runs), of_the_package):
        for point in points:
            sound = point["outcome"] != Outcome.FAILED
            found[point["property"]] = found.get(point["property"], True) and sound
    return [(name, "合格" if sound else "不合格") for name, sound in found.items()]


def destruction_list(disposal: Disposal) -> bytes:
    """销毁清册 of what was destroyed."""
    people: dict[str, list[str]] = {}
    for each in disposal.people.select_related("staff"):
        signed = each.signatures.filter(digest=disposal.digest).first()
        day = f"（{localdate(signed.at)} 签字）" if signed else ""
        people.setdefault(each.part, []).append(f"{each.staff}{day}")
    group = [*people.get("leads", []), *people.get("keeps", []), *people.get("section", [])]
    rows = disposal.rows.filter(verdict="destroy").select_related(*OF_THE_ITEM)
    return papers.destruction_list(
        papers.Destruction(
            number=disposal.approval_number,
            agency=disposal.agency.name,
            report=disposal.report,
            lines=[_gone(row, disposal) for row in rows],
            group="、".join(group),
            approved_by="、".join(people.get("approves", [])),
            approved_on=localdate(disposal.approved_at) if disposal.approved_at else None,
            witnesses=people.get("witness", []),
            way=disposal.way,
            **_what_is_gone([row.item_id for row in rows]),
        )
    )


def _what_is_gone(items: list[int]) -> dict[str, str]:
    """What of destroyed items is gone and what stays, part by part as their files stand."""
    parts = Member.objects.filter(item__in=items)
    gone = Counter(parts.filter(file__erased_at__isnull=False).values_list("sort", flat=True))
    stays = Counter(parts.filter(file__erased_at=None).values_list("sort", flat=True))
    return {
        "gone": "、".join([*_counted(gone), "以及档案的副本"]),
        "stays": "、".join([*_counted(stays), "目录条目"])
        + "。文书、文件、原件由办理事项的部门按各自的期限保存；与未到期的档案内容相同的副本留存。",
    }


def _counted(sorts: Counter[str]) -> list[str]:
    return [f"{sort.label} {sorts[sort]} 份" for sort in Member.Sort if sorts[sort]]


def _gone(row: Any, disposal: Disposal) -> papers.DestructionLine:
    item = row.item
    kept = (disposal.carried_out_on.year if disposal.carried_out_on else item.year) - item.year
    return papers.DestructionLine(
        code=item.shown_code,
        document_number=item.document_number,
        responsible=item.responsible,
        title=item.title,
        formed_on=item.formed_on,
        term=Term(item.term).label,
        kept=f"{kept} 年",
        pages=item.pages or None,
        destroyed_on=disposal.carried_out_on,
        remark=row.because,
    )


def quarter_report(check: QuarterCheck) -> bytes:
    """季度自查报告 of a check that was signed."""
    findings = list(check.findings.all())
    return papers.quarter_report(
        papers.Quarter(
            agency=check.agency.name,
            year=check.year,
            quarter=check.quarter,
            keeper=str(check.signed_by or ""),
            opened_on=localdate(check.created_at),
            figures=[
                ("已归档", f"{check.filed} 件"),
                ("查出", f"{len(findings)} 处"),
                ("已处理", f"{sum(each.settled_at is not None for each in findings)} 处"),
            ],
            lines=[
                papers.QuarterLine(
                    sort=str(each.get_sort_display()),
                    what=f"{each.label}：{each.detail}" if each.detail else each.label,
                    since=None,
                    done=f"{localdate(each.settled_at)} 已处理" if each.settled_at else "没有处理",
                )
                for each in findings
            ],
            conclusion=check.words,
            signed_by=str(check.signed_by or ""),
            signed_on=localdate(check.signed_at) if check.signed_at else None,
        )
    )


#: How each paper that is issued is made of what it is about.
MAKERS: dict[str, Callable[[Any], bytes]] = {
    Paper.Kind.COVER: cover,
    Paper.Kind.LIST: volume_list,
    Paper.Kind.NOTE: note_page,
    Paper.Kind.REGISTER: transfer_register,
    Paper.Kind.DESTRUCTION: destruction_list,
    Paper.Kind.QUARTER: quarter_report,
}


def print_waiting(*, at: datetime) -> int:
    """Make the PDF of every paper that has none, once; returns how many. One that fails comes after the others next time."""
    return work_through(_in_turn(), lambda pk: _print(pk, at), "paper of the archive")


def _in_turn() -> Iterator[int]:
    tried = set[int]()
    waiting = Paper.objects.filter(file__isnull=True).order_by("tries", "pk")
    while (paper := waiting.exclude(pk__in=tried).first()) is not None:
        tried.add(paper.pk)
        Paper.objects.filter(pk=paper.pk).update(tries=F("tries") + 1)
        yield paper.pk


def _print(pk: int, at: datetime) -> bool:
    with transaction.atomic():
        rows = Paper.objects.select_for_update(skip_locked=True).filter(pk=pk, file__isnull=True)
        paper = rows.first()
        if paper is None:  # another worker has it
            return False
        paper.file = store_made(
            MAKERS[paper.kind](paper.about),
            name=f"archive-{paper.kind}-{paper.pk}.pdf",
            agency=paper.about.agency,
            audience=Audience.INTERNAL,
            by=SYSTEM,
            at=at,
        )
        paper.save(update_fields=["file"])
    return True
