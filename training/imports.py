"""Rosters and attendance sheets read from workbooks, as people fill them in: full-width digits, dates as text, merged cells.

What cannot be read is said by row, and nothing of the workbook is taken. A cell that would calculate is a cell that was tampered
with: it is refused, and never kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from foundation.files.rejected import Rejected
from foundation.files.workbook import Sheet, Value, read_sheets
from foundation.sheets import CALCULATES
from training.models import Attendance
from training.statute import Establishment, Post

PEOPLE_COLUMNS = ("姓名", "人员编号", "编制类型", "岗位", "到岗日期", "到本单位日期", "培训证书号")
SHEET_COLUMNS = ("姓名", "编号后四位", "到场情况", "到场时间", "离场时间", "请假事由")
#: Rows and columns of a workbook at most.
MOST = (1000, 30)
#: The day from which spreadsheets count days.
_EPOCH = date(1899, 12, 30)
#: As text, with the midnight that programs write behind a day, or the day that they write before a time.
_DAY = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})\s*日?(?: 0?0:00(?::00)?)?")
_TIME = re.compile(r"(?:\S+ )?(\d{1,2})\s*[:时]\s*(\d{1,2})(?:\s*分|:\d{2})?")
#: Digits of a number that a spreadsheet keeps; what is longer it changes without a word.
_EXACT = 15


class UnusableSheet(Exception):
    """A workbook that cannot be read; `says` tells by row what is wrong."""

    def __init__(self, says: list[str]) -> None:
        self.says = says
        super().__init__("；".join(says))


def _text(value: Value) -> str:
    """A cell as text: full-width characters made narrow, blanks around it dropped."""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = unicodedata.normalize("NFKC", str(value))
    return re.sub(r"\s+", " ", "".join(c for c in text if unicodedata.category(c)[0] != "C")).strip()


def day_of(value: Value) -> date | None:
    """A day, as a number of a spreadsheet or as text; None where it is empty. Raises `ValueError`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not 20_000 < value < 80_000:
            raise ValueError(value)
        return _EPOCH + timedelta(days=int(value))
    text = _text(value)
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
    text = _text(value)
    if not text:
        return None
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return time(int(found[1]), int(found[2]))


def _table(content: bytes, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Value], list[str]]]:
    """The rows of the first visible sheet by the heads of its first row: number, cells, what is wrong."""
    try:
        sheets = [sheet for sheet in read_sheets(content, MOST) if not sheet.hidden]
    except Rejected as rejected:
        raise UnusableSheet([str(rejected)]) from rejected
    if not sheets or not sheets[0].rows:
        raise UnusableSheet(["表里没有内容。"])
    sheet = sheets[0]
    heads = [_text(cell).replace(" ", "") for cell in sheet.rows[0]]
    lacking = [column for column in columns[:3] if column not in heads]
    if lacking:
        raise UnusableSheet([f"第 1 行是表头，缺{'、'.join(lacking)}。"])
    yield from _rows(sheet, heads, columns)


def _rows(
    sheet: Sheet, heads: list[str], columns: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, Value], list[str]]]:
    for number, cells in enumerate(sheet.rows[1:], 1):
        if not any(_text(cell) for cell in cells):
            continue
        row: dict[str, Value] = dict.fromkeys(columns, "")
        wrong = []
        for place, head in enumerate(heads):
            if head not in columns:
                continue
            if (number, place) in sheet.covered:
                wrong.append(f"“{head}”是合并的单元格，请拆开，每行都填")
            value = cells[place] if place < len(cells) else ""
            if isinstance(value, str) and _text(value).startswith(CALCULATES):
                wrong.append(f"“{head}”里像是公式，请填文字")
                value = ""
            row[head] = value
        yield number + 1, row, wrong


def _chosen(text: str, choices: type[Any], default: str = "") -> str:
    """The code of a choice by its label."""
    for one in choices:
        if text in (str(one.label), one.value):
            return str(one.value)
    if not text and default:
        return default
    raise ValueError(text)


def _wrong_number(cell: Value, number: str, known: Collection[str]) -> list[str]:
    """What is wrong with a staff number."""
    if not number:
        return ["没有人员编号"]
    if isinstance(cell, int | float) and abs(cell) >= 10**_EXACT:
        return [f"人员编号超过 {_EXACT} 位，表格已经改动了它的末尾，请把这一列设成文本再填"]
    return ["人员编号和前面的一行相同"] if number in known else []


def people_of(content: bytes, today: date) -> list[dict[str, Any]]:
    """The people of a roster, as `training.register_person` takes them, and the `line` of each. Raises `UnusableSheet`."""
    found: list[dict[str, Any]] = []
    says: list[str] = []
    numbers: set[str] = set()
    for line, row, wrong in _table(content, PEOPLE_COLUMNS):
        given: dict[str, Any] = {
            "line": line,
            "full_name": _text(row["姓名"]),
            "staff_number": _text(row["人员编号"]).replace(" ", ""),
            "certificate_number": _text(row["培训证书号"]),
        }
        if not given["full_name"]:
            wrong.append("没有姓名")
        wrong += _wrong_number(row["人员编号"], given["staff_number"], numbers)
        numbers.add(given["staff_number"])
        try:
            given["establishment"] = _chosen(_text(row["编制类型"]), Establishment)
        except ValueError:
            wrong.append(f"编制类型请填{'、'.join(map(str, Establishment.labels))}")
        try:
            given["post"] = _chosen(_text(row["岗位"]), Post, Post.OTHER)
        except ValueError:
            wrong.append(f"岗位请填{'、'.join(map(str, Post.labels))}")
        for name, head in (("post_since", "到岗日期"), ("from_on", "到本单位日期")):
            try:
                day = day_of(row[head])
            except (ValueError, OverflowError):
                wrong.append(f"“{head}”不是日期，请按 2026-11-20 的格式填写")
                continue
            if day is not None and day > today:
                wrong.append(f"“{head}”还没有到")
            given[name] = day.isoformat() if day else ""
        given["from_on"] = given.get("from_on") or given.get("post_since") or today.isoformat()
        if wrong:
            says.append(f"第 {line} 行：{'；'.join(wrong)}。")
        found.append(given)
    if says:
        raise UnusableSheet(says[:20])
    return found


def attendance_of(content: bytes) -> list[dict[str, Any]]:
    """Who was there, by name and end of the number: state, times, excuse. Raises `UnusableSheet`."""
    found: list[dict[str, Any]] = []
    says: list[str] = []
    for line, row, wrong in _table(content, SHEET_COLUMNS):
        given: dict[str, Any] = {
            "line": line,
            "full_name": _text(row["姓名"]),
            "ends": _text(row["编号后四位"]),
            "excuse": _text(row["请假事由"])[:200],
        }
        # A number in a cell loses its leading noughts.
        given["ends"] = given["ends"].rjust(4, "0") if given["ends"].isdecimal() else given["ends"]
        if not given["full_name"]:
            wrong.append("没有姓名")
        try:
            given["state"] = _chosen(_text(row["到场情况"]), Attendance.State)
        except ValueError:
            wrong.append(f"到场情况请填{'、'.join(map(str, Attendance.State.labels[1:]))}")
        for name, head in (("arrived", "到场时间"), ("left", "离场时间")):
            try:
                given[name] = time_of(row[head])
            except ValueError:
                wrong.append(f"“{head}”不是时间，请按 14:30 的格式填写")
        if wrong:
            says.append(f"第 {line} 行：{'；'.join(wrong)}。")
        found.append(given)
    if says:
        raise UnusableSheet(says[:20])
    return found
