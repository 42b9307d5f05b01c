"""Who reads of every unit: supervisors, assessors, and the leaders at the office, not its whole department."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from django.db.models import Q

from appraisal.models.scheme import READERS
from foundation.agencies.actors import Actor
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role

#: The office sits in an agency that is appraised as well: there only whoever acts for the county reads of other units.
FOR_THE_COUNTY = Readers.of(Role.COUNTY_LEADER, county=frozenset({Role.COUNTY_SUPERVISOR}))

#: Of the year and its draws, which are about every unit.
AT_THE_OFFICE = Readers.of(Role.COUNTY_LEADER, county=READERS.county)


class OfOneUnit:
    """Rows about one unit (`agency`), kept at the county's office (`office_path`)."""

    office_path: ClassVar[str] = "office"
    #: The states in which the unit itself learns nothing of it.
    UNTOLD: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """The unit's own once it is told, and all at the county's office."""
        return cls._own(agencies) | Q(**{f"{cls.office_path}__in": agencies})

    @classmethod
    def _own(cls, agencies: Collection[int]) -> Q:
        return Q(agency_id__in=agencies) & ~Q(state__in=cls.UNTOLD)

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        """The office's department reads its own unit alone; an assessor reads nothing of theirs that is not told."""
        if FOR_THE_COUNTY.everywhere(actor):
            return Q()
        if READERS.everywhere(actor):
            return ~Q(agency_id=actor.agency_id, state__in=cls.UNTOLD)
        own, office = READERS.agencies(actor), FOR_THE_COUNTY.agencies(actor)
        return cls._own(own) | Q(**{f"{cls.office_path}__in": office})
