"""The work list of a person: the matters that wait for them, nearest due date first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce

from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.agencies.roles import COUNTY_ROLES, Role
from foundation.casework.acts import ACTS, Act, desk_url
from foundation.casework.matters import in_sight, kind_of, matter_kinds, ref_of
from foundation.casework.models import Matter
from foundation.deadlines.limits import TimeLimit
from foundation.deadlines.models import Clock
from foundation.privacy.masking import mask_name

#: The characters of what an application asks for that a list shows.
SHOWN = 40


@dataclass(frozen=True)
class Row:
    """A row of the work list; its matter is read from the database only on demand."""

    model: type[Matter]
    pk: int
    title: str
    #: What an application asks for, shortened, and its applicant, masked; blank for other matters.
    about: str
    whose: str
    #: The short name of the agency whose matter it is.
    agency: str
    #: The act for which it waits.
    act: Act
    clock: Clock | None

    @property
    def url(self) -> str:
        """The address of the matter's page at the desk."""
        return desk_url(self.model, self.pk)

    @property
    def name(self) -> str:
        """What people call it: what it is about, else its title."""
        return self.about or self.title

    @property
    def subline(self) -> list[str]:
        """The rest of its name: kind or number, agency, applicant."""
        kind = self.title if self.about else str(self.model._meta.verbose_name)
        return [part for part in (kind, self.agency, self.whose) if part]

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
    """The matters of a kind that wait for this person, unordered; None if none of the kind ever does."""
    due = _due_acts(model, actor)
    if not due:
        return None
    mine = Q()
    for _name, condition in due:
        mine |= condition
    rows: QuerySet[Any] = model._default_manager.filter(mine).order_by()
    return rows


def awaited_by(declared: Act, model: type[Matter], actor: Actor) -> Q | None:
    """The filter for the matters of a kind that wait for this person to do this; None where none ever does."""
    return dict(_due_acts(model, actor)).get(declared.name)


def my_matters(actor: Actor, limit: int) -> tuple[list[Row], int]:
    """The first `limit` matters that wait for this person, and the number of all; at most four queries."""
    waits = {model: rows for model in matter_kinds() if (rows := waiting(model, actor)) is not None}
    # Counted by kind: of most nothing waits, and the query for the list stays short.
    counts = _counted(waits)
    waits = {model: rows for model, rows in waits.items() if counts[model.kind]}
    if not waits:
        return [], 0
    first, *others = (_listed(model, rows, actor) for model, rows in waits.items())
    found = list(first.union(*others, all=True).order_by("due", "begun", "pk")[:limit])
    clocks = Clock.objects.prefetch_related("pauses").in_bulk([row["clock"] for row in found if row["clock"]])
    by_kind = {model.kind: model for model in waits}
    return [
        Row(
            model=by_kind[row["kind"]],
            pk=row["pk"],
            title=row["heading"],
            about=shortened(row["sealed_about"]),
            whose=mask_name(row["sealed_whose"]),
            agency=row["agency_name"],
            act=ACTS[row["awaited"]],
            clock=clocks.get(row["clock"]),
        )
        for row in found
    ], sum(counts.values())


def _counted(waits: dict[type[Matter], QuerySet[Any]]) -> dict[str, int]:
    """How many of each kind; one query."""
    if not waits:
        return {}
    first, *others = (
        rows.values(kind=Value(model.kind, output_field=models.CharField())).annotate(n=Count("pk"))
        for model, rows in waits.items()
    )
    return dict(first.union(*others, all=True).values_list("kind", "n"))


#: Rows that are no matters and stand behind figures all the same, by the kind in their references: how those are named that
#: somebody may read, as `names_of` names matters.
NAMED: dict[str, Callable[[Collection[str], Actor], dict[str, dict[str, Any]]]] = {}


def _people(usernames: Collection[str], actor: Actor) -> dict[str, dict[str, Any]]:
    return {
        ref_of(person): {
            "title": person.full_name,
            "subline": person.username,
            "whose": "",
            "url": desk_url(person),
            "agency": person.agency.short_name if person.agency else "",
            "state": "在用" if person.is_active else "已停用",
        }
        for person in in_sight(Staff, actor).filter(username__in=usernames).select_related("agency")
    }


NAMED["staff"] = _people


