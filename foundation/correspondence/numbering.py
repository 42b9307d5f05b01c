"""Running numbers: consecutive within a series and year, never given twice.

A transaction that takes a number locks the series until it ends: others wait, and a rolled back number is given again.
"""

from __future__ import annotations

from foundation.correspondence.models import NumberSeries


def next_serial(name: str, year: int) -> int:
    """The next number of a series in a year; the first is 1."""
    return next_serials(name, year, 1)[0]


def next_serials(name: str, year: int, count: int) -> range:
    """The next so many numbers of a series in a year."""
    series = _locked(name, year)
    first = series.last + 1
    series.last += count
    series.save(update_fields=["last"])
    return range(first, first + count)


def reserve(name: str, year: int, serial: int) -> None:
    """Continue the series above a number that was given elsewhere, such as that of an imported document."""
    series = _locked(name, year)
    if serial > series.last:
        series.last = serial
        series.save(update_fields=["last"])


def _locked(name: str, year: int) -> NumberSeries:
    return NumberSeries.objects.select_for_update(no_key=True).get_or_create(name=name, year=year)[0]


def document_number(agency_mark: str, year: int, serial: int) -> str:
    """A document number as GB/T 9704 writes it: 五自然资公复〔2026〕12号."""
    return f"{agency_mark}〔{year}〕{serial}号"
