"""The tables laid out: for papers with the merged heads of the national format, for pages as rows that a phone can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from annual_report.figures import Cell, Figures
from annual_report.layout import (
    BLOCKS,
    CELLS,
    CHECK_NOTE,
    COLUMNS,
    DECISIONS,
    DOCUMENTS,
    DONE,
    FEES,
    GROUPS,
    HANDLED,
    ITEMS,
    ORGANISATIONS,
    OUTCOMES,
    ROWS,
    STOCK,
    TABLES,
)


def shown(value: Cell | Decimal) -> str:
    """A number as it stands in a table; blank and “/” as they are."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


# For papers


@dataclass(frozen=True)
class Box:
    """One box of a printed table: a head, or the number of a cell."""

    text: str
    across: int = 1
    down: int = 1
    head: bool = True
    cell: str = ""


@dataclass(frozen=True)
class Grid:
    """A printed table, row by row; boxes that a box above or to the left covers are left out, as in HTML."""

    code: str
    #: The widths of the columns, in parts of the whole.
    widths: tuple[int, ...]
    rows: list[list[Box]]
    #: How many rows stand at the top of each page.
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

    def placed(self) -> list[tuple[int, int, Box]]:
        """Every box with its row and column, counted from 0."""
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


def printed(figures: Figures) -> list[Grid]:
    """The three tables in the merged form of the national format."""
    cells = {cell: shown(value) for cell, value in figures.cells().items()}
    return [_printed2(cells), _printed3(cells), _printed4(cells)]


def _number(cells: Mapping[str, str], cell: str, across: int = 1) -> Box:
    return Box(cells[cell], across=across, head=False, cell=cell)


def _printed2(cells: Mapping[str, str]) -> Grid:
    rows: list[list[Box]] = []
    for title, heads, lines in ITEMS:
        across = len(STOCK) // len(heads)
        rows.append([Box(title, across=1 + len(STOCK))])
        rows.append([Box("信息内容"), *(Box(head, across=across) for head in heads)])
        for code, label in lines.items():
            names = [f"t2.{code}.{column}" for column in STOCK] if code in DOCUMENTS else [f"t2.{code}"]
            rows.append([Box(label), *(_number(cells, name, across) for name in names)])
    return Grid("t2", (34, 22, 22, 22), rows, 0)


def _printed3(cells: Mapping[str, str]) -> Grid:
    def numbers(row: str) -> list[Box]:
        return [_number(cells, f"t3.{row}.{column}") for column in COLUMNS]

    rows = [
        [Box(CHECK_NOTE, across=3, down=3), Box("申请人情况", across=len(COLUMNS))],
        [
            Box(COLUMNS["natural"], down=2),
            Box("法人或其他组织", across=len(ORGANISATIONS)),
            Box(COLUMNS["total"], down=2),
        ],
        [Box(COLUMNS[column]) for column in ORGANISATIONS],
        [Box(ROWS["new"], across=3), *numbers("new")],
        [Box(ROWS["carry_in"], across=3), *numbers("carry_in")],
    ]
    handled: list[list[Box]] = []
    for group, lines in GROUPS.items():
        for n, (code, label) in enumerate(lines.items()):
            heads = [Box(label)] if label else [Box(group, across=2)]
            if label and n == 0:
                heads.insert(0, Box(group, down=len(lines)))
            handled.append([*heads, *numbers(code)])
    handled.append([Box(DONE, across=2), *numbers("done")])
    handled[0].insert(0, Box(HANDLED, down=len(handled)))
    rows += [*handled, [Box(ROWS["carry_out"], across=3), *numbers("carry_out")]]
    return Grid("t3", (7, 12, 25, 8, 8, 8, 8, 8, 8, 8), rows, 3)


def _printed4(cells: Mapping[str, str]) -> Grid:
    first, *suits = BLOCKS
    rows = [
        [Box(BLOCKS[first], across=5, down=2), Box("行政诉讼", across=10)],
        [Box(BLOCKS[block], across=5) for block in suits],
        [Box(label) for _block in BLOCKS for label in OUTCOMES.values()],
        [_number(cells, f"t4.{block}.{name}") for block in BLOCKS for name in OUTCOMES],
    ]
    return Grid("t4", (1,) * 15, rows, 3)


# For pages


