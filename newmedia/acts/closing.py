"""An account closed: decided, filed, announced, archived, cancelled (NM-13)."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from foundation.agencies.roles import Role
from foundation.casework.acts import Step, act
from foundation.casework.fields import ReasonForm
from foundation.deadlines import clocks
from foundation.deadlines.calendar import Calendar
from newmedia import forms, gates, queries
from newmedia.acts.accounts import changed
from newmedia.acts.filing import send_filing
from newmedia.models import Account, Filing, Watch
from newmedia.statute import NOTICE_WORKING_DAYS, REFILE, Sort

State = Account.State
DRAFTER, RECORDS, HEAD, LEADER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER


def _ordered(model: type[models.Model]) -> Q:
    """The condition of an account that is to be closed because it stays silent."""
    return Q(Exists(Watch.objects.filter(account=OuterRef("pk"), state=Watch.State.ORDERED)))


@act(
    "newmedia.decide_closing",
    "决定注销",
    on=Account,
    via="decide_closing",
    role=LEADER,
    asks=forms.ClosingForm,
    cites=("NM-13", "NM-8(2)"),
    gates=[gates.offices_known, gates.no_filing_open],
    weight="quiet",
    waits_if=_ordered,
    tells=(DRAFTER, RECORDS, HEAD),
)
def decide_closing(step: Step) -> None:
    """The leader decides; the filing tells the three offices of everything that changed meanwhile as well."""
    account, data = step.matter, step.data
    for name in ("where_now", "where_address", "merged_into"):
        setattr(account, name, data[name])
    account.decide_closing()
    account.unfiled = account.outdated = ""
    clocks.meet(REFILE, account, at=step.at)
    into = f"并入“{account.merged_into}”。" if account.merged_into else ""
    send_filing(step, Sort.CLOSE, f"{step.reason}{into}注销以后：{account.where_now}")


def _filed(model: type[models.Model]) -> Q:
    """The condition of an account whose closing all three offices have on file."""
    done = Filing.objects.filter(account=OuterRef("pk"), sort=Sort.CLOSE, state=Filing.State.COMPLETE)
    return Q(Exists(done))


@act(
    "newmedia.begin_notice",
    "登记注销公示",
    on=Account,
    via="begin_notice",
    role=(DRAFTER, RECORDS),
    asks=forms.NoticeForm,
    cites=("NM-13",),
    gates=[gates.closing_filed],
    weight="primary",
    waits_if=_filed,
)
def begin_notice(step: Step) -> None:
    """From this day its readers are told where to go, here and on the account itself."""
    account: Account = step.matter
    first = step.data["notice_from"]
    account.notice_address = step.data["notice_address"]
    account.begin_notice(first, Calendar.load().add_working_days(first, NOTICE_WORKING_DAYS).date)
    step.save()
    queries.index.enter(account)


@act(
    "newmedia.call_off_closing",
    "不注销了",
    on=Account,
    via=("stay_live", "stay_suspended"),
    role=LEADER,
    asks=ReasonForm,
    cites=("NM-13",),
    gates=[gates.no_filing_open],
    weight="quiet",
    tells=(DRAFTER, RECORDS),
)
def call_off_closing(step: Step) -> None:
    """Before its notice; the offices are told as of any other change."""
    step.matter.stay()
    changed(step, "不注销了，继续运行")


@act(
    "newmedia.end_notice",
    "公示期满",
    on=Account,
    via="end_notice",
    cites=("NM-13",),
    tells=(DRAFTER, RECORDS),
)
def end_notice(step: Step) -> None:
    step.matter.end_notice()


def _not_archived(model: type[models.Model]) -> Q:
    return Q(archive="")


@act(
    "newmedia.record_archive",
    "登记内容归档",
    on=Account,
    states=(State.NOTICE, State.DUE),
    role=(DRAFTER, RECORDS),
    asks=forms.ArchiveForm,
    cites=("NM-13",),
    waits_if=_not_archived,
)
def record_archive(step: Step) -> None:
    account: Account = step.matter
    for name, value in step.data.items():
        setattr(account, name, value)
    account.archive_sha256 = account.archive_sha256.lower()
    step.detail = {"items": account.archived_items, "sha256": account.archive_sha256}


@act(
    "newmedia.cancel",
    "登记注销",
    on=Account,
    via=("close", "merge"),
    role=(DRAFTER, RECORDS),
    asks=forms.CancelledForm,
    cites=("NM-13", "NM-8(2)"),
    gates=[gates.archived, gates.nothing_open],
    weight="primary",
    tells=(HEAD, LEADER),
)
def cancel(step: Step) -> None:
    """It is gone at the platform; its page stays and says where to go."""
    account: Account = step.matter
    (account.merge if account.merged_into else account.close)(step.data["closed_on"])
    account.national_due = True
    step.save()
    queries.index.enter(account)
