"""The sheets of a workbook as rows of values, for imports."""

from __future__ import annotations

import re
from dataclasses import dataclass

from foundation.files.cells import column
from foundation.files.kinds import XLSX
from foundation.files.packages import Package, Stream
from foundation.files.rejected import Rejected

#: What a cell of a workbook holds.
Value = str | int | float | bool

#: References of a row, `12`, and of a cell, `B12`; one without a reference follows the one before.
_ROW, _PLACE = re.compile(r"[1-9][0-9]{0,8}"), re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,8})")
_TOO_WIDE = "表格太大，只读 {0} 行、{1} 列以内的；请删去多余的行列，或另存一份再试。"
_SHEETS = r"xl/worksheets/[^/]+\.xml"


class Listed(Stream):
    """The sheets that a workbook lists: the relationship by which each is found, its name, whether it is hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, bool]] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("id", ""), attributes.get("name", ""), hidden))


class Placed(Stream):
    """The cells of a sheet at their places; raises `Rejected` beyond `most` rows and columns."""

    def __init__(self, shared: list[str], most: tuple[int, int]) -> None:
        super().__init__()
        self.shared, self.most = shared, most
        self.rows: list[list[Value]] = []
        self.covered: set[tuple[int, int]] = set()
        self.formulas: set[tuple[int, int]] = set()
        self._room = most[0] * most[1]
        self._row = self._column = 0
        self._type = ""
        self._value: list[str] | None = None
        self._text = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            given = attributes.get("r", "")[:9]
            self._row, self._column = int(given) if _ROW.fullmatch(given) else self._row + 1, 0
        elif name == "c":
            place = _PLACE.fullmatch(attributes.get("r", ""))
            self._column = column(place[1]) if place else self._column + 1
            self._row = int(place[2]) if place else max(self._row, 1)
            self._type, self._text = attributes.get("t", ""), ""
        elif name in ("v", "t"):
            self._value = []
        elif name == "f":
            # A sheet of thousands of formulas is refused for its cells; those beyond it are not noted.
            if self._row <= self.most[0] and self._column <= self.most[1]:
                self.formulas.add((self._row - 1, self._column - 1))
        elif name == "mergeCell":
            self._cover(attributes.get("ref", ""))

    def _cover(self, ref: str) -> None:
        """Note what a merged range covers, as far as the sheet has rows; a head over whole columns covers no more."""
        first, _colon, last = ref.partition(":")
        begin, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
        if begin is None or end is None:
            return
        rows = range(int(begin[2]) - 1, min(int(end[2]), len(self.rows)))
        columns = range(column(begin[1]) - 1, min(column(end[1]), self.most[1]))
        # Ranges that overlap, which no sheet has, would be counted over and over.
        self._room -= len(rows) * len(columns)
        if self._room < 0:
            raise Rejected(_TOO_WIDE.format(*self.most))
        if rows and columns:
            self.covered |= {(n, m) for n in rows for m in columns} - {(rows[0], columns[0])}

    def closed(self, name: str) -> None:
        if name in ("v", "t") and self._value is not None:
            self._text += "".join(self._value)
            self._value = None
        elif name == "c" and self._text:
            self._put(self._meant())

    def _put(self, value: Value) -> None:
        if self._row > self.most[0] or self._column > self.most[1]:
            raise Rejected(_TOO_WIDE.format(*self.most))
        self.rows += [[] for _ in range(self._row - len(self.rows))]
        row = self.rows[self._row - 1]
        row += [""] * (self._column - len(row))
        row[self._column - 1] = value

    def _meant(self) -> Value:
        if self._type == "s":
            known = self._text.isdecimal() and int(self._text[:9]) < len(self.shared)
            return self.shared[int(self._text[:9])] if known else ""
        if self._type in ("", "n"):
            try:
                number = float(self._text)
            except ValueError:
                return self._text
            return int(number) if number.is_integer() else number
        return self._text == "1" if self._type == "b" else self._text

    def data(self, data: str) -> None:
        if self._value is not None:
            self._value.append(data)


class Strings(Stream):
    """The shared strings of a workbook, in order, without phonetic guides."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._inside = self._phonetic = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._inside = not self._phonetic

    def closed(self, name: str) -> None:
        if name == "si":
            self.strings.append("".join(self._parts))
        elif name == "rPh":
            self._phonetic = False
        elif name == "t":
            self._inside = False

    def data(self, data: str) -> None:
        if self._inside:
            self._parts.append(data)


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its name, whether it is hidden, its rows of cells, numbers as numbers."""

    name: str
    hidden: bool
    rows: list[list[Value]]
    #: The rows and columns, counted from 0, that merged cells cover beside the one that holds their value.
    covered: frozenset[tuple[int, int]] = frozenset()
    #: The rows and columns of cells that hold a formula; its value is the one that it had when the workbook was saved, if any.
    formulas: frozenset[tuple[int, int]] = frozenset()


def read_sheets(content: bytes, most: tuple[int, int]) -> list[Sheet]:
    """The sheets of a workbook, hidden ones too, in its order.

    Raises `Rejected` as `Package` does, and for a sheet beyond `most` rows and columns.
    """
    package = Package(content)
    if package.kind is not XLSX:
        raise Rejected("这不是 XLSX 表格，请用 Excel 另存为 XLSX 后再试。")
    strings = Strings()
    for name in string_parts(package):
        package.stream(name, strings)
    named = listed_sheets(package)
    parts = [*named, *(name for name in package.matching(_SHEETS) if name not in named)]
    sheets = []
    for n, part in enumerate(parts, 1):
        placed = Placed(strings.strings, most)
        package.stream(part, placed)
        name, hidden = named.get(part, (f"工作表{n}", False))
        sheets.append(Sheet(name, hidden, placed.rows, frozenset(placed.covered), frozenset(placed.formulas)))
    return sheets


def listed_sheets(package: Package) -> dict[str, tuple[str, bool]]:
    """Name and whether it is hidden, by part, of each worksheet, in the order of the workbook."""
    listed = Listed()
    if package.main:
        package.stream(package.main, listed)
    parts = {found.id: found.target for found in package.related("worksheet", package.main)}
    return {parts[relation]: (name, hidden) for relation, name, hidden in listed.sheets if relation in parts}


def string_parts(package: Package) -> list[str]:
    """The part with the shared strings: the one that the workbook refers to, else the one that is so called."""
    related = [found.target for found in package.related("sharedstrings", package.main or None)]
    return (related or package.matching(r"xl/sharedStrings\.xml"))[:1]
