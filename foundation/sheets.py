"""Rows as CSV and XLSX, in which no cell begins to calculate; CSV for people with the mark by which spreadsheets read UTF-8."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse

#: The byte order mark by which spreadsheets know UTF-8.
MARK = "\ufeff"
#: With these a cell of a spreadsheet begins to calculate.
CALCULATES = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: Any) -> str:
    """What a cell holds, as text; an apostrophe goes before a text that a spreadsheet would calculate."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        value = "；".join(map(str, value))
    text = str(value)
    # What stands behind blanks is reached by spreadsheets that trim.
    return f"'{text}" if text.lstrip(" \u3000\n").startswith(CALCULATES) or text[:1] in ("\t", "\r") else text


def as_csv(head: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    """A line of heads, and one for each row."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(map(harmless, row) for row in rows)
    return out.getvalue()


def csv_file(name: str, head: Sequence[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """The rows as a file to be downloaded and opened by a spreadsheet."""
    answer = HttpResponse(MARK + as_csv(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def workbook(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The rows as XLSX, ready to be printed: its head on every page, the columns as wide as what stands in them."""
    from xlsxwriter import Workbook

    kept = BytesIO()
    with Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        # No time of making: the same rows give the same bytes.
        book.set_properties({"title": title, "created": datetime(2000, 1, 1)})
        page = book.add_worksheet(title[:31])
        head = book.add_format({"bold": True, "border": 1, "bg_color": "#F5F7F9"})
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        for n, label in enumerate(heads):
            longest = max([len(label), *(len(row[n]) for row in rows)])
            page.set_column(n, n, min(60, 2 * longest + 2))
            page.write_string(0, n, harmless(label), head)
        for at, row in enumerate(rows, 1):
            for n, text in enumerate(row):
                page.write_string(at, n, harmless(text), cell)
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
    return kept.getvalue()
