"""Moments as people read them, and as they type them on the command line."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import localtime


def to_the_minute(at: datetime | None) -> str:
    """A moment as the desk shows it, in the county's time: 2026-11-20 14:30; nothing for none."""
    return localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def moment(given: str) -> datetime:
    """A moment as typed on the command line, in the county's time; a day alone means 9:00.

    Raises `CommandError` for what is no time, and for any time at all where it is not simulated: there it is the server's.
    """
    if not settings.SIMULATED_TIME:
        raise CommandError("时间以服务器为准，--at 只用于演示和测试。")
    try:
        # A day alone first: read as a moment it would be midnight.
        day = parse_date(given)
        found = datetime(day.year, day.month, day.day, 9) if day else parse_datetime(given)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"看不懂时间“{given}”，请写成 2026-11-20T09:30。")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
