"""Writing and verifying the ledger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from foundation.agencies.actors import Actor
from foundation.casework.models import LedgerLine, Matter
from foundation.casework.refusals import Invalid
from foundation.database import Written, server_time
from foundation.privacy.detectors import Kind, detect

#: The doors through which acts come in, as the desk calls them.
DOORS = {"desk": "工作台", "public": "网站", "schedule": "定时任务", "command": "命令行", "program": "程序"}
_door: ContextVar[str] = ContextVar("door", default="program")
#: By how much the clocks of the portal's hosts and of the database may differ.
TOLERANCE = timedelta(minutes=1)

_HASHED = (
    "matter_kind",
    "matter_id",
    "sequence",
    "act",
    "label",
    "actor_kind",
    "staff_id",
    "actor_name",
    "actor_agency",
    "actor_roles",
    "from_state",
    "to_state",
    "reason",
    "clauses",
    "digest",
    "detail",
    "previous_hash",
)


def lines(kind: str, pk: int) -> QuerySet[LedgerLine]:
    """The lines of one matter in the order in which they were written."""
    return LedgerLine.objects.filter(matter_kind=kind, matter_id=pk).order_by("sequence")


def _newest(kind: str, pk: int) -> QuerySet[LedgerLine, tuple[Any, ...]]:
    return lines(kind, pk).reverse().values_list("sequence", "at", "actor_name", "label")[:1]


_NEWEST = Written(_newest)


class Newest(NamedTuple):
    """Of the newest line of a matter, what an act asks: its number, when and who it was, and the label of the act."""

    sequence: int
    at: datetime
    actor_name: str
    label: str


def newest(kind: str, pk: int) -> Newest | None:
    """What an act asks of the newest line of a matter; None before there is one."""
    return next((Newest(*row) for row in _NEWEST.rows(kind, pk)), None)


@contextmanager
def through(door: str) -> Iterator[None]:
    """Whatever is done in here came through that door."""
    token = _door.set(door)
    try:
        yield
    finally:
        _door.reset(token)


def door_now() -> str:
    """The door through which what is being done came in."""
    return _door.get()


def last_line(kind: str, pk: int) -> LedgerLine | None:
    """The newest line of one matter."""
    return lines(kind, pk).last()


def personal_data_in(reason: str, matter: Any, actor: Actor) -> list[str]:
    """The labels of what a reason tells of people: a line is kept for ever and read by many.

    Only who may read the people of a matter is told that one of them is named: nobody else learns a name by guessing.
    """
    if not reason:
        return []
    found = [detection.label for detection in detect(reason) if detection.kind is not Kind.SECRECY_MARKING]
    found += matter.named_in(reason, actor) if isinstance(matter, Matter) else []
    return list(dict.fromkeys(found))


def append(line: LedgerLine) -> LedgerLine:
    """Save a new line with its sequence, hashes, and the database's time; the caller holds the matter's row locked.

    Raises `Invalid` for an act that is dated later than that, unless time is simulated.
    """
    line.recorded_at, sequence, previous = _now_and_last(line.matter_kind, line.matter_id)
    if line.at > line.recorded_at + TOLERANCE and not settings.SIMULATED_TIME:
        raise Invalid({"时间": ["这一步的时间还没有到，请核对服务器的时钟。"]})
    line.door = door_now()
    line.sequence, line.previous_hash = sequence + 1, previous
    line.hash = digest_of(line)
    line.save(force_insert=True)
    return line


def append_many(lines: Sequence[LedgerLine]) -> None:
    """Save a line of each of many matters of one kind, as `append` does, in two queries; the caller holds their rows locked."""
    if not lines:
        return
    (kind,) = {line.matter_kind for line in lines}
    numbers = [line.matter_id for line in lines]
    if len(set(numbers)) < len(numbers):
        raise ValueError("append_many writes one line of each matter")
    now, last = server_time(), _last_of(kind, numbers)
    for line in lines:
        if line.at > now + TOLERANCE and not settings.SIMULATED_TIME:
            raise Invalid({"时间": ["这一步的时间还没有到，请核对服务器的时钟。"]})
        sequence, previous = last.get(line.matter_id, (0, ""))
        line.recorded_at, line.door = now, door_now()
        line.sequence, line.previous_hash = sequence + 1, previous
        line.hash = digest_of(line)
    LedgerLine.objects.bulk_create(lines)


def _last_of(kind: str, numbers: list[int]) -> dict[int, tuple[int, str]]:
    """Sequence and hash of the newest line of each of these matters."""
    newest = (
        LedgerLine.objects.filter(matter_kind=kind, matter_id__in=numbers)
        .order_by("matter_id", "-sequence")
        .distinct("matter_id")
    )
    return {
        pk: (sequence, hash) for pk, sequence, hash in newest.values_list("matter_id", "sequence", "hash")
    }


def _now_and_last(kind: str, pk: int) -> tuple[datetime, int, str]:
    """The time of the database server, and sequence and hash of the newest line of a matter, 0 and blank before there is one.

    In SQL, and in one query: every act asks it.
    """
    last = (
        f'SELECT sequence, hash FROM "{LedgerLine._meta.db_table}" '  # noqa: S608
        "WHERE matter_kind = %s AND matter_id = %s ORDER BY sequence DESC LIMIT 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clock_timestamp(), coalesce(sequence, 0), coalesce(hash, '') "  # noqa: S608
            f"FROM (SELECT) AS now LEFT JOIN ({last}) AS last ON true",
            [kind, pk],
        )
        now, sequence, previous = cursor.fetchone()
    return now, sequence, previous


def text_of(line: LedgerLine) -> str:
    """The contents of a line and the hash of the line before it, as the text of which its own hash is made."""
    said: dict[str, Any] = {name: getattr(line, name) for name in _HASHED}
    said["at"] = line.at.timestamp()
    if line.recorded_at is not None:
        said |= {"recorded_at": line.recorded_at.timestamp(), "door": line.door}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def digest_of(line: LedgerLine) -> str:
    """SHA-256 over what `text_of` says of a line."""
    return hashlib.sha256(text_of(line).encode("utf-8")).hexdigest()


def broken_at(kind: str, pk: int) -> int | None:
    """The sequence number of the first line that does not follow from the one before it; None when all do."""
    previous, expected = "", 1
    for line in lines(kind, pk):
        if line.sequence != expected or line.previous_hash != previous or line.hash != digest_of(line):
            return expected
        previous, expected = line.hash, expected + 1
    return None
