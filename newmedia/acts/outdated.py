"""What happens to agencies and people, as far as accounts hang on it: a new name, a merger, somebody who leaves."""

from __future__ import annotations

from django.db.models import Q
from django.utils.timezone import localdate

from foundation.agencies.models import Agency, Staff
from foundation.agencies.roles import Role
from foundation.casework.acts import Step, act
from foundation.casework.consequences import follows
from foundation.casework.fields import PlainText
from foundation.casework.forms import ActForm
from newmedia.acts.accounts import changed
from newmedia.acts.security import ask_for_reset
from newmedia.models import Account, Assignment
from newmedia.statute import Duty, ResetBecause

WORKING = (Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD)


class OutdatedForm(ActForm):
    """What became of the agency."""

    reason_field = "outdated"
    outdated = PlainText(max_length=200)


@act(
    "newmedia.outdate",
    "单位有变动，请核对账号",
    on=Account,
    asks=OutdatedForm,
    cites=("NM-8(2)",),
    tells=WORKING,
)
def outdate(step: Step) -> None:
    """Its name or subject is that of an agency which is called otherwise now."""
    step.matter.outdated = step.data["outdated"]
    changed(step, step.data["outdated"])


@follows("agencies.rename", "agencies.merge")
def _agency_changed(step: Step, agency: Agency) -> None:
    """Every running account of the agency waits until it is renamed at its platform, or closed."""
    said = f"单位并入{agency.successor}" if agency.successor else f"单位更名为{agency.name}"
    for account in Account.objects.filter(agency=agency, state__in=Account.RUNNING).order_by("pk"):
        step.also(outdate.name, on=account, outdated=said[:200])


@follows("casework.passed_on")
def _passed_on(step: Step, matter: object) -> None:
    """One that was passed on to the successor of its agency."""
    if isinstance(matter, Account) and matter.state in Account.RUNNING:
        step.also(outdate.name, on=matter, outdated=f"单位并入{matter.agency}"[:200])


@act(
    "newmedia.lose", "账号人员离岗", on=Account, asks=OutdatedForm, cites=("NM-18", "NM-8(2)"), tells=WORKING
)
def lose(step: Step) -> None:
    """Whoever left does nothing more for the account; the change is filed."""
    changed(step, step.data["outdated"])


@follows("agencies.close_account", "agencies.lapse_account", "agencies.move_account")
def _left(step: Step, staff: Staff) -> None:
    """Their work for every account that stands ends on this day."""
    serving = Assignment.objects.filter(Q(until_on=None), staff=staff).exclude(
        account__state__in=Account.OVER
    )
    by_account: dict[int, list[Assignment]] = {}
    for row in serving.select_related("account", "staff").order_by("account_id", "pk"):
        by_account.setdefault(row.account_id, []).append(row)
    for rows in by_account.values():
        for row in rows:
            row.until_on = localdate(step.at)
            row.save(update_fields=["until_on"])
        said = f"{staff.full_name}离岗，不再担任{'、'.join(str(row.get_duty_display()) for row in rows)}"
        account = rows[0].account
        step.also(lose.name, on=account, outdated=said[:200])
        if any(row.duty == Duty.MANAGER for row in rows):
            ask_for_reset(step, account, ResetBecause.STAFF, said)
