"""Who is told, where a role does not say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from archive.models import SealedItem
from archive.models.base import APPROVERS, KEEPER
from foundation.agencies.models import Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role


def keepers(matter: Any) -> Iterable[Staff]:
    """Whoever keeps the agency's records; of what is sealed nobody is told by the archive."""
    return Staff.objects.none() if isinstance(matter, SealedItem) else holders(KEEPER, matter.agency)


def approvers(matter: Any) -> Iterable[Staff]:
    """Whoever answers for the agency's records."""
    return holders(APPROVERS, matter.agency)


def head(matter: Any) -> Iterable[Staff]:
    """The agency's head."""
    return holders(Role.LEADER, matter.agency)
