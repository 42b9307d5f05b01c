"""The month's check of every account: made by the portal, circulated by the county's office (NM-13, NM-24)."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Step, act, attribute
from foundation.casework.fields import RemarkForm
from foundation.casework.forms import ActForm
from newmedia import monthly
from newmedia.models import Account, MonthCheck

RECORDS, HEAD, LEADER = Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER
OFFICE = (RECORDS, Role.DISCLOSURE_HEAD)


class CheckForm(ActForm):
    """A day of the month that is checked."""

    reason_field = ""
    day = forms.DateField()


@act(
    "newmedia.make_check",
    "做出本月检查表",
    on=Agency,
    creates=MonthCheck,
    asks=CheckForm,
    cites=("NM-13",),
    tells=(*OFFICE,),
)
def make_check(step: Step) -> MonthCheck:
    """Counted from what the portal knows; nobody reports anything, and nothing is changed afterwards."""
    first, last = monthly.month_of(step.data["day"])
    rows = monthly.check(Account.objects.all(), first, last)
    made = MonthCheck(
        agency=step.matter,
        created_at=step.at,
        month=first,
        rows=monthly.kept(rows),
        accounts=len(rows),
        failing=sum(bool(row.problems) for row in rows),
    )
    attribute(step, made).save()
    return made


def _concerned(made: MonthCheck) -> Iterable[Staff]:
    """Whoever answers for an account in which something was found."""
    found = [row["account"] for row in made.rows if row["problems"]]
    agencies = Agency.objects.filter(pk__in=Account.objects.filter(pk__in=found).values("agency"))
    return dict.fromkeys(person for agency in agencies for person in holders({RECORDS, HEAD, LEADER}, agency))


@act(
    "newmedia.circulate_check",
    "通报检查结果",
    on=MonthCheck,
    via="circulate",
    role=(Role.DISCLOSURE_HEAD, LEADER),
    asks=RemarkForm,
    cites=("NM-13",),
    weight="primary",
    tells=(_concerned,),
)
def circulate_check(step: Step) -> None:
    """Every agency reads the whole table from now on."""
    step.matter.circulate()
