"""Who may read a kind of matter, or a part of it: declared with the kind, and the same at every door."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.agencies.actors import Actor
from foundation.agencies.roles import COUNTY_ROLES, Role


@dataclass(frozen=True)
class Readers:
    """The roles that read something within its agency, and the county's roles that read every agency's.

    The portal itself reads everything. Nobody else does: a kind whose `county` is empty is closed to supervisors as well.
    """

    within: frozenset[Role]
    county: frozenset[Role] = COUNTY_ROLES

    @classmethod
    def of(cls, *within: Role, county: frozenset[Role] = COUNTY_ROLES) -> Readers:
        """The readers that are named, and the county's supervisors and inspectors unless others are named."""
        return cls(frozenset(within), county)

    def everywhere(self, actor: Actor) -> bool:
        """Whether this actor reads every agency's."""
        return actor.kind == "system" or any((role, None) in actor.grants for role in self.county)

    def agencies(self, actor: Actor) -> frozenset[int]:
        """The agencies whose matters this actor reads by a role held there."""
        return actor.agencies_where(self.within)

    def include(self, actor: Actor, agency_id: int) -> bool:
        """Whether this actor is one of them for that agency."""
        return self.everywhere(actor) or agency_id in self.agencies(actor)
