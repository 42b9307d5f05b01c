"""Lay out the tables: for papers with the merged heads of the national format, for pages as rows that fit a phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import takewhile
from typing import Any

from annual_report.figures import Figures, Value
from annual_report.layout import (
    BLOCKS,
    CELLS,
    CHECK_NOTE,
    COLUMNS,
    DECISIONS,
    DOCUMENTS,
    FEES,
    ITEMS,
    ORGANISATIONS,
    OUTCOMES,
    OUTLINE,
    STOCK,
    SUMS,
    TABLES,
    cells_of,
)


def cell_text(value: Value) -> str:
    """Write a value as a table shows it; blank and “/” as they are."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True)
class Box:
    """One box of a table: a head, or the value of a cell with what the desk says of it."""

    text: str
    #: The name of the cell; blank for a head.
    cell: str = ""
    across: int = 1
    down: int = 1
    #: Last year's number, and whether this one differs so much that a reader should look.
    before: str = ""
    notable: bool = False
    #: Whether a binding rule fails here, or one that only warns.
    fault: bool = False
    doubt: bool = False
    #: The number in the version that this one replaces.
    corrects: str = ""
    #: The computed number that was overridden.
    instead_of: str = ""
    url: str = ""

    @property
    def head(self) -> bool:
        return not self.cell

    @property
    def total(self) -> bool:
        """Whether the cell is a sum."""
        return self.cell in SUMS

    @property
    def is_zero(self) -> bool:
        """Whether the number is 0, which pages show paler."""
        return self.text == "0"

    @property
    def label(self) -> str:
        """The words for what the cell counts."""
        return CELLS[self.cell]


Boxes = Mapping[str, Box]


def _boxes(figures: Figures, about: Mapping[str, dict[str, Any]]) -> Boxes:
    """Make a box of every cell, by its name."""
    return {cell: Box(cell_text(value), cell, **about.get(cell, {})) for cell, value in figures.items()}


def _row(boxes: Boxes, table: str, row: str) -> list[Box]:
    return [boxes[cell] for cell in cells_of(table, row)]


# For papers


@dataclass(frozen=True)
class Grid:
    """A printed table, row by row; as in HTML, a row leaves out what a box above or to the left covers."""

    code: str
    #: The widths of the columns, in parts of the whole.
    widths: tuple[int, ...]
    rows: list[list[Box]]
    #: How many rows are repeated at the top of each page.
    heads: int

    @property
    def title(self) -> str:
        return TABLES[self.code]

    @property
    def shares(self) -> list[float]:
        """The widths in per cent."""
        return [round(100 * width / sum(self.widths), 2) for width in self.widths]

    @property
    def top(self) -> list[list[Box]]:
        return self.rows[: self.heads]

    @property
    def body(self) -> list[list[Box]]:
        return self.rows[self.heads :]

    def positions(self) -> list[tuple[int, int, Box]]:
        """List every box with its row and column, counted from 0."""
        taken: set[tuple[int, int]] = set()
        found = []
        for n, row in enumerate(self.rows):
            column = 0
            for box in row:
                while (n, column) in taken:
                    column += 1
                found.append((n, column, box))
                taken |= {(n + i, column + j) for i in range(box.down) for j in range(box.across)}
        return found


def paper_grids(figures: Figures) -> list[Grid]:
    """Lay out the three tables in the merged form of the national format."""
    boxes = _boxes(figures, {})
    return [_paper2(boxes), _paper3(boxes), _paper4(boxes)]


def _paper2(boxes: Boxes) -> Grid:
    rows: list[list[Box]] = []
    for title, heads, lines in ITEMS:
        across = len(STOCK) // len(heads)
        rows.append([Box(title, across=1 + len(STOCK))])
        rows.append([Box("信息内容"), *(Box(head, across=across) for head in heads)])
        for code, label in lines.items():
            rows.append([Box(label), *(replace(box, across=across) for box in _row(boxes, "t2", code))])
    return Grid("t2", (34, 22, 22, 22), rows, 0)


