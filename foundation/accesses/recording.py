"""The one function that records an access, and which acts of the ledger say the same of themselves."""

from __future__ import annotations

from foundation.accesses.models import Access, Kind
from foundation.agencies.models import Staff

#: Acts whose ledger line tells of an access: the auditor reads that line.
IN_LEDGER: dict[str, Kind] = {}


def in_ledger(kind: Kind, *acts: str) -> None:
    """Have the auditor read the ledger lines of these acts as accesses of that kind."""
    IN_LEDGER.update(dict.fromkeys(acts, kind))


def record(
    kind: Kind, *, door: str, by: Staff | None = None, name: str = "", of: str = "", network: str = ""
) -> None:
    """Leave a line. `by` is an account; whoever has none is called by a `name` such as 申请人 and never by their own."""
    agency = by.agency if by is not None else None
    Access.objects.create(
        kind=kind,
        staff=by,
        name=str(by) if by is not None else name,
        agency_name=agency.name if agency is not None else "",
        of=of,
        door=door,
        network=network,
    )
