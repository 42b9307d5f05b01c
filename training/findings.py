"""What people are reminded of: staff in post untrained, emergency cover, too few hours, outdated editions of the law (TR-5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.timezone import localdate

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import desk_url
from foundation.casework.buttons import Button
from foundation.casework.overview import Cell, column
from foundation.casework.reminders import reminds, supervises
from training.models import Cover, Session
from training.queries import rule, untrained_in_post
from training.statute import IN_FORCE

#: Who is reminded within a unit.
WITHIN = (Role.RECORDS_OFFICE, Role.DISCLOSURE_HEAD, Role.DEPARTMENT_HEAD)
#: The covers of which one is reminded.
COVERS = 5


def _looks_after(actor: Actor) -> bool:
    return actor.agency_id is not None and any(actor.holds_role(role, actor.agency_id) for role in WITHIN)


@reminds
def untrained(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """People in post who never completed the induction, from the day that the county stated; two queries."""
    overall = supervises(actor)
    holds = rule() if overall or _looks_after(actor) else None
    if holds is None:
        return []
    rows = untrained_in_post()
    if not overall:
        rows = rows.filter(agency=actor.agency_id)
    people = rows.order_by().aggregate(people=Count("staff", distinct=True))["people"]
    if not people:
        return []
    over = localdate(now) > holds.in_post_until
    says = f"{people} 人在公开岗位而没有完成岗前培训（TR-5），" + (
        "补完的期限已经过了。" if over else f"到 {holds.in_post_until} 为止补完。"
    )
    return [
        {
            "says": says,
            "acts": [Button("看培训人员", reverse("admin:training_trainee_changelist"), "quiet")],
        }
    ]


@reminds
def covering(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Emergency cover as long as it stands: the text knows no exception; one query."""
    overall = supervises(actor)
    if not overall and not _looks_after(actor):
        return []
    rows = Cover.objects.filter(state=Cover.State.STANDS).select_related("staff", "agency")
    if not overall:
        rows = rows.filter(agency=actor.agency_id)
    return [
        {
            "says": f"{row.agency.short_name}：{row.title}（{Role(row.role).label}），到 {row.until_on} 为止（TR-5）。",
            "acts": [Button("看临时顶岗", desk_url(row), "quiet")],
        }
        for row in rows.order_by("until_on", "pk")[:COVERS]
    ]


@reminds
def outdated(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Sessions to come that teach an edition of the law that is no longer in force; one query."""
    if not _looks_after(actor):
        return []
    rows = Session.objects.filter(agency=actor.agency_id, state__in=Session.AHEAD).exclude(edition=IN_FORCE)
    return [
        {
            "says": f"“{row.title}”讲的是已被修订的条例（国务院令第492号），请换成现行的第711号。",
            "acts": [Button("看这次培训", desk_url(row), "quiet")],
        }
        for row in rows.order_by("starts_at", "pk")[:COVERS]
    ]


@column("untrained", "在岗未培训")
def untrained_of(agencies: Mapping[int, Agency], at: datetime) -> Mapping[int, Cell]:
    """How many in post never completed the induction; nothing before the county stated the day."""
    if rule() is None:
        return {pk: Cell("—") for pk in agencies}
    rows = untrained_in_post().filter(agency__in=list(agencies)).order_by()
    counted = dict(rows.values_list("agency").annotate(people=Count("staff", distinct=True)))
    address = reverse("admin:training_trainee_changelist")
    return {
        pk: Cell(str(people), people, url=address, level="breach")
        if (people := counted.get(pk, 0))
        else Cell("0")
        for pk in agencies
    }