def _paper3(boxes: Boxes) -> Grid:
    rows = [
        [Box(CHECK_NOTE, across=3, down=3), Box("申请人情况", across=len(COLUMNS))],
        [
            Box(COLUMNS["natural"], down=2),
            Box("法人或其他组织", across=len(ORGANISATIONS)),
            Box(COLUMNS["total"], down=2),
        ],
        [Box(COLUMNS[column]) for column in ORGANISATIONS],
    ]
    heads: list[Box] = []
    for n, (label, level, code) in enumerate(OUTLINE):
        if code:
            rows.append([*heads, Box(label, across=3 - level), *_row(boxes, "t3", code)])
            heads = []
        else:
            heads.append(Box(label, down=_below(n)))
    return Grid("t3", (7, 12, 25, 8, 8, 8, 8, 8, 8, 8), rows, 3)


def _below(n: int) -> int:
    """Count the rows below the head in line n of table three."""
    own = OUTLINE[n][1]
    deeper = takewhile(lambda line: line[1] > own, OUTLINE[n + 1 :])
    return sum(bool(code) for _label, _level, code in deeper)


def _paper4(boxes: Boxes) -> Grid:
    first, *suits = BLOCKS
    rows = [
        [Box(BLOCKS[first], across=5, down=2), Box("行政诉讼", across=10)],
        [Box(BLOCKS[block], across=5) for block in suits],
        [Box(label) for _block in BLOCKS for label in OUTCOMES.values()],
        [box for block in BLOCKS for box in _row(boxes, "t4", block)],
    ]
    return Grid("t4", (1,) * 15, rows, 3)


# For pages


@dataclass(frozen=True)
class Row:
    """A row of a table on a page, or a head over rows, without cells; `level` counts the heads above it."""

    label: str
    cells: list[Box] = field(default_factory=list)
    level: int = 0

    @property
    def before(self) -> str:
        """Last year's total."""
        return self.cells[-1].before if self.cells else ""


@dataclass(frozen=True)
class ColumnHead:
    """A head over some columns: its words, the number of columns before it, the number it spans."""

    words: str
    before: int
    across: int

    @property
    def columns(self) -> range:
        """The columns that it spans, counted from 0."""
        return range(self.before, self.before + self.across)


@dataclass(frozen=True)
class Sheet:
    """One table on a page."""

    code: str
    columns: tuple[str, ...]
    rows: list[Row]
    #: The columns that hold nothing but 0, left out on a phone.
    idle: frozenset[int] = frozenset()
    #: The year whose totals stand in an extra column; 0 for none.
    last_year: int = 0
    over: ColumnHead | None = None

    @property
    def title(self) -> str:
        return TABLES[self.code]


def sheets(
    figures: Figures, about: Mapping[str, dict[str, Any]] | None = None, *, last_year: int = 0
) -> dict[str, list[Sheet]]:
    """Lay out the tables of a page, by their codes; `about` gives more fields of `Box` for single cells."""
    boxes = _boxes(figures, about or {})
    return {"t2": _page2(boxes), "t3": [_page3(boxes, last_year)], "t4": [_page4(boxes, last_year)]}


def _page2(boxes: Boxes) -> list[Sheet]:
    return [
        Sheet("t2", heads, [Row(label, _row(boxes, "t2", code)) for code, label in lines.items()])
        for heads, lines in (
            (("第二十条第（一）项　信息内容", *STOCK.values()), DOCUMENTS),
            (("第二十条第（五）项、第（六）项　信息内容", "本年处理决定数量"), DECISIONS),
            (("第二十条第（八）项　信息内容", "本年收费金额（单位：万元）"), FEES),
        )
    ]


def _page3(boxes: Boxes, last_year: int) -> Sheet:
    rows = [Row(label, _row(boxes, "t3", code) if code else [], level) for label, level, code in OUTLINE]
    numbers = [row.cells for row in rows if row.cells]
    idle = frozenset(
        n
        for n in range(1, len(COLUMNS) - 1)
        if all(cells[n].text in ("0", "") and not cells[n].fault for cells in numbers)
    )
    over = ColumnHead("法人或其他组织", 2, len(ORGANISATIONS))
    return Sheet("t3", ("项目", *COLUMNS.values()), rows, idle, last_year, over)


def _page4(boxes: Boxes, last_year: int) -> Sheet:
    first, *suits = BLOCKS
    labels = {first: BLOCKS[first], **{block: f"行政诉讼：{BLOCKS[block]}" for block in suits}}
    rows = [Row(label, _row(boxes, "t4", block)) for block, label in labels.items()]
    return Sheet("t4", ("类别", *OUTCOMES.values()), rows, last_year=last_year)
