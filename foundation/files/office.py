"""Text and metadata of DOCX, XLSX, PPTX and OFD, including hidden, deleted and commented text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from foundation.files.kinds import DOCX, OFD, PPTX, XLSX
from foundation.files.packages import Package, Stream
from foundation.files.rejected import Rejected

#: What a cell of a workbook holds.
Value = str | int | float | bool

MOST_TEXT = 5_000_000

#: The parts with text, in reading order.
TEXT_PARTS = {
    DOCX: (
        r"word/document\d*\.xml",
        r"word/header\d*\.xml",
        r"word/footer\d*\.xml",
        r"word/(?:footnotes|endnotes)\d*\.xml",
        r"word/comments\d*\.xml",
        r"word/glossary/document\.xml",
        r"word/(?:diagrams/data|charts/chart)\d*\.xml",
    ),
    PPTX: (
        r"ppt/slides/slide\d+\.xml",
        r"ppt/notesSlides/notesSlide\d+\.xml",
        r"ppt/comments/.+\.xml",
        r"ppt/(?:diagrams/data|charts/chart)\d*\.xml",
    ),
    XLSX: (
        r"xl/comments\d*\.xml",
        r"xl/threadedComments/.+\.xml",
        r"xl/(?:drawings/drawing|diagrams/data|charts/chart)\d*\.xml",
    ),
    OFD: (r"(?:.*/)?(?:Pages|Tpls|Annots)/.*\.xml",),
}
COMMENT_PARTS = r"(?:word|xl|ppt)/(?:comments\d*\.xml|comments/.+\.xml|threadedComments/.+\.xml)"
PROPERTIES = {
    "title": "title",
    "creator": "author",
    "subject": "subject",
    "keywords": "keywords",
    "description": "comments",
    "category": "category",
    "contentStatus": "status",
    "lastModifiedBy": "last_modified_by",
    "Company": "company",
    "Manager": "manager",
    # OFD
    "Title": "title",
    "Author": "author",
    "Subject": "subject",
    "Keyword": "keywords",
    "Abstract": "comments",
    "CustomData": "custom",
}
_SHEETS = r"xl/worksheets/[^/]+\.xml"
#: References of a row, `12`, and of a cell, `B12`; one without a reference follows the one before.
_ROW, _PLACE = re.compile(r"[1-9][0-9]{0,8}"), re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,8})")
_TOO_WIDE = "表格太大，只读 {0} 行、{1} 列以内的；请删去多余的行列，或另存一份再试。"
REVISIONS = frozenset({"ins", "del", "moveFrom", "moveTo"})


class Full(Exception):
    """The text has reached its limit."""


class Words(Stream):
    """The text of a part, one line a paragraph, with struck-out text apart."""

    TEXT = frozenset({"t", "v", "TextCode", "text"})
    BREAKS = frozenset({"p", "br", "cr", "TextObject", "pt", "comment", "si"})

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room
        self.pieces: list[str] = []
        self.struck: list[str] = []
        self.revised = False
        self._into: list[str] | None = None
        self._skipped = 0
        self._moved = 0

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Fallback" or self._skipped:
            self._skipped += 1
        elif name in REVISIONS:
            self.revised = True
            self._moved += name == "moveFrom"
        elif name == "delText" or (name in self.TEXT and self._moved):
            self._into = self.struck
        elif name in self.TEXT:
            self._into = self.pieces
        elif name in ("tab", "ptab"):
            self.pieces.append("\t")

    def closed(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        if name in self.TEXT or name == "delText":
            self._into = None
        elif name == "moveFrom":
            self._moved -= 1
        if name in self.BREAKS:
            self.pieces.append("\n")
            if self.struck and self.struck[-1] != "\n":
                self.struck.append("\n")

    def data(self, data: str) -> None:
        if self._into is not None and not self._skipped:
            self.room -= len(data)
            if self.room < 0:
                raise Full
            self._into.append(data)


class Cells(Stream):
    """The text of the cells of a sheet, row by row."""

    def __init__(self, shared: list[str], room: int) -> None:
        super().__init__()
        self.shared, self.room = shared, room
        self.rows: list[str] = []
        self._row: list[str] = []
        self._type = ""
        self._value: list[str] | None = None

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._type = attributes.get("t", "")
        elif name in ("v", "t"):
            self._value = []

    def closed(self, name: str) -> None:
        if name in ("v", "t") and self._value is not None:
            value = "".join(self._value)
            self._value = None
            if name == "v" and self._type == "s":
                value = self.shared[int(value)] if value.isdigit() and int(value) < len(self.shared) else ""
            self.room -= len(value)
            if self.room < 0:
                raise Full
            self._row.append(value)
        elif name == "row":
            self.rows.append("\t".join(self._row))
            self._row = []

    def data(self, data: str) -> None:
        if self._value is not None:
            self._value.append(data)


class Listed(Stream):
    """The sheets that a workbook lists, and the parts in which they stand."""

    def __init__(self) -> None:
        super().__init__()
        self._sheets: list[tuple[str, str, bool]] = []
        self._parts: dict[str, str] = {}

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self._sheets.append((attributes.get("id", ""), attributes.get("name", ""), hidden))
        elif name == "Relationship":
            target = attributes.get("Target", "").removeprefix("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            self._parts[attributes.get("Id", "")] = part

    def by_part(self) -> dict[str, tuple[int, str, bool]]:
        """Place, name and whether it is hidden, by part."""
        return {
            self._parts[relation]: (n, name, hidden)
            for n, (relation, name, hidden) in enumerate(self._sheets, 1)
            if relation in self._parts
        }


class Placed(Stream):
    """The cells of a sheet at their places; raises `Rejected` beyond `most` rows and columns."""

    def __init__(self, shared: list[str], most: tuple[int, int]) -> None:
        super().__init__()
        self.shared, self.most = shared, most
        self.rows: list[list[Value]] = []
        self.covered: set[tuple[int, int]] = set()
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
            self._column = _column(place[1]) if place else self._column + 1
            self._row = int(place[2]) if place else max(self._row, 1)
            self._type, self._text = attributes.get("t", ""), ""
        elif name in ("v", "t"):
            self._value = []
        elif name == "mergeCell":
            self._cover(attributes.get("ref", ""))

    def _cover(self, ref: str) -> None:
        """Note what a merged range covers, as far as the sheet has rows; a head over whole columns covers no more."""
        first, _colon, last = ref.partition(":")
        begin, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
        if begin is None or end is None:
            return
        rows = range(int(begin[2]) - 1, min(int(end[2]), len(self.rows)))
        columns = range(_column(begin[1]) - 1, min(_column(end[1]), self.most[1]))
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


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


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


class Properties(Stream):
    """The properties of a document, custom ones included, by metadata key."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._custom = ""
        self._parts: list[str] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        self._parts = []
        if name == "property":
            self._custom = attributes.get("name", "")
        elif name == "CustomData":
            self._custom = attributes.get("Name", "")

    def closed(self, name: str) -> None:
        value = "".join(self._parts).strip()
        self._parts = []
        if not value:
            return
        if self._custom:
            self._add("custom", f"{self._custom}：{value}")
            self._custom = ""
        elif name in PROPERTIES:
            self._add(PROPERTIES[name], value)

    def _add(self, key: str, value: str) -> None:
        self.found[key] = f"{self.found[key]}；{value}" if key in self.found else value

    def data(self, data: str) -> None:
        self._parts.append(data)


