"""Actors: snapshots of a person, of the portal itself, or of a citizen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from foundation.agencies.roles import COUNTY_ROLES, Role

if TYPE_CHECKING:
    from foundation.agencies.models import Agency, Staff


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
    #: For a citizen: the reference of the one matter whose code or link they have shown; blank before there is one.
    holds: str = ""

    @classmethod
    def of(cls, staff: Staff) -> Actor:
        """The actor of an account; a disabled account holds no role."""
        grants = staff.grants.values_list("role", "agency_id") if staff.is_active else ()
        return cls(
            kind="staff",
            name=staff.full_name or staff.username,
            username=staff.username,
            staff_id=staff.pk,
            agency_id=staff.agency_id,
            agency_name=staff.agency.name if staff.agency else "",
            grants=frozenset(grants),
        )

    @classmethod
    def citizen(cls, called: str, *, holds: str = "") -> Actor:
        """A person without account, called 申请人 or 第三方 and never by name, since ledgers are kept for ever."""
        return cls(kind="citizen", name=called, holds=holds)

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
        return self.kind == "system" or any(role in COUNTY_ROLES for role, _agency in self.grants)

    @property
    def agency_ids(self) -> frozenset[int]:
        """The agencies in which this actor holds any role."""
        return frozenset(agency for _role, agency in self.grants if agency is not None)

    def role_labels(self) -> list[str]:
        """The roles in Chinese, each once, in the order of the enumeration."""
        held = {role for role, _agency in self.grants}
        return [str(role.label) for role in Role if role in held]


#: The portal itself, when a time limit runs out or one act leads to another.
SYSTEM = Actor(kind="system", name="系统")
