"""Workbooks of schemes, written cell by cell."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from appraisal.importing import HEADS
from appraisal.rules import worded
from appraisal.standard import nodes
from appraisal.statute import BANDS, Absent, Kind

TREE = "指标"


def sheets() -> dict[str, list[list[Any]]]:
    """The sample, as a workbook writes it: rows below their heads."""
    tree = nodes()
    plain = [node for node in tree if node.kind not in ("bonus", "veto")]
    tops = [100, 95, 85, 75]
    return {
        "方案": [[2026, "二〇二六年方案", "", 100, 4, "0.04", "2026-01-01", "2026-11-30"]],
        "单位类别": [["township", "荣丰办事处"]],
        "指标": [
            [
                node.code,
                node.parent,
                node.name,
                ",".join(node.classes),
                float(node.points),
                Kind(node.kind).label if node.kind else "",
                worded(node.kind, node.params) if node.kind else "",
                node.figure,
                node.proof,
                node.clause,
                Absent(node.absent).label,
            ]
            for node in plain
        ],
        "等次": [
            [grade.label, float(least), top, "是"] for (grade, least), top in zip(BANDS, tops, strict=True)
        ],
        "否决": [["F1", "搞假公开", "最高等次=不合格", "", "AP-7"]],
        "加分": [["J1", "转为公开", "全部", 2, "每项=0.5；最多=2", "applications.converted", "", "条例44"]],
    }


def book(rows: dict[str, list[list[Any]]], formulas: dict[str, str] | None = None, merge: str = "") -> bytes:
    """The workbook; `formulas` by sheet and cell are written without a value."""
    kept = BytesIO()
    with Workbook(kept, {"in_memory": True}) as made:
        for name, lines in rows.items():
            sheet = made.add_worksheet(name)
            for column, head in enumerate(HEADS[name]):
                sheet.write_string(0, column, head)
            for n, line in enumerate(lines, 1):
                for column, value in enumerate(line):
                    sheet.write(n, column, value)
            for place, formula in (formulas or {}).items():
                where, _bang, cell = place.partition("!")
                if where == name:
                    sheet.write_formula(cell, formula, None, "")
            if merge and name == TREE:
                sheet.merge_range(merge, "合并")
    return kept.getvalue()
