"""Verifying the ledger and the seals over it, against whoever holds the database.

`chains` reads every line; the others ask the database what does not fit. What a change of rows alone cannot hide from them: a
line rewritten, cut or inserted since a seal, a matter deleted, a text or state changed past the acts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter

from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q

from foundation.casework import ledger, matters
from foundation.casework.models import LedgerLine
from foundation.invariants import Finding, Findings
from foundation.seals.findings import Progress, day_of, of_line
from foundation.seals.models import Seal, SealedLine
from foundation.seals.sealing import rightly_signed, root_of, trusted_keys, unsealed

#: How long a transaction that writes a line may last at most.
IN_FLIGHT = timedelta(hours=1)
_CHUNK = 5_000


def chains(told: Progress = lambda lines: None) -> Findings:
    """The lines that do not follow from the ones before them, and the matters that do not stand where their last line says."""
    ordered = LedgerLine.objects.order_by("matter_kind", "matter_id", "sequence")
    read = 0
    for kind, of_kind in groupby(ordered.iterator(_CHUNK), key=attrgetter("matter_kind")):
        last: dict[int, LedgerLine] = {}
        for number, lines in groupby(of_kind, key=attrgetter("matter_id")):
            broken, line, count = _read_chain(lines)
            read += count
            last[number] = line
            if broken is not None:
                yield broken
            if len(last) == _CHUNK:
                yield from _standing(kind, last)
                last = {}
                told(read)
        yield from _standing(kind, last)
        told(read)


def _read_chain(lines: Iterable[LedgerLine]) -> tuple[Finding | None, LedgerLine, int]:
    """The first fault in the chain of one matter, its last line, and their number."""
    broken: Finding | None = None
    previous, expected, line = "", 1, LedgerLine()
    for line in lines:
        if broken is None:
            if line.hash != ledger.digest_of(line):
                broken = of_line(line, "的内容被改动")
            elif line.sequence != expected or line.previous_hash != previous:
                broken = of_line(line, "与前一条不相连：前面的记录被删除、插入或者重写")
        previous, expected = line.hash, expected + 1
    return broken, line, expected - 1


def _standing(kind: str, last: dict[int, LedgerLine]) -> Findings:
    """The matters of a kind that are gone, or stand otherwise than their last line says: another state, another text."""
    model = matters.kinds().get(kind)
    if model is None:
        return
    columns = [f.attname for f in model._meta.concrete_fields if f.name in ("state", "digest")]
    rows = {row.pop("pk"): row for row in model._base_manager.filter(pk__in=last).values("pk", *columns)}
    for number, line in last.items():
        row = rows.get(number)
        if row is None:
            yield of_line(line, "还在，而事项本身被删除")
        elif line.to_state and row.get("state", line.to_state) != line.to_state:
            yield of_line(line, f"以后状态被改动：记录为 {line.to_state}，现为 {row['state']}")
        elif line.digest and row.get("digest", line.digest) != line.digest:
            yield of_line(line, "以后文本被改动：与记录的摘要不符")


def without_lines() -> Findings:
    """The matters of which the ledger knows nothing."""
    for kind, model in matters.kinds().items():
        if kind in ("agency", "staff"):  # the first of these are found by a command
            continue
        lines = LedgerLine.objects.filter(matter_kind=kind, matter_id=OuterRef("pk"))
        rows = model._base_manager.exclude(Exists(lines)).order_by("pk")
        for number, made in rows.values_list("pk", "created_at").iterator(_CHUNK):
            yield Finding(f"{kind}:{number}", "没有任何办理记录", day_of(made))


def texts() -> Findings:
    """The rows whose digest is not that of their text, computed anew by the database."""
    for model in matters.matter_kinds():
        trigger = next((t for t in getattr(model._meta, "triggers", []) if t.name == "a_digest"), None)
        if trigger is None:
            continue
        table = connection.ops.quote_name(model._meta.db_table)
        sql = f"SELECT new.id, new.created_at FROM {table} new WHERE new.digest <> {trigger.expression}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql)
            for number, made in cursor.fetchall():
                yield Finding(
                    f"{model.kind}:{number}",
                    "文本被改动：与自己的摘要不符",
                    _last_day(model.kind, number, made),
                )


def _last_day(kind: str, number: int, made: datetime) -> date | None:
    last = ledger.last_line(kind, number)
    return day_of(last.at if last else made)


def seals(published: Iterable[str] = ()) -> Findings:
    """The seals that are not signed, do not follow from each other, or do not cover what they say.

    `published` are lines kept elsewhere, as a seal's e-mail and the public page have them: each must still be there.
    """
    before: Seal | None = None
    kept = {line.split(" ", 1)[0]: line for line in map(str.strip, published) if line}
    trusted = trusted_keys()
    for seal in Seal.objects.order_by("number").iterator():
        yield from (
            Finding(str(seal), said, day_of(seal.sealed_at)) for said in _wrong_with(seal, before, trusted)
        )
        if kept.pop(str(seal.number), seal.published) != seal.published:
            yield Finding(str(seal), "与另外保存的封签不同", day_of(seal.sealed_at))
        before = seal
    for number in kept:
        yield Finding(f"第 {number} 号封签", "另外保存着，这里却没有")


def _wrong_with(seal: Seal, before: Seal | None, trusted: set[str]) -> Iterator[str]:
    number, previous, total = (before.number + 1, before.digest, before.total) if before else (1, "-", 0)
    if (seal.number, seal.previous, seal.total) != (number, previous, total + seal.lines):
        yield "与前一号封签不相连"
    if not rightly_signed(seal):
        yield "签名不对"
    elif trusted and seal.public_key not in trusted:
        yield "签名的密钥不是本网站的"
    hashes = list(seal.covers.values_list("hash", flat=True))
    if (len(hashes), root_of(hashes)) != (seal.lines, seal.root):
        yield f"所封存的 {seal.lines} 条记录被改动、删除或者插入，现为 {len(hashes)} 条"


def sealed_lines() -> Findings:
    """The sealed lines that the ledger has no longer, and the lines that were slipped in under an earlier day."""
    kept = LedgerLine.objects.filter(
        matter_kind=OuterRef("matter_kind"),
        matter_id=OuterRef("matter_id"),
        sequence=OuterRef("sequence"),
        hash=OuterRef("hash"),
    )
    gone = SealedLine.objects.exclude(Exists(kept)).select_related("seal").order_by("seal__number", "pk")
    for line in gone.iterator(_CHUNK):
        yield Finding(
            f"{line.matter_kind}:{line.matter_id}",
            f"第 {line.sequence} 条已由{line.seal}封存，后来被改写或者删除",
            day_of(line.seal.sealed_at),
        )
    yield from _slipped_in()


def _slipped_in() -> Findings:
    """The lines that a seal should have covered by the time at which they say that they were written."""
    latest = Seal.objects.aggregate(latest=Max("sealed_at"))["latest"]
    if latest is None:
        return
    late = unsealed().filter(Q(recorded_at__lt=latest - IN_FLIGHT) | Q(recorded_at=None))
    for line in late.iterator(_CHUNK):
        yield of_line(line, "自称早已录入，封存时却不在：是后来插入的")
    before: Seal | None = None
    for seal in Seal.objects.order_by("number").iterator():
        if before is not None:
            covered = SealedLine.objects.filter(seal=seal, hash=OuterRef("hash"))
            too_old = LedgerLine.objects.filter(Exists(covered), recorded_at__lt=before.sealed_at - IN_FLIGHT)
            for line in too_old.iterator(_CHUNK):
                yield of_line(line, f"自称早已录入，{before}时却不在：是后来插入的")
        before = seal


def published_lines(seal: Seal) -> list[str]:
    """What the ledger holds now of the lines that a seal covers: their hashes, computed anew, in order.

    A line that was changed has another hash, and one that is gone has none: whoever computes the root from these sees it.
    """
    covered = SealedLine.objects.filter(
        seal=seal,
        matter_kind=OuterRef("matter_kind"),
        matter_id=OuterRef("matter_id"),
        sequence=OuterRef("sequence"),
    )
    return sorted(
        ledger.digest_of(line) for line in LedgerLine.objects.filter(Exists(covered)).iterator(_CHUNK)
    )
