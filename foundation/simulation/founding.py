"""Founding a county through acts: agencies, accounts with one known password, open offices. For development only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test.utils import override_settings
from django.utils.timezone import make_aware

from foundation.agencies.actors import SYSTEM, Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.roles import Role
from foundation.casework.accounts import random_password
from foundation.casework.acts import perform
from foundation.casework.administration import found_county
from foundation.casework.ledger import through
from foundation.casework.refusals import Refused
from foundation.simulation.county import (
    AGENCIES,
    ALSO_THERE,
    COMMISSION,
    COUNTY_TASKS,
    FIRST,
    FURTHER,
    OFFICE,
    OFFICES,
    SECONDS,
    AgencyRow,
    OfficeRow,
    contacts,
)
from foundation.simulation.haste import in_haste
from foundation.simulation.models import SimulatedYear

#: One password for every account; such accounts cannot exist where DEBUG is off.
PASSWORD = "wuyuan-demo-2026"  # noqa: S105
#: What hashes the passwords that nobody is told and that do not stay.
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Founding:
    """Makes what is missing of a county, as its first supervisor, at one moment."""

    def __init__(self, at: datetime, *, began: datetime | None = None) -> None:
        """In an empty portal the county is founded at the moment `began`, by default `at`."""
        self.at = at
        # The same password for everybody, hashed once: no rule would let anybody choose it.
        self.hashed = make_password(PASSWORD)
        first = Staff.objects.select_related("agency").filter(username=FIRST).first()
        if first is None:
            self.at = began or at
            code, name = OFFICE
            with through("command"), override_settings(PASSWORD_HASHERS=QUICK):
                first = found_county(
                    code=code,
                    name=name,
                    full_name="县政务公开督查",
                    username=FIRST,
                    password=random_password(),
                    at=self.at,
                )
            self.let_in(first)
        assert first.agency is not None, "the first supervisor works in the county's office"
        self.supervisor, self.office = Actor.of(first), first.agency

    def establish(self, rows: Iterable[AgencyRow]) -> None:
        """Set up the agencies that are missing."""
        known = set(Agency.objects.values_list("code", flat=True))
        for code, name, short_name, kind, functions, levels in rows:
            if code in known:
                continue
            data = {
                "code": code,
                "name": name,
                "short_name": short_name,
                "kind": kind.value,
                "sign_levels": levels,
                "functions": [function.value for function in functions],
            }
            perform("agencies.establish", on=self.office, actor=self.supervisor, at=self.at, data=data)

    def employ(self, code: str, offices: Iterable[OfficeRow]) -> None:
        """Appoint the people of these offices of an agency."""
        for suffix, called, roles in offices:
            self.appoint(code, f"{code}-{suffix}", called, roles)

    def appoint(self, code: str, username: str, called: str, roles: Iterable[Role]) -> None:
        """Let somebody work in an agency, in these roles."""
        staff = Staff.objects.filter(username=username).first()
        if staff is None:
            data = {"username": username, "full_name": called, "on_establishment": True}
            agency = Agency.objects.get(code=code)
            with override_settings(PASSWORD_HASHERS=QUICK):
                staff = perform(
                    "agencies.appoint", on=agency, actor=self.supervisor, at=self.at, data=data
                ).matter
            self.let_in(staff)
        held = set(staff.grants.values_list("role", flat=True))
        # As a county is founded: the portal itself grants what otherwise takes two people.
        with through("command"):
            for role in [role for role in roles if role.value not in held]:
                perform("agencies.grant_role", on=staff, actor=SYSTEM, at=self.at, data={"role": role.value})

    def let_in(self, staff: Staff) -> None:
        """Everybody knows the password: there is nothing to change."""
        Staff.objects.filter(pk=staff.pk).update(password=self.hashed, must_change_password=False)

    def open(self, code: str) -> None:
        """Let an agency be reached, and be asked for information."""
        agency = Agency.objects.get(code=code)
        if agency.open_for_applications:
            return
        admin = Actor.of(Staff.objects.get(username=f"{code}-guanli"))
        data = contacts(agency.short_name)
        perform("agencies.set_contacts", on=agency, actor=admin, at=self.at, data=data)
        perform("agencies.open_for_applications", on=agency, actor=admin, at=self.at)


@in_haste()
@transaction.atomic
def found_for(year: int, seed: int, scale: float) -> SimulatedYear:
    """Found a county in an empty portal, some months before the year: a smaller one has fewer agencies, each with its people.

    Raises `Refused` where there is a county already.
    """
    began = make_aware(datetime.combine(date(year - 1, 11, 4), time(9)))
    if Agency.objects.exists():
        raise Refused("PD-1", "库里已经有机构，", "模拟要从空库开始；演示用的请先停下来，另选一个空的 var。")
    founding = Founding(began)
    agencies = agencies_of(scale)
    founding.establish(agencies)
    for code in (OFFICE[0], *(row[0] for row in agencies)):
        founding.employ(code, [*OFFICES, *SECONDS] if scale > 0.5 else OFFICES)
        founding.open(code)
    founding.employ("jwjw", [(suffix, called, [role]) for suffix, called, role in (*COMMISSION, *ALSO_THERE)])
    for code, username, called, role in COUNTY_TASKS:
        founding.appoint(code, username, called, [role])
    return SimulatedYear.objects.create(pk=1, year=year, seed=seed, scale=scale)


def agencies_of(scale: float) -> list[AgencyRow]:
    """The agencies of the demonstration, those with a task for the whole county, and of the others as many as the scale says."""
    further = round(len(FURTHER) * min(scale, 1.0))
    return [*AGENCIES, *(row for n, row in enumerate(FURTHER) if n < further or row[4])]