def read_package(content: bytes, *, depth: int = 0) -> tuple[Package, str, dict[str, Any]]:
    """The container, its text and its metadata; raises `Rejected` as `Package` does."""
    package = Package(content)
    metadata = _properties(package)
    pieces: list[str] = []
    struck: list[str] = []
    room, complete = MOST_TEXT, True
    if package.kind is XLSX:
        complete = _read_sheets(package, pieces, room)
        room -= sum(map(len, pieces))
    for name in [name for pattern in TEXT_PARTS[package.kind] for name in package.matching(pattern)]:
        words = Words(room)
        try:
            package.stream(name, words)
        except Full:
            complete = False
        room = max(words.room, 0)
        pieces.append("".join(words.pieces))
        struck.append("".join(words.struck))
        if words.revised:
            metadata["tracked_changes"] = True
    if package.matching(COMMENT_PARTS):
        metadata["has_comments"] = True
    if removed := _tidy("\n".join(struck)):
        metadata["struck_text"] = removed
    for name, inner in package.embedded():
        if depth:
            complete = False
            continue
        _package, text, properties = read_package(inner, depth=1)
        pieces.append(text)
        metadata.setdefault("embedded", []).append({"name": name, **properties})
        complete = complete and properties["text_complete"]
    metadata["text_complete"] = complete
    return package, _tidy("\n".join(pieces)), metadata


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its name, whether it is hidden, its rows of cells, numbers as numbers."""

    name: str
    hidden: bool
    rows: list[list[Value]]
    #: The rows and columns, counted from 0, that merged cells cover beside the one that holds their value.
    covered: frozenset[tuple[int, int]] = frozenset()


def read_sheets(content: bytes, most: tuple[int, int]) -> list[Sheet]:
    """The sheets of a workbook, hidden ones too, in its order.

    Raises `Rejected` as `Package` does, and for a sheet beyond `most` rows and columns.
    """
    package = Package(content)
    if package.kind is not XLSX:
        raise Rejected("这不是 XLSX 表格，请用 Excel 另存为 XLSX 后再试。")
    shared = _shared(package)
    listed = Listed()
    for name in package.matching(r"xl/workbook\d*\.xml|xl/_rels/workbook\d*\.xml\.rels"):
        package.stream(name, listed)
    named = listed.by_part()
    sheets = []
    for n, part in enumerate(package.matching(_SHEETS), 1):
        placed = Placed(shared, most)
        package.stream(part, placed)
        order, name, hidden = named.get(part, (n, f"工作表{n}", False))
        sheets.append((order, Sheet(name, hidden, placed.rows, frozenset(placed.covered))))
    return [sheet for _order, sheet in sorted(sheets, key=lambda found: found[0])]


def _shared(package: Package) -> list[str]:
    strings = Strings()
    for name in package.matching(r"xl/sharedStrings\.xml"):
        package.stream(name, strings)
    return strings.strings


def _read_sheets(package: Package, pieces: list[str], room: int) -> bool:
    """Add the names and cells of all sheets, hidden ones too, to `pieces`; returns whether all fitted."""
    shared = _shared(package)
    for name in package.matching(r"xl/workbook\d*\.xml"):
        pieces.append("\n".join(package.attributes(name, "name")))
    for name in package.matching(_SHEETS):
        cells = Cells(shared, room)
        try:
            package.stream(name, cells)
        except Full:
            return False
        finally:
            pieces.append("\n".join(cells.rows))
        room = cells.room
    return True


def _properties(package: Package) -> dict[str, Any]:
    properties = Properties()
    for name in package.matching(r"docProps/(?:core|app|custom)\d*\.xml|OFD\.xml"):
        package.stream(name, properties)
    return dict(properties.found)


def _tidy(text: str) -> str:
    """The text without blank lines and without blanks around lines."""
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())
