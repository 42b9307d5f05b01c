"""Who is told, where a role does not say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from archive.models import Disposal, Item, SealedItem, Volume
from archive.models.apart import is_apart
from archive.models.base import APPROVERS, KEEPER
from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework import matters


def keepers(matter: Any) -> Iterable[Staff]:
    """Whoever keeps the agency's records; of what is sealed or kept apart nobody is told by the archive."""
    return Staff.objects.none() if _untold(matter) else holders(KEEPER, matter.agency)


def _untold(matter: Any) -> bool:
    if isinstance(matter, Item | Volume):
        return is_apart(matter.source_kind, matter.source_id)
    return isinstance(matter, SealedItem)


def approvers(matter: Any) -> Iterable[Staff]:
    """Whoever answers for the agency's records."""
    return Staff.objects.none() if _untold(matter) else holders(APPROVERS, matter.agency)


def appraisers(disposal: Disposal) -> Iterable[Staff]:
    """Whoever appraises what has expired, and signs the report."""
    return Staff.objects.filter(pk__in=disposal.group().values("staff"))


def head(matter: Any) -> Iterable[Staff]:
    """The agency's head."""
    return holders(Role.LEADER, matter.agency)


def team(item: SealedItem) -> Iterable[Staff]:
    """Of what is sealed: whoever reads the matter itself, by their own roles and parts in it."""
    people = holders(SealedItem.readers.within, item.agency)
    return [
        person
        for person in people
        if matters.in_sight(SealedItem, Actor.of(person)).filter(pk=item.pk).exists()
    ]
