"""The demonstration county, made through acts: agencies, accounts and the rooms' parts. For development only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.utils import timezone

from foundation.agencies.models import Staff
from foundation.simulation.county import (
    AGENCIES,
    COMMISSION,
    COUNTY_OFFICE,
    COUNTY_TASKS,
    FILED_WITH,
    FIRST,
    OFFICES,
    RECEIVING,
    STAFFED,
)
from foundation.simulation.founding import PASSWORD as PASSWORD
from foundation.simulation.founding import Founding
from wuyuan_portal.rooms import rooms


@dataclass(frozen=True)
class Account:
    """A demonstration account, as `make run` prints it."""

    username: str
    agency: str
    roles: str


def play() -> list[Account]:
    """Make what is missing; returns the accounts."""
    now = timezone.now()
    _establish(now - timedelta(days=60), now)
    for part in _parts():
        part.play(now)
    return list(_accounts())


def told() -> Iterator[str]:
    """Lines of the rooms for those who look at the demonstration as citizens."""
    for part in _parts():
        yield from part.told()


def _parts() -> list[Any]:
    """The rooms' demonstration modules from the ground up: each uses what those before it made."""
    return [import_module(room.demonstration) for room in rooms() if room.demonstration]


def _establish(began: datetime, now: datetime) -> None:
    """Found the county; in one that an earlier release founded, add the agencies, accounts and roles that came since."""
    founding = Founding(now, began=began)
    founding.establish(AGENCIES)
    for code in STAFFED:
        founding.employ(code, OFFICES)
    founding.employ("xzfb", [office for office in OFFICES if office[0] in COUNTY_OFFICE])
    for code in FILED_WITH:
        founding.employ(code, [office for office in OFFICES if office[0] in RECEIVING])
    founding.employ("jwjw", [(suffix, called, [role]) for suffix, called, role in COMMISSION])
    for code, username, called, role in COUNTY_TASKS:
        founding.appoint(code, username, called, [role])
    for code in STAFFED:
        founding.open(code)


def _accounts() -> Iterator[Account]:
    people = Staff.objects.filter(username__in=[FIRST, "baomijiancha", "shenjiyuan"]) | Staff.objects.filter(
        agency__code__in=[*STAFFED, *FILED_WITH, "xzfb", "jwjw"], username__contains="-"
    )
    for staff in people.select_related("agency").prefetch_related("grants").order_by("pk"):
        roles = "、".join(str(grant.get_role_display()) for grant in staff.grants.all())
        yield Account(staff.username, staff.agency.short_name if staff.agency else "", roles)
