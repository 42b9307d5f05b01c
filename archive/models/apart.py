"""What is kept apart: rows whose very existence only the matter's own readers learn (`Record.apart`), in all tables here."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from foundation.agencies.actors import Actor
from foundation.agencies.roles import Role
from foundation.casework import matters
from foundation.records.declared import SAID, Record

#: Who files what is kept apart: those who read it wherever it lies, as its archivist does not (SR-13).
KEEPERS_APART = (Role.SECRECY_INSPECTOR,)


def _declared() -> Iterator[tuple[type, Q]]:
    for said in SAID.values():
        if isinstance(said, Record) and said.apart is not None:
            yield said.model, said.apart


def apart(path: str = "") -> Q:
    """The filter for items and volumes kept apart; `path` leads to them from another table, for example `item__`."""
    found = Q(pk=None)
    for model, rows in _declared():
        numbers = model._base_manager.filter(rows).order_by().values("pk")  # type: ignore[attr-defined]
        found |= Q(**{f"{path}source_kind": model.kind, f"{path}source_id__in": numbers})  # type: ignore[attr-defined]
    return found


def read_apart(actor: Actor, path: str = "") -> Q:
    """The filter for those of them whose matter this actor reads."""
    found = Q(pk=None)
    for model, rows in _declared():
        numbers = matters.in_sight(model, actor).filter(rows).order_by().values("pk")
        found |= Q(**{f"{path}source_kind": model.kind, f"{path}source_id__in": numbers})  # type: ignore[attr-defined]
    return found


def is_apart(source_kind: str, source_id: int) -> bool:
    """Whether a matter is kept apart; a query only where some of its kind are."""
    return any(
        model.kind == source_kind and model._base_manager.filter(rows, pk=source_id).exists()  # type: ignore[attr-defined]
        for model, rows in _declared()
    )
