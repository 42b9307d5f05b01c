"""The report as an Excel workbook, with the tables in their merged form and the texts; it can be imported again."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from io import BytesIO
from math import ceil
from typing import Any

from annual_report.grids import Grid
from annual_report.layout import TEXTS
from annual_report.papers.contents import Contents

#: Widths in characters, of which a Chinese one counts as two: a table, and the columns of the texts.
WIDTH = 120
LABELS, TEXTS_WIDE = 28, 100
#: The height of a line, in points.
LINE = 16
#: The rows above a table.
ABOVE = 2


def as_xlsx(contents: Contents) -> bytes:
    """Write a report as XLSX."""
    from xlsxwriter import Workbook

    kept = BytesIO()
    moment = datetime.combine(contents.signed_on, time()) if contents.signed_on else datetime(2000, 1, 1)
    with Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": contents.title, "author": contents.reporter, "created": moment})
        boxed = {"border": 1, "text_wrap": True, "valign": "vcenter", "font_size": 10}
        head = book.add_format({**boxed, "align": "center", "bg_color": "#F5F7F9"})
        label = book.add_format({**boxed, "align": "left", "bg_color": "#F5F7F9"})
        number = book.add_format({**boxed, "align": "right"})
        title = book.add_format({"bold": True, "font_size": 14})
        for grid in contents.tables:
            page = book.add_worksheet(grid.title.partition("　")[0])
            page.write_string(0, 0, contents.title, title)
            page.write_string(1, 0, grid.title)
            for column, width in enumerate(grid.shares):
                page.set_column(column, column, WIDTH * width / 100)
            _fill(page, grid, head, label, number)
            page.set_landscape()
            page.set_paper(9)
            page.fit_to_pages(1, 0)
        page = book.add_worksheet("文字")
        page.set_column(0, 0, LABELS)
        page.set_column(1, 1, TEXTS_WIDE)
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for n, (code, name) in enumerate(TEXTS.items()):
            page.write_string(n, 0, name, wrapped)
            page.write_string(n, 1, contents.texts[code], wrapped)
            lines = sum(_lines(line, TEXTS_WIDE) for line in contents.texts[code].splitlines() or [""])
            # Excel allows no higher row.
            page.set_row(n, min(409, LINE * lines))
        page.write_string(len(TEXTS) + 1, 0, "SHA-256 摘要", wrapped)
        page.write_string(len(TEXTS) + 1, 1, contents.digest, wrapped)
    return kept.getvalue()


def _lines(text: str, width: float) -> int:
    """Count the lines of a text in a column: no program sets the height of a row beside merged boxes by itself."""
    return max(1, ceil(sum(2 if ord(c) > 255 else 1 for c in text) / (width - 2)))


def _fill(page: Any, grid: Grid, head: Any, label: Any, number: Any) -> None:
    heights: dict[int, int] = {}
    for row, column, box in grid.positions():
        style = number if not box.head else head if row < grid.heads else label
        top = row + ABOVE
        if box.down == 1:
            width = WIDTH * sum(grid.shares[column : column + box.across]) / 100
            heights[top] = max(heights.get(top, 1), _lines(box.text, width))
        if box.across > 1 or box.down > 1:
            page.merge_range(top, column, top + box.down - 1, column + box.across - 1, "", style)
        value = box.text if box.head else _value(box.text)
        if isinstance(value, str):
            page.write_string(top, column, value, style)
        else:
            page.write_number(top, column, value, style)
    for row, lines in heights.items():
        page.set_row(row, LINE * lines)


def _value(text: str) -> Any:
    """Read a number; blank and “/” stay text."""
    try:
        return Decimal(text)
    except ArithmeticError:
        return text
