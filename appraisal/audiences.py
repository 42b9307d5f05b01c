"""Who is told, where a role does not say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from appraisal.computing import units_of
from appraisal.statute import ANSWERING
from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import agency_with, holders
from foundation.agencies.roles import AgencyFunction, Role


def office() -> Agency | None:
    """The agency in which the working group's office sits: that of the county's disclosure office, else of the government."""
    for function in (AgencyFunction.DISCLOSURE_OFFICE, AgencyFunction.COUNTY_OFFICE):
        if (found := agency_with(function)) is not None:
            return found
    return None


def in_the_unit(matter: Any) -> Iterable[Staff]:
    """Whoever answers for the unit."""
    return holders(ANSWERING, matter.agency)


def every_unit(matter: Any) -> Iterable[Staff]:
    """Whoever answers for any unit of that year's appraisal."""
    units = Agency.objects.filter(pk__in=matter.case.appraisal.cases.going_on().values("agency"))
    return [person for unit in units for person in holders(ANSWERING, unit)]


def units_of_the_scheme(matter: Any) -> Iterable[Staff]:
    """Whoever answers for a unit that the scheme binds."""
    return [person for unit in units_of(matter) for person in holders(ANSWERING, unit)]


def at_the_county(matter: Any) -> Iterable[Staff]:
    """The office's people for the county."""
    return holders(Role.COUNTY_SUPERVISOR, None)


def assessors(matter: Any) -> Iterable[Staff]:
    """The assessing group, without those of the unit, or of the units that a draw has hit."""
    return holders(Role.ASSESSOR, None).exclude(
        agency__code__in=getattr(matter, "drawn", [matter.agency.code])
    )


def confirming(matter: Any) -> Iterable[Staff]:
    """Whoever confirms above."""
    return holders(Role.COUNTY_LEADER, matter.office)
