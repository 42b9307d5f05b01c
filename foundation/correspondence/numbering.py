"""Running numbers: consecutive within a series and year, never given twice.

A series belongs to the caller's transaction from the first number it takes until it ends, so that takers take turns and a
number that was not used in the end is the next one's.
"""

from __future__ import annotations

from foundation.correspondence.models import NumberSeries


def next_serial(name: str, year: int) -> int:
    """The next number of a series in a year; the first is 1."""
    series = _locked(name, year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def reserve(name: str, year: int, serial: int) -> None:
    """Let the series go on above a number that was brought along from elsewhere."""
    series = _locked(name, year)
    if serial > series.last:
        series.last = serial
        series.save(update_fields=["last"])


def _locked(name: str, year: int) -> NumberSeries:
    return NumberSeries.objects.select_for_update(no_key=True).get_or_create(name=name, year=year)[0]


def document_number(agency_mark: str, year: int, serial: int) -> str:
    """五自然资公复〔2026〕12号: GB/T 9704 writes the year in full, the serial without 第 and without zeros before it."""
    return f"{agency_mark}〔{year}〕{serial}号"
