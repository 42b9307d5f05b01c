"""The numbers of inspections, orders and deployments: consecutive within a year and an office, never given twice."""

from __future__ import annotations

from datetime import date

from foundation.agencies.models import Agency
from foundation.correspondence.numbering import document_number, next_serial


def next_number(mark: str, office: Agency, day: date) -> str:
    """The next number of a series of an office in the year of a day: 政检〔2026〕3号."""
    return document_number(mark, day.year, next_serial(f"{mark}:{office.code}", day.year))
