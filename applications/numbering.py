"""The numbers of applications and of their letters."""

from __future__ import annotations

from foundation.agencies.models import Agency
from foundation.correspondence.numbering import document_number, next_serial


def receipt_number(year: int) -> str:
    """The next registration number of an application: `2026-0147`, one series for the county."""
    return f"{year}-{next_serial('applications', year):04d}"


def letter_number(agency: Agency, year: int) -> str:
    """The next number of a letter of an agency: `…公复〔2026〕12号`."""
    return document_number(f"{agency.short_name}公复", year, next_serial(f"letters:{agency.code}", year))
