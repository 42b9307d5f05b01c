"""The figures of one report, a value for each cell. A cell that was left blank or struck through is not zero."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from annual_report.layout import CELLS, FEE, LINES, TABLES, cells_of
from annual_report.statute import REPORT
from foundation.figures.declared import kept_in_time
from foundation.quantities import NotANumber, read_number

#: How published reports write an empty cell; each is kept as written.
EMPTY = ("", "/", "-", "—", "－")
Number = int | Decimal
#: The value of a cell: a number (fees in 万元, with the decimals as written) or one of `EMPTY`.
Value = Number | str
#: A longer number is taken for a typing error.
MOST_DIGITS = 12
MOST_DECIMALS = 8
#: The units of the tables: of table two's fees, and of every other cell.
FEE_UNIT, COUNTED_IN = "万元", "件"
_MONEY = re.compile(rf"[0-9]{{1,{MOST_DIGITS}}}(?:\.[0-9]{{1,{MOST_DECIMALS}}})?")


class BadFigures(ValueError):
    """The input is not a set of figures; the message names the cell."""


class Figures(Mapping[str, Value]):
    """The value of every cell by its name, in the order of the national format; a cell that is not given is blank.

    `figures["t3.new.natural"]`, `figures["t4.review.upheld"]`, `figures["t2.fee_wan"]`
    """

    def __init__(self, cells: Mapping[str, Value]) -> None:
        self._cells = {cell: cells.get(cell, "") for cell in CELLS}

    def __getitem__(self, cell: str) -> Value:
        return self._cells[cell]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def sum(self, *cells: str) -> Number:
        """Add up these cells; an empty one counts as 0."""
        return sum(amount(self._cells[cell]) for cell in cells)

    def row(self, table: str, row: str) -> list[Value]:
        """List the values of a row, in the order of its columns."""
        return [self[cell] for cell in cells_of(table, row)]

    @classmethod
    def read(cls, entry: Any) -> Figures:
        """Read JSON: `t2` with `rules`, `norms`, `license`, `penalty`, `coercion`, `fee_wan`; `t3` and `t4` by rows of cells.

        Raises `BadFigures` for a cell that is missing, unknown, or no figure.
        """
        tables = _mapping(entry, "报告", LINES, more=True)
        names = {table: title.partition("　")[0] for table, title in TABLES.items()}
        given = {table: _mapping(tables[table], names[table], lines) for table, lines in LINES.items()}
        found: dict[str, Value] = {}
        for table, lines in LINES.items():
            for row, columns in lines.items():
                cells = cells_of(table, row)
                values = given[table][row] if columns else [given[table][row]]
                if not isinstance(values, list) or len(values) != len(cells):
                    raise BadFigures(f"{names[table]} {row}：应当有 {len(cells)} 个数。")
                for cell, value in zip(cells, values, strict=True):
                    where = cell.replace(table, names[table], 1).replace(".", " ")
                    found[cell] = read_value(cell, value, where)
        return cls(found)

    def entry(self) -> dict[str, Any]:
        """Write the JSON that `read` takes, in the order of the national format."""
        entry: dict[str, Any] = {
            table: {
                row: self.row(table, row) if columns else self[f"{table}.{row}"]
                for row, columns in lines.items()
            }
            for table, lines in LINES.items()
        }
        entry["t2"]["fee_wan"] = str(self[FEE])
        return entry


def read_value(cell: str, given: Any, where: str) -> Value:
    """Read the value of a cell; `where` names the cell in an error. Raises `BadFigures`."""
    return fee(given) if cell == FEE else count(given, where)


def count(given: Any, where: str) -> int | str:
    """Read a whole number that is not negative, or an empty cell as written. Raises `BadFigures`."""
    if given is None:
        return ""
    if isinstance(given, str):
        text = given.strip()
        if text in EMPTY:
            return text
        number = _read(text, COUNTED_IN)
        if number is not None and number == int(number) and 0 <= number < 10**MOST_DIGITS:
            return int(number)
    elif isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 10**MOST_DIGITS:
        return given
    raise BadFigures(f"{where}：{str(given)[:40]!r} 不是数字。")


def fee(given: Any, unit: str = FEE_UNIT) -> Decimal | str:
    """Read fees in 万元, with the decimals as written; `unit` is what a bare number is in. Raises `BadFigures`."""
    if given is None:
        return ""
    # A sheet holds floats, and Python writes a small one as 1e-05.
    text = f"{Decimal(str(given)):f}" if isinstance(given, float) else str(given).strip()
    if text in EMPTY:
        return text
    number = _read(text, unit)
    if number is not None and unit != FEE_UNIT:
        number = _read(f"{number:f}{unit}", FEE_UNIT)
    if number is None or not _MONEY.fullmatch(f"{number:f}"):
        raise BadFigures(f"表二 fee_wan：{text[:40]!r} 不是金额。")
    return number


def unit_of(cell: str) -> str:
    """The unit in which a cell counts."""
    return FEE_UNIT if cell == FEE else COUNTED_IN


def _read(text: str, unit: str) -> Decimal | None:
    """The number that a sheet or a file writes, None for what is none; a figure of a report bears no sign."""
    try:
        number = read_number(text, unit)
    except NotANumber:
        return None
    return None if number.is_signed() or text[0] in "-－−" else number


def amount(value: Value) -> Number:
    """Return a value as an addend: an empty one is 0."""
    return 0 if isinstance(value, str) else value


def _mapping(given: Any, where: str, names: Mapping[str, Any], *, more: bool = False) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise BadFigures(f"{where}：应当是一组有名称的数据。")
    if missing := [name for name in names if name not in given]:
        raise BadFigures(f"{where}：缺少 {'、'.join(missing)}。")
    if unknown := [name for name in given if name not in names and not more]:
        raise BadFigures(f"{where}：不认识 {'、'.join(map(str, unknown))[:80]}。")
    return given


#: What is counted of the reports themselves, for whoever reads figures by their ids (PD-9).
kept_in_time("annual_report.in_time", "按期公布并报送的年度报告", REPORT)