@dataclass
class Shown:
    """One cell on a page, with whatever there is to say about it; a public page says nothing but the number."""

    cell: str
    text: str
    #: What it was last year, where it is known.
    before: str = ""
    notable: bool = False
    #: A binding rule does not hold here; another asks to look.
    fault: bool = False
    doubt: bool = False
    #: What the version said that this one is to replace.
    corrects: str = ""
    #: Settled by hand, against this number.
    instead_of: str = ""
    url: str = ""
    total: bool = False

    @property
    def nothing(self) -> bool:
        """Whether it says 0: pages let the others stand out."""
        return self.text == "0"

    @property
    def label(self) -> str:
        """What is counted there."""
        return CELLS[self.cell]


@dataclass(frozen=True)
class Row:
    """A row of a table on a page; a head over others has no cells. `level` is how deep it stands below its heads."""

    label: str
    cells: list[Shown] = field(default_factory=list)
    level: int = 0

    @property
    def before(self) -> str:
        """Last year's total."""
        return self.cells[-1].before if self.cells else ""


@dataclass(frozen=True)
class Over:
    """A head over some columns: its words, how many columns stand before it, how many it spans."""

    words: str
    before: int
    across: int

    @property
    def columns(self) -> range:
        """The columns below it, counted from 0."""
        return range(self.before, self.before + self.across)


@dataclass(frozen=True)
class Sheet:
    """One table on a page."""

    code: str
    columns: tuple[str, ...]
    rows: list[Row]
    #: The columns in which nothing but noughts stand: a phone leaves them out.
    idle: frozenset[int] = frozenset()
    #: The year whose totals stand in a last column of their own, where they are known.
    last_year: int = 0
    over: Over | None = None

    @property
    def title(self) -> str:
        return TABLES[self.code]


def sheets(
    figures: Figures, about: Mapping[str, dict[str, Any]] | None = None, *, last_year: int = 0
) -> dict[str, list[Sheet]]:
    """The tables of a page by their codes; `about` says more of single cells, in the fields of `Shown`."""
    told = about or {}
    cells = {
        cell: Shown(cell, shown(value), total=".total" in cell or ".done." in cell, **told.get(cell, {}))
        for cell, value in figures.cells().items()
    }
    wide = [replace(sheet, last_year=last_year) for sheet in (_sheet3(cells), _sheet4(cells))]
    return {"t2": _sheets2(cells), "t3": wide[:1], "t4": wide[1:]}


def _sheets2(cells: Mapping[str, Shown]) -> list[Sheet]:
    stock = [
        Row(label, [cells[f"t2.{code}.{column}"] for column in STOCK]) for code, label in DOCUMENTS.items()
    ]
    once = [Row(label, [cells[f"t2.{code}"]]) for code, label in DECISIONS.items()]
    fees = [Row(label, [cells[f"t2.{code}"]]) for code, label in FEES.items()]
    return [
        Sheet("t2", ("第二十条第（一）项　信息内容", *STOCK.values()), stock),
        Sheet("t2", ("第二十条第（五）项、第（六）项　信息内容", "本年处理决定数量"), once),
        Sheet("t2", ("第二十条第（八）项　信息内容", "本年收费金额（单位：万元）"), fees),
    ]


def _sheet3(cells: Mapping[str, Shown]) -> Sheet:
    def row(code: str, label: str, level: int = 0) -> Row:
        return Row(label, [cells[f"t3.{code}.{column}"] for column in COLUMNS], level)

    rows = [row("new", ROWS["new"]), row("carry_in", ROWS["carry_in"]), Row(HANDLED)]
    for group, lines in GROUPS.items():
        if any(lines.values()):
            rows.append(Row(group, level=1))
        rows += [row(code, label or group, 2 if label else 1) for code, label in lines.items()]
    rows += [row("done", DONE, 1), row("carry_out", ROWS["carry_out"])]
    numbers = [line.cells for line in rows if line.cells]
    idle = {
        n
        for n in range(len(COLUMNS))
        if all(line[n].text in ("0", "") and not line[n].fault for line in numbers)
    }
    return Sheet(
        "t3",
        ("项目", *COLUMNS.values()),
        rows,
        frozenset(idle - {0, len(COLUMNS) - 1}),
        over=Over("法人或其他组织", 2, len(ORGANISATIONS)),
    )


def _sheet4(cells: Mapping[str, Shown]) -> Sheet:
    first, *suits = BLOCKS
    labels = {first: BLOCKS[first], **{block: f"行政诉讼：{BLOCKS[block]}" for block in suits}}
    rows = [Row(label, [cells[f"t4.{block}.{name}"] for name in OUTCOMES]) for block, label in labels.items()]
    return Sheet("t4", ("类别", *OUTCOMES.values()), rows)
