"""Who is at work on a day: the holders of each role in each agency, and whoever stands in for them."""

from __future__ import annotations

from datetime import date
from random import Random

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Deputyship, RoleGrant, Staff
from foundation.agencies.roles import COUNTY_ROLES


class Nobody(LookupError):
    """No one holds a role in an agency."""


class People:
    """The people of the county; known anew each day, and whenever an act has changed who holds what."""

    def __init__(self) -> None:
        self.day = date.min
        self._holders: dict[tuple[str, str], list[Staff]] = {}
        self._actors: dict[int, Actor] = {}
        self._absent: dict[int, Staff] = {}
        self._known: tuple[object, ...] = ()

    def begin(self, day: date) -> None:
        """Look who is there on that day."""
        self.day = day
        standing = {
            row.represented_id: row.deputy
            for row in Deputyship.objects.on(day).select_related("deputy__agency").order_by("pk")
        }
        rows = (
            # Whoever a third party lends does what the course that brought them says, and nobody else's work.
            RoleGrant.objects.filter(staff__is_active=True, staff__on_establishment=True)
            .order_by("staff__username")
            .values_list("role", "agency__code", "staff__username", "staff_id")
        )
        known = (*rows, *sorted((pk, deputy.pk) for pk, deputy in standing.items()))
        self._absent = standing
        if known == self._known:
            return
        staff = {
            one.pk: one
            for one in Staff.objects.filter(is_active=True).select_related("agency").defer("phone")
        }
        self._known, self._actors, self._holders = known, {}, {}
        for role, code, _username, pk in rows:
            self._holders.setdefault((role, code or ""), []).append(staff[pk])

    def again(self) -> None:
        """Look anew: an act has given or taken away roles, or an account."""
        self.begin(self.day)

    def holders(self, role: str, agency: Agency | str) -> list[Staff]:
        """Who holds a role in an agency, by its code, or in the county; by user name."""
        code = agency if isinstance(agency, str) else agency.code
        return self._holders.get((role, "" if role in COUNTY_ROLES else code), [])

    def someone(self, role: str, agency: Agency | str, stream: Random) -> Actor:
        """One of the holders of a role, or the deputy of one who is away. Raises `Nobody`."""
        found = self.holders(role, agency)
        if not found:
            raise Nobody(f"nobody is {role} in {agency}")
        chosen = found[stream.randrange(len(found))]
        return self.actor(self._absent.get(chosen.pk, chosen))

    def actor(self, staff: Staff) -> Actor:
        """The actor of an account on this day."""
        if staff.pk not in self._actors:
            self._actors[staff.pk] = Actor.of(staff, on=self.day)
        return self._actors[staff.pk]
