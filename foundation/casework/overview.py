"""Figures of clocks, counted by matters, and the supervisors' table of agencies, to which rooms add columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, RoleGrant
from foundation.agencies.roles import Role
from foundation.casework import matters
from foundation.casework.acts import desk_url
from foundation.deadlines.calendar import Calendar
from foundation.deadlines.counting import local_date, midnight
from foundation.deadlines.models import Clock

#: A due date this near is highlighted, in working days.
SOON = 3

#: The lists of matters by their clocks, with what a figure and the list are called.
KINDS = {"overdue": "已超期", "soon": f"{SOON} 个工作日内到期", "open": "办理中", "late": "今年没有按期的"}


@dataclass(frozen=True)
class Cell:
    """One field of the table of agencies."""

    text: str
    #: Sorted by this, the greatest first: the worse, the greater.
    weight: float = 0
    url: str = ""
    level: str = "main"


Fill = Callable[[Mapping[int, Agency], datetime], Mapping[int, Cell]]


@dataclass(frozen=True)
class Column:
    """A column of the table: its code in addresses, its head, and what fills it for many agencies at once."""

    code: str
    label: str
    fill: Fill


#: The columns that rooms add, from the ground up.
COLUMNS: dict[str, Column] = {}


def column(code: str, label: str) -> Callable[[Fill], Fill]:
    """Declare a column of the supervisors' table; the function takes the same number of queries for any number of agencies."""

    def declare(fill: Fill) -> Fill:
        COLUMNS[code] = Column(code, label, fill)
        return fill

    return declare


def conditions(at: datetime) -> dict[str, Q]:
    """The filters of clocks, by the codes of `KINDS`."""
    # A limit ends with its last day: its due moment is the midnight that follows.
    soon = midnight(Calendar.load().add_working_days(local_date(at), SOON).date + timedelta(days=1))
    running = Q(ended_at__isnull=True)
    counts = running & Q(paused_since__isnull=True)
    overdue = counts & Q(due_at__lte=at)
    met = Q(ending=Clock.Ending.MET, ended_at__gte=datetime(local_date(at).year, 1, 1, tzinfo=at.tzinfo))
    return {
        "overdue": overdue,
        "soon": counts & Q(due_at__gt=at, due_at__lte=soon),
        "open": running,
        "late": overdue | met & Q(ended_at__gte=F("due_at")),
        "settled": overdue | met,
    }


def _counts(at: datetime) -> dict[str, Count]:
    """How many matters, not clocks, fall under each of the conditions."""
    matter = Concat(
        "matter_kind", Value(":"), Cast("matter_id", models.TextField()), output_field=models.TextField()
    )
    return {
        name: Count(matter, distinct=True, filter=condition) for name, condition in conditions(at).items()
    }


def _rate(counted: Mapping[str, int]) -> tuple[str, float]:
    """The share of this year's matters that were in time, in words, and the share that was not.

    What is overdue and still open counts as late, so that leaving it open mends no figure.
    """
    if not counted["settled"]:
        return "—", 0
    late = counted["late"] / counted["settled"]
    return f"{100 * (1 - late):.1f}%", late


def list_url(kind: str, agency: Agency | None = None) -> str:
    """The address of a list of matters by their clocks."""
    asked = f"?{urlencode({'agency': agency.code})}" if agency is not None else ""
    return reverse("admin:due", args=[kind]) + asked


