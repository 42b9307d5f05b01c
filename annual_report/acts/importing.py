"""Reports of the years before the portal, taken over as they were published, so that 上年结转 has a past."""

from __future__ import annotations

from hashlib import sha256

from annual_report import forms
from annual_report.acts.compiling import CLERK, OFFICE, blank
from annual_report.figures import BadFigures
from annual_report.gates import none_yet, not_owed_here, year_is_over
from annual_report.models import AnnualReport, Origin
from annual_report.reading import read
from foundation.agencies.models import Agency
from foundation.casework.acts import Apart, Step, act, attribute
from foundation.casework.refusals import Invalid
from foundation.files.inspection import inspect
from foundation.files.rejected import Rejected
from secrecy_review.review_acts import REVIEWING


@act(
    "annual_report.import_report",
    "导入往年报告",
    on=Agency,
    creates=AnnualReport,
    role=CLERK,
    asks=forms.ImportForm,
    cites=("PD-9(3)", "条例50"),
    gates=[year_is_over, none_yet, not_owed_here],
    tells=OFFICE,
)
def import_report(step: Step) -> AnnualReport:
    """Known to next year's report at once; to be read by citizens it goes the same way as any other."""
    agency: Agency = step.matter
    report = blank(step, agency, step.data["year"])
    report.origin = Origin.IMPORTED
    report.reporter = step.data["reporter"] or report.reporter
    report.first_published_on = step.data["first_published_on"]
    _take_over(step, report)
    attribute(step, report).save()
    report.refresh_from_db()
    return report


@act(
    "annual_report.import_again",
    "重新导入",
    on=AnnualReport,
    states=(AnnualReport.State.COMPILING,),
    role=CLERK,
    asks=forms.ImportAgainForm,
    cites=("条例50",),
    not_by=Apart("SR-6(2)", REVIEWING),
    weight="secondary",
    when=lambda report: report.is_imported,
)
def import_again(step: Step) -> None:
    """What was taken over wrongly, before it is published or in a corrected version."""
    if not step.matter.is_imported:
        raise Invalid({"文件": ["这份报告的数据由办件计数，不能导入。"]})
    _take_over(step, step.matter)


def _take_over(step: Step, report: AnnualReport) -> None:
    upload = step.data["file"]
    content = upload.read()
    try:
        if not upload.name.lower().endswith(".json"):
            inspect(content, upload.name)
        found = read(content, upload.name)
    except (Rejected, BadFigures) as bad:
        raise Invalid({"文件": [str(bad)]}) from bad
    code, year = found.of
    if (code and code != report.agency.code) or (year and year != report.year):
        raise Invalid({"文件": [f"这个文件是 {code} {year} 年的报告，不是这个机关这一年的。"]})
    report.figures = found.figures.entry()
    report.source_name, report.source_sha256 = upload.name[:200], sha256(content).hexdigest()
    for name, text in found.texts.items():
        setattr(report, name, text)
    step.detail = {"source": report.source_sha256}
