"""The reads of agencies and people that other rooms may use."""

from __future__ import annotations

from django.db.models import QuerySet

from foundation.agencies.models import Agency, Staff
from foundation.agencies.roles import COUNTY_ROLES, AgencyFunction


def holders(role: str, agency: Agency | None) -> QuerySet[Staff]:
    """The active people who hold the role in that agency (county roles: in the county)."""
    where = {"grants__agency__isnull": True} if role in COUNTY_ROLES else {"grants__agency": agency}
    return Staff.objects.filter(is_active=True, grants__role=role, **where).distinct()


def agency_with(function: AgencyFunction) -> Agency | None:
    """The agency that holds a county-wide function, for example the secrecy administration."""
    return Agency.objects.public().filter(functions__contains=[function]).order_by("code").first()


def superior_of(agency: Agency) -> Agency | None:
    """The authority that an agency reports to: its parent, else the county's disclosure office (PD-7)."""
    if agency.parent is not None:
        return agency.parent
    office = agency_with(AgencyFunction.DISCLOSURE_OFFICE)
    return office if office != agency else None
