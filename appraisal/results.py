"""What a unit's points come to: frozen figures, the assessors' marks, bonuses, vetoes (AP-6, AP-7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from appraisal import scoring
from appraisal.models import Case, Indicator, Mark, Standing
from appraisal.rules import explained
from appraisal.scoring import ZERO, Absent, Line, Totals
from foundation.figures.declared import FIGURES


@dataclass(frozen=True)
class Row:
    """One indicator of one unit, with all that is known of it."""

    leaf: Indicator
    rule: scoring.Rule
    #: Its points; None where it does not apply, or where nobody has given any yet.
    points: Decimal | None
    #: Whether anybody has still to give points.
    waits: bool
    how: str
    line: Mapping[str, Any]
    mark: Mark | None
    vetoed: bool = False

    @property
    def absent(self) -> bool:
        """It does not apply."""
        return self.points is None and not self.waits and self.rule.counts

    @property
    def counted(self) -> Decimal:
        """What it gives in the sum, before what is spread."""
        if self.points is not None:
            return self.points
        return self.rule.points if self.absent and self.rule.absent is Absent.FULL else ZERO

    @property
    def lost(self) -> Decimal:
        """How many points it costs the unit."""
        if not self.rule.counts or self.waits or (self.absent and self.rule.absent is Absent.SPREAD):
            return ZERO
        return self.leaf.points - self.counted


#: Indicators, standing and marks that were read already, for many cases together.
Known = tuple[Sequence[Indicator], Standing | None, Sequence[Mark]]


def rows_of(case: Case, *, confirmed: bool = False, known: Known | None = None) -> list[Row]:
    """Every indicator of a unit; with `confirmed` by what the assessors found, otherwise by what the unit says meanwhile."""
    leaves, standing, marks = known or (case.leaves, case.last_standing, list(case.marks.all()))
    lines = {line["code"]: line for line in standing.lines} if standing else {}
    # By code: a corrected version of the scheme has other rows for the same indicators.
    said = {mark.code: mark for mark in marks}
    return [
        _row(leaf, lines.get(leaf.code, {}), said.get(leaf.code), confirmed)
        for leaf in leaves
        if leaf.is_for(case.unit_class)
    ]


def _row(leaf: Indicator, line: Mapping[str, Any], mark: Mark | None, confirmed: bool) -> Row:
    rule = leaf.rule
    if rule.kind is scoring.Kind.VETO:
        read = leaf.computed and line.get("number") is not None and Decimal(line["number"]) > 0
        vetoed = bool(read or (mark is not None and mark.vetoed))
        how = explained(rule) if not vetoed else (mark.field_words if mark and mark.vetoed else leaf.name)
        return Row(leaf, rule, None, False, how, line, mark, vetoed)
    if leaf.computed:
        told = line.get("points")
        points = None if told is None else Decimal(told)
        return Row(leaf, rule, points, False, _number(leaf, line), line, mark)
    if mark is not None and mark.absent:
        return Row(leaf, rule, None, False, f"不适用：{mark.field_words}", line, mark)
    given = mark.field_points if mark else None
    if given is None and mark is not None and not confirmed:
        given = mark.self_points
    how = (mark.field_words or mark.self_words) if mark else ""
    waits = given is None and rule.counts
    return Row(leaf, rule, given, waits, how, line, mark)


def _number(leaf: Indicator, line: Mapping[str, Any]) -> str:
    figure = FIGURES.get(leaf.figure)
    if figure is None or not line:
        return "还没有数据"
    if line["number"] is None:
        return f"{figure.label}：没有发生，不适用"
    said = f"{figure.label}：{line['number'].removesuffix('.00')} {figure.unit.value}（共 {line['rows']} 条）"
    if line.get("stopped"):
        said += f"，其中 {line['stopped']} 件因不可抗力停止计时"
    if line.get("without"):
        said += f"，另有 {line['without']} 件认定不计"
    return said


def totals(case: Case, rows: Sequence[Row]) -> Totals:
    """What the rows come to; what nobody has given points for counts as nothing."""
    lines = [Line(row.rule, ZERO if row.waits else row.points) for row in rows]
    vetoes = [row.rule.ceiling for row in rows if row.vetoed]
    return scoring.add_up(lines, case.appraisal.scheme.terms, vetoes)


def kept(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The lines as the case keeps them: everything from which anybody adds up again."""
    return [
        {
            "code": row.leaf.code,
            "name": row.leaf.name,
            "head": row.leaf.parent.name if row.leaf.parent else "",
            "kind": row.rule.kind.value,
            "full": str(row.leaf.points),
            "points": None if row.points is None else str(row.points),
            "absent": row.leaf.absent if row.absent else "",
            "vetoed": row.vetoed,
            "how": row.how,
            "figure": row.leaf.figure,
            "clause": row.leaf.clause,
        }
        for row in rows
    ]


def conclude(case: Case) -> Totals:
    """Write what the assessors' marks and the frozen figures come to into the case; the totals."""
    rows = rows_of(case, confirmed=True)
    found = totals(case, rows)
    case.result = kept(rows)
    case.base, case.bonus, case.total = found.base, found.bonus, found.total
    case.grade = found.grade.value if found.grade else ""
    case.vetoes = vetoes_of(rows)
    return found


def rechecked(case: Case, found: Sequence[Mapping[str, Any]]) -> Totals:
    """What a result comes to with the lines that a recheck found otherwise; nobody enters the sum."""
    anew = {line["code"]: line for line in found}
    before = {line["code"]: line for line in case.result}
    lines, vetoes = [], []
    for leaf in case.leaves:
        line, rule = {**before.get(leaf.code, {}), **anew.get(leaf.code, {})}, leaf.rule
        if rule.kind is scoring.Kind.VETO:
            vetoes += [rule.ceiling] if line.get("vetoed") else []
        elif line:
            lines.append(Line(rule, None if line["points"] is None else Decimal(line["points"])))
    return scoring.add_up(lines, case.appraisal.scheme.terms, vetoes)


def vetoes_of(rows: Sequence[Row]) -> list[str]:
    """What lowers the grade, each with why."""
    return [f"{row.leaf.name}：{row.how}"[:300] for row in rows if row.vetoed]


def winning_back(row: Row, *, before_due: bool) -> str:
    """What still wins lost points back, in a sentence; blank where nothing does."""
    if row.waits:
        return f"准备好佐证：{row.leaf.proof}" if row.leaf.proof else "实地考核时评分。"
    if row.lost <= 0:
        return ""
    kind, rule, line = row.rule.kind, row.rule, row.line
    several = max(int(line.get("rows") or 0), 1)
    said = {
        scoring.Kind.HAS: "补上一件就得满分。",
        scoring.Kind.PER_CASE: f"每一件扣 {rule.each} 分；还没有办完的办完，登记有误的提出来。",
        scoring.Kind.RATIO: f"每一件值 {scoring.cents(rule.points / several)} 分；没有办完的抓紧办完，接下来的按期办。",
        scoring.Kind.LADDER: "够到上一级阶梯。",
        scoring.Kind.TARGET: f"做到 {line.get('target', rule.target)} 得满分。",
        scoring.Kind.FREQUENCY: f"间隔不要超过 {rule.target} 天。",
    }.get(kind)
    if said is None:
        return "补充佐证，实地考核时由考核小组评。" if before_due else ""
    return said