def figures(actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """Figures of the matters this person may see: overdue, due soon, open, and the share in time this year, each a link."""
    counted = Clock.objects.filter(matters.clocks_in_sight(actor)).aggregate(**_counts(at))
    levels = {"overdue": "breach", "soon": "grain"}
    shown = [
        {
            "value": counted[kind],
            "label": KINDS[kind],
            "level": levels.get(kind, "main") if counted[kind] else "main",
            "url": list_url(kind),
        }
        for kind in ("overdue", "soon", "open")
    ]
    rate, _late = _rate(counted)
    return [*shown, {"value": rate, "label": "本年按期率", "level": "main", "url": list_url("late")}]


def due_clocks(kind: str, actor: Actor, at: datetime, agency: str = "") -> QuerySet[Clock]:
    """The clocks of a list, of each matter the nearest, soonest first; with a code, of one agency."""
    found = Clock.objects.filter(matters.clocks_in_sight(actor), conditions(at)[kind])
    if agency:
        found = found.filter(agency__code=agency)
    nearest = found.order_by("matter_kind", "matter_id", "due_at", "pk").distinct("matter_kind", "matter_id")
    return (
        Clock.objects.filter(pk__in=nearest.values("pk"))
        .select_related("agency")
        .prefetch_related("pauses")
        .order_by("due_at", "pk")
    )


def table(actor: Actor, at: datetime, sort: str = "") -> dict[str, Any]:
    """The agencies and what stands with each, the worst first by a column; the same number of queries for any number."""
    agencies = {agency.pk: agency for agency in Agency.objects.public()}
    columns = [*_of_clocks(actor, at, agencies), _officers(agencies)]
    columns[-1:-1] = [(c.code, c.label, c.fill(agencies, at)) for c in COLUMNS.values()]
    codes = [code for code, _label, _cells in columns]
    by = sort if sort in codes else codes[0]
    ranked = sorted(columns, key=lambda filled: filled[0] != by)
    none = Cell("—")
    # Where two are alike in the column, the others decide.
    order = sorted(
        agencies.values(), key=lambda a: [-cells.get(a.pk, none).weight for _code, _label, cells in ranked]
    )
    return {
        "heads": [
            {"label": label, "url": f"?{urlencode({'sort': code})}", "sorted": code == by}
            for code, label, _cells in columns
        ],
        "rows": [
            {
                "name": agency.short_name,
                "url": desk_url(agency),
                "cells": [
                    {"head": label, "cell": cells.get(agency.pk, none)} for _code, label, cells in columns
                ],
            }
            for agency in order
        ],
    }


Filled = tuple[str, str, Mapping[int, Cell]]


def _of_clocks(actor: Actor, at: datetime, agencies: Mapping[int, Agency]) -> list[Filled]:
    """The four columns of clocks; one query."""
    rows = Clock.objects.filter(matters.clocks_in_sight(actor)).order_by().values("agency")
    counted: dict[int, Any] = {row["agency"]: row for row in rows.annotate(**_counts(at))}
    levels = {"overdue": "breach", "soon": "grain"}
    columns: list[Filled] = []
    for kind in ("overdue", "soon", "open"):
        cells = {}
        for pk, agency in agencies.items():
            number = counted[pk][kind] if pk in counted else 0
            url, level = (list_url(kind, agency), levels.get(kind, "main")) if number else ("", "main")
            cells[pk] = Cell(str(number), number, url, level)
        columns.append((kind, KINDS[kind], cells))
    rates = {}
    for pk, row in counted.items():
        if pk in agencies:
            said, late = _rate(row)
            rates[pk] = Cell(said, late, list_url("late", agencies[pk]) if late else "")
    return [*columns, ("rate", "按期率", rates)]


def _officers(agencies: Mapping[int, Agency]) -> Filled:
    """PD-2: what an agency has not appointed: its disclosure office, clerk and head; one query."""
    asked = {Role.APPLICATIONS_CLERK: "经办人", Role.DISCLOSURE_HEAD: "负责人"}
    held = set(
        RoleGrant.objects.filter(role__in=list(asked), staff__is_active=True).values_list("agency", "role")
    )
    cells = {}
    for pk, agency in agencies.items():
        missing = ["工作机构"] if not agency.disclosure_office else []
        missing += [label for role, label in asked.items() if (pk, role.value) not in held]
        if missing:
            level = "breach" if agency.open_for_applications else "grain"
            weight = len(missing) + 10 * agency.open_for_applications
            cells[pk] = Cell(f"缺{'、'.join(missing)}", weight, desk_url(agency), level)
        else:
            cells[pk] = Cell("齐全")
    return "officers", "机构人员", cells
