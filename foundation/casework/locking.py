"""The row that an act works on: found as the actor may see it, locked in one order, read whole."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Q

from foundation.agencies.actors import Actor
from foundation.casework import matters
from foundation.casework.models import Matter
from foundation.database import Written


def locked(
    model: type[models.Model], where: Q, actor: Actor, *, consequence: bool, known: models.Model | None
) -> Any:
    """Lock the newest matching row that the actor may see, after what `locked_first` names; None if there is none.

    `known` is the row as the caller read it: what is locked before it never changes.
    """
    rows = model._base_manager.all() if consequence else matters.in_sight(model, actor)
    matter: Any = known or rows.filter(where).order_by("-pk").first()
    if matter is None:
        return None
    if isinstance(matter, Matter):
        for first, pk in matter.locked_first():
            _lock(first).rows(pk)
    # Looked at once it is locked: whoever could see it a moment ago may not see it now.
    found = _read_and_lock(model).first(matter.pk)
    return found if found and (consequence or rows.filter(pk=matter.pk).exists()) else None


def read_again(row: models.Model) -> None:
    """Read the columns of a row anew, with what every act on it reads; raises `DoesNotExist` where it is gone."""
    row.refresh_from_db(from_queryset=_JustRead(type(row), row.pk))  # type: ignore[arg-type]


class _JustRead:
    """What `refresh_from_db` asks of a queryset."""

    def __init__(self, model: type[models.Model], pk: Any) -> None:
        self.model, self.pk = model, pk

    def filter(self, **_which: Any) -> _JustRead:
        return self

    def get(self) -> models.Model:
        found: models.Model | None = _read(self.model).first(self.pk)
        if found is None:
            raise self.model.DoesNotExist  # type: ignore[attr-defined]
        return found


def read_whole(model: type[models.Model]) -> models.QuerySet[Any]:
    """All rows of a kind, matters together with what every act on them reads."""
    rows: models.QuerySet[Any] = model._base_manager.all()
    return rows.select_related(*model.read_with) if issubclass(model, Matter) else rows


def column_values(row: models.Model) -> dict[str, Any]:
    """Copies of a row's column values, so that a list changed in place is noticed."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    # Of what cannot be changed in place no copy is needed, and deepcopy takes long to find that out.
    return {name: deepcopy(one) if isinstance(one, list | dict) else one for name, one in values.items()}


@cache
def _read(model: type[models.Model]) -> Written:
    return Written(lambda pk: read_whole(model).filter(pk=pk))


@cache
def _read_and_lock(model: type[models.Model]) -> Written:
    rows = read_whole(model).select_for_update(of=("self",), no_key=True)
    return Written(lambda pk: rows.filter(pk=pk))


@cache
def _lock(model: type[models.Model]) -> Written:
    return Written(
        lambda pk: model._base_manager.filter(pk=pk).select_for_update(no_key=True).values_list("pk")
    )
