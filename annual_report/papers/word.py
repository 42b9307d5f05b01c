"""The report as a Word document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from annual_report.grids import Grid
from annual_report.papers.contents import Contents
from foundation.correspondence.letters import in_words
from foundation.papers.word import Placed, WordPaper


def as_docx(contents: Contents) -> bytes:
    """Write a report as DOCX."""
    day = contents.signed_on
    moment = datetime.combine(day, time()) if day else datetime(2000, 1, 1)
    paper = WordPaper(contents.title, contents.reporter, moment)
    if contents.draft:
        paper.standing("（送审稿，尚未签发）", "center")
    for text in contents.opening:
        paper.paragraph(text)
    if contents.change_note:
        paper.paragraph(f"更正说明：{contents.change_note}")
    for head, parts in contents.sections:
        paper.heading(head, 1)
        for part in parts:
            if part.head:
                paper.heading(part.head, 2)
            for text in part.paragraphs:
                paper.paragraph(text)
            if part.table is not None:
                paper.table(
                    len(part.table.rows), part.table.shares, _cells(part.table), heads=part.table.heads
                )
    for text in (contents.reporter, in_words(day) if day else ""):
        if text:
            paper.standing(text, "right")
    paper.note(f"文字和数据的 SHA-256 摘要：{contents.digest}")
    return paper.content()


def _cells(grid: Grid) -> Iterator[Placed]:
    """The cells, the labels of rows to the left."""
    for row, column, box in grid.positions():
        label = box.head and row >= grid.heads
        yield Placed(row, column, box.text, box.down, box.across, "left" if label else "center")
