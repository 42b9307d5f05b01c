"""A scheme out of a workbook (A4): six sheets, each error told by sheet and cell; nothing is kept of a file with one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from appraisal import scoring
from appraisal.rules import misfit, read, rule_of
from appraisal.scoring import ZERO, BadRule, Leaf, check_tree
from appraisal.standard import Node
from appraisal.statute import BANDS, Absent, Kind, UnitClass
from foundation.agencies.models import Agency
from foundation.clauses import REGISTER, UnknownClause
from foundation.figures.declared import FIGURES
from foundation.files.rejected import Rejected
from foundation.files.table_rows import cell_text, day_of
from foundation.files.workbook import Sheet, Value, read_sheets
from foundation.sheets import CALCULATES

#: No scheme is of an earlier year.
FIRST_YEAR = 2020
#: Rows and columns that a sheet may have, and bytes of the whole file.
MOST, MOST_BYTES = (2000, 30), 5 * 1024 * 1024
FACTS, CLASSES, TREE, GRADES, VETOES, BONUSES = "方案", "单位类别", "指标", "等次", "否决", "加分"
HEADS: dict[str, tuple[str, ...]] = {
    FACTS: ("年度", "名称", "文号", "满分", "加分上限", "折算系数", "适用起", "适用止"),
    CLASSES: ("类别码", "单位"),
    TREE: (
        "编号",
        "上级编号",
        "名称",
        "类别码",
        "满分",
        "计分方式",
        "参数",
        "数据来源",
        "佐证要求",
        "依据条款",
        "缺项规则",
    ),
    GRADES: ("名称", "下限", "上限", "含下限"),
    VETOES: ("编号", "名称", "参数", "数据来源", "依据条款"),
    BONUSES: ("编号", "名称", "类别码", "满分", "参数", "数据来源", "佐证要求", "依据条款"),
}
NEEDED = (FACTS, TREE)
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,19}")
_BY_LABEL = {str(one.label): one for one in UnitClass}


class Unusable(Exception):
    """A workbook of which no scheme is made; `says` tells by sheet and cell what is wrong."""

    def __init__(self, says: Sequence[str]) -> None:
        self.says = list(says)
        super().__init__("；".join(self.says))


@dataclass
class Plan:
    """A scheme as a workbook writes it."""

    year: int = 0
    title: str = ""
    number: str = ""
    bonus_cap: Decimal = ZERO
    factor: Decimal = Decimal("0.04")
    starts_on: date = date.min
    ends_on: date = date.min
    classes: dict[str, str] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Cell:
    """A cell: its value, where it stands, in words."""

    value: Value
    sheet: str
    row: int
    column: int

    @property
    def place(self) -> str:
        """Sheet and cell: 指标!E12."""
        return f"{self.sheet}!{_letters(self.column)}{self.row + 1}"

    @property
    def text(self) -> str:
        return cell_text(self.value)


def _letters(column: int) -> str:
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def read_plan(content: bytes) -> Plan:
    """The scheme that a workbook holds. Raises `Unusable` with every error that was found."""
    return _Reader(content).plan


class _Reader:
    """Reads one workbook, and gathers what is wrong."""

    def __init__(self, content: bytes) -> None:
        self.wrong: list[str] = []
        self.plan = Plan()
        #: The id of each figure by its name, as the desk shows it and a cell may give it.
        self.figures = {cell_text(one.label): one.id for one in FIGURES.values()}
        if len(content) > MOST_BYTES:
            raise Unusable(["文件超过 5 MB，一份方案用不了这么大，请删去多余的内容。"])
        try:
            sheets = {
                cell_text(sheet.name): sheet for sheet in read_sheets(content, MOST) if not sheet.hidden
            }
        except Rejected as rejected:
            raise Unusable([str(rejected)]) from rejected
        if lacking := [name for name in NEEDED if name not in sheets]:
            raise Unusable([f"缺工作表“{'”“'.join(lacking)}”。"])
        self.sheets = sheets
        self._facts()
        self._classes()
        self._tree()
        self._bonuses()
        self._vetoes()
        self._grades()
        self._check()
        if self.wrong:
            raise Unusable(self.wrong)

    def say(self, cell: Cell | str, text: str) -> None:
        where = cell if isinstance(cell, str) else cell.place
        self.wrong.append(f"{where}：{text}。")

    def rows(self, name: str) -> Iterator[dict[str, Cell]]:
        """The rows of a sheet by the heads of its first row; a formula without its value, and a merged cell, is an error."""
        sheet = self.sheets.get(name)
        if sheet is None or not sheet.rows:
            return
        heads = [cell_text(cell).replace(" ", "") for cell in sheet.rows[0]]
        if lacking := [head for head in HEADS[name] if head not in heads]:
            self.say(f"{name}!1", f"缺列“{'”“'.join(lacking)}”")
            return
        last = max([len(sheet.rows), *(row + 1 for row, _column in sheet.formulas)])
        for number in range(1, last):
            cells = {
                head: Cell(_at(sheet, number, heads.index(head)), name, number, heads.index(head))
                for head in HEADS[name]
            }
            if not any(cell.text for cell in cells.values()) and not any(
                (number, cell.column) in sheet.formulas for cell in cells.values()
            ):
                continue
            for cell in cells.values():
                self._sound(sheet, cell)
            yield cells

    def _sound(self, sheet: Sheet, cell: Cell) -> None:
        place = (cell.row, cell.column)
        if place in sheet.formulas and not cell.text:
            self.say(cell, "是还没有算过的公式，请填上数值再保存")
        elif place in sheet.covered:
            self.say(cell, "是合并的单元格，请拆开，每格都填")
        elif isinstance(cell.value, str) and cell.text.startswith(CALCULATES):
            self.say(cell, "像是公式，请填文字")

    def number(self, cell: Cell, label: str, most: int = 100) -> Decimal:
        """A number of at most two decimals: full-width digits are read, words behind it and powers of ten are not."""
        text = cell.text.replace(",", "")
        if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4})?", text):
            self.say(cell, f"{label}“{text[:20]}”不是数字，只写数字，不带单位")
            return ZERO
        number = Decimal(text)
        if number > most or number != scoring.cents(number):
            self.say(cell, f"{label} {text} 要在 0 到 {most} 之间，最多两位小数")
            return ZERO
        return number

    def _facts(self) -> None:
        rows = list(self.rows(FACTS))
        if len(rows) != 1:
            self.say(f"{FACTS}!A2", "写且只写一行")
            return
        row, plan = rows[0], self.plan
        plan.year = int(self.number(row["年度"], "年度", 2100))
        if plan.year < FIRST_YEAR:
            self.say(row["年度"], f"写 {FIRST_YEAR} 到 2100 之间的年份")
        plan.title, plan.number = row["名称"].text[:100], row["文号"].text[:60]
        if not plan.title:
            self.say(row["名称"], "没有名称")
        if self.number(row["满分"], "满分") != scoring.FULL:
            self.say(row["满分"], "满分是 100（AP-7）")
        plan.bonus_cap = self.number(row["加分上限"], "加分上限", 20) if row["加分上限"].text else ZERO
        factor = row["折算系数"]
        if re.fullmatch(r"(0\.[0-9]{1,4}|1(\.0+)?)", factor.text) and Decimal(factor.text) > 0:
            plan.factor = Decimal(factor.text)
        else:
            self.say(factor, "折算系数大于 0、不大于 1，例如 0.04")
        for head, name in (("适用起", "starts_on"), ("适用止", "ends_on")):
            try:
                day = day_of(row[head].value)
            except ValueError:
                day = None
            if day is None:
                self.say(row[head], "写日期，例如 2026-01-01")
            else:
                setattr(plan, name, day)
        if plan.starts_on >= plan.ends_on > date.min:
            self.say(row["适用止"], "要晚于适用起")
        elif plan.ends_on > date.min and plan.ends_on.year != plan.year:
            self.say(row["适用止"], f"要在 {plan.year} 年里")

    def _class(self, cell: Cell) -> tuple[str, ...]:
        """Kinds of units, by code or label, parted by blanks or commas; 全部 or nothing means all."""
        text = cell.text
        if text in ("", "全部", "所有单位", "all"):
            return tuple(UnitClass.values)
        found = []
        for part in filter(None, re.split(r"[,、;\s]+", text)):
            kind = _BY_LABEL.get(part) or next((one for one in UnitClass if one.value == part), None)
            if kind is None:
                self.say(cell, f"没有“{part[:20]}”这个类别，写 {'、'.join(UnitClass.values)}")
            else:
                found.append(kind.value)
        return tuple(dict.fromkeys(found))

    def _classes(self) -> None:
        known: dict[str, str] = {}
        for agency in Agency.objects.public():
            known |= dict.fromkeys((agency.code, agency.name, agency.short_name), agency.code)
        for row in self.rows(CLASSES):
            kinds, unit = self._class(row["类别码"]), row["单位"]
            code = known.get(unit.text)
            if code is None:
                self.say(unit, f"没有“{unit.text[:20]}”这个单位")
            elif code in self.plan.classes:
                self.say(unit, f"“{unit.text[:20]}”列了两次，一个单位只按一类考核")
            elif len(kinds) != 1:
                self.say(row["类别码"], "一个单位只写一个类别")
            else:
                self.plan.classes[code] = kinds[0]

    def _tree(self) -> None:
        self.places: dict[str, Cell] = {}
        rows = list(self.rows(TREE))
        parents = {row["上级编号"].text for row in rows if row["上级编号"].text}
        for row in rows:
            code = self._code(row["编号"])
            leaf = code not in parents
            kind = self._kind(row["计分方式"]) if leaf else ""
            if not leaf and row["计分方式"].text:
                self.say(row["计分方式"], "有下级指标的不直接计分，这一格空着")
            self._add(row, code, kind, self.number(row["满分"], "满分"), row["上级编号"].text, row["类别码"])
            if leaf and kind in (Kind.BONUS, Kind.VETO):
                self.say(row["计分方式"], "加分和否决写在各自的工作表里")

    def _code(self, cell: Cell) -> str:
        code = cell.text
        if not _CODE.fullmatch(code):
            self.say(cell, f"编号“{code[:20]}”只用数字、字母和点")
        elif code in self.places:
            self.say(cell, f"编号“{code}”用了两次（{self.places[code].place}）")
        self.places.setdefault(code, cell)
        return code

    def _kind(self, cell: Cell) -> str:
        for kind in Kind:
            if cell.text in (str(kind.label), kind.value):
                return kind.value
        labels = "、".join(str(kind.label) for kind in Kind if kind not in (Kind.BONUS, Kind.VETO))
        self.say(cell, f"没有“{cell.text[:20]}”这种计分方式，写{labels}")
        return ""

    def _add(
        self, row: dict[str, Cell], code: str, kind: str, points: Decimal, parent: str, classes: Cell | None
    ) -> None:
        name, params = row["名称"], {}
        if not name.text:
            self.say(name, "没有名称")
        absent = self._absent(row["缺项规则"]) if "缺项规则" in row else Absent.SPREAD.value
        said = row["数据来源"].text
        figure = self.figures.get(said, said)
        if figure and figure not in FIGURES:
            self.say(row["数据来源"], f"没有“{figure[:60]}”这个数字")
        if kind:
            params = self._params(row["参数"], kind, points, absent)
            self._sources(row, kind, figure)
        else:
            self._of_head(row, figure)
        self.plan.nodes.append(
            Node(
                code,
                name.text[:300],
                points,
                self._class(classes) if classes is not None else tuple(UnitClass.values),
                parent,
                kind,
                params,
                figure,
                row["佐证要求"].text[:300] if "佐证要求" in row else "",
                row["依据条款"].text,
                absent,
            )
        )

    def _params(self, cell: Cell, kind: str, points: Decimal, absent: str) -> dict[str, Any]:
        try:
            params = read(kind, cell.text)
            rule_of(kind, points, absent, params)
        except BadRule as bad:
            self.say(cell, str(bad))
            return {}
        return params

    def _of_head(self, row: dict[str, Cell], figure: str) -> None:
        """What has indicators below it reads no number; where it names a clause, that exists."""
        if figure:
            self.say(row["数据来源"], "有下级指标的不直接计分，不写数据来源")
        clause = row["依据条款"]
        if clause.text and not _known(clause.text):
            self.say(clause, f"没有“{clause.text[:30]}”这一条")

    def _sources(self, row: dict[str, Cell], kind: str, figure: str) -> None:
        if kind == Kind.MANUAL and figure:
            self.say(row["数据来源"], "人工评分的不写数据来源")
        if kind not in (Kind.MANUAL, Kind.BONUS, Kind.VETO) and not figure:
            self.say(row["数据来源"], "自动计分的要写数据来源")
        if says := misfit(kind, figure):
            self.say(row["数据来源"], says)
        clause = row["依据条款"]
        if not clause.text:
            self.say(clause, "没有依据条款")
        elif not _known(clause.text):
            self.say(clause, f"没有“{clause.text[:30]}”这一条")

    def _absent(self, cell: Cell) -> str:
        if not cell.text:
            return Absent.SPREAD.value
        for rule in Absent:
            if cell.text in (str(rule.label), rule.value, rule.name):
                return rule.value
        self.say(cell, f"缺项规则写{'、'.join(str(rule.label) for rule in Absent)}")
        return Absent.SPREAD.value

    def _bonuses(self) -> None:
        for row in self.rows(BONUSES):
            points = self.number(row["满分"], "满分", 20)
            self._add(row, self._code(row["编号"]), Kind.BONUS, points, "", row["类别码"])

    def _vetoes(self) -> None:
        for row in self.rows(VETOES):
            self._add(row, self._code(row["编号"]), Kind.VETO, ZERO, "", None)

    def _grades(self) -> None:
        """AP-7 fixes the grades: the sheet may repeat them, and says nothing else."""
        if GRADES not in self.sheets:
            return
        rows = list(self.rows(GRADES))
        told = []
        for row in rows:
            told.append((row["名称"].text, self.number(row["下限"], "下限")))
            if row["含下限"].text not in ("是", "含", "true", "1"):
                self.say(row["含下限"], "各等次都含下限（AP-7）")
        if told != [(str(grade.label), least) for grade, least in BANDS]:
            bands = "、".join(f"{grade.label} {least}" for grade, least in BANDS)
            self.say(f"{GRADES}!A2", f"等次由 AP-7 定：{bands}，要从 0 到 100 没有空隙")
        tops = [row["上限"] for row in rows]
        for cell, above in zip(tops, [scoring.FULL, *(least for _grade, least in BANDS)], strict=False):
            if self.number(cell, "上限") != above:
                self.say(cell, f"上限是 {above}，与上一等次之间不留空隙")

    def _check(self) -> None:
        nodes = self.plan.nodes
        parents = {node.parent for node in nodes if node.parent}
        leaves = [
            Leaf(
                node.code,
                node.points,
                frozenset(node.classes),
                node.parent,
                node.kind not in (Kind.BONUS, Kind.VETO),
                node.code not in parents,
            )
            for node in nodes
        ]
        apart = {node.code for node in nodes if node.kind in (Kind.BONUS, Kind.VETO)}
        for node in nodes:
            if node.parent in apart:
                place = self.places.get(node.code, TREE)
                self.say(place, f"上级编号“{node.parent}”是加分或者否决，只能写“{TREE}”表里的编号")
        labels = {one.value: str(one.label) for one in UnitClass}
        for code, text in check_tree(leaves, labels).wrong:
            self.say(self.places.get(code, f"{TREE}!E"), text)


def _known(clause: str) -> bool:
    try:
        REGISTER.find(clause)
    except UnknownClause:
        return False
    return True


def _at(sheet: Sheet, row: int, column: int) -> Value:
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    return cells[column] if column < len(cells) else ""
