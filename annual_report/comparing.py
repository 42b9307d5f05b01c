"""Reports side by side: years of one agency, or agencies of one year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from annual_report.charts import Bar, bars
from annual_report.grids import cell_text
from annual_report.layout import BLOCKS, DECISIONS, DOCUMENTS, FEE, FEES, GROUPS, OUTLINE, STOCK
from annual_report.models import AnnualReport


@dataclass(frozen=True)
class Line:
    """One figure of each report, none in a head; `difference` is that of two reports."""

    label: str
    values: tuple[str, ...] = ()
    difference: str = ""
    level: int = 0


@dataclass(frozen=True)
class Table:
    """One table of the format, with its figures in each report."""

    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Comparison:
    """Several reports side by side: their names, tables and charts."""

    names: list[str]
    tables: list[Table]
    #: Title and SVG; a blank one where every value is 0.
    charts: list[tuple[str, Any]]


def compare(reports: Sequence[AnnualReport]) -> Comparison:
    """Compare the reports, in the order given."""
    same_agency = len({report.agency_id for report in reports}) == 1
    same_year = len({report.year for report in reports}) == 1
    names = [_name(report, same_agency, same_year) for report in reports]
    figures = [report.table for report in reports]

    def line(cell: str, label: str, level: int = 0) -> Line:
        values = [one[cell] for one in figures]
        return Line(label, tuple(cell_text(value) for value in values), _difference(values), level)

    second = [
        *(
            line(f"t2.{code}.{column}", f"{label}，{head}")
            for code, label in DOCUMENTS.items()
            for column, head in STOCK.items()
        ),
        *(line(f"t2.{code}", f"{label}，处理决定") for code, label in DECISIONS.items()),
        line(FEE, f"{FEES['fee_wan']}（万元）"),
    ]
    third = [
        line(f"t3.{row}.total", label, level) if row else Line(label, level=level)
        for label, level, row in OUTLINE
    ]
    fourth = [
        line(f"t4.{block}.total", label if block == "review" else f"行政诉讼：{label}")
        for block, label in BLOCKS.items()
    ]

    def chart(title: str, *cells: str) -> Any:
        sums = [one.sum(*cells) for one in figures]
        return title, bars(title, list(map(Bar, names, sums))) if any(sums) else ""

    charts = [
        chart("新收申请", "t3.new.total"),
        chart("予以公开和部分公开", "t3.open.total", "t3.partial.total"),
        chart("不予公开", *(f"t3.{row}.total" for row in GROUPS["（三）不予公开"])),
        chart("行政复议和行政诉讼", *(f"t4.{block}.total" for block in BLOCKS)),
    ]
    tables = [
        Table("收到和处理申请情况（总计）", third),
        Table("行政复议、行政诉讼（总计）", fourth),
        Table("主动公开政府信息情况", second),
    ]
    return Comparison(names, tables, charts)


def _name(report: AnnualReport, same_agency: bool, same_year: bool) -> str:
    if same_agency:
        return f"{report.year} 年"
    named = report.reporter if report.is_county else report.agency.short_name
    return named if same_year else f"{named} {report.year}"


def _difference(values: list[Any]) -> str:
    """The first of two numbers minus the second, with its sign; blank where there are not two numbers."""
    if len(values) != 2 or any(isinstance(value, str) for value in values):
        return ""
    by = Decimal(values[0] - values[1])
    return f"{by:+f}".replace("-", "\N{MINUS SIGN}") if by else "0"
