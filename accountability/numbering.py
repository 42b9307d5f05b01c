"""The numbers of cases, reports and papers: consecutive within a year, never given twice; they tell of nobody."""

from __future__ import annotations

from datetime import date

from foundation.correspondence.numbering import document_number, next_serial


def case_number(day: date) -> str:
    """The next number of a case, which its person types with a code: Z2026-0003."""
    return f"Z{day.year}-{next_serial('accountability:case', day.year):04d}"


def report_number(day: date) -> str:
    """The next number of a citizen's report: J2026-0012."""
    return f"J{day.year}-{next_serial('accountability:report', day.year):04d}"


def paper_number(mark: str, day: date) -> str:
    """The next number of a series of papers: 五纪责决〔2026〕3号."""
    return document_number(f"五纪责{mark}", day.year, next_serial(f"accountability:{mark}", day.year))
