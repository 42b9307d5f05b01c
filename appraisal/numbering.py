"""The numbers of the appraisal's papers: consecutive within a year, one series for each kind."""

from __future__ import annotations

from datetime import date

from foundation.correspondence.numbering import document_number, next_serial


def next_number(mark: str, day: date) -> str:
    """The next number of a series in the year of a day: 政考通〔2026〕3号."""
    return document_number(f"政考{mark}", day.year, next_serial(f"appraisal:{mark}", day.year))
