"""Years and months in a query: 2026年3月 names when something was published as well as words of its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone

from foundation.search.words import Names, Query, fold, parse

Row = TypeVar("Row", bound=models.Model)
_PERIOD = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:年|[-./](?=\d{1,2}(?!\d)))?\s*(?:(1[0-2]|0?[1-9])\s*月?(?!\d))?(?:份)?"
)


@dataclass(frozen=True)
class Period:
    """A year or a month, from its first moment to the first after it."""

    first: datetime
    end: datetime

    @classmethod
    def of_year(cls, year: int) -> Period:
        """A year here."""
        return cls(*(timezone.make_aware(datetime(year + n, 1, 1)) for n in (0, 1)))

    @classmethod
    def of_month(cls, year: int, month: int) -> Period:
        """A month here."""
        after = (year + month // 12, month % 12 + 1)
        return cls(*(timezone.make_aware(datetime(*start, 1)) for start in ((year, month), after)))

    def applied(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """The rows that were published in it."""
        return rows.filter(published_at__gte=self.first, published_at__lt=self.end)


def period_in(q: str, names: Names) -> tuple[Query, Period] | None:
    """The other words of a query that names one year or month, and that; None where it names none, or nothing else."""
    folded = fold(q)
    found = list(_PERIOD.finditer(folded))
    if len(found) != 1 or "〔" in folded:
        return None
    match = found[0]
    year, month = int(match[1]), int(match[2] or 0)
    rest = parse(f"{folded[: match.start()]} {folded[match.end() :]}", names)
    if not rest or not 1900 < year < 2100:
        return None
    return rest, Period.of_month(year, month) if month else Period.of_year(year)
