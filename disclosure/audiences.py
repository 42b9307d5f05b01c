"""The people whom an act on a document tells, where no role of the agency names them."""

from __future__ import annotations

from collections.abc import Iterable

from disclosure.models import Document
from foundation.agencies.models import Staff
from foundation.agencies.queries import holders, person_numbered, superior_of
from foundation.agencies.roles import Role


def drafter(document: Document) -> list[Staff]:
    """List the drafter; nobody for a draft that another room opened."""
    person = person_numbered(document.drafter_id) if document.drafter_id else None
    return [person] if person else []


def superior(document: Document) -> Iterable[Staff]:
    """List the records office of the superior authority, which receives the report of a refusal (PD-7(2))."""
    above = superior_of(document.agency)
    return holders(Role.RECORDS_OFFICE, above) if above else ()
