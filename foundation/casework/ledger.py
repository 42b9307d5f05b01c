"""Writing and verifying the ledger."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db.models import QuerySet

from foundation.casework.models import LedgerLine, Matter
from foundation.privacy.detectors import Kind, detect

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


def last_line(kind: str, pk: int) -> LedgerLine | None:
    """The newest line of one matter."""
    return lines(kind, pk).last()


def personal_data_in(reason: str, matter: Any) -> list[str]:
    """The labels of what a reason tells of people: a line is kept for ever and read by many."""
    if not reason:
        return []
    found = [detection.label for detection in detect(reason) if detection.kind is not Kind.SECRECY_MARKING]
    found += matter.named_in(reason) if isinstance(matter, Matter) else []
    return list(dict.fromkeys(found))


def append(line: LedgerLine) -> LedgerLine:
    """Save a new line with its sequence and hashes; the caller holds the matter's row locked."""
    last = last_line(line.matter_kind, line.matter_id)
    line.sequence = last.sequence + 1 if last else 1
    line.previous_hash = last.hash if last else ""
    line.hash = digest_of(line)
    line.save(force_insert=True)
    return line


def digest_of(line: LedgerLine) -> str:
    """SHA-256 over the contents of a line and the hash of the line before it."""
    said: dict[str, Any] = {name: getattr(line, name) for name in _HASHED}
    said["at"] = line.at.timestamp()
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()


def broken_at(kind: str, pk: int) -> int | None:
    """The sequence number of the first line that does not follow from the one before it; None when all do."""
    previous, expected = "", 1
    for line in lines(kind, pk):
        if line.sequence != expected or line.previous_hash != previous or line.hash != digest_of(line):
            return expected
        previous, expected = line.hash, expected + 1
    return None
