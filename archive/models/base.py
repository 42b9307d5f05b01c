"""Who reads what of the archive: its keepers and whoever approves, each of their own agency."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from foundation.agencies.readers import Readers
from foundation.agencies.roles import COUNTY_ROLES, Role
from foundation.records.declared import Term

#: The keeper of an agency's records, and whoever answers for them.
KEEPER = Role.ARCHIVIST
APPROVERS = (Role.DISCLOSURE_HEAD, Role.DEPARTMENT_HEAD, Role.LEADER)
HEAD = Role.LEADER
#: Papers of the archive itself: transfers, checks, disposals, tables of scope.
READERS = Readers.of(KEEPER, *APPROVERS, county=frozenset({Role.COUNTY_SUPERVISOR}))
#: Whoever reads some kind of matter: of an item `narrowed` says whose.
ANYBODY = Readers(frozenset(Role) - COUNTY_ROLES, frozenset({Role.COUNTY_SUPERVISOR, Role.SECRECY_INSPECTOR}))

TERMS = [(term.value, term.label) for term in Term]


def term_field(label: str = "保管期限", **more: object) -> models.CharField[str, str]:
    """How long something is kept: 永久, 30 年, 10 年."""
    return models.CharField(label, max_length=3, choices=TERMS, **more)  # type: ignore[arg-type]


def is_term(*columns: str) -> Q:
    """The condition that these columns hold terms."""
    found = Q()
    for column in columns:
        found &= Q(**{f"{column}__in": [value for value, _label in TERMS]})
    return found
