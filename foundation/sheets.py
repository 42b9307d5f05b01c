"""Rows as CSV: UTF-8 without a mark, and no cell with which a spreadsheet begins to calculate."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

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


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """A head of columns, and a line for each row."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([harmless(row.get(column)) for column in columns] for row in rows)
    return out.getvalue()
