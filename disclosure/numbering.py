"""Index numbers: `wy-<agency code>/<year>-<5 digits>`, consecutive within an agency and year, never reused."""

from __future__ import annotations

import re

from disclosure.models import IndexNumber, IndexSeries
from foundation.agencies.models import Agency

PATTERN = re.compile(r"^(?P<prefix>[a-z]+(?:-[a-z0-9]+)*)/(?P<year>[0-9]{4})-(?P<serial>[0-9]{5})$")
PREFIX = "wy-"


def next_number(agency: Agency, year: int) -> IndexNumber:
    """The next number of the agency and year. Takes the row lock of the series until the transaction ends.

    Raises `OverflowError` when the 99,999 numbers of a year are used up.
    """
    series = _series(agency, year)
    series.last += 1
    if series.last > 99_999:
        raise OverflowError(f"{agency.code} {year}: no index number left")
    series.save(update_fields=["last"])
    return _give(agency, year, series.last)


def keep_number(agency: Agency, number: str) -> IndexNumber | None:
    """Reserve a number that a document brought along; None when it is not one of this agency's or is taken."""
    found = PATTERN.fullmatch(number)
    if found is None or found["prefix"] != PREFIX + agency.code:
        return None
    year, serial = int(found["year"]), int(found["serial"])
    series = _series(agency, year)
    known = IndexNumber.objects.filter(number=number).first()
    if known is not None:
        # Brought along by a draft that was given up, it waits for the document it belongs to.
        states = set(known.documents.values_list("state", flat=True))
        return known if states == {"abandoned"} else None
    if serial > series.last:
        series.last = serial
        series.save(update_fields=["last"])
    return _give(agency, year, serial)


def _series(agency: Agency, year: int) -> IndexSeries:
    IndexSeries.objects.bulk_create([IndexSeries(agency=agency, year=year)], ignore_conflicts=True)
    return IndexSeries.objects.select_for_update().get(agency=agency, year=year)


def _give(agency: Agency, year: int, serial: int) -> IndexNumber:
    number = f"{PREFIX}{agency.code}/{year}-{serial:05d}"
    return IndexNumber.objects.create(number=number, agency=agency, year=year, serial=serial)
