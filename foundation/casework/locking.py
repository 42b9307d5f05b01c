"""The row that an act works on: found as the actor may see it, locked in one order, read whole."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from foundation.agencies.actors import Actor
from foundation.casework import matters
from foundation.casework.models import Matter


def locked(
    model: type[models.Model], where: Q, actor: Actor, *, consequence: bool, known: models.Model | None
) -> Any:
    """Lock the newest matching row that the actor may see, after what `locked_first` names; None if there is none.

    `known` is the row as the caller read it: what is locked before it never changes.
    """
    rows = model._base_manager.all() if consequence else matters.in_sight(model, actor)
    if issubclass(model, Matter) and model.locked_first is not Matter.locked_first:
        matter: Any = known or rows.filter(where).order_by("-pk").first()
        if matter is None:
            return None
        where = Q(pk=matter.pk)
        for first, pk in matter.locked_first():
            first._base_manager.select_for_update(no_key=True).values_list("pk").filter(pk=pk).first()
    found = _with_what_acts_read(model, rows.filter(where))
    return found.select_for_update(of=("self",), no_key=True).order_by("-pk").first()


def read_whole(model: type[models.Model]) -> models.QuerySet[Any]:
    """All rows of a kind, matters together with what every act on them reads."""
    rows: models.QuerySet[Any] = _with_what_acts_read(model, model._base_manager.all())
    return rows


def _with_what_acts_read(model: type[models.Model], rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return rows.select_related(*model.read_with) if issubclass(model, Matter) else rows
