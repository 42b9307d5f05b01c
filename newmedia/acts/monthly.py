"""The month's check of every account: made by the portal, circulated by the county's office (NM-13, NM-24)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from foundation.agencies.models import Agency, RoleGrant, Staff
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import PlainText, RemarkForm
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
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
    return _made(step, step.matter, step.data["day"])


def _made(step: Step, office: Agency, month: date, **edition: Any) -> MonthCheck:
    """The table of a month, of this edition; raises `Invalid` where somebody made it at the same moment."""
    first, last = monthly.month_of(month)
    rows = monthly.check(Account.objects.all(), first, last)
    made = MonthCheck(
        agency=office,
        created_at=step.at,
        month=first,
        rows=monthly.kept(rows),
        accounts=len(rows),
        failing=sum(bool(row.problems) for row in rows),
        **edition,
    )
    try:
        with transaction.atomic():
            attribute(step, made).save()
    except IntegrityError as error:
        if "newmedia_check_edition" not in str(error):
            raise
        raise Invalid({"检查表": ["这一版刚刚已经有人做出，请刷新以后再看。"]}) from error
    return made


class EditionForm(ActForm):
    """Why the table of a month is made once more."""

    says = "上一版照原样留着。新的一版写明为什么再做、哪些和上一版不同，做好以后另行通报。"

    reason = PlainText(
        label="为什么再做一版",
        max_length=300,
        rows=2,
        help_text="各单位看得到，例如：有两条 11 月发布的信息是 12 月才登记的。",
    )


@gate("NM-13", "是这个月最新的一版")
def newest_edition(step: Step) -> Objection | None:
    if not step.matter.newest:
        return "这个月已经有更新的一版。", "请打开最新的一版。"
    return None


@gate("NM-13", "和现在的记录有不同")
def something_differs(step: Step) -> Objection | None:
    if not monthly.differing(step.matter):
        return "按现在的记录重新统计，和这一版完全一样。", "有补登、更正的，登记以后再做。"
    return None


@act(
    "newmedia.make_edition",
    "再做一版检查表",
    on=MonthCheck,
    creates=MonthCheck,
    role=OFFICE,
    asks=EditionForm,
    cites=("NM-13",),
    gates=[newest_edition, something_differs],
    weight="quiet",
    when=lambda made: made.newest,
)
def make_edition(step: Step) -> MonthCheck:
    """Something of that month was entered later, or corrected: the edition before stays as it was issued."""
    before: MonthCheck = step.matter
    return _made(
        step,
        before.agency,
        before.month,
        edition=before.edition + 1,
        because=step.reason,
        differences=monthly.differing(before),
    )


def concerned(made: MonthCheck) -> Iterable[Staff]:
    """Whoever answers for an account in which something was found; one query, however many accounts."""
    found = [row["account"] for row in made.rows if row["problems"]]
    homes = Account.objects.filter(pk__in=found).annotate(
        # What an agency left behind is the successor's.
        home=Coalesce("agency__successor__successor", "agency__successor", "agency")
    )
    granted = RoleGrant.objects.filter(role__in=[RECORDS, HEAD, LEADER], agency__in=homes.values("home"))
    people: QuerySet[Staff] = Staff.objects.filter(pk__in=granted.values("staff"), is_active=True)
    return people


@act(
    "newmedia.circulate_check",
    "通报检查结果",
    on=MonthCheck,
    via="circulate",
    role=(Role.DISCLOSURE_HEAD, LEADER),
    asks=RemarkForm,
    cites=("NM-13",),
    weight="primary",
    tells=(concerned,),
)
def circulate_check(step: Step) -> None:
    """Every agency reads the whole table from now on."""
    step.matter.circulate()
