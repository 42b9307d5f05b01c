"""Items as packages, papers and tests take them: plain values, filled from the rows of many items in a few queries."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.timezone import localdate

from archive import statute
from archive.models import Fonds, Kept
from archive.models.item import MemberBase
from archive.packages import (
    Archived,
    ClockRecord,
    DisclosureStatus,
    Entry,
    LedgerRecord,
    Member,
    NoticeRecord,
    Opening,
    Records,
    SignatureRecord,
    Sort,
)
from foundation.casework import ledger
from foundation.casework.models import LedgerLine
from foundation.deadlines.models import Clock
from foundation.deadlines.moments import to_the_minute
from foundation.files.acts import open_file
from foundation.files.models import Audience, StoredFile
from foundation.notices.models import Notice
from foundation.privacy.keys import Unreadable

_SORTS = {
    MemberBase.Sort.RECORD: Sort.SLIP,
    MemberBase.Sort.PERSONAL: Sort.SLIP,
    MemberBase.Sort.LETTER: Sort.LETTER,
    MemberBase.Sort.FILE: Sort.ANNEX,
    MemberBase.Sort.ORIGINAL: Sort.MATERIAL,
}
_TERMS = {"Y": "永久", "D30": "30年", "D10": "10年"}
#: A digest that no bytes have, where those of a personal file cannot be read.
_NONE = "0" * 64
#: Whether a part goes into what is described.
Chosen = Callable[[Any], bool]


@dataclass
class _Told:
    """What was recorded while the matters of some items were dealt with, by the matter's reference."""

    lines: dict[str, list[LedgerLine]] = field(default_factory=lambda: defaultdict(list))
    clocks: dict[str, list[Clock]] = field(default_factory=lambda: defaultdict(list))
    notices: dict[str, list[Notice]] = field(default_factory=lambda: defaultdict(list))
    fonds: dict[int, str] = field(default_factory=dict)


def described(items: Sequence[Kept], chosen: Chosen = lambda member: True) -> dict[int, Archived]:
    """These items of one table with all their parts, or those that are chosen, by their numbers; a few queries for all."""
    parts: dict[int, list[Any]] = defaultdict(list)
    if items:
        table: Any = type(items[0])
        members = table._meta.get_field("members").related_model
        rows = members._base_manager.filter(item__in=[item.pk for item in items])
        for member in rows.select_related("file").defer("file__text").order_by("item", "sequence"):
            parts[member.item_id].append(member)
    told = _told_of(items)
    return {item.pk: _unit(item, [m for m in parts[item.pk] if chosen(m)], told) for item in items}


def _told_of(items: Sequence[Kept]) -> _Told:
    told = _Told()
    upto: dict[str, int] = {}
    by_kind: dict[str, set[int]] = defaultdict(set)
    for item in items:
        for ref in item.matters:
            kind, _, pk = ref.partition(":")
            by_kind[kind].add(int(pk))
            upto[ref] = max(upto.get(ref, 0), item.upto)
    keys: dict[str, str] = {}
    for kind, numbers in by_kind.items():
        for line in LedgerLine.objects.filter(matter_kind=kind, matter_id__in=numbers).order_by("sequence"):
            ref = f"{kind}:{line.matter_id}"
            if line.pk <= upto[ref]:
                told.lines[ref].append(line)
                keys[f"ledger:{line.pk}"] = ref
        clocks = Clock.objects.filter(matter_kind=kind, matter_id__in=numbers)
        for clock in clocks.prefetch_related("pauses").order_by("pk"):
            told.clocks[f"{kind}:{clock.matter_id}"].append(clock)
    for notice in Notice.objects.filter(key__in=keys).select_related("recipient").order_by("pk"):
        told.notices[keys[notice.key]].append(notice)
    agencies = {item.maker_id or item.agency_id for item in items}
    told.fonds = dict(Fonds.objects.filter(agency__in=agencies).values_list("agency", "number"))
    return told


