"""Actors: snapshots of a person, of the portal itself, or of a citizen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from django.db.models import Q, QuerySet

from foundation.agencies.models import Agency, Deputyship, RoleGrant, Staff
from foundation.agencies.roles import COUNTY_ROLES, OVERSEERS, Role
from foundation.database import Written

#: The most characters of a name in a ledger line.
LONGEST_NAME = 60


@dataclass(frozen=True)
class Represented:
    """Somebody in whose roles another acts today."""

    staff_id: int
    name: str
    person: str
    grants: frozenset[tuple[str, int | None]]


@dataclass(frozen=True)
class Actor:
    """Who performs an act, with the roles held at that moment."""

    kind: Literal["staff", "system", "citizen"]
    name: str
    username: str = ""
    staff_id: int | None = None
    agency_id: int | None = None
    agency_name: str = ""
    grants: frozenset[tuple[str, int | None]] = frozenset()
    #: The fingerprint of the person behind the account, where it is known.
    person: str = ""
    #: The roles of its own, where `grants` holds those of others as well.
    own_grants: frozenset[tuple[str, int | None]] = frozenset()
    #: Those whose deputy this actor is.
    stands_for: tuple[Represented, ...] = ()
    #: The one of them for whom this very act is performed.
    for_whom: Represented | None = None
    #: For a citizen: the reference of the one matter whose code or link they have shown; blank before there is one.
    holds: str = ""

    @classmethod
    def of(cls, staff: Staff, *, on: date | None = None) -> Actor:
        """The actor of an account, on a day with the roles of those whose deputy it is; a closed account holds no role."""
        held = _roles_of(staff, on) if staff.is_active else {}
        own = held.pop(staff.pk).grants if staff.pk in held else frozenset()
        stands_for = tuple(held.values())
        return cls(
            kind="staff",
            name=staff.full_name or staff.username,
            username=staff.username,
            staff_id=staff.pk,
            agency_id=staff.agency_id,
            agency_name=staff.agency.name if staff.agency else "",
            grants=own.union(*(other.grants for other in stands_for)),
            own_grants=own,
            person=staff.person,
            stands_for=stands_for,
        )

    @classmethod
    def citizen(cls, called: str, *, holds: str = "") -> Actor:
        """A person without account, called 申请人 or 第三方 and never by name, since ledgers are kept for ever."""
        return cls(kind="citizen", name=called, holds=holds)

    def acting_as(self, roles: Collection[str], agency_id: int | None) -> Actor:
        """Itself, or itself as the deputy of whoever lends the one of these roles that it does not hold of its own."""
        others = [other for other in self.stands_for if _holds(other.grants, roles, agency_id)]
        if not others or _holds(self.own_grants, roles, agency_id):
            return self
        name = f"{self.name}（代{others[0].name}）"[:LONGEST_NAME]
        return replace(self, name=name, for_whom=others[0])

    def people(self) -> list[tuple[int | None, str]]:
        """Account and fingerprint, blank where it is not known, of this person, and of the one for whom they act."""
        own = [(self.staff_id, self.person)]
        return own + ([(self.for_whom.staff_id, self.for_whom.person)] if self.for_whom else [])

    def same_person(self, field: str = "") -> Q:
        """The filter for rows whose `field` names an account of this person, or of the one for whom they act.

        Without a field it is for the accounts themselves.
        """
        number, whose = (f"{field}_id", f"{field}__person") if field else ("pk", "person")
        found = Q()
        for staff_id, person in self.people():
            found |= Q(**{number: staff_id})
            if person:
                found |= Q(**{whose: person})
        return found

    def is_person(self, staff: Staff) -> bool:
        """Whether an account is this person's, this one or another, or is of the one for whom they act."""
        return any(staff.pk == pk or bool(person and person == staff.person) for pk, person in self.people())

    def has(self, role: str, agency: Agency | None) -> bool:
        """Whether this actor holds the role for that agency; the county's roles hold everywhere."""
        return self.holds_role(role, agency.pk if agency is not None else None)

    def holds_role(self, role: str, agency_id: int | None) -> bool:
        """As `has`, with the number of the agency."""
        if role in COUNTY_ROLES:
            return (role, None) in self.grants
        return agency_id is not None and (role, agency_id) in self.grants

    def agencies_where(self, roles: Collection[str]) -> frozenset[int]:
        """The agencies in which this actor holds one of the roles."""
        return frozenset(agency for role, agency in self.grants if agency is not None and role in roles)

    @property
    def sees_all(self) -> bool:
        """Whether this actor sees every agency: county supervisors (PD-1), secrecy inspectors (SR-13), the portal."""
        return self.kind == "system" or any(role in OVERSEERS for role, _agency in self.grants)

    @property
    def audits(self) -> bool:
        """Whether this is the auditor, who reads what was accessed and nothing else."""
        return any(role == Role.AUDITOR for role, _agency in self.grants)

    @property
    def agency_ids(self) -> frozenset[int]:
        """The agencies in which this actor holds any role."""
        return frozenset(agency for _role, agency in self.grants if agency is not None)

    def role_labels(self) -> list[str]:
        """The roles in Chinese, each once, in the order of the enumeration."""
        held = {role for role, _agency in (self.for_whom.grants if self.for_whom else self.grants)}
        return [str(role.label) for role in Role if role in held]


def _holds(grants: Collection[tuple[str, int | None]], roles: Collection[str], agency_id: int | None) -> bool:
    return any((role, None if role in COUNTY_ROLES else agency_id) in grants for role in roles)


def _grants_of(staff: int, day: date | None = None) -> QuerySet[RoleGrant, tuple[Any, ...]]:
    """The grants of an account and, on a day, of the active accounts whose deputy it is; with those merged into their agency."""
    person = ("staff_id", "staff__full_name", "staff__username", "staff__person")
    grants = RoleGrant.objects.order_by().values_list(*person, "role", "agency_id", "agency__predecessors")
    own = grants.filter(staff=staff)
    if day is None:
        return own
    standing = Deputyship.objects.on(day).filter(deputy=staff, represented__is_active=True)
    # A union, because with OR the server scans every grant.
    return own.union(grants.filter(staff__in=standing.values("represented")))


_GRANTS = Written(_grants_of)


def _roles_of(staff: Staff, day: date | None) -> dict[int, Represented]:
    """The roles of an account and, on a day, of the active accounts whose deputy it is, by their numbers.

    A role holds for the agencies merged into its own as well.
    """
    found: dict[int, Represented] = {}
    for pk, name, username, key, role, agency, merged in _GRANTS.rows(staff.pk, *([day] if day else [])):
        known = found[pk].grants if pk in found else frozenset()
        grants = known | {(role, agency), (role, agency if merged is None else merged)}
        found[pk] = Represented(pk, name or username, key, grants)
    return dict(sorted(found.items()))


#: The portal itself, when a time limit runs out or one act leads to another.
SYSTEM = Actor(kind="system", name="系统")
