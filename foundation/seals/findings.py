"""What a verification finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from foundation.casework.models import LedgerLine


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it must be: of which matter, table or seal, of which day, and what is wrong."""

    of: str
    said: str
    on: date | None = None

    def __str__(self) -> str:
        day = f"（{self.on}）" if self.on else ""
        return f"{self.of}{day}：{self.said}"


Findings = Iterator[Finding]
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
