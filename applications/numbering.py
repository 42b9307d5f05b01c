"""The numbers of applications and of their letters."""

from __future__ import annotations

from foundation.agencies.models import Agency
from foundation.correspondence.numbering import document_number, next_serial


def receipt_number(year: int) -> str:
    """The next registration number of an application: `2026-0147`, one series for the county."""
    return f"{year}-{next_serial('applications', year):04d}"


def letter_number(agency: Agency, year: int, series: str = "公复") -> str:
    """The next number of a letter of an agency in one of its series: `…公复〔2026〕12号`."""
    serial = next_serial(f"letters:{agency.code}:{series}", year)
    return document_number(f"{agency.mark or agency.short_name}{series}", year, serial)
