"""My matters, the nearest due date first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from foundation.agencies.actors import Actor
from foundation.agencies.roles import COUNTY_ROLES
from foundation.casework import matters
from foundation.casework.acts import ACTS, Act, desk_url
from foundation.casework.models import Matter
from foundation.deadlines.models import Clock


@dataclass(frozen=True)
class Row:
    """One matter that waits for this person."""

    matter: Any
    #: What it waits for.
    act: Act
    clock: Clock | None
    url: str


def matter_models() -> list[type[Matter]]:
    """The kinds of matter that have a desk."""
    return [model for model in matters.kinds().values() if issubclass(model, Matter)]


def awaited_acts(model: type[Matter]) -> list[Act]:
    """The acts that a matter of this kind may wait for."""
    return [
        declared
        for declared in ACTS.values()
        if issubclass(model, declared.on) and declared.awaited_in(model)
    ]


def waiting(model: type[Matter], actor: Actor) -> QuerySet[Any]:
    """The matters of a kind that wait for an act of this person, with their nearest due moment, the nearest first."""
    mine = Q(pk=None)
    for declared in awaited_acts(model):
        for state in declared.awaited_in(model):
            for role in declared.roles_at(state):
                mine |= _held(actor, role, state, model.acting_field(state))
    due = Clock.objects.open().filter(matter_kind=model.kind, matter_id=OuterRef("pk")).order_by("due_at")
    rows: QuerySet[Any] = model._default_manager.filter(mine)
    rows = rows.annotate(
        nearest_due=Subquery(due.values("due_at")[:1]), nearest_clock=Subquery(due.values("pk")[:1])
    )
    return rows.order_by("nearest_due", "pk")


def my_matters(actor: Actor, limit: int) -> tuple[list[Row], int]:
    """The first of all matters that wait for this person, of every kind, and how many there are."""
    found: list[Any] = []
    count = 0
    for model in matter_models():
        rows = waiting(model, actor)
        count += rows.count()
        found += islice(rows.select_related("agency"), limit)
    far = datetime.max.replace(tzinfo=None)
    found.sort(key=lambda m: (m.nearest_due.replace(tzinfo=None) if m.nearest_due else far, m.created_at))
    clocks = Clock.objects.prefetch_related("pauses").in_bulk(
        [m.nearest_clock for m in found[:limit] if m.nearest_clock]
    )
    return [_row(matter, actor, clocks.get(matter.nearest_clock)) for matter in found[:limit]], count


def _row(matter: Any, actor: Actor, clock: Clock | None) -> Row:
    acts = [
        a
        for a in awaited_acts(type(matter))
        if matter.state in a.awaited_in(type(matter)) and a.open_to(actor, matter)
    ]
    return Row(matter, acts[0], clock, desk_url(matter))


def _held(actor: Actor, role: str, state: str, field: str) -> Q:
    if role in COUNTY_ROLES:
        return Q(state=state) if (role, None) in actor.grants else Q(pk=None)
    held = [agency for grant, agency in actor.grants if grant == role]
    return Q(**{"state": state, f"{field}_id__in": held}) if held else Q(pk=None)
