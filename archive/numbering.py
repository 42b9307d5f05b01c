"""Archival codes (DA/T 13-2022): by a pattern that is a setting, numbers in the house's locked series, never given twice."""

from __future__ import annotations

import hashlib
from string import Formatter

from django.conf import settings
from django.core.checks import Error, register

from archive.statute import CODE_PARTS
from foundation.correspondence.models import NumberSeries
from foundation.correspondence.numbering import next_serials

#: The longest name of a series, and how much of its digest stands at the end of one that would be longer.
LONGEST, DIGEST = int(NumberSeries._meta.get_field("name").max_length or 0), 16
Series = tuple[str, str, str, str, str, int]


def series_of(sort: str, agency_code: str, category: str, heading: str, term: str, year: int) -> Series:
    """Within what numbers run: items or volumes of one agency, category, heading, term and year."""
    return sort, agency_code, category, heading, term, year


def numbers(series: Series, count: int) -> range:
    """The next so many numbers of a series; whoever else wants one of it waits until this transaction ends."""
    *_parts, year = series
    return next_serials(name_of(series), year, count)


def name_of(series: Series) -> str:
    """The name of a series, without its year: no two series have one, however long what they are called by."""
    *parts, _year = series
    name = ":".join(["archive", *(str(part) for part in parts)])
    if len(name) <= LONGEST:
        return name
    return f"{name[: LONGEST - DIGEST - 1]}#{hashlib.sha256(name.encode()).hexdigest()[:DIGEST]}"


def item_code(*, category: str, heading: str, term: str, year: int, number: int) -> str:
    """The code of an item that is filed by itself, without the number of the fonds."""
    return _code(settings.ARCHIVE_ITEM_CODE, category, heading, term, year, number)


def volume_code(*, category: str, heading: str, term: str, year: int, number: int) -> str:
    """The code of a volume, without the number of the fonds."""
    return _code(settings.ARCHIVE_VOLUME_CODE, category, heading, term, year, number)


def in_volume(code: str, number: int) -> str:
    """The code of an item in a volume."""
    return f"{code}-{number:03d}"


def _code(pattern: str, category: str, heading: str, term: str, year: int, number: int) -> str:
    return pattern.format(category=category, heading=heading, term=term, year=year, number=number)


@register("archive")
def patterns_tell_everything(app_configs: object, **_options: object) -> list[Error]:
    """A pattern without one of its parts would give one code twice."""
    wrong = []
    for name in ("ARCHIVE_ITEM_CODE", "ARCHIVE_VOLUME_CODE"):
        pattern = getattr(settings, name)
        try:
            named = {part for _text, part, _spec, _conversion in Formatter().parse(pattern) if part}
            _code(pattern, "WS", "公开", "Y", 2026, 1)
        except (ValueError, KeyError, IndexError, AttributeError):
            named = set()
        if missing := {*CODE_PARTS, "heading"} - named:
            said = f"{name} lacks {{{'}, {'.join(sorted(missing))}}}: {pattern!r}"
            wrong.append(Error(said, hint="See DA/T 13-2022 and archive/README.md.", id="archive.E001"))
    return wrong