def _unit(item: Kept, members: Iterable[Any], told: _Told) -> Archived:
    entries = tuple(_entry(item, member) for member in members)
    number = told.fonds.get(item.maker_id or item.agency_id, statute.UNKNOWN_FONDS)
    day = localdate(item.ended_at)
    return Archived(
        code=f"{number}-{item.code}" if item.code else f"{item.kind}-{item.pk}",
        fonds=number,
        fonds_name=(item.maker or item.agency).name,
        year=item.year,
        category=item.category,
        term=_TERMS[item.term],
        section=item.section,
        title=item.title,
        responsible=item.responsible,
        formed_from=item.formed_on,
        formed_to=max(item.formed_on, day),
        entries=entries,
        opening=Opening("待鉴定"),
        disclosure=DisclosureStatus(item.openness or "未登记"),
        security=item.secrecy,
        records=_records(item, told),
        is_volume=item.is_volume,
        remark=item.note,
    )


def _entry(item: Kept, member: Any) -> Entry:
    gone = member.file.erased_at is not None
    return Entry(
        title=member.title,
        responsible=member.responsible or item.responsible,
        formed_on=member.dated_on or item.formed_on,
        document_number=member.document_number,
        members=() if gone else (_member(member),),
        remark=str(MemberBase.Condition.ERASED.label) if gone else "",
        erased_size=member.size if gone else 0,
        security=item.secrecy,
        first_page=member.first_page,
        pages=member.pages,
    )


def _member(member: Any) -> Member:
    stored: StoredFile = member.file
    sha256 = member.sha256
    written = member.sort in (MemberBase.Sort.RECORD, MemberBase.Sort.PERSONAL)
    if stored.audience == Audience.PERSONAL and not written:
        # Its row has the digest of salt and bytes; who opens the package compares the bytes alone.
        try:
            sha256 = hashlib.sha256(open_file(stored).read()).hexdigest()
        except (FileNotFoundError, Unreadable):
            sha256 = _NONE
    return Member(
        sort=_SORTS[member.sort],
        title=member.title,
        name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=sha256,
        open=lambda: _opened(stored),
        pages=member.pages or None,
        # What its describer says of a photo or recording stands where the file itself says nothing.
        made_on=member.dated_on if member.sort == MemberBase.Sort.ORIGINAL else None,
    )


def _opened(stored: StoredFile) -> IO[bytes]:
    try:
        return open_file(stored)  # type: ignore[return-value]
    except Unreadable as unreadable:
        raise FileNotFoundError(str(unreadable)) from unreadable


def _records(item: Kept, told: _Told) -> Records:
    lines = [line for ref in item.matters for line in told.lines[ref]]
    return Records(
        ledger=tuple(_ledger(line) for line in lines),
        signatures=tuple(
            SignatureRecord(
                name=line.actor_name,
                capacity=f"{line.actor_roles}：{line.label}",
                at=line.at,
                digest=line.digest,
                remark=line.reason,
            )
            for line in lines
            if line.digest and line.actor_kind == "staff"
        ),
        clocks=tuple(_clock(clock) for ref in item.matters for clock in told.clocks[ref]),
        notices=tuple(
            NoticeRecord(
                at=notice.created_at,
                to=str(notice.recipient),
                subject=notice.subject,
                channel="站内通知",
            )
            for ref in item.matters
            for notice in told.notices[ref]
        ),
    )


def _ledger(line: LedgerLine) -> LedgerRecord:
    return LedgerRecord(
        sequence=line.sequence,
        at=line.at,
        act=line.act,
        label=line.label,
        actor=line.actor_name,
        agency=line.actor_agency,
        roles=line.actor_roles,
        from_state=line.from_state,
        to_state=line.to_state,
        reason=line.reason,
        clauses=tuple(filter(None, line.clauses.split("、"))),
        digest=line.digest,
        hash=line.hash,
        previous_hash=line.previous_hash,
        hashed=ledger.text_of(line),
        matter=f"{line.matter_kind}:{line.matter_id}",
    )


def _clock(clock: Clock) -> ClockRecord:
    return ClockRecord(
        limit=clock.label,
        clause=clock.clause,
        started_at=clock.started_at,
        due_at=clock.due_at,
        ended_at=clock.ended_at,
        outcome=str(clock.get_ending_display()) or ("已超期" if clock.breached_at else "计时中"),
        pauses=tuple(
            f"{to_the_minute(p.since)} 至 {to_the_minute(p.until) if p.until else ''}：{p.reason}"
            for p in clock.pauses.all()
        ),
    )
