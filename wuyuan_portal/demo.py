"""The demonstration county, made through acts: agencies, accounts and the rooms' parts. For development only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.utils import timezone
from tqdm import tqdm

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


def play() -> None:
    """Make what is missing."""
    now = timezone.now()
    _establish(now - timedelta(days=60), now)
    for part in tqdm(_parts(), desc="演示", unit="部分", disable=None, leave=False):
        part.play(now)


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


def accounts() -> Iterator[str]:
    """Lines with the accounts, those included who came in the place of some that the demonstration began with."""
    yield f"演示账号（密码都是 {PASSWORD}，在 /desk/ 登录）："
    people = Staff.objects.filter(username__in=[FIRST, "baomijiancha", "shenjiyuan"]) | Staff.objects.filter(
        agency__code__in=[*STAFFED, *FILED_WITH, "xzfb", "jwjw"], username__contains="-"
    )
    at_work = people.filter(is_active=True).select_related("agency")
    for staff in at_work.prefetch_related("grants").order_by("pk"):
        roles = "、".join(str(grant.get_role_display()) for grant in staff.grants.all())
        yield f"  {staff.username:<16}{staff.agency.short_name if staff.agency else ''}　{roles}"
