"""The rows of a workbook by the heads of its columns, as people fill them in: full-width digits, dates as text, merged cells.

What cannot be read is said by row. A cell that would calculate is a cell that was tampered with: it is refused, and never kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from foundation.files.rejected import Rejected
from foundation.files.workbook import Sheet, Value, read_sheets
from foundation.sheets import CALCULATES

#: The day from which spreadsheets count days.
_EPOCH = date(1899, 12, 30)
#: As text, with the midnight that programs write behind a day, or the day that they write before a time.
_DAY = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})\s*日?(?: 0?0:00(?::00)?)?")
_TIME = re.compile(r"(?:\S+ )?(\d{1,2})\s*[:时]\s*(\d{1,2})(?:\s*分|:\d{2})?")


class UnusableSheet(Exception):
    """A workbook that cannot be read; `says` tells by row what is wrong."""

    def __init__(self, says: list[str]) -> None:
        self.says = says
        super().__init__("；".join(says))


def cell_text(value: Value) -> str:
    """A cell as text: full-width characters made narrow, blanks around it dropped."""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = unicodedata.normalize("NFKC", str(value))
    if not text.isprintable():  # most are, and are not looked through character by character
        text = "".join(c for c in text if unicodedata.category(c)[0] != "C")
    return " ".join(text.split())


def plain_text(value: Value) -> str:
    """A cell as it was written: only what nobody sees and blanks around it are dropped, and its lines are one."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return re.sub(
        r"\s+", " ", "".join(c for c in text if unicodedata.category(c)[0] != "C" or c in "\n\t")
    ).strip()


def day_of(value: Value) -> date | None:
    """A day, as a number of a spreadsheet or as text; None where it is empty. Raises `ValueError`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not 20_000 < value < 80_000:
            raise ValueError(value)
        return _EPOCH + timedelta(days=int(value))
    text = cell_text(value)
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return date(*map(int, found.groups()))


def time_of(value: Value) -> time | None:
    """A time of day, as a fraction of a spreadsheet or as text; None where it is empty. Raises `ValueError`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        minutes = round((value % 1) * 24 * 60)
        return (datetime.min + timedelta(minutes=minutes)).time()
    text = cell_text(value)
    if not text:
        return None
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return time(int(found[1]), int(found[2]))


def table(
    content: bytes, columns: tuple[str, ...], most: tuple[int, int], needed: int = 3
) -> Iterator[tuple[int, dict[str, Value], list[str]]]:
    """The rows of the first visible sheet by the heads of its first row: number, cells, what is wrong.

    `most`: rows and columns; the first `needed` columns are there. Raises `UnusableSheet`.
    """
    try:
        sheets = [sheet for sheet in read_sheets(content, most) if not sheet.hidden]
    except Rejected as rejected:
        raise UnusableSheet([str(rejected)]) from rejected
    if not sheets or not sheets[0].rows:
        raise UnusableSheet(["表里没有内容。"])
    sheet = sheets[0]
    heads = [cell_text(cell).replace(" ", "") for cell in sheet.rows[0]]
    lacking = [column for column in columns[:needed] if column not in heads]
    if lacking:
        raise UnusableSheet([f"第 1 行是表头，缺{'、'.join(lacking)}。"])
    yield from _rows(sheet, heads, columns)


def _rows(
    sheet: Sheet, heads: list[str], columns: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, Value], list[str]]]:
    for number, cells in enumerate(sheet.rows[1:], 1):
        if not any(cell_text(cell) for cell in cells):
            continue
        row: dict[str, Value] = dict.fromkeys(columns, "")
        wrong = []
        for place, head in enumerate(heads):
            if head not in columns:
                continue
            if (number, place) in sheet.covered:
                wrong.append(f"“{head}”是合并的单元格，请拆开，每行都填")
            value = cells[place] if place < len(cells) else ""
            if isinstance(value, str) and cell_text(value).startswith(CALCULATES):
                wrong.append(f"“{head}”里像是公式，请填文字")
                value = ""
            row[head] = value
        yield number + 1, row, wrong


def chosen(text: str, choices: type[Any], default: str = "") -> str:
    """The code of a choice by its label."""
    for one in choices:
        if text in (str(one.label), one.value):
            return str(one.value)
    if not text and default:
        return default
    raise ValueError(text)
