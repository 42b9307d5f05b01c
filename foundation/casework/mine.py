"""What somebody began, and what they handed on and now waits for somebody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast

from foundation.agencies.actors import Actor
from foundation.agencies.models import RoleGrant
from foundation.agencies.roles import COUNTY_ROLES
from foundation.casework.acts import ACTS, Act, desk_url
from foundation.casework.clock_faces import summary
from foundation.casework.matters import in_sight, matter_kinds
from foundation.casework.models import LedgerLine, Matter
from foundation.casework.worklist import awaited_acts, names_of, shortened, waiting, with_clock
from foundation.deadlines.calendar import Calendar
from foundation.deadlines.models import Clock
from foundation.privacy.masking import mask_name

#: The names of people shown for one matter.
MOST_NAMES = 3


def begun_by(actor: Actor) -> QuerySet[LedgerLine]:
    """The first ledger line of each matter that this person began and may still read, the newest first."""
    found = LedgerLine.objects.filter(staff=actor.staff_id, sequence=1)
    readable = Q(pk=None)
    for model in matter_kinds():
        if not model.listed_as_begun:
            continue
        rows = in_sight(model, actor).order_by().values("pk")
        readable |= Q(matter_kind=model.kind, matter_id__in=rows)
    return found.filter(readable).order_by("-at", "-pk")


def begun_rows(lines: Iterable[LedgerLine], actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """These matters as the page lists them: name, when and how begun, state, due day; the same queries for any number."""
    listed = list(lines)
    names = names_of((f"{line.matter_kind}:{line.matter_id}" for line in listed), actor)
    nearest = _nearest_clocks(listed)
    calendar = Calendar.load()
    rows = []
    for line in listed:
        ref = f"{line.matter_kind}:{line.matter_id}"
        if ref in names:
            clock = nearest.get((line.matter_kind, line.matter_id))
            shown = summary(clock, at, calendar) if clock else None
            rows.append({**names[ref], "begun": line.label, "at": line.at, "clock": shown})
    return rows


def _nearest_clocks(lines: list[LedgerLine]) -> dict[tuple[str, int], Clock]:
    """Of each of these matters the nearest open clock, its own or lent; one query for each kind, and two."""
    numbers: dict[tuple[str, int], int] = {}
    for model in matter_kinds():
        pks = [line.matter_id for line in lines if line.matter_kind == model.kind]
        if pks:
            rows = with_clock(model._default_manager.filter(pk__in=pks).order_by(), model)
            for pk, clock in rows.exclude(nearest_clock=None).values_list("pk", "nearest_clock"):
                numbers[model.kind, pk] = clock
    clocks = Clock.objects.prefetch_related("pauses").in_bulk(list(numbers.values()))
    return {matter: clocks[number] for matter, number in numbers.items() if number in clocks}


@dataclass(frozen=True)
class Elsewhere:
    """A matter that somebody handed on."""

    title: str
    subline: list[str]
    url: str
    #: What is to be done with it now, by which roles, and who holds them.
    todo: str
    roles: str
    people: str
    since: datetime
    clock: dict[str, Any] | None


def with_others(actor: Actor, limit: int, at: datetime) -> tuple[list[Elsewhere], int]:
    """The matters that this person moved on and that wait for somebody else, the longest waiting first; seven queries."""
    waits = {model: rows for model in _moved(actor) if (rows := _handed_on(model, actor)) is not None}
    if not waits:
        return [], 0
    first, *others = (_listed(model, rows, actor) for model, rows in waits.items())
    found = list(first.union(*others, all=True).order_by("since", "pk")[:limit])
    first, *others = (rows.values("pk") for rows in waits.values())
    count = first.union(*others, all=True).count()
    clocks = Clock.objects.prefetch_related("pauses").in_bulk([row["clock"] for row in found if row["clock"]])
    by_kind, calendar = {model.kind: model for model in waits}, Calendar.load()
    held = _holders(found)
    elsewhere = []
    for row in found:
        act, model, about = ACTS[row["awaited"]], by_kind[row["kind"]], shortened(row["sealed_about"])
        roles = act.roles_at(row["state_now"])
        people = [name for role in roles for name in held.get((role, _place(role, row)), ())]
        named = list(dict.fromkeys(people))
        kind = row["heading"] if about else str(model._meta.verbose_name)
        clock = clocks.get(row["clock"])
        elsewhere.append(
            Elsewhere(
                title=about or row["heading"],
                subline=[part for part in (kind, row["agency_name"], mask_name(row["sealed_whose"])) if part],
                url=desk_url(model, row["pk"]),
                todo=act.label,
                roles="、".join(str(role.label) for role in roles),
                people="、".join(named[:MOST_NAMES])
                + (f"等 {len(named)} 人" if len(named) > MOST_NAMES else ""),
                since=row["since"],
                clock=summary(clock, at, calendar) if clock else None,
            )
        )
    return elsewhere, count


def _awaited(model: type[Matter]) -> list[tuple[Act, Q]]:
    """The acts of people for which matters of a kind may wait, whoever does them, each with its filter."""
    found = []
    for declared in sorted(awaited_acts(model), key=lambda awaited: awaited.waits_if is None):
        states = [state for state in declared.waiting_states(model) if declared.roles_at(state)]
        if states:
            held = Q(state__in=states)
            found.append((declared, held & declared.waits_if(model) if declared.waits_if else held))
    return found


def _moved(actor: Actor) -> list[type[Matter]]:
    """The kinds of which this person moved a matter on: few of them all, so that the query for the list stays short."""
    if actor.staff_id is None:
        return []
    moves = LedgerLine.objects.filter(staff=actor.staff_id).exclude(from_state=F("to_state")).order_by()
    kinds = set(moves.values_list("matter_kind", flat=True).distinct())
    return [model for model in matter_kinds() if model.kind in kinds]


def _handed_on(model: type[Matter], actor: Actor) -> QuerySet[Any] | None:
    """The matters of a kind that this person once moved on, that wait, and not for this person; None if none ever waits."""
    awaited = _awaited(model)
    if not awaited:
        return None
    anybody = Q()
    for _act, condition in awaited:
        anybody |= condition
    moved = LedgerLine.objects.filter(
        staff=actor.staff_id, matter_kind=model.kind, matter_id=OuterRef("pk")
    ).exclude(from_state=F("to_state"))
    rows: QuerySet[Any] = in_sight(model, actor).filter(anybody).filter(Exists(moved)).order_by()
    mine = waiting(model, actor)
    return rows if mine is None else rows.exclude(pk__in=mine.values("pk"))


def _listed(model: type[Matter], rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """The rows with the columns of the list, alike for every kind so that they can be united."""
    moves = LedgerLine.objects.filter(matter_kind=model.kind, matter_id=OuterRef("pk")).exclude(
        from_state=F("to_state")
    )
    states = [state for state, _label in model._meta.get_field("state").flatchoices]  # type: ignore[misc, union-attr]
    acting = [
        When(state=state, then=F(f"{field}_id"))
        for state in states
        if (field := model.acting_field(state)) != "agency"
    ]
    listed: QuerySet[Any] = with_clock(rows, model).values(
        "pk",
        clock=F("nearest_clock"),
        kind=Value(model.kind, output_field=models.CharField()),
        heading=Cast(model.heading, models.TextField()),
        sealed_about=model.called(actor)[0],
        sealed_whose=model.called(actor)[1],
        agency_name=F("agency__short_name"),
        state_now=Cast("state", models.CharField()),
        acting=Case(*acting, default=F("agency_id"), output_field=models.BigIntegerField()),
        awaited=Case(
            *[When(condition, then=Value(act.name)) for act, condition in _awaited(model)],
            output_field=models.CharField(),
        ),
        since=Subquery(moves.order_by("-sequence").values("at")[:1], output_field=models.DateTimeField()),
    )
    return listed


def _place(role: str, row: dict[str, Any]) -> int | None:
    return None if role in COUNTY_ROLES else row["acting"]


def _holders(rows: list[dict[str, Any]]) -> dict[tuple[str, int | None], list[str]]:
    """The names of whoever holds the roles for which these rows wait, by role and agency; one query."""
    wanted = {
        (role.value, _place(role, row))
        for row in rows
        for role in ACTS[row["awaited"]].roles_at(row["state_now"])
    }
    grants = RoleGrant.objects.filter(
        role__in={role for role, _agency in wanted}, staff__is_active=True
    ).filter(Q(agency__in={agency for _role, agency in wanted if agency}) | Q(agency=None))
    found: dict[tuple[str, int | None], list[str]] = {}
    for role, agency, name, username in grants.order_by("staff__full_name").values_list(
        "role", "agency", "staff__full_name", "staff__username"
    ):
        if (role, agency) in wanted:
            found.setdefault((role, agency), []).append(name or username)
    return found
