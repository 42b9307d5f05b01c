"""Everything that happened in a simulated county, as lines of JSON that two equal years have in common, byte for byte.

Left out is what depends on something else than the year: the numbers of rows and what names them (`detail`), hashes of the
ledger, when the database wrote a line, encrypted columns, codes and tokens, and the files.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, TextIO

from django.db.models import CharField
from django.db.models.functions import Cast

from foundation.casework.matters import kind_of, kinds
from foundation.casework.models import LedgerLine, Matter
from foundation.search.models import Entry

#: What the export tells of a line of the ledger.
LINE = ("act", "actor_name", "actor_agency", "from_state", "to_state", "reason", "clauses")


def export(out: TextIO) -> int:
    """Write a line for every matter, sorted; returns how many."""
    lines = sorted(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in _rows())
    out.writelines(f"{line}\n" for line in lines)
    return len(lines)


def _rows() -> Iterator[dict[str, Any]]:
    for model in kinds().values():
        kind = kind_of(model)
        told = _lines_of(kind)
        public = {
            pk: {"title": title, "text": text, "number": number}
            for pk, title, text, number in Entry.objects.filter(kind=kind).values_list(
                "object_id", "title", "text", "number"
            )
        }
        for pk, agency, state, heading in _heads(model):
            yield {
                "kind": kind,
                "agency": agency,
                "state": state,
                "heading": heading,
                "ledger": told[pk],
                "public": public.get(pk),
            }


def _heads(model: Any) -> Iterator[tuple[int, str, str, str]]:
    """Number, agency, state and heading of every matter of a kind; agencies and people have no state."""
    rows = model._base_manager.order_by("pk")
    if not issubclass(model, Matter):
        name = "name" if model.__name__ == "Agency" else "username"
        yield from ((pk, "", "", said) for pk, said in rows.values_list("pk", name).iterator())
        return
    heading = Cast(model.heading, CharField())
    for pk, agency, state, said in (
        rows.annotate(_said=heading).values_list("pk", "agency__code", "state", "_said").iterator()
    ):
        yield pk, agency, state, said or ""


def _lines_of(kind: str) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = LedgerLine.objects.filter(matter_kind=kind).order_by("matter_id", "sequence")
    for pk, at, *said in rows.values_list("matter_id", "at", *LINE).iterator():
        found[pk].append({"at": at.isoformat(), **dict(zip(LINE, said, strict=True))})
    return found
