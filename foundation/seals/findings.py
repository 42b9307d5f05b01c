"""How the verification of the ledger says what it finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.utils.timezone import localdate

from foundation.casework.models import LedgerLine
from foundation.invariants import Finding

#: Told of how many lines were read.
Progress = Callable[[int], None]


def of_line(line: LedgerLine, said: str) -> Finding:
    """A finding at a line of the ledger."""
    return Finding(
        f"{line.matter_kind}:{line.matter_id}",
        f"第 {line.sequence} 条“{line.label}”{said}",
        day_of(line.recorded_at or line.at),
    )


def day_of(moment: datetime | None) -> date | None:
    """The day here of a moment."""
    return localdate(moment) if moment else None
