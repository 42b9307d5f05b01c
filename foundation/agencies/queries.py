"""The reads of agencies and people that other rooms may use."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache, partial
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
    wanted, values = _asked(roles, agency, on)
    if not wanted:
        return Staff.objects.none()
    return Staff.objects.filter(pk__in=_holding(wanted, bool(agency)).within(*values), is_active=True)


def people_holding(roles: str | Collection[str], agency: Agency | None, *, on: date) -> list[Staff]:
    """The people of `holders`, read in one go; every act asks whom it tells."""
    wanted, values = _asked(roles, agency, on)
    return _people(wanted, bool(agency)).found(*values) if wanted else []


def _asked(
    roles: str | Collection[str], agency: Agency | None, on: date | None
) -> tuple[frozenset[str], list[int | date]]:
    """The roles that are asked for, and the values of the query: the agency that answers for it now, the day."""
    agency = answering_for(agency)
    values: list[int | date] = [agency.pk] if agency is not None else []
    return frozenset([roles] if isinstance(roles, str) else roles), [*values, *([on] if on else [])]


def _staff_holding(roles: frozenset[str], in_agency: bool, *values: Any) -> QuerySet[Any, Any]:
    """The numbers of the accounts of `holders`, also of closed ones."""
    agency, days = (values[0], values[1:]) if in_agency else (None, values)
    granted = RoleGrant.objects.order_by().filter(
        Q(role__in=roles & COUNTY_ROLES, agency__isnull=True)
        | Q(role__in=roles - COUNTY_ROLES, agency=agency),
        staff__is_active=True,
    )
    # A union, because with OR the server scans every account.
    deputies = (Deputyship.objects.on(day).filter(represented__in=granted.values("staff")) for day in days)
    return granted.values_list("staff").union(*(each.order_by().values_list("deputy") for each in deputies))


@cache
def _holding(roles: frozenset[str], in_agency: bool) -> Written:
    """The query for the accounts' numbers: with the agency, if it is in one, and with the day, if it is on one."""
    return Written(partial(_staff_holding, roles, in_agency))


@cache
def _people(roles: frozenset[str], in_agency: bool) -> Written:
    """The query for the people themselves."""

    def of(*values: Any) -> QuerySet[Staff]:
        return Staff.objects.filter(pk__in=_staff_holding(roles, in_agency, *values), is_active=True)

    return Written(of)


_PERSON = Written(lambda pk: Staff.objects.filter(pk=pk).select_related("agency"))


def person_numbered(pk: int) -> Staff | None:
    """The account of this number with its agency, or None; many acts ask, and each page of the desk."""
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
