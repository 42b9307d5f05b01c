"""The figures of one report: three tables, as numbers. A cell that was left blank or struck through is no number, and no zero."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from annual_report.layout import BLOCKS, COLUMNS, DECISIONS, DOCUMENTS, FEE, FEES, OUTCOMES, ROWS, STOCK

#: How an empty cell is written in published reports; each is kept as it stood.
EMPTY = ("", "/", "-", "—", "－")
Cell = int | str
#: Longer than any figure that anybody counts; what is longer is a slip of the keyboard.
MOST_DIGITS = 12
#: The same of the decimals of an amount of money.
MOST_DECIMALS = 8
_MONEY = re.compile(rf"[0-9]{{1,{MOST_DIGITS}}}(?:\.[0-9]{{1,{MOST_DECIMALS}}})?")


class BadFigures(ValueError):
    """What was given is no set of figures; says which cell."""


@dataclass(frozen=True)
class Figures:
    """The tables of one report. `table3["new"]["natural"]`, `table4["review"]["upheld"]`, `documents["norms"]["made"]`."""

    documents: Mapping[str, Mapping[str, Cell]]
    decisions: Mapping[str, Cell]
    #: In 万元, with as many decimals as were written.
    fee: Decimal | str
    table3: Mapping[str, Mapping[str, Cell]]
    table4: Mapping[str, Mapping[str, Cell]]

    @classmethod
    def read(cls, entry: Any) -> Figures:
        """From JSON: `t2` with `rules`, `norms`, `license`, `penalty`, `coercion`, `fee_wan`; `t3` and `t4` by rows of cells.

        Raises `BadFigures` for what is missing, too much, or no figure.
        """
        tables = _mapping(entry, "报告", ("t2", "t3", "t4"), more=True)
        second = _mapping(tables["t2"], "表二", (*DOCUMENTS, *DECISIONS, *FEES))
        third = _mapping(tables["t3"], "表三", tuple(ROWS))
        fourth = _mapping(tables["t4"], "表四", tuple(BLOCKS))
        return cls(
            documents={code: _row(second[code], f"表二 {code}", tuple(STOCK)) for code in DOCUMENTS},
            decisions={code: cell(second[code], f"表二 {code}") for code in DECISIONS},
            fee=fee(second["fee_wan"]),
            table3={code: _row(third[code], f"表三 {code}", tuple(COLUMNS)) for code in ROWS},
            table4={code: _row(fourth[code], f"表四 {code}", tuple(OUTCOMES)) for code in BLOCKS},
        )

    @classmethod
    def of(cls, cells: Mapping[str, Cell | Decimal]) -> Figures:
        """From numbers by the names of their cells; what is not among them is blank."""

        def row(*names: str) -> dict[str, Cell]:
            return {name.rpartition(".")[2]: cast(Cell, cells.get(name, "")) for name in names}

        return cls(
            documents={code: row(*(f"t2.{code}.{column}" for column in STOCK)) for code in DOCUMENTS},
            decisions=row(*(f"t2.{code}" for code in DECISIONS)),
            fee=cast("Decimal | str", cells.get(FEE, "")),
            table3={code: row(*(f"t3.{code}.{column}" for column in COLUMNS)) for code in ROWS},
            table4={code: row(*(f"t4.{code}.{column}" for column in OUTCOMES)) for code in BLOCKS},
        )

    def cells(self) -> dict[str, Cell | Decimal]:
        """Every cell by its name, in the order of the national format."""
        found: dict[str, Cell | Decimal] = {}
        for code, row in self.documents.items():
            found |= {f"t2.{code}.{column}": value for column, value in row.items()}
        found |= {f"t2.{code}": value for code, value in self.decisions.items()}
        found[FEE] = self.fee
        for name, table in (("t3", self.table3), ("t4", self.table4)):
            for code, row in table.items():
                found |= {f"{name}.{code}.{column}": value for column, value in row.items()}
        return found

    def entry(self) -> dict[str, Any]:
        """The same as JSON, in the order of the national format."""
        return {
            "t2": {
                **{code: list(row.values()) for code, row in self.documents.items()},
                **self.decisions,
                "fee_wan": str(self.fee),
            },
            "t3": {code: list(row.values()) for code, row in self.table3.items()},
            "t4": {code: list(row.values()) for code, row in self.table4.items()},
        }


def cell(given: Any, where: str) -> Cell:
    """A whole number that is not negative, or an empty cell as it was written. Raises `BadFigures`."""
    if given is None:
        return ""
    if isinstance(given, str):
        text = given.strip()
        if text in EMPTY:
            return text
        if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS:
            return int(text)
    elif isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 10**MOST_DIGITS:
        return given
    raise BadFigures(f"{where}：{str(given)[:40]!r} 不是数字。")


def fee(given: Any) -> Decimal | str:
    """Fees in 万元, exactly as they were written. Raises `BadFigures`."""
    if given is None:
        return ""
    # A sheet knows only such numbers, and writes a small one as 1e-05.
    text = f"{Decimal(str(given)):f}" if isinstance(given, float) else str(given).strip()
    if text in EMPTY:
        return text
    if not _MONEY.fullmatch(text):
        raise BadFigures(f"表二 fee_wan：{text[:40]!r} 不是金额。")
    return Decimal(text)


def number(given: Cell) -> int:
    """What a cell adds to a sum: an empty one nothing."""
    return given if isinstance(given, int) else 0


def amount(given: Cell | Decimal) -> int | Decimal:
    """The same where it may be money."""
    return 0 if isinstance(given, str) else given


def _mapping(given: Any, where: str, names: tuple[str, ...], *, more: bool = False) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise BadFigures(f"{where}：应当是一组有名称的数据。")
    if missing := [name for name in names if name not in given]:
        raise BadFigures(f"{where}：缺少 {'、'.join(missing)}。")
    if unknown := [name for name in given if name not in names and not more]:
        raise BadFigures(f"{where}：不认识 {'、'.join(map(str, unknown))[:80]}。")
    return given


def _row(given: Any, where: str, names: tuple[str, ...]) -> dict[str, Cell]:
    if not isinstance(given, list) or len(given) != len(names):
        raise BadFigures(f"{where}：应当有 {len(names)} 个数。")
    return {name: cell(value, f"{where} {name}") for name, value in zip(names, given, strict=True)}
