"""Publish a report, send it to the superior authority, correct it, withdraw it; or find that none is owed."""

from __future__ import annotations

from django.utils.timezone import localdate

from annual_report import forms, queries
from annual_report.acts.compiling import CLERK, OFFICE, count_cases, limit_of, start_clock
from annual_report.gates import may_be_read
from annual_report.layout import TEXTS
from annual_report.models import Adjustment, AnnualReport
from annual_report.tasks import make_papers_soon
from foundation.agencies.models import Staff
from foundation.agencies.queries import holders, superior_of
from foundation.agencies.roles import Role
from foundation.casework.acts import Step, act, attribute
from foundation.casework.refusals import Invalid
from foundation.casework.versions import Succession, one_at_a_time
from foundation.deadlines import clocks
from foundation.files.acts import store
from foundation.files.models import StoredFile
from foundation.files.rejected import Rejected

State = AnnualReport.State


def _superior(report: AnnualReport) -> list[Staff]:
    """List the disclosure office of the superior authority and the county's supervisors, whom PD-9 has told."""
    above = superior_of(report.agency)
    told = list(holders(Role.DISCLOSURE_HEAD, above)) if above is not None else []
    return [*told, *holders(Role.COUNTY_SUPERVISOR, None)]


@act(
    "annual_report.publish",
    "公布",
    on=AnnualReport,
    via="publish",
    role=CLERK,
    asks=forms.RemarkForm,
    cites=("PD-9(3)", "条例49"),
    tells=OFFICE,
    weight="primary",
)
def publish(step: Step) -> None:
    report: AnnualReport = step.matter
    versions.replace_older(step)
    if not report.is_imported:
        report.first_published_on = report.first_published_on or localdate(step.at)
    report.publish(step.at)
    if report.is_county:
        # 条例49¶2 sets a day for publishing the county's report, and none for reporting it upward.
        clocks.meet(limit_of(report), report.first_version(), at=step.at)
    queries.index.enter(report)
    make_papers_soon()


@act(
    "annual_report.send",
    "报送上级",
    on=AnnualReport,
    via="submit",
    role=CLERK,
    asks=forms.SendForm,
    cites=("PD-9(3)", "条例49"),
    gates=[may_be_read],
    tells=(_superior, Role.DISCLOSURE_HEAD),
    weight="primary",
)
def send(step: Step) -> None:
    report: AnnualReport = step.matter
    assert report.published_at is not None
    report.sent_to, report.sent_on = step.data["sent_to"], step.data["sent_on"]
    report.submit()
    step.detail = {"sent_to": report.sent_to, "sent_on": str(report.sent_on)}
    if not report.is_county:
        # Both are owed by the day: the later of the two is when it was done. A corrected version meets it as well.
        done_on = max(report.sent_on, localdate(report.published_at))
        clocks.meet(limit_of(report), report.first_version(), at=step.at, on=done_on)


def _store_receipt(step: Step) -> StoredFile | None:
    """Store the scanned receipt, for the agency alone."""
    upload, agency = step.data["receipt_file"], step.matter.agency
    if not upload:
        return None
    try:
        return store(upload, name=upload.name, agency=agency, audience="internal", by=step.actor, at=step.at)
    except Rejected as rejected:
        raise Invalid({"回执文件": [str(rejected)]}) from rejected


@act(
    "annual_report.record_receipt",
    "登记回执",
    on=AnnualReport,
    states=(State.SUBMITTED,),
    role=(CLERK, Role.COUNTY_SUPERVISOR),
    asks=forms.ReceiptForm,
    cites=("PD-9(3)", "条例49"),
    tells=OFFICE,
    weight="secondary",
    when=lambda report: not report.receipt,
)
def record_receipt(step: Step) -> None:
    report: AnnualReport = step.matter
    if report.receipt:
        raise Invalid({"回执": [f"已经登记过：{report.receipt}。"]})
    report.receipt, report.received_on = step.data["receipt"], step.data["received_on"]
    report.receipt_file = _store_receipt(step)
    step.detail = {"receipt": report.receipt, "received_on": str(report.received_on)}


