"""Index numbers: `wy-<agency code>/<year>-<5 digits>`, consecutive within an agency and year, never reused."""

from __future__ import annotations

import re

from disclosure.models import IndexNumber
from foundation.agencies.models import Agency
from foundation.correspondence.numbering import next_serial, reserve

PATTERN = re.compile(r"^(?P<prefix>[a-z]+(?:-[a-z0-9]+)*)/(?P<year>[0-9]{4})-(?P<serial>[0-9]{5})$")
PREFIX = "wy-"


def next_number(agency: Agency, year: int) -> IndexNumber:
    """Give the next number of the agency and year, and lock the series until the transaction ends.

    Raises `OverflowError` when the 99,999 numbers of a year are used up.
    """
    serial = next_serial(_series(agency), year)
    if serial > 99_999:
        raise OverflowError(f"{agency.code} {year}: no index number left")
    return _give(agency, year, serial)


def keep_number(agency: Agency, number: str) -> IndexNumber | None:
    """Reserve the number that an imported document bears; None when it is not this agency's or is taken."""
    found = PATTERN.fullmatch(number)
    if found is None or found["prefix"] != PREFIX + agency.code:
        return None
    year, serial = int(found["year"]), int(found["serial"])
    # Reserved before the look-up, so that of two imports with one number the second waits.
    reserve(_series(agency), year, serial)
    known = IndexNumber.objects.filter(number=number).first()
    if known is not None:
        # Abandoned drafts leave their number to the next import.
        states = set(known.documents.values_list("state", flat=True))
        return known if states == {"abandoned"} else None
    return _give(agency, year, serial)


def _series(agency: Agency) -> str:
    return f"documents:{agency.code}"


def _give(agency: Agency, year: int, serial: int) -> IndexNumber:
    number = f"{PREFIX}{agency.code}/{year}-{serial:05d}"
    return IndexNumber.objects.create(number=number, agency=agency, year=year, serial=serial)
