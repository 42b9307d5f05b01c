"""Rosters and attendance sheets read from workbooks, as people fill them in: full-width digits, dates as text, merged cells.

What cannot be read is said by row, and nothing of the workbook is taken. A cell that would calculate is a cell that was tampered
with: it is refused, and never kept.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from foundation.files.table_rows import UnusableSheet, cell_text, chosen, day_of, table, time_of
from foundation.files.workbook import Value
from training.models import Attendance
from training.statute import Establishment, Post

PEOPLE_COLUMNS = ("姓名", "人员编号", "编制类型", "岗位", "到岗日期", "到本单位日期", "培训证书号")
SHEET_COLUMNS = ("姓名", "编号后四位", "到场情况", "到场时间", "离场时间", "请假事由")
#: Rows and columns of a workbook at most.
MOST = (1000, 30)
#: Digits of a number that a spreadsheet keeps; what is longer it changes without a word.
_EXACT = 15


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
    for line, row, wrong in table(content, PEOPLE_COLUMNS, MOST):
        given: dict[str, Any] = {
            "line": line,
            "full_name": cell_text(row["姓名"]),
            "staff_number": cell_text(row["人员编号"]).replace(" ", ""),
            "certificate_number": cell_text(row["培训证书号"]),
        }
        if not given["full_name"]:
            wrong.append("没有姓名")
        wrong += _wrong_number(row["人员编号"], given["staff_number"], numbers)
        numbers.add(given["staff_number"])
        try:
            given["establishment"] = chosen(cell_text(row["编制类型"]), Establishment)
        except ValueError:
            wrong.append(f"编制类型请填{'、'.join(map(str, Establishment.labels))}")
        try:
            given["post"] = chosen(cell_text(row["岗位"]), Post, Post.OTHER)
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
    for line, row, wrong in table(content, SHEET_COLUMNS, MOST):
        given: dict[str, Any] = {
            "line": line,
            "full_name": cell_text(row["姓名"]),
            "ends": cell_text(row["编号后四位"]),
            "excuse": cell_text(row["请假事由"])[:200],
        }
        # A number in a cell loses its leading noughts.
        given["ends"] = given["ends"].rjust(4, "0") if given["ends"].isdecimal() else given["ends"]
        if not given["full_name"]:
            wrong.append("没有姓名")
        try:
            given["state"] = chosen(cell_text(row["到场情况"]), Attendance.State)
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
