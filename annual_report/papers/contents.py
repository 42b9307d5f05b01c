"""The contents of a report, in the order of the national format, for every kind of file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from annual_report.grids import Grid, paper_grids
from annual_report.layout import HEADED, SECTIONS, TEXTS
from annual_report.models import AnnualReport
from annual_report.paragraphs import paragraphs

#: The note in place of a text that was not imported.
NOT_TAKEN_OVER = "（这一部分的文字没有随数据导入，请见原报告。）"


@dataclass(frozen=True)
class Part:
    """A text with its head, or a table."""

    head: str = ""
    paragraphs: tuple[str, ...] = ()
    table: Grid | None = None


@dataclass(frozen=True)
class Contents:
    """The contents of a report."""

    title: str
    reporter: str
    opening: tuple[str, ...]
    change_note: str
    sections: list[tuple[str, list[Part]]]
    tables: list[Grid]
    #: Whether it is not signed yet.
    draft: bool
    #: The day of the signature; None for a draft and for an imported report.
    signed_on: date | None
    digest: str
    texts: dict[str, str]


def contents(report: AnnualReport) -> Contents:
    """Collect the contents of a report."""
    tables = paper_grids(report.table)
    by_code = {table.code: table for table in tables}
    sections = [(title, [_part(report, code, by_code) for code in codes]) for title, codes in SECTIONS]
    return Contents(
        title=report.title.replace(" ", ""),
        reporter=report.reporter,
        opening=tuple(paragraphs(report.opening)),
        change_note=report.change_note,
        sections=sections,
        tables=tables,
        draft=report.signed_at is None,
        signed_on=localdate(report.signed_at) if report.signed_at and not report.is_imported else None,
        digest=report.digest,
        texts=report.texts,
    )


def _part(report: AnnualReport, code: str, tables: dict[str, Grid]) -> Part:
    if code in tables:
        return Part(table=tables[code])
    texts = paragraphs(getattr(report, code)) or ([NOT_TAKEN_OVER] if report.is_imported else [])
    return Part(head=TEXTS[code] if code in HEADED else "", paragraphs=tuple(texts))
