"""The people whom an act on a document tells, where no role of the agency names them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from disclosure.models import Document
from foundation.agencies.models import Staff
from foundation.agencies.queries import holders, superior_of
from foundation.agencies.roles import Role


def drafter(document: Document) -> list[Any]:
    """List the drafter; nobody for a draft that another room opened."""
    return [document.drafter] if document.drafter else []


def superior(document: Document) -> Iterable[Staff]:
    """List the records office of the superior authority, which receives the report of a refusal (PD-7(2))."""
    above = superior_of(document.agency)
    return holders(Role.RECORDS_OFFICE, above) if above else ()