@act(
    "annual_report.revise",
    "制作更正版",
    on=AnnualReport,
    creates=AnnualReport,
    states=(*AnnualReport.PUBLIC, State.WITHDRAWN),
    role=CLERK,
    asks=forms.ReviseForm,
    cites=("PD-9(3)", "条例50"),
    gates=[one_at_a_time("PD-9(3)", "报告", "更正版")],
    tells=OFFICE,
    weight="quiet",
)
def revise(step: Step) -> AnnualReport:
    """Make a corrected version with the texts and adjustments of the old one, and count its cases again."""
    old: AnnualReport = step.matter
    copied = ("scope", "year", "reporter", "origin", "counted", "figures", *TEXTS)
    newer = old.next_version(step, copied, compiler=step.staff)
    adjustments = list(old.adjustments.select_related("by"))
    if not newer.is_imported:
        count_cases(step, newer, adjustments)
    attribute(step, newer).save()
    for adjustment in adjustments:
        adjustment.pk, adjustment.report = None, newer
    Adjustment.objects.bulk_create(adjustments)
    newer.refresh_from_db()
    return newer


@act(
    "annual_report.withdraw",
    "撤下",
    on=AnnualReport,
    via="withdraw",
    role=(CLERK, Role.SECRECY_INSPECTOR),
    asks=forms.WithdrawForm,
    cites=("SR-13",),
    gates=[may_be_read],
    tells=(*OFFICE, Role.LEADER),
    weight="quiet",
)
def withdraw(step: Step) -> None:
    """Take a published report down at once, with the versions before it (SR-13)."""
    versions.take_down(step)


versions = Succession(
    AnnualReport,
    enter=queries.index.enter,
    leave=queries.index.leave,
    may_restore=(CLERK, Role.SECRECY_INSPECTOR),
    tells=(*OFFICE, Role.LEADER),
    superseded="由更正版替代",
    cites=("PD-9(3)",),
    withdrawn_with="随更正版一并撤下",
    restored="撤销撤下",
    restored_with="随更正版一并恢复",
)


@act(
    "annual_report.abandon",
    "放弃",
    on=AnnualReport,
    via="abandon",
    role=CLERK,
    asks=forms.ReasonForm,
    cites=("PD-9(3)",),
    weight="quiet",
    when=lambda report: _may_be_given_up(report),
)
def abandon(step: Step) -> None:
    """Give up a corrected version, an import, or a report that the agency does not owe."""
    if not _may_be_given_up(step.matter):
        raise Invalid({"年度报告": ["这份报告不能放弃：依法必须编制，或者下一年度的报告以它为据。"]})
    step.matter.abandon()


def _may_be_given_up(report: AnnualReport) -> bool:
    if report.is_imported and report.version == 1:
        # The report of the next year was signed on what this one says.
        after = AnnualReport.objects.signed().filter(agency=report.agency_id, year=report.year + 1)
        return not after.exists()
    return report.version > 1 or limit_of(report).code not in {
        clock.limit for clock in clocks.running(report)
    }


@act(
    "annual_report.exempt",
    "认定无须编制",
    on=AnnualReport,
    via="exempt",
    role=Role.COUNTY_SUPERVISOR,
    asks=forms.ReasonForm,
    cites=("PD-9(3)", "PD-1"),
    tells=OFFICE,
    weight="quiet",
    when=lambda report: _may_be_exempt(report),
)
def exempt(step: Step) -> None:
    """Find that no report is owed: the agency did not exist in that year, or another agency reports for it."""
    if step.matter.is_county:
        raise Invalid({"年度报告": ["县政府的年度报告依法必须编制（条例第四十九条）。"]})
    if not _may_be_exempt(step.matter):
        raise Invalid({"年度报告": ["更正版和导入的报告不认定，不要的请放弃。"]})
    clocks.cancel(limit_of(step.matter), step.matter, at=step.at)
    step.matter.exempt()


def _may_be_exempt(report: AnnualReport) -> bool:
    return report.version == 1 and not report.is_imported and not report.is_county


@act(
    "annual_report.require",
    "撤销认定，恢复编制",
    on=AnnualReport,
    via="require",
    role=Role.COUNTY_SUPERVISOR,
    asks=forms.ReasonForm,
    cites=("PD-9(3)", "PD-1"),
    tells=OFFICE,
    weight="quiet",
)
def require(step: Step) -> None:
    report: AnnualReport = step.matter
    if AnnualReport.objects.existing().filter(agency=report.agency_id, year=report.year).exists():
        raise Invalid({"年度报告": [f"{report.year} 年另有一份报告，不能恢复这一份。"]})
    report.require()
    start_clock(step, report)
