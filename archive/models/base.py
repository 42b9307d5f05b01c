"""Who reads what of the archive: its keepers and whoever approves, each of their own agency."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from archive.statute import UNKNOWN_FONDS
from foundation.agencies.models import Agency
from foundation.agencies.readers import Readers
from foundation.agencies.roles import COUNTY_ROLES, Role
from foundation.records.declared import Term

#: The keeper of an agency's records, and whoever answers for them.
KEEPER = Role.ARCHIVIST
APPROVERS = (Role.DISCLOSURE_HEAD, Role.DEPARTMENT_HEAD, Role.LEADER)
HEAD = Role.LEADER
#: Whoever may watch a destruction, and whoever may be named to appraise what has expired: they read what they sign.
WATCHING = (KEEPER, *APPROVERS, Role.RECORDS_OFFICE, Role.DRAFTER)
APPRAISING = (*WATCHING, Role.SECRECY_REVIEWER, Role.APPLICATIONS_CLERK)
#: Papers of the archive itself: transfers, checks, disposals, tables of scope.
READERS = Readers.of(KEEPER, *APPROVERS, county=frozenset({Role.COUNTY_SUPERVISOR}))
#: Whoever reads some kind of matter: of an item `narrowed` says whose.
ANYBODY = Readers(frozenset(Role) - COUNTY_ROLES, frozenset({Role.COUNTY_SUPERVISOR, Role.SECRECY_INSPECTOR}))

#: What a query of items selects, and one of rows that name an item, so that its whole code is shown without another.
WITH_FONDS = ("agency__fonds", "maker__fonds")
OF_THE_ITEM = tuple(f"item__{path}" for path in WITH_FONDS)


def number_of_fonds(agency: Agency) -> str:
    """The number of an agency's fonds that the county archive gave, or 待定."""
    fonds = getattr(agency, "fonds", None)
    return fonds.number if fonds else UNKNOWN_FONDS


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
