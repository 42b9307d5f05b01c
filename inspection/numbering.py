"""The numbers of inspections, orders and deployments: consecutive within a year, never given twice."""

from __future__ import annotations

from datetime import date

from foundation.correspondence.numbering import document_number, next_serial


def next_number(mark: str, day: date) -> str:
    """The next number of a series in the year of a day: 政检〔2026〕3号; one series for the whole county."""
    return document_number(mark, day.year, next_serial(f"inspection:{mark}", day.year))
