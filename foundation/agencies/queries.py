"""The reads of agencies and people that other rooms may use."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from foundation.agencies.models import Agency, Deputyship, RoleGrant, Staff
from foundation.agencies.roles import COUNTY_ROLES, AgencyFunction
from foundation.database import Written


def answering_for(agency: Agency | None) -> Agency | None:
    """The agency itself, or that which took over what it left behind."""
    while agency is not None and agency.successor is not None:
        agency = agency.successor
    return agency


def holders(
    roles: str | Collection[str], agency: Agency | None, *, on: date | None = None
) -> QuerySet[Staff]:
    """The active people who hold one of the roles in that agency (county roles: in the county), on a day with their deputies.

    What an agency left behind is the successor's.
    """
    agency = answering_for(agency)
    wanted = frozenset([roles] if isinstance(roles, str) else roles)
    if not wanted:
        return Staff.objects.none()
    values: list[int | date] = [agency.pk] if agency is not None else []
    found = _holding(wanted, agency is not None).within(*values, *([on] if on else []))
    return Staff.objects.filter(pk__in=found)


@cache
def _holding(roles: frozenset[str], in_agency: bool) -> Written:
    """The query of `holders` for these roles: with the agency, if it is in one, and with the day, if it is on one."""

    def of(*values: Any) -> QuerySet[Staff, tuple[Any, ...]]:
        agency, days = (values[0], values[1:]) if in_agency else (None, values)
        granted = RoleGrant.objects.filter(
            Q(role__in=roles & COUNTY_ROLES, agency__isnull=True)
            | Q(role__in=roles - COUNTY_ROLES, agency=agency),
            staff__is_active=True,
        ).values("staff")
        held = Q(pk__in=granted)
        for day in days:
            held |= Q(pk__in=Deputyship.objects.on(day).filter(represented__in=granted).values("deputy"))
        return Staff.objects.filter(held, is_active=True).values_list("pk")

    return Written(of)


_PERSON = Written(lambda pk: Staff.objects.filter(pk=pk))


def person_numbered(pk: int) -> Staff | None:
    """The account of this number, or None; many acts ask."""
    person: Staff | None = _PERSON.first(pk)
    return person


def names_of_staff() -> set[str]:
    """The names of everybody who has or had an account, of whom a text may speak."""
    return set(Staff.objects.values_list("full_name", flat=True))


def agency_with(function: AgencyFunction) -> Agency | None:
    """The agency that holds a county-wide function, for example the secrecy administration."""
    return Agency.objects.public().filter(functions__contains=[function]).order_by("code").first()


def superior_of(agency: Agency) -> Agency | None:
    """The authority that an agency reports to: its parent, else the county's disclosure office (PD-7)."""
    if agency.parent is not None:
        return agency.parent
    office = agency_with(AgencyFunction.DISCLOSURE_OFFICE)
    return office if office != agency else None


def hears_complaints(against: Agency, to: str) -> Agency | None:
    """The body that handles a complaint against an agency (OR-7): `to` is `discipline`, or `superior` for the authority above it.

    None where that would be the agency itself or what it was merged into, or where there is none.
    """
    own = against.successor or against
    body = agency_with(AgencyFunction.DISCIPLINE_COMMISSION) if to == "discipline" else superior_of(own)
    return body if body not in (own, against) else None
