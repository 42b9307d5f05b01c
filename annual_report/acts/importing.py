"""Import reports of the years before the portal as they were published, so that 上年结转 can be checked."""

from __future__ import annotations

from hashlib import sha256

from annual_report import forms
from annual_report.acts.compiling import CLERK, OFFICE, change_act, new_report
from annual_report.figures import BadFigures
from annual_report.gates import no_report_yet, not_owed_here, year_is_over
from annual_report.models import AnnualReport, Origin
from annual_report.reading import of_another_year, read
from foundation.agencies.models import Agency
from foundation.casework.acts import Step, act, attribute
from foundation.casework.refusals import Invalid
from foundation.files.outside import inspect
from foundation.files.rejected import Rejected


@act(
    "annual_report.import_report",
    "导入往年报告",
    on=Agency,
    creates=AnnualReport,
    role=CLERK,
    asks=forms.ImportForm,
    cites=("PD-9(3)", "条例50"),
    gates=[year_is_over, no_report_yet, not_owed_here],
    tells=OFFICE,
)
def import_report(step: Step) -> AnnualReport:
    """Import an old report: next year's is checked against it at once; to be published it takes every step of a new one."""
    agency: Agency = step.matter
    report = new_report(step, agency, step.data["year"])
    report.origin = Origin.IMPORTED
    report.reporter = step.data["reporter"] or report.reporter
    report.first_published_on = step.data["first_published_on"]
    _take_from_file(step, report)
    attribute(step, report).save()
    report.refresh_from_db()
    return report


@change_act(
    "annual_report.import_again",
    "重新导入",
    asks=forms.ImportAgainForm,
    weight="secondary",
    when=lambda report: report.is_imported,
)
def import_again(step: Step) -> None:
    """Replace figures and texts that were imported wrongly, before publication or in a corrected version."""
    if not step.matter.is_imported:
        raise Invalid({"文件": ["这份报告的数据由办件计数，不能导入。"]})
    _take_from_file(step, step.matter)


def _take_from_file(step: Step, report: AnnualReport) -> None:
    upload = step.data["file"]
    content = upload.read()
    try:
        if not upload.name.lower().endswith(".json"):
            inspect(content, upload.name)
        found = read(content, upload.name, step.data["sheets"])
    except (Rejected, BadFigures) as bad:
        raise Invalid({"文件": [str(bad)]}) from bad
    code, year = found.of
    if (code and code != report.agency.code) or (year and year != report.year):
        raise Invalid({"文件": [f"这个文件是 {code} {year} 年的报告，不是这个机关这一年的。"]})
    if found.years and report.year not in found.years:
        raise Invalid({"文件": [of_another_year(found.years, report.year)]})
    report.figures = found.figures.entry()
    report.source_name, report.source_sha256 = upload.name[:200], sha256(content).hexdigest()
    for name, text in found.texts.items():
        setattr(report, name, text)
    step.detail = {"source": report.source_sha256}
