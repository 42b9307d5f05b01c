"""An account filed with the three offices, each of which acknowledges its copy or sends it back (NM-8(2))."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from foundation.agencies.queries import agency_with, holders
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.acts import Apart, Step, act, attribute
from foundation.casework.fields import PlainText, RemarkForm
from foundation.casework.forms import ActForm
from foundation.deadlines import clocks
from newmedia import forms, gates
from newmedia.models import Account, Filing, FilingCopy
from newmedia.statute import OFFICES, REFILE, Sort

HEAD, LEADER, DRAFTER, RECORDS = Role.DEPARTMENT_HEAD, Role.LEADER, Role.DRAFTER, Role.RECORDS_OFFICE
State = Account.State
#: Who decides to file does not acknowledge it for an office.
FILING = ("newmedia.file_opening", "newmedia.file_change", "newmedia.decide_closing")
OFFICE = (RECORDS, Role.DISCLOSURE_HEAD)


@act(
    "newmedia.file_opening",
    "报备开通",
    on=Account,
    via="file",
    role=(HEAD, LEADER),
    asks=forms.FileForm,
    cites=("NM-8(2)",),
    gates=[gates.offices_known, gates.people_named, gates.people_on_establishment],
    weight="primary",
    tells=(DRAFTER,),
)
def file_opening(step: Step) -> None:
    step.matter.file()
    send_filing(step, Sort.OPEN)


def _unfiled(model: type[models.Model]) -> Q:
    return ~Q(unfiled="")


@act(
    "newmedia.file_change",
    "报备变动",
    on=Account,
    states=(State.LIVE, State.SUSPENDED),
    role=(HEAD, LEADER),
    asks=forms.FileForm,
    cites=("NM-8(2)",),
    gates=[
        gates.something_changed,
        gates.offices_known,
        gates.people_named,
        gates.people_on_establishment,
        gates.no_filing_open,
    ],
    meets=(REFILE,),
    waits_if=_unfiled,
    when=lambda account: bool(account.unfiled),
    tells=(DRAFTER,),
)
def file_change(step: Step) -> None:
    """What changed is filed; whatever changes from now on is filed anew."""
    account: Account = step.matter
    step.detail = {"changed": account.unfiled}
    send_filing(step, Sort.CHANGE, f"{account.unfiled}。{step.reason}")
    account.unfiled = ""


def send_filing(step: Step, sort: Sort, reason: str = "") -> None:
    """Have a filing sent once the account is saved."""
    step.then(send.name, step.matter, sort=sort, reason=reason or step.reason)


class SendForm(ActForm):
    """What is filed, handed on by the act that decides it."""

    sort = django_forms.ChoiceField(choices=Sort.choices)
    reason = PlainText()


@act("newmedia.send", "发出报备", on=Account, creates=Filing, asks=SendForm, cites=("NM-8(2)",))
def send(step: Step) -> Filing:
    """What the account says on this day, once for all three offices."""
    account: Account = step.matter
    sort = Sort(step.data["sort"])
    filing = Filing(
        agency=account.agency,
        created_at=step.at,
        account=account,
        title=f"{sort.label}报备：{account.title}（{account.platform_label}）",
        sort=sort,
        content=[list(pair) for pair in account.facts()],
        reason=step.data["reason"],
        sender=step.staff,
    )
    attribute(step, filing).save()
    filing.refresh_from_db()
    for function in OFFICES:
        step.then(deliver.name, filing, function=function)
    return filing


class DeliverForm(ActForm):
    """Which of the three offices gets it."""

    reason_field = ""
    function = django_forms.ChoiceField(choices=[(office.value, office.label) for office in OFFICES])


def _office(copy: FilingCopy) -> Any:
    """Whoever receives filings for an office."""
    return holders({*OFFICE}, copy.agency)


@act(
    "newmedia.deliver",
    "送达报备",
    on=Filing,
    creates=FilingCopy,
    asks=DeliverForm,
    cites=("NM-8(2)",),
    tells=(_office,),
)
def deliver(step: Step) -> FilingCopy:
    function = AgencyFunction(step.data["function"])
    office = agency_with(function)
    assert office is not None, "the gate asked for it"
    copy = FilingCopy(agency=office, created_at=step.at, filing=step.matter, function=function)
    attribute(step, copy).save()
    return copy


@act(
    "newmedia.acknowledge",
    "同意备案",
    on=FilingCopy,
    via="acknowledge",
    role=OFFICE,
    asks=RemarkForm,
    cites=("NM-8(2)",),
    not_by=Apart("NM-8(2)", FILING),
    weight="primary",
)
def acknowledge(step: Step) -> None:
    """The last of the three makes the filing complete."""
    copy: FilingCopy = step.matter
    copy.acknowledge(step.at, step.reason)
    if not copy.filing.copies.filter(state=FilingCopy.State.WAITING).exclude(pk=copy.pk).exists():
        step.then(complete.name, copy.filing)


@act(
    "newmedia.return_copy",
    "退回报备",
    on=FilingCopy,
    via="send_back",
    role=OFFICE,
    asks=forms.ReturnForm,
    cites=("NM-8(2)",),
)
def return_copy(step: Step) -> None:
    """The whole filing goes back: what is filed anew, all three offices read."""
    copy: FilingCopy = step.matter
    copy.send_back(step.at, step.reason)
    for other in copy.filing.copies.filter(state=FilingCopy.State.WAITING).exclude(pk=copy.pk):
        step.then(lapse.name, other)
    said = f"{copy.agency.short_name}：{step.reason}"
    step.then(send_back.name, copy.filing, reason=said)


@act("newmedia.lapse", "另一部门已退回", on=FilingCopy, via="lapse", cites=("NM-8(2)",))
def lapse(step: Step) -> None:
    step.matter.lapse()


@act("newmedia.complete", "三个部门都已备案", on=Filing, via="complete", cites=("NM-8(2)",))
def complete(step: Step) -> None:
    filing: Filing = step.matter
    filing.complete(step.at)
    step.then(_ACKNOWLEDGED[Sort(filing.sort)].name, filing.account)


class ReturnedForm(ActForm):
    """What an office said."""

    reason = PlainText()


@act("newmedia.send_back", "报备被退回", on=Filing, via="send_back", asks=ReturnedForm, cites=("NM-8(2)",))
def send_back(step: Step) -> None:
    filing: Filing = step.matter
    filing.send_back()
    step.then(_RETURNED[Sort(filing.sort)].name, filing.account, reason=step.reason)


# What follows for the account

WORKING = (DRAFTER, RECORDS, HEAD, LEADER)


@act(
    "newmedia.opening_acknowledged",
    "开通已备案",
    on=Account,
    via="acknowledged",
    cites=("NM-8(2)",),
    tells=WORKING,
)
def opening_acknowledged(step: Step) -> None:
    step.matter.acknowledged(localdate(step.at))


@act("newmedia.change_acknowledged", "变动已备案", on=Account, cites=("NM-8(2)",), tells=WORKING)
def change_acknowledged(step: Step) -> None:
    """The national system is told, too."""
    step.matter.national_due = True


@act("newmedia.closing_acknowledged", "注销已备案", on=Account, cites=("NM-8(2)",), tells=WORKING)
def closing_acknowledged(step: Step) -> None:
    """Its notice may begin."""


@act(
    "newmedia.opening_returned",
    "开通报备被退回",
    on=Account,
    via="sent_back",
    asks=ReturnedForm,
    cites=("NM-8(2)",),
    tells=WORKING,
    returns=True,
)
def opening_returned(step: Step) -> None:
    step.matter.sent_back()


@act(
    "newmedia.change_returned",
    "变动报备被退回",
    on=Account,
    asks=ReturnedForm,
    cites=("NM-8(2)",),
    tells=WORKING,
    returns=True,
)
def change_returned(step: Step) -> None:
    """What was not acknowledged is filed anew, within its working days."""
    account: Account = step.matter
    account.unfiled = "；".join(filter(None, [account.unfiled, "上次被退回的变动"]))[:500]
    if clocks.open_clock(account, REFILE) is None:
        clocks.start(REFILE, account, at=step.at)


@act(
    "newmedia.closing_returned",
    "注销报备被退回",
    on=Account,
    via=("stay_live", "stay_suspended"),
    asks=ReturnedForm,
    cites=("NM-8(2)",),
    tells=WORKING,
    returns=True,
)
def closing_returned(step: Step) -> None:
    step.matter.stay()


_ACKNOWLEDGED = {
    Sort.OPEN: opening_acknowledged,
    Sort.CHANGE: change_acknowledged,
    Sort.CLOSE: closing_acknowledged,
}
_RETURNED = {Sort.OPEN: opening_returned, Sort.CHANGE: change_returned, Sort.CLOSE: closing_returned}
