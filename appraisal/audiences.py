"""Who is told, where a role does not say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

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


def at_the_county(matter: Any) -> Iterable[Staff]:
    """The office's people for the county."""
    return holders(Role.COUNTY_SUPERVISOR, None)


def assessors(matter: Any) -> Iterable[Staff]:
    """The assessing group, without those of the unit."""
    return holders(Role.ASSESSOR, None).exclude(agency=matter.agency)


def confirming(matter: Any) -> Iterable[Staff]:
    """Whoever confirms above."""
    return holders(Role.COUNTY_LEADER, matter.office)
