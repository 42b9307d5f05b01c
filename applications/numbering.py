"""Running numbers of applications and letters: consecutive, never given twice."""

from __future__ import annotations

from applications.letters import document_number
from applications.models import NumberSeries
from foundation.agencies.models import Agency


def next_serial(name: str, year: int) -> int:
    """The next number of a series in a year; the caller's transaction holds the series until it ends."""
    NumberSeries.objects.get_or_create(name=name, year=year)
    series = NumberSeries.objects.select_for_update(no_key=True).get(name=name, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def receipt_number(year: int) -> str:
    """The number under which an application is registered: `2026-0147`, one series for the county."""
    return f"{year}-{next_serial('applications', year):04d}"


def letter_number(agency: Agency, year: int) -> str:
    """The number of a letter of an agency: `…公复〔2026〕12号`."""
    return document_number(f"{agency.short_name}公复", year, next_serial(f"letters:{agency.code}", year))
