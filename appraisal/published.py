"""Published results as tables: by unit and head for pages, by unit and indicator for the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from appraisal.models import Case, Rectification, Scheme
from appraisal.rules import explained
from appraisal.statute import Absent

#: The columns of the file.
HEAD = (
    "单位",
    "类别",
    "编号",
    "指标",
    "依据",
    "满分",
    "得分",
    "缺项",
    "基础得分",
    "加分",
    "总分",
    "等次",
    "折算分",
)


def heads_of(cases: Sequence[Case]) -> list[str]:
    """The heads under which the units of one kind earned points, in the order of the scheme."""
    found: dict[str, None] = {}
    for line in cases[0].result:
        if line["head"] and line["kind"] not in ("bonus", "veto"):
            found.setdefault(line["head"])
    return list(found)


def rows_of(
    cases: Iterable[Case], heads: Sequence[str], told: Mapping[int, Rectification]
) -> list[dict[str, Any]]:
    """Each unit with its points under each head, total and grade, by its code and not by rank."""
    return [
        {
            "case": case,
            "heads": [_under(case, head) for head in heads],
            "circulated": told.get(case.pk),
        }
        for case in cases
    ]


def _under(case: Case, head: str) -> str:
    """The points under a head; what does not apply is told apart."""
    lines = [line for line in case.result if line["head"] == head]
    known = [Decimal(line["points"]) for line in lines if line["points"] is not None]
    given = [Decimal(line["full"]) for line in lines if line["absent"] == Absent.FULL]
    return str(sum((*known, *given), Decimal(0))) if known or given else "不适用"


def table(cases: Iterable[Case]) -> Iterator[list[str]]:
    """A row for each unit and indicator; no row of what lies behind a number, which may tell of a single matter."""
    for case in cases:
        whole = [case.base, case.bonus, case.total, case.get_grade_display(), case.converted]
        for line in case.result:
            yield [
                case.name,
                str(case.get_unit_class_display()),
                line["code"],
                line["name"],
                line["clause"],
                line["full"],
                "有" if line["vetoed"] else line["points"] or "",
                Absent(line["absent"]).label if line["absent"] else "",
                *map(str, whole),
            ]


def scheme_of(row: Scheme) -> list[dict[str, Any]]:
    """The scheme as pages list it."""
    return [
        {
            "node": node,
            "how": explained(node.rule) if node.leaf else "",
            "for": node.classes_label,
        }
        for node in row.tree
    ]
