"""What may be read of cases from outside: how many were decided in years that are over, by level (条例50), and nothing else."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear, Now, TruncYear

from accountability.models import Case
from accountability.statute import Level
from foundation.deadlines.limits import SHANGHAI

#: So many past years stand on the page.
YEARS = 5


def final() -> QuerySet[Case]:
    """The cases that are done with and whose decision holds, and those that ended with the courts."""
    return Case.objects.filter(state=Case.State.CLOSED).exclude(final_level=None)


def years_over() -> Q:
    """The filter for cases that were closed before this year began, by the clock of the database."""
    return Q(closed_at__lt=TruncYear(Now(), tzinfo=SHANGHAI))


def totals(this_year: int) -> list[dict[str, Any]]:
    """For each of the last years that are over how many decisions of each level; a year without any has its zeros."""
    years = range(this_year - 1, this_year - 1 - YEARS, -1)
    rows = (
        final()
        .annotate(year=ExtractYear("closed_at", tzinfo=SHANGHAI))
        .filter(year__in=years)
        .order_by()
        .values("year", "final_level")
        .annotate(number=Count("pk"))
    )
    counted = {(row["year"], row["final_level"]): row["number"] for row in rows}
    crimes = (
        Case.objects.filter(state=Case.State.CLOSED, ended_how="crime", final_level=None)
        .annotate(year=ExtractYear("closed_at", tzinfo=SHANGHAI))
        .filter(year__in=years)
        .order_by()
        .values("year")
        .annotate(number=Count("pk"))
    )
    counted |= {(row["year"], int(Level.CRIME)): row["number"] for row in crimes}
    return [
        {
            "year": year,
            "levels": [counted.get((year, int(level)), 0) for level in Level],
            "all": sum(counted.get((year, int(level)), 0) for level in Level),
        }
        for year in years
    ]
