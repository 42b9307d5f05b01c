"""Who may read a kind of matter, or a part of it."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.agencies.actors import Actor
from foundation.agencies.roles import OVERSEERS, Role


@dataclass(frozen=True)
class Readers:
    """The roles that read something within its agency, and the county's roles that read every agency's.

    The portal itself reads everything. A kind with an empty `county` is closed to supervisors, too.
    """

    within: frozenset[Role]
    county: frozenset[Role] = OVERSEERS

    @classmethod
    def of(cls, *within: Role, county: frozenset[Role] = OVERSEERS) -> Readers:
        """Readers with these roles within the agency and, unless others are named, supervisors and inspectors."""
        return cls(frozenset(within), county)

    def everywhere(self, actor: Actor) -> bool:
        """Whether this actor reads matters of every agency."""
        return actor.kind == "system" or any((role, None) in actor.grants for role in self.county)

    def agencies(self, actor: Actor) -> frozenset[int]:
        """The agencies whose matters this actor reads by a role held there."""
        return actor.agencies_where(self.within)

    def include(self, actor: Actor, agency_id: int) -> bool:
        """Whether this actor reads matters of that agency."""
        return self.everywhere(actor) or agency_id in self.agencies(actor)
