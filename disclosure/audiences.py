"""Who is told of what is done with a document, where a role does not say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from disclosure.models import Document
from foundation.agencies.models import Staff
from foundation.agencies.queries import holders, superior_of
from foundation.agencies.roles import Role


def drafter(document: Document) -> list[Any]:
    """Whoever drafted it; nobody for what another room opened."""
    return [document.drafter] if document.drafter else []


def superior(document: Document) -> Iterable[Staff]:
    """PD-7(2): the written report goes to the superior authority of the disclosure office."""
    superior = superior_of(document.agency)
    return holders(Role.RECORDS_OFFICE, superior) if superior else ()
