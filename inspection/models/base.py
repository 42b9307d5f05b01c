"""What inspections, their parts and findings have in common: each row is of one field, and read by that field's people alone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from foundation.agencies.actors import Actor
from foundation.agencies.readers import Readers
from foundation.casework.models import Matter
from inspection.statute import READERS, Field


class OfField(Matter):
    """A matter whose readers go by its field: of the secrecy administration's inspections others do not learn that they exist."""

    #: Whoever reads a row of some field; `narrowed` says whose.
    readers = Readers(
        frozenset().union(*(each.within for each in READERS.values())),
        frozenset().union(*(each.county for each in READERS.values())),
    )

    field = models.CharField("检查类别", max_length=10, choices=Field.choices)

    class Meta:
        abstract = True

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        """Of each field what its own readers see."""
        if actor.kind == "system":
            return Q()
        found = Q(pk=None)
        for field, readers in READERS.items():
            if readers.everywhere(actor):
                found |= Q(field=field)
            elif agencies := readers.agencies(actor):
                found |= Q(field=field) & cls.read_in(agencies)
        return found

    @property
    def clause(self) -> str:
        """The clause by which it is inspected."""
        return "SR-13" if self.field == Field.SECRECY else "PD-11"
