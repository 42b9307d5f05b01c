"""What lists and searches are narrowed by, as the choices of a form."""

from __future__ import annotations

from typing import Any

from django import forms

from foundation.agencies.models import Agency
from foundation.pages.values import while_public_stays
from foundation.search.counts import counts
from foundation.search.queries import WHOLE, Narrowing

Choices = list[tuple[str, str]]


@while_public_stays
def agencies() -> dict[str, tuple[int, str]]:
    """Key and short name of the agencies that citizens see, by code."""
    rows = Agency.objects.public().values_list("code", "pk", "short_name")
    return {code: (pk, name) for code, pk, name in rows}


@while_public_stays
def agency_choices() -> Choices:
    """The agencies by code."""
    return [(code, name) for code, (_pk, name) in agencies().items()]


@while_public_stays
def year_choices(kind: str = "") -> Choices:
    """The years in which anything, or something of a kind, was published, the newest first."""
    years = {sort.year for sort in counts() if kind in ("", sort.kind)}
    return [(str(year), f"{year} 年") for year in sorted(years, reverse=True)]


class NarrowingForm(forms.Form):
    """Words, agency and year; a filter with an impossible value is ignored."""

    q = forms.CharField(required=False, max_length=100)
    agency = forms.CharField(required=False)
    year = forms.IntegerField(required=False, min_value=1949, max_value=2999)

    def chosen(self) -> tuple[str, Narrowing]:
        """The words, and what narrows their search."""
        self.is_valid()
        given = self.cleaned_data
        pk, _name = agencies().get(given.get("agency", ""), (None, ""))
        return given.get("q", ""), Narrowing(agency=pk, year=given.get("year"))

    def shown(self, kind: str = "") -> dict[str, Any]:
        """What a page shows of it: the choices, of the years those in which a kind was published, and what is chosen."""
        q, within = self.chosen()
        code = self.cleaned_data["agency"] if within.agency else ""
        return {
            "q": q,
            "agencies": agency_choices(),
            "years": year_choices(kind),
            "agency": code,
            "agency_name": agencies()[code][1] if code else "",
            "year": str(within.year or ""),
            "narrowed": within != WHOLE,
        }
