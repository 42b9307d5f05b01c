"""Who is told, where a role does not say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.timezone import localdate

from archive.models import SealedItem
from archive.models.base import APPROVERS, KEEPER
from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework import matters


def keepers(matter: Any) -> Iterable[Staff]:
    """Whoever keeps the agency's records; of what is sealed nobody is told by the archive."""
    return Staff.objects.none() if isinstance(matter, SealedItem) else holders(KEEPER, matter.agency)


def approvers(matter: Any) -> Iterable[Staff]:
    """Whoever answers for the agency's records."""
    return holders(APPROVERS, matter.agency)


def head(matter: Any) -> Iterable[Staff]:
    """The agency's head."""
    return holders(Role.LEADER, matter.agency)


def team(item: SealedItem) -> Iterable[Staff]:
    """Of what is sealed: whoever reads the matter itself, by their own roles and parts in it."""
    people = holders(SealedItem.readers.within, item.agency)
    return [
        person
        for person in people
        if matters.in_sight(SealedItem, Actor.of(person, on=localdate())).filter(pk=item.pk).exists()
    ]
