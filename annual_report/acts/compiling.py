"""Compiling: opened, counted, entered, adjusted, written, handed in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from annual_report import drafting, forms, queries, statute
from annual_report.composing import ELSEWHERE, ENTRY, OVERRIDE, compose
from annual_report.figures import MOST_DIGITS, BadFigures
from annual_report.gates import COMPLETE, counted_here, none_yet, not_refused_as_it_is, year_is_over
from annual_report.layout import CELLS, ENTERED
from annual_report.models import Adjustment, AnnualReport, Scope
from annual_report.reading import read_second
from annual_report.tasks import make_papers_soon
from foundation.agencies.county import is_county_government
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Step, act, attribute
from foundation.casework.refusals import Invalid
from foundation.deadlines import clocks
from foundation.files.inspection import inspect
from foundation.files.rejected import Rejected
from secrecy_review.models import Review
from secrecy_review.review_acts import REVIEWING, void

State = AnnualReport.State
#: The disclosure office's own: PD-3(4) has it compile the report.
CLERK = Role.APPLICATIONS_CLERK
#: Who is told what becomes of a report on its way.
OFFICE = (CLERK, Role.DISCLOSURE_HEAD)


def limit_of(report: AnnualReport) -> Any:
    """The time limit that a report is under."""
    return statute.COUNTY_REPORT if report.is_county else statute.REPORT


@act(
    "annual_report.open",
    "编制年度报告",
    on=Agency,
    creates=AnnualReport,
    role=CLERK,
    asks=forms.OpenForm,
    cites=("PD-9(3)", "条例49", "PD-3(4)"),
    gates=[year_is_over, none_yet],
    tells=OFFICE,
)
def open_report(step: Step) -> AnnualReport:
    """By the portal itself on 1 January, for whoever owes a report; by hand for whoever does not, or when January is over."""
    agency: Agency = step.matter
    report = blank(step, agency, step.data["year"])
    owed = queries.owes(agency, report.year)
    take(step, report, queries.counted_now(report))
    for code, text in drafting.draft(queries.subject_of(report)).items():
        setattr(report, code, text)
    attribute(step, report).save()
    report.refresh_from_db()
    if owed:
        start_clock(step, report)
    return report


def blank(step: Step, agency: Agency, year: int) -> AnnualReport:
    """A report of an agency, not yet saved."""
    return AnnualReport(
        agency=agency,
        created_at=step.at,
        scope=Scope.COUNTY if is_county_government(agency) else Scope.AGENCY,
        year=year,
        reporter=queries.reporter_of(agency),
        compiler=step.staff,
        figures=compose({}).entry(),
    )


def start_clock(step: Step, report: AnnualReport) -> None:
    """PD-9, 条例49: the time runs from the end of the year reported on."""
    length = statute.span(report.year, county=report.is_county)
    clocks.start(limit_of(report), report, at=step.at, on=date(report.year, 12, 31), span=length)


def take(
    step: Step, report: AnnualReport, counted: dict[str, Any], adjustments: Iterable[Adjustment] = ()
) -> None:
    """Take what is counted now into the report."""
    before = drafting.draft(queries.subject_of(report))
    report.counted, report.counted_at = counted, step.at
    _put_together(report, adjustments, before)


def refigure(report: AnnualReport) -> None:
    """Put the figures together anew after an adjustment."""
    _put_together(report, report.adjustments.all(), drafting.draft(queries.subject_of(report)))


def _put_together(report: AnnualReport, adjustments: Iterable[Adjustment], before: dict[str, str]) -> None:
    """Sentences that still stand as they were drafted follow the figures; what somebody wrote, or took away, stays."""
    figures = compose(report.counted_cells, adjustments)
    for cell, value in figures.items():
        if not isinstance(value, str) and value >= 10**MOST_DIGITS:
            raise Invalid({"数据": [f"“{CELLS[cell]}”加起来超过 {MOST_DIGITS} 位数，请核对。"]})
    report.figures = figures.entry()
    for code, text in drafting.draft(queries.subject_of(report)).items():
        if getattr(report, code) == before[code]:
            setattr(report, code, text)


def _counted(report: AnnualReport) -> bool:
    return not report.is_imported


@act(
    "annual_report.count",
    "重新取数",
    on=AnnualReport,
    states=(State.COMPILING,),
    role=CLERK,
    asks=forms.CountForm,
    cites=("条例50",),
    not_by=Apart("SR-6(2)", REVIEWING),
    gates=[counted_here],
    weight="secondary",
    when=_counted,
)
def count(step: Step) -> None:
    report: AnnualReport = step.matter
    changed = queries.drift(report)
    report.compiler = step.staff
    take(step, report, queries.counted_now(report), report.adjustments.all())
    step.detail = {"changed": {d.cell or d.label: [str(d.before), str(d.now)] for d in changed}}


@act(
    "annual_report.enter",
    "填报数据",
    on=AnnualReport,
    states=(State.COMPILING,),
    role=CLERK,
    asks=forms.EntryForm,
    cites=("条例50",),
    not_by=Apart("SR-6(2)", REVIEWING),
    gates=[counted_here],
    weight="secondary",
    when=_counted,
)
def enter(step: Step) -> None:
    report: AnnualReport = step.matter
    found = _from_sheet(step.data["sheet"]) if step.data.get("sheet") else {}
    found |= {
        cell: step.data[forms.name_of(cell)]
        for cell in ENTERED
        if step.data.get(forms.name_of(cell)) is not None
    }
    numbers = {cell: value for cell, value in found.items() if not isinstance(value, str)}
    if not numbers:
        raise Invalid({"数据": ["一个数也没有。没有办理的，请填 0。"]})
    for cell, value in numbers.items():
        _put(step, report, ENTRY, cell, Decimal(value), step.data["source"])
    refigure(report)
    step.detail = {"cells": {cell: str(value) for cell, value in numbers.items()}}


def _from_sheet(upload: Any) -> dict[str, Any]:
    content = upload.read()
    try:
        inspect(content, upload.name)
        found = read_second(content)
    except (Rejected, BadFigures) as bad:
        raise Invalid({"从表格取数": [str(bad)]}) from bad
    for cell, value in found.items():
        if isinstance(value, Decimal) and value != round(value, forms.DECIMALS):
            raise Invalid({"从表格取数": [f"{CELLS[cell]}：{value} 超过四位小数，请改成四位以内。"]})
    return found


def _put(step: Step, report: AnnualReport, kind: str, cell: str, value: Decimal, note: str) -> None:
    """Set the one number of its kind that a cell has."""
    report.adjustments.filter(kind=kind, cell=cell).delete()
    Adjustment.of(step, report, kind, cell, value, note).save()


@act(
    "annual_report.add_elsewhere",
    "补充系统外办件",
    on=AnnualReport,
    states=(State.COMPILING,),
    role=CLERK,
    asks=forms.ElsewhereForm,
    cites=("条例50",),
    not_by=Apart("SR-6(2)", REVIEWING),
    gates=[counted_here],
    weight="quiet",
    when=_counted,
)
def add_elsewhere(step: Step) -> None:
    report: AnnualReport = step.matter
    note = step.data["source"]
    report.adjustments.filter(kind=ELSEWHERE, note=note).delete()
    Adjustment.objects.bulk_create(
        Adjustment.of(step, report, ELSEWHERE, cell, value, note)
        for cell, value in step.data["cells"].items()
        if value
    )
    refigure(report)
    step.detail = {"cells": {cell: str(value) for cell, value in step.data["cells"].items()}}


@act(
    "annual_report.drop_elsewhere",
    "移除系统外办件",
    on=AnnualReport,
    states=(State.COMPILING,),
    role=CLERK,
    asks=forms.SourceForm,
    cites=("条例50",),
    not_by=Apart("SR-6(2)", REVIEWING),
    weight="quiet",
    when=lambda report: report.adjustments.filter(kind=ELSEWHERE).exists(),
)
def drop_elsewhere(step: Step) -> None:
    dropped = step.matter.adjustments.filter(kind=ELSEWHERE, note=step.data["source"])
    step.detail = {"cells": {a.cell: str(a.value) for a in dropped}}
    dropped.delete()
    refigure(step.matter)


@act(
    "annual_report.override",
    "改定数据",
    on=AnnualReport,
    states=(State.COMPILING,),
    role=CLERK,
    asks=forms.OverrideForm,
    cites=("条例50",),
    not_by=Apart("SR-6(2)", REVIEWING),
    gates=[counted_here],
    weight="quiet",
    when=_counted,
)
def override(step: Step) -> None:
    report: AnnualReport = step.matter
    cell, value = step.data["cell"], step.data["value"]
    if cell in ENTERED:
        raise Invalid({"数据项": [f"“{CELLS[cell]}”本来就是填报的数，请用“填报数据”改。"]})
    reckoned = report.makings()[cell].reckoned
    _put(step, report, OVERRIDE, cell, value, step.reason)
    refigure(report)
    step.detail = {"cell": cell, "reckoned": str(reckoned), "value": str(value)}


@act(
    "annual_report.lift_override",
    "撤销改定",
    on=AnnualReport,
    states=(State.COMPILING,),
    role=CLERK,
    asks=forms.LiftForm,
    cites=("条例50",),
    not_by=Apart("SR-6(2)", REVIEWING),
    weight="quiet",
    when=lambda report: report.adjustments.filter(kind=OVERRIDE).exists(),
)
def lift_override(step: Step) -> None:
    step.matter.adjustments.filter(kind=OVERRIDE, cell=step.data["cell"]).delete()
    refigure(step.matter)
    step.detail = {"cell": step.data["cell"]}


@act(
    "annual_report.write",
    "撰写文字",
    on=AnnualReport,
    states=(State.COMPILING,),
    role=CLERK,
    asks=forms.TextsForm,
    cites=("条例50",),
    not_by=Apart("SR-6(2)", REVIEWING),
    weight="secondary",
)
def write(step: Step) -> None:
    report: AnnualReport = step.matter
    step.detail = {"before": report.digest}
    report.compiler = step.staff
    for code, text in step.data.items():
        setattr(report, code, text)


@act(
    "annual_report.take_back",
    "取回修改",
    on=AnnualReport,
    via="send_back",
    role={State.UNDER_REVIEW: (CLERK,)},
    asks=forms.RemarkForm,
    cites=("PD-9(3)",),
    tells=(Role.SECRECY_REVIEWER,),
    weight="quiet",
)
def take_back(step: Step) -> None:
    """The clerk takes a report back from review to go on with it, as long as nobody has decided on it."""
    void(step, Review.objects.of(step.matter).open(), "经办人取回")
    step.matter.send_back()


@act(
    "annual_report.hand_in",
    "提交审核",
    on=AnnualReport,
    via="hand_in",
    role=CLERK,
    asks=forms.RemarkForm,
    cites=("PD-9(3)", "条例50"),
    gates=[*COMPLETE, not_refused_as_it_is],
    tells=(Role.DISCLOSURE_HEAD,),
    weight="primary",
)
def hand_in(step: Step) -> None:
    report: AnnualReport = step.matter
    void(step, Review.objects.of(report).valid(), "年度报告重新提交")
    report.compiler = step.staff
    report.hand_in()
    step.then("secrecy_review.open", on=report)
    make_papers_soon()
