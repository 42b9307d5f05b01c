"""What people are reminded of in the archive: no keeper, no approved table, damage; and what a leaver leaves behind (AR-3(1))."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count

from archive.models import Item, Kept, Loan, Scope, Volume
from archive.models.apart import apart
from archive.models.base import KEEPER, READERS
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, RoleGrant, Staff
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import ACTS, desk_url
from foundation.casework.buttons import Button, act_url
from foundation.casework.overview import Cell, column
from foundation.casework.reminders import reminds
from foundation.casework.sections import adds_sections, section

#: Rows of a section at most.
SHOWN = 50


@reminds
def of_the_table(actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """The disclosure office's keepers: without an approved table nothing is filed."""
    office = agency_with(AgencyFunction.DISCLOSURE_OFFICE)
    if office is None or not actor.holds_role(KEEPER, office.pk):
        return []
    if Scope.objects.filter(state__in=(*Scope.UNDER_WAY, "in_force")).exists():
        return []
    draft = ACTS["archive.draft_scope"]
    said = "归档范围和保管期限表还没有报档案主管部门审核同意，全县的材料都不能归档（AR-3(3)）。"
    return [{"says": said, "acts": [Button(draft.label, act_url(draft, office), "secondary")]}]


@column("archive", "归档")
def unfiled(agencies: Mapping[int, Agency], at: datetime) -> dict[int, Cell]:
    """Who has no keeper (AR-3(1)), and what stands unfiled, by agency; two queries."""
    kept = set(
        RoleGrant.objects.filter(role=KEEPER, agency__in=agencies, staff__is_active=True).values_list(
            "agency", flat=True
        )
    )
    rows = (
        Item.objects.filter(state__in=Kept.UNFILED, agency__in=agencies)
        .exclude(apart())
        .order_by()
        .values("agency")
    )
    counts = {row["agency"]: row["n"] for row in rows.annotate(n=Count("pk"))}
    cells = {}
    for pk in agencies:
        n = counts.get(pk, 0)
        if pk not in kept:
            cells[pk] = Cell("没有档案员", n + 1000, "", "breach")
        else:
            cells[pk] = Cell(f"{n} 件待归档", n, "", "grain") if n else Cell("没有积压")
    return cells


@adds_sections(Staff)
def left_behind(person: Staff, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """On the page of somebody who leaves: what they have to hand over of the archive, as far as its reader may see."""
    volumes = Volume.objects.filter(agency=person.agency_id, made_by=person).exclude(state="closed")
    loans = Loan.objects.filter(borrower=person, state=Loan.State.LENT).select_related("item", "agency")
    rows = [
        {"label": f"借阅未还：{loan.item.title}", "url": desk_url(loan), "text": f"借到 {loan.until_on}"}
        for loan in loans.visible_to(actor)[:SHOWN]
    ]
    rows += [
        {"label": f"没有立卷：{volume.title}", "url": desk_url(volume), "text": volume.get_state_display()}
        for volume in volumes.visible_to(actor)[:SHOWN]
    ]
    if person.agency_id and READERS.include(actor, person.agency_id) and _keeps(person):
        waiting = Item.objects.waiting().filter(agency=person.agency_id).visible_to(actor)
        rows += [
            {"label": f"待归档：{item.title}", "url": desk_url(item), "text": item.get_state_display()}
            for item in waiting.order_by("pk")[:SHOWN]
        ]
    return [section("离岗要移交的档案", "links", rows=rows)] if rows else []


def _keeps(person: Staff) -> bool:
    return person.grants.filter(role=KEEPER, agency=person.agency_id).exists()
