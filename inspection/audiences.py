"""Who is told, where a role does not say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import agency_with, holders
from foundation.agencies.roles import Role
from inspection.models import Finding, Inspection, Part
from inspection.statute import ANSWERING, OFFICE, Field


def office_of(field: Field) -> Agency | None:
    """The office in whose name an inspection of that field is made."""
    return next((found for function in OFFICE[field] if (found := agency_with(function))), None)


def inspection_of(matter: Any) -> Inspection:
    """The inspection that an inspection, a part or a finding belongs to."""
    if isinstance(matter, Inspection):
        return matter
    part: Part = matter.part if isinstance(matter, Finding) else matter
    return part.inspection


def inspectors_of(matter: Any) -> Iterable[Staff]:
    """Whoever is named to the inspection."""
    named = inspection_of(matter).inspectors.filter(until_at=None)
    return Staff.objects.filter(pk__in=named.values("staff"), is_active=True)


def leading(matter: Inspection) -> Iterable[Staff]:
    """Whoever leads the office in whose name it is made."""
    leaders = (Role.LEADER, Role.COUNTY_LEADER, Role.DISCLOSURE_HEAD)
    return holders(leaders if matter.field == Field.OPENNESS else (Role.LEADER,), matter.agency)


def answering(matter: Any) -> Iterable[Staff]:
    """Whoever answers for the inspected agency."""
    return holders(ANSWERING[Field(matter.field)], matter.agency)


def working(matter: Any) -> Iterable[Staff]:
    """Whoever answers for an agency to which something was deployed, or in which something was urged."""
    return holders(ANSWERING[Field.OPENNESS], matter.agency)


def supervisors(matter: Any) -> Iterable[Staff]:
    """The county's supervisors."""
    return holders(Role.COUNTY_SUPERVISOR, None)
