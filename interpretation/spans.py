"""Pure Python: the time between two moments, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Found(Protocol):
    """Something that appeared, as far as that is known, and was found."""

    appeared_at: datetime | None
    found_at: datetime


def took(since: datetime, until: datetime) -> str:
    """The time from one moment to another: 3 小时 20 分."""
    hours, minutes = divmod(max(int((until - since).total_seconds() // 60), 0), 60)
    return (
        f"{hours} 小时 {minutes} 分" if hours and minutes else f"{hours} 小时" if hours else f"{minutes} 分"
    )


def gap(case: Found) -> str:
    """How long it was there before it was found; blank where it is not known since when."""
    return took(case.appeared_at, case.found_at) if case.appeared_at else ""
