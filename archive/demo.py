"""The archive of the demonstration county, invented: filed items, a closed volume, something sent back, a quarter's check."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from archive.clockwork import file_signed, open_checks, sweep
from archive.models import Item, QuarterCheck, Scope, Volume
from archive.statute import quarter_of
from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.acts import perform
from foundation.casework.clockwork import perform_on_each
from foundation.casework.refusals import Invalid, Refused

APPROVED = {"approved_by": "五原县档案局（演示）", "number": "五档发〔2026〕3号（演示）"}


def play(now: datetime) -> None:
    """What ended is found, most of it filed; unless it was played before."""
    office = agency_with(AgencyFunction.DISCLOSURE_OFFICE)
    keeper = _holder(Role.ARCHIVIST, office)
    approver = _holder(Role.DISCLOSURE_HEAD, office) or _holder(Role.LEADER, office)
    if Scope.objects.exists() or office is None or keeper is None or approver is None:
        return
    play_scope(office, keeper, approver, now)
    sweep(at=now)
    _open_quarter(now)
    for agency in {item.agency for item in Item.objects.filter(state="ready").select_related("agency")}:
        own = _holder(Role.ARCHIVIST, agency)
        if own is not None:
            perform("archive.sign_list", on=agency, actor=Actor.of(own), at=now)
    file_signed(at=now)
    _close_one(now)


def told() -> list[str]:
    """Nothing for citizens: the archive is seen at the desk."""
    return []


def play_scope(office: Any, keeper: Staff, approver: Staff, now: datetime) -> None:
    """The table of scope, approved."""
    scope = perform("archive.draft_scope", on=office, actor=Actor.of(keeper), at=now).matter
    perform("archive.submit_scope", on=scope, actor=Actor.of(approver), at=now)
    day = str(localdate(now) - timedelta(days=1))
    data = {**APPROVED, "approved_on": day}
    perform("archive.approve_scope", on=scope, actor=Actor.of(keeper), at=now, data=data)


def _open_quarter(now: datetime) -> None:
    """The check of this quarter is under way, whatever day it is."""
    year, quarter = quarter_of(localdate(now))
    if not open_checks(at=now) and not QuarterCheck.objects.exists():
        agencies = {item.agency for item in Item.objects.select_related("agency")[:200]}
        perform_on_each("archive.open_quarter", agencies, at=now, year=year, quarter=quarter)


def _close_one(now: datetime) -> None:
    """One volume is put in order and closed by another."""
    for volume in Volume.objects.filter(state="open").select_related("agency").order_by("pk"):
        keeper = _holder(Role.ARCHIVIST, volume.agency)
        other = _holder(Role.DISCLOSURE_HEAD, volume.agency) or _holder(Role.LEADER, volume.agency)
        if keeper is None or other is None or keeper == other:
            continue
        try:
            said = {"situation": "本卷齐全完整。"}
            perform("archive.offer_volume", on=volume, actor=Actor.of(keeper), at=now, data=said)
            perform("archive.close_volume", on=volume, actor=Actor.of(other), at=now)
        except (Refused, Invalid):
            continue
        return


def _holder(role: Role, agency: Any) -> Staff | None:
    rows = Staff.objects.filter(grants__role=role, grants__agency=agency, is_active=True)
    return rows.order_by("username").first()
