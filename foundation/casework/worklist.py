"""The work list of a person: the matters that wait for them, nearest due date first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast

from foundation.agencies.actors import Actor
from foundation.agencies.roles import COUNTY_ROLES
from foundation.casework.acts import ACTS, Act, desk_url
from foundation.casework.matters import matter_kinds
from foundation.casework.models import Matter
from foundation.deadlines.models import Clock


@dataclass(frozen=True)
class Row:
    """A row of the work list; its matter is read from the database only on demand."""

    model: type[Matter]
    pk: int
    title: str
    #: The short name of the agency whose matter it is.
    agency: str
    #: The act for which it waits.
    act: Act
    clock: Clock | None

    @property
    def url(self) -> str:
        """The address of the matter's page at the desk."""
        return desk_url(self.model, self.pk)

    @cached_property
    def matter(self) -> Any:
        return self.model._default_manager.get(pk=self.pk)


def awaited_acts(model: type[Matter]) -> list[Act]:
    """The acts that a matter of this kind may wait for."""
    return [
        declared
        for declared in ACTS.values()
        if issubclass(model, declared.on) and declared.waiting_states(model)
    ]


def waiting(model: type[Matter], actor: Actor) -> QuerySet[Any] | None:
    """The matters of a kind that wait for this person, unordered; None if no state of the kind ever does."""
    mine = Q()
    for declared in awaited_acts(model):
        for state in declared.waiting_states(model):
            for role in declared.roles_at(state):
                mine |= _in_state(actor, role, state, model.acting_field(state))
    rows: QuerySet[Any] = model._default_manager.filter(mine).order_by()
    return rows if mine else None


def my_matters(actor: Actor, limit: int) -> tuple[list[Row], int]:
    """The first `limit` matters that wait for this person, and the number of all; at most four queries."""
    waits = {model: rows for model in matter_kinds() if (rows := waiting(model, actor)) is not None}
    if not waits:
        return [], 0
    first, *others = (_listed(model, rows) for model, rows in waits.items())
    found = list(first.union(*others, all=True).order_by("due", "begun", "pk")[:limit])
    first, *others = (rows.values("pk") for rows in waits.values())
    count = first.union(*others, all=True).count()
    clocks = Clock.objects.prefetch_related("pauses").in_bulk([row["clock"] for row in found if row["clock"]])
    by_kind = {model.kind: model for model in waits}
    return [
        Row(
            model=by_kind[row["kind"]],
            pk=row["pk"],
            title=row["heading"],
            agency=row["agency_name"],
            act=_next_act(by_kind[row["kind"]], row["now"], row["acting"], actor),
            clock=clocks.get(row["clock"]),
        )
        for row in found
    ], count


def _listed(model: type[Matter], rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with the columns of the list, alike for every kind so that they can be united."""
    due = Clock.objects.open().filter(matter_kind=model.kind, matter_id=OuterRef("pk")).order_by("due_at")
    acting = [
        When(state=state, then=F(f"{field}_id"))
        for state, _label in model._meta.get_field("state").flatchoices  # type: ignore[misc, union-attr]
        if (field := model.acting_field(state)) != "agency"
    ]
    return rows.values(
        "pk",
        kind=Value(model.kind, output_field=models.CharField()),
        heading=Cast(model.heading, models.TextField()),
        agency_name=F("agency__short_name"),
        now=F("state"),
        acting=Case(*acting, default=F("agency_id"), output_field=models.IntegerField()),
        begun=F("created_at"),
        due=Subquery(due.values("due_at")[:1], output_field=models.DateTimeField()),
        clock=Subquery(due.values("pk")[:1]),
    )


def _next_act(model: type[Matter], state: str, agency_id: int, actor: Actor) -> Act:
    """The act of this person for which a matter in that state waits."""
    return next(
        declared
        for declared in awaited_acts(model)
        if state in declared.waiting_states(model)
        and any(actor.holds_role(role, agency_id) for role in declared.roles_at(state))
    )


def _in_state(actor: Actor, role: str, state: str, field: str) -> Q:
    """The filter for matters in a state whose agency, in that field, is one where the actor holds the role."""
    if role in COUNTY_ROLES:
        return Q(state=state) if (role, None) in actor.grants else Q()
    held = [agency for grant, agency in actor.grants if grant == role]
    return Q(**{"state": state, f"{field}_id__in": held}) if held else Q()
