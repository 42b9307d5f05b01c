"""The cells of a sheet as text, what of them is hidden, and the words in formulas and headers of sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from foundation.files.worth import is_label, numbered

_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,8})")
_OFF = frozenset({"0", "false", ""})
#: The name of a sheet, which stands in the text anyway, before a reference to its cells.
_REFERENCE = re.compile(r"'[^']*'!|[\w.]+!")
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')


class Cells:
    """The cells of a sheet, row by row: texts, and numbers of shared strings; and which of them lie in hidden rows or columns."""

    def __init__(self) -> None:
        self.rows: list[list[str | int]] = []
        self.hidden_rows: list[int] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._used: set[int] = set()
        self._row: list[str | int] = []
        self._row_hidden = self._all_hidden = False
        self._number = self._column = 0
        self._type = ""
        self._value: list[str] | None = None
        self._inline: list[str] | None = None
        self._phonetic = False

    def opened(self, name: str, attributes: dict[str, str]) -> bool:
        """Whether the element belongs to the cells."""
        if name == "c":
            place = _PLACE.fullmatch(attributes.get("r", ""))
            self._column = column(place[1]) if place else self._column + 1
            self._type = attributes.get("t", "")
        elif name == "v" or (name == "t" and self._inline is not None and not self._phonetic):
            self._value = []
        elif name == "is":
            self._inline = []
        elif name == "rPh":
            self._phonetic = True
            return False
        elif name == "row":
            given = attributes.get("r", "")[:9]
            self._number = int(given) if given.isdecimal() else self._number + 1
            self._column = 0
            hidden = attributes.get("hidden", "1" if self._all_hidden else "0")
            self._row_hidden = hidden not in _OFF or attributes.get("ht") == "0"
        elif name == "col":
            if attributes.get("hidden", "0") not in _OFF or attributes.get("width") == "0":
                self._hide_columns(attributes)
        elif name == "sheetFormatPr":
            self._all_hidden = attributes.get("zeroHeight", "0") not in _OFF
        else:
            return False
        return True

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if first.isdecimal() and last.isdecimal():
            self._hidden_columns.append((int(first[:9]), int(last[:9])))

    def closed(self, name: str) -> bool:
        """Whether the element belongs to the cells."""
        if name in ("v", "t") and self._value is not None:
            value = "".join(self._value)
            self._value = None
            if name == "t" and self._inline is not None:
                self._inline.append(value)
            else:
                self._add(int(value[:9]) if self._type == "s" and value.isdecimal() else value)
        elif name == "is" and self._inline is not None:
            self._add("".join(self._inline))
            self._inline = None
        elif name == "rPh":
            self._phonetic = False
            return False
        elif name == "row":
            if self._row:
                self.rows.append(self._row)
                if self._row_hidden:
                    self.hidden_rows.append(self._number)
            self._row = []
        else:
            return False
        return True

    def _add(self, value: str | int) -> None:
        self._row.append(value)
        self._used.add(self._column)

    def wants(self) -> bool:
        """Whether characters that come now belong to a cell."""
        return self._value is not None

    def data(self, data: str) -> bool:
        """Whether the characters belong to a cell."""
        if self._value is None:
            return False
        self._value.append(data)
        return True

    def hidden_columns(self) -> list[str]:
        """The letters of the hidden columns that hold something."""
        hidden = sorted(n for n in self._used if any(a <= n <= b for a, b in self._hidden_columns[:1000]))
        return [letters(n) for n in hidden]


def column(name: str) -> int:
    """The number of a column, 1 for A."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def letters(number: int) -> str:
    """The name of a column, A for 1."""
    name = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def names_of_formula(formula: str) -> Iterator[str]:
    """The texts in a formula, those that it joins as one; all of it if a number stands outside of them."""
    joined = re.sub(r'"\s*&\s*"', "", formula)
    for found in _LITERAL.finditer(joined):
        if any(char.isalnum() for char in found[1]):
            yield found[1]
    flat = re.sub(r'["&,;\s]+', "", formula)
    if numbered(flat):
        yield flat
    bare = _LITERAL.sub("", formula)
    if numbered(bare) or not is_label(_REFERENCE.sub("", bare)):
        yield bare


def without_codes(header: str) -> str:
    """The header of a sheet without the codes of its typefaces, sizes and places."""
    return re.sub(r'&(?:"[^"]*"|K[0-9A-Fa-f+\-]{6}|[0-9]{1,2}(?= )|[A-Za-z&])', " ", header)