def names_of(refs: Iterable[str], actor: Actor) -> dict[str, dict[str, Any]]:
    """Name, rest of the name, agency, state and address of matters by their references; of those that this person may read."""
    by_kind: dict[str, list[str]] = {}
    for ref in refs:
        kind, _, key = ref.partition(":")
        by_kind.setdefault(kind, []).append(key)
    found: dict[str, dict[str, Any]] = {}
    for kind in NAMED.keys() & by_kind.keys():
        found |= NAMED[kind](by_kind[kind], actor)
    for model in matter_kinds():
        if model.kind not in by_kind:
            continue
        rows = in_sight(model, actor).filter(pk__in=by_kind[model.kind]).order_by()
        states = {state: str(label) for state, label in model._meta.get_field("state").flatchoices}  # type: ignore[misc, union-attr]
        for row in rows.values(
            "pk",
            "state",
            agency_name=F("agency__short_name"),
            heading=Cast(model.heading, models.TextField()),
            sealed_about=model.called(actor)[0],
            sealed_whose=model.called(actor)[1],
        ):
            about = shortened(row["sealed_about"])
            found[f"{model.kind}:{row['pk']}"] = {
                "title": about or row["heading"],
                "subline": row["heading"] if about else str(model._meta.verbose_name),
                "whose": mask_name(row["sealed_whose"]),
                "url": desk_url(model, row["pk"]),
                "agency": row["agency_name"],
                "state": states.get(row["state"], ""),
            }
    return found


def shortened(text: str | None) -> str:
    """The first words of a text, in one line."""
    said = " ".join((text or "").split())
    return f"{said[:SHOWN]}…" if len(said) > SHOWN else said


def while_running(*limits: TimeLimit) -> Callable[[type[models.Model]], Q]:
    """The condition of an act that a matter waits for while one of these limits runs on it (`Act.waits_if`)."""
    codes = [limit.code for limit in limits]

    def runs(model: type[models.Model]) -> Q:
        found = Clock.objects.open().filter(limit__in=codes, matter_id=OuterRef("pk"))
        return Q(Exists(found.filter(matter_kind=kind_of(model))))

    return runs


def with_clock(rows: QuerySet[Any], model: type[Matter]) -> QuerySet[Any]:
    """The rows with `nearest_clock`, the number of the open clock that is due first, and `nearest_due`, when that is."""
    lent = rows.annotate(**{f"of_{kind}": number for kind, number in model.lenders().items()})
    found: QuerySet[Any] = lent.annotate(
        nearest_clock=_nearest_clock(model),
        nearest_due=Subquery(
            Clock.objects.filter(pk=OuterRef("nearest_clock")).values("due_at"),
            output_field=models.DateTimeField(),
        ),
    )
    return found


def _nearest_clock(model: type[Matter]) -> Subquery | Coalesce:
    """Its own, else one of the matter it belongs to."""
    clocks = Clock.objects.open().order_by("due_at", "pk")
    own = clocks.filter(matter_kind=model.kind, matter_id=OuterRef("pk")).values("pk")[:1]
    lent = [
        Subquery(clocks.filter(matter_kind=kind, matter_id=OuterRef(f"of_{kind}")).values("pk")[:1])
        for kind in model.lenders()
    ]
    return Coalesce(Subquery(own), *lent) if lent else Subquery(own)


def _listed(model: type[Matter], rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """The rows with the columns of the list, alike for every kind so that they can be united."""
    due_acts = [When(condition, then=Value(name)) for name, condition in _due_acts(model, actor)]
    listed: QuerySet[Any] = with_clock(rows, model).values(
        "pk",
        clock=F("nearest_clock"),
        kind=Value(model.kind, output_field=models.CharField()),
        heading=Cast(model.heading, models.TextField()),
        sealed_about=model.called(actor)[0],
        sealed_whose=model.called(actor)[1],
        agency_name=F("agency__short_name"),
        awaited=Case(*due_acts, output_field=models.CharField()),
        begun=F("created_at"),
        due=F("nearest_due"),
    )
    return listed


def _due_acts(model: type[Matter], actor: Actor) -> list[tuple[str, Q]]:
    """The names of the acts for which matters of the kind may wait for this person, each with its filter.

    What waits under a condition comes before what any matter in the state waits for: it is shown when both hold.
    """
    found = []
    for declared in sorted(awaited_acts(model), key=lambda awaited: awaited.waits_if is None):
        held: dict[tuple[Role, str], list[str]] = {}
        for state in declared.waiting_states(model):
            for role in declared.roles_at(state):
                held.setdefault((role, model.acting_field(state)), []).append(state)
        mine = Q()
        for (role, field), states in held.items():
            mine |= _in_states(actor, role, states, field)
        if mine:
            mine &= model.narrowed(actor)
            if declared.waits_for:
                mine &= declared.waits_for(actor)
            found.append((declared.name, mine & declared.waits_if(model) if declared.waits_if else mine))
    return found


def _in_states(actor: Actor, role: str, states: list[str], field: str) -> Q:
    """The filter for matters in these states whose agency, in that field, is one where the actor holds the role."""
    if role in COUNTY_ROLES:
        return Q(state__in=states) if (role, None) in actor.grants else Q()
    agencies = [agency for grant, agency in actor.grants if grant == role]
    return Q(**{"state__in": states, f"{field}_id__in": agencies}) if agencies else Q()
