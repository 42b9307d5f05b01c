"""A public page as it was at the end of a past day: `?on=2026-05-01`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

#: The parameter that names the day; a page that reads it says so to `public_page`.
ON = "on"
_DAY = re.compile(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*")
#: The characters of an impossible day that are shown to whoever asked for it.
SHOWN = 20


@dataclass(frozen=True)
class Then:
    """A day that is over, and its last moment."""

    day: date
    at: datetime

    @classmethod
    def of(cls, day: date) -> Then:
        """The end of a day, here."""
        begins = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        return cls(day, begins - timedelta(microseconds=1))

    @property
    def query(self) -> str:
        """What stands behind the address of another page of the same day."""
        return f"?{ON}={self.day.isoformat()}"


class NoSuchDay(ValueError):
    """A day of which no page can be shown; `message` says in Chinese why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def asked_for(given: str, today: date) -> Then | None:
    """The day that is asked for; None for today, and where none is. Raises `NoSuchDay`."""
    if not given.strip():
        return None
    found = _DAY.fullmatch(given)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or day.year < 1949:
        raise NoSuchDay(f"“{given.strip()[:SHOWN]}”不是能查的日期，请写成 2026-05-01 这样的年、月、日。")
    if day > today:
        raise NoSuchDay(f"{day.year}年{day.month}月{day.day}日 还没有到，只能查看已经过去的日子。")
    return None if day == today else Then.of(day)
