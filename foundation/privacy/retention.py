"""How long personal data are kept after what they were told for is closed."""

from __future__ import annotations

from datetime import date

from django.conf import settings


def last_day(today: date) -> date:
    """The last day of closing whose retention term, `APPLICATION_RETENTION_YEARS`, is over today."""
    years = settings.APPLICATION_RETENTION_YEARS
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February
        return today.replace(year=today.year - years, day=28)
