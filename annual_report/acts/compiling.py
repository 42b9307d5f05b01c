"""Compile a report: open it, count the cases, enter and adjust figures, write the texts, hand it in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from annual_report import drafting, forms, queries, statute
from annual_report.composing import ELSEWHERE, ENTRY, OVERRIDE, compose
from annual_report.figures import MOST_DIGITS, BadFigures
from annual_report.gates import COMPLETE, counted_here, no_report_yet, not_refused_as_it_is, year_is_over
from annual_report.layout import CELLS, ENTERED
from annual_report.models import Adjustment, AnnualReport, Scope
from annual_report.reading import of_another_year, read_second
from annual_report.tasks import make_papers_soon
from foundation.agencies.county import is_county_government
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Step, act, attribute
from foundation.casework.refusals import Invalid
from foundation.deadlines import clocks
from foundation.deadlines.limits import TimeLimit
from foundation.files.outside import inspect
from foundation.files.rejected import Rejected
from secrecy_review.models import Review
from secrecy_review.review_acts import REVIEWING, void

State = AnnualReport.State
#: PD-3(4): the clerk of the disclosure office compiles the report.
CLERK = Role.APPLICATIONS_CLERK
#: The disclosure office, told what becomes of a report.
OFFICE = (CLERK, Role.DISCLOSURE_HEAD)


def limit_of(report: AnnualReport) -> TimeLimit:
    """Return the time limit that a report is under."""
    return statute.COUNTY_REPORT if report.is_county else statute.REPORT


@act(
    "annual_report.open",
    "编制年度报告",
    on=Agency,
    creates=AnnualReport,
    role=CLERK,
    asks=forms.OpenForm,
    cites=("PD-9(3)", "条例49", "PD-3(4)"),
    gates=[year_is_over, no_report_yet],
    tells=OFFICE,
)
def open_report(step: Step) -> AnnualReport:
    """Open a report: the portal does it on 1 January for each agency that owes one, the clerk for any other or later."""
    agency: Agency = step.matter
    report = new_report(step, agency, step.data["year"])
    owed = queries.owes(agency, report.year)
    count_cases(step, report)
    for code, text in _drafted(report).items():
        setattr(report, code, text)
    attribute(step, report).save()
    report.refresh_from_db()
    if owed:
        start_clock(step, report)
    return report


def new_report(step: Step, agency: Agency, year: int) -> AnnualReport:
    """Make an empty report of an agency, not yet saved."""
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
    """Start the time limit of PD-9 or 条例49, which runs from the end of the year reported on."""
    length = statute.span(report.year, county=report.is_county)
    clocks.start(limit_of(report), report, at=step.at, on=date(report.year, 12, 31), span=length)


def count_cases(step: Step, report: AnnualReport, adjustments: Iterable[Adjustment] = ()) -> None:
    """Count the cases, and compute the figures from the counts and the adjustments."""
    before = _drafted(report)
    report.counted, report.counted_at = queries.counted_now(report), step.at
    _compute(report, adjustments, before)


def recompute(report: AnnualReport) -> None:
    """Compute the figures again after an adjustment."""
    _compute(report, report.adjustments.all(), _drafted(report))


def _compute(report: AnnualReport, adjustments: Iterable[Adjustment], before: dict[str, str]) -> None:
    """Compute the figures, and replace the texts that nobody has changed since they were drafted as `before`."""
    figures = compose(report.counted_cells, adjustments)
    for cell, value in figures.items():
        if not isinstance(value, str) and value >= 10**MOST_DIGITS:
            raise Invalid({"数据": [f"“{CELLS[cell]}”加起来超过 {MOST_DIGITS} 位数，请核对。"]})
    report.figures = figures.entry()
    for code, text in _drafted(report).items():
        if getattr(report, code) == before[code]:
            setattr(report, code, text)


def _drafted(report: AnnualReport) -> dict[str, str]:
    return drafting.draft(queries.subject_of(report))


#: Declares an act by which the clerk changes a report while it is compiled; whoever reviewed it may not.
change_act = partial(
    act,
    on=AnnualReport,
    states=(State.COMPILING,),
    role=CLERK,
    cites=("条例50",),
    not_by=Apart("SR-6(2)", REVIEWING),
)
#: Declares an act on figures that are counted, not imported.
figures_act = partial(change_act, gates=[counted_here], when=lambda report: not report.is_imported)


@figures_act("annual_report.count", "重新取数", asks=forms.CountForm, weight="secondary")
def count(step: Step) -> None:
    report: AnnualReport = step.matter
    changed = queries.drift(report)
    report.compiler = step.staff
    count_cases(step, report, report.adjustments.all())
    step.detail = {"changed": {d.cell or d.label: [str(d.before), str(d.now)] for d in changed}}


@figures_act("annual_report.enter", "填报数据", asks=forms.EntryForm, weight="secondary")
def enter(step: Step) -> None:
    report: AnnualReport = step.matter
    found = _from_sheet(step) if step.data.get("sheet") else {}
    typed = {cell: step.data.get(forms.field_name(cell)) for cell in ENTERED}
    found |= {cell: value for cell, value in typed.items() if value is not None}
    numbers = {cell: value for cell, value in found.items() if not isinstance(value, str)}
    if not numbers:
        raise Invalid({"数据": ["一个数也没有。没有办理的，请填 0。"]})
    for cell, value in numbers.items():
        _put(step, report, ENTRY, cell, Decimal(value), step.data["source"])
    recompute(report)
    step.detail = {"cells": {cell: str(value) for cell, value in numbers.items()}}


def _from_sheet(step: Step) -> dict[str, Any]:
    upload, year = step.data["sheet"], step.matter.year
    content = upload.read()
    try:
        inspect(content, upload.name)
        found, years = read_second(content, step.data["sheets"])
    except (Rejected, BadFigures) as bad:
        raise Invalid({"从表格取数": [str(bad)]}) from bad
    if years and year not in years:
        raise Invalid({"从表格取数": [of_another_year(years, year)]})
    for cell, value in found.items():
        if isinstance(value, Decimal) and value != round(value, forms.DECIMALS):
            raise Invalid({"从表格取数": [f"{CELLS[cell]}：{value} 超过四位小数，请改成四位以内。"]})
    return found


def _put(step: Step, report: AnnualReport, kind: str, cell: str, value: Decimal, note: str) -> None:
    """Set the number of a kind that a cell has, in place of an earlier one."""
    report.adjustments.filter(kind=kind, cell=cell).delete()
    Adjustment.of(step, report, kind, cell, value, note).save()


@figures_act("annual_report.add_elsewhere", "补充别处办的件", asks=forms.ElsewhereForm, weight="quiet")
def add_elsewhere(step: Step) -> None:
    report: AnnualReport = step.matter
    note, cells = step.data["source"], step.data["cells"]
    report.adjustments.filter(kind=ELSEWHERE, note=note).delete()
    Adjustment.objects.bulk_create(
        Adjustment.of(step, report, ELSEWHERE, cell, value, note) for cell, value in cells.items() if value
    )
    recompute(report)
    step.detail = {"cells": {cell: str(value) for cell, value in cells.items()}}


@change_act(
    "annual_report.drop_elsewhere",
    "移除别处办的件",
    asks=forms.SourceForm,
    weight="quiet",
    when=lambda report: report.adjustments.filter(kind=ELSEWHERE).exists(),
)
def drop_elsewhere(step: Step) -> None:
    dropped = step.matter.adjustments.filter(kind=ELSEWHERE, note=step.data["source"])
    step.detail = {"cells": {a.cell: str(a.value) for a in dropped}}
    dropped.delete()
    recompute(step.matter)


@figures_act("annual_report.override", "改定数据", asks=forms.OverrideForm, weight="quiet")
def override(step: Step) -> None:
    report: AnnualReport = step.matter
    cell, value = step.data["cell"], step.data["value"]
    if cell in ENTERED:
        raise Invalid({"数据项": [f"“{CELLS[cell]}”本来就是填报的数，请用“填报数据”改。"]})
    computed = report.breakdowns()[cell].computed
    _put(step, report, OVERRIDE, cell, value, step.reason)
    recompute(report)
    step.detail = {"cell": cell, "reckoned": str(computed), "value": str(value)}


@change_act(
    "annual_report.lift_override",
    "撤销改定",
    asks=forms.LiftForm,
    weight="quiet",
    when=lambda report: report.adjustments.filter(kind=OVERRIDE).exists(),
)
def lift_override(step: Step) -> None:
    step.matter.adjustments.filter(kind=OVERRIDE, cell=step.data["cell"]).delete()
    recompute(step.matter)
    step.detail = {"cell": step.data["cell"]}


@change_act("annual_report.write", "撰写文字", asks=forms.TextsForm, weight="secondary")
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
    """Let the clerk take a report back while the review of it is open."""
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
