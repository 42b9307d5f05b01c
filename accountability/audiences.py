"""Who is told: of a case its team alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from accountability.models import Appeal, Case, Correction, Member, Report
from accountability.statute import CLERK, LEADER
from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role

Part = Member.Part


def case_of(matter: Any) -> Case:
    """The case that a matter is or belongs to."""
    return matter.case if isinstance(matter, Appeal) else matter


def team(matter: Case | Appeal, *parts: str) -> QuerySet[Staff]:
    """Those of the team now, in these parts or in any."""
    members = Member.objects.filter(case=case_of(matter), until_at=None)
    if parts:
        members = members.filter(part__in=parts)
    return Staff.objects.filter(pk__in=members.values("staff"), is_active=True)


def whole_team(matter: Any) -> Iterable[Staff]:
    return team(matter)


def leading(matter: Any) -> Iterable[Staff]:
    return team(matter, Part.LEADER)


def clerks(matter: Any) -> Iterable[Staff]:
    return team(matter, Part.CLERK, Part.LEADER)


def investigators(matter: Any) -> Iterable[Staff]:
    return team(matter, Part.INVESTIGATOR)


def triers(matter: Any) -> Iterable[Staff]:
    return team(matter, Part.TRIER)


def receiving(matter: Report) -> Iterable[Staff]:
    """Whoever receives reports."""
    return holders((CLERK, LEADER), matter.agency)


def disclosure_office(matter: Correction) -> Iterable[Staff]:
    """AC-8: the head of the county's disclosure office."""
    return holders(Role.DISCLOSURE_HEAD, matter.agency)


def people_for(agency: Agency, role: Role, case: Case | None = None) -> QuerySet[Staff]:
    """Those of the commission who may be named: they hold the role, and were not of the team in another part, nor recused."""
    found = holders(role, agency).order_by("full_name", "pk")
    if case is None:
        return found
    barred = Member.objects.filter(case=case).values("staff")
    found = found.exclude(pk__in=barred)
    return found.exclude(pk=case.account_id) if case.account_id else found
