"""Reports of the years before the portal, taken over as they were published, so that 上年结转 has a past."""

from __future__ import annotations

from hashlib import sha256

from annual_report import forms
from annual_report.acts.compiling import CLERK, OFFICE, blank
from annual_report.figures import BadFigures
from annual_report.gates import none_yet, year_is_over
from annual_report.models import AnnualReport, Origin
from annual_report.reading import read
from foundation.agencies.models import Agency
from foundation.casework.acts import Step, act, attribute
from foundation.casework.refusals import Invalid
from foundation.files.inspection import inspect
from foundation.files.rejected import Rejected


@act(
    "annual_report.import_report",
    "导入往年报告",
    on=Agency,
    creates=AnnualReport,
    role=CLERK,
    asks=forms.ImportForm,
    cites=("PD-9(3)", "条例50"),
    gates=[year_is_over, none_yet],
    tells=OFFICE,
)
def import_report(step: Step) -> AnnualReport:
    """Known to next year's report at once; to be read by citizens it goes the same way as any other."""
    agency: Agency = step.matter
    upload = step.data["file"]
    content = upload.read()
    try:
        if not upload.name.lower().endswith(".json"):
            inspect(content, upload.name)
        found = read(content, upload.name)
    except (Rejected, BadFigures) as bad:
        raise Invalid({"文件": [str(bad)]}) from bad
    report = blank(step, agency, step.data["year"])
    report.origin = Origin.IMPORTED
    report.figures = found.figures.entry()
    report.first_published_on = step.data["first_published_on"]
    report.source_name, report.source_sha256 = upload.name[:200], sha256(content).hexdigest()
    for code, text in found.texts.items():
        setattr(report, code, text)
    attribute(step, report).save()
    report.refresh_from_db()
    step.detail = {"source": report.source_sha256}
    return report
