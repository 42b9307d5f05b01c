"""Tables of Word documents as lines whose cells are divided by ｜; nothing is mixed, and what was merged is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from disclosure.imported_lines import Line, Note
from disclosure.word_styles import is_on
from foundation.texts.structure import Oddity

#: What divides cells, and what stands for it within one.
BAR, INSTEAD = "｜", "|"
#: As many columns as Word has.
MOST_COLUMNS = 63

#: Reads a paragraph of a cell: its words and what is to be told of it.
Words = Callable[[BaseOxmlElement], tuple[str, list[Note]]]


@dataclass(frozen=True)
class _Cell:
    element: BaseOxmlElement
    columns: int
    goes_on: bool


class WordTable:
    """A table of a Word document: whether it only lays out a page, and its lines."""

    def __init__(self, table: BaseOxmlElement, words: Words, noted: Counter[str]) -> None:
        self._noted, self._words = noted, words
        rows = [row for row in _inside(table, "w:tr") if not _deleted(row)]
        self._rows = [(_before(row), _cells(row)) for row in rows]
        self._hidden = [is_on(row.find(f"{qn('w:trPr')}/{qn('w:hidden')}")) for row in rows]
        self.width = max((before + sum(c.columns for c in cells) for before, cells in self._rows), default=0)

    @property
    def is_layout(self) -> bool:
        """Whether it has one column: a frame around paragraphs."""
        return self.width <= 1

    def contents(self) -> list[BaseOxmlElement]:
        """What stands in the cells of a layout, in order."""
        return [child for _before, cells in self._rows for cell in cells for child in cell.element]

    def lines(self) -> Iterator[Line]:
        """Each row; a merged cell says the same in every place that it covers, one over the whole width only once."""
        above = [""] * self.width
        for (before, cells), hidden in zip(self._rows, self._hidden, strict=True):
            notes: list[Note] = []
            said = [self._said(cell, notes) for cell in cells]
            if hidden:
                words = BAR.join(filter(None, said))
                yield Line("", [*notes, *([Note("hidden_text", words)] if words else [])], is_left_out=True)
                continue
            self._note(cells)
            if len(cells) == 1 and cells[0].columns == self.width and not cells[0].goes_on:
                yield Line(said[0] + BAR * (self.width - 1), notes)
                above = [said[0]] * self.width
                continue
            row = [""] * before
            for cell, words in zip(cells, said, strict=True):
                row += [self._shown(cell, words, above, len(row), notes)] * cell.columns
            row += [""] * (self.width - len(row))
            self._noted["merged"] += any(c.goes_on or c.columns > 1 for c in cells)
            yield Line(BAR.join(row), notes)
            above = row

    def _shown(self, cell: _Cell, words: str, above: list[str], here: int, notes: list[Note]) -> str:
        """What a cell shows: where it goes on, what stands above; its own words are covered."""
        if not cell.goes_on or here >= self.width or not above[here]:
            return words
        if words and words != above[here]:
            notes.append(Note("covered_cell", words))
        return above[here]

    def _said(self, cell: _Cell, notes: list[Note]) -> str:
        """The words of a cell on one line, each paragraph once, those of a table within it too."""
        pieces = []
        for paragraph in cell.element.iter(qn("w:p")):
            if not _in_deleted_row(paragraph, cell.element) and not _in_paragraph(paragraph, cell.element):
                words, told_of = self._words(paragraph)
                pieces.append(words)
                notes += told_of
        said = " ".join(pieces)
        self._noted["bars"] += BAR in said
        notes += [Note("other_file") for _part in cell.element.iter(qn("w:altChunk"))]
        return re.sub(r"[\t\n]", " ", said).replace(BAR, INSTEAD).strip()

    def _note(self, cells: list[_Cell]) -> None:
        self._noted["nested"] += sum(next(c.element.iter(qn("w:tbl")), None) is not None for c in cells)


def told(noted: Counter[str]) -> Iterator[Oddity]:
    """What a clerk must compare with the original."""
    if merged := noted["merged"]:
        message = f"表格里有 {merged} 行带合并单元格，文字已在所占的每一格里写出，请对照原件核对。"
        yield Oddity("merged_cells", message)
    if nested := noted["nested"]:
        message = f"有 {nested} 个单元格里还套着表格，里面的文字已并入该单元格，请对照原件核对。"
        yield Oddity("nested_table", message)
    if bars := noted["bars"]:
        yield Oddity("bars_in_cells", f"有 {bars} 个单元格里有竖线“{BAR}”，已写作“{INSTEAD}”，以免分错格。")


def _cells(row: BaseOxmlElement) -> list[_Cell]:
    return [
        _Cell(cell, _span(cell, "w:tcPr", "w:gridSpan", 1), _goes_on(cell)) for cell in _inside(row, "w:tc")
    ]


def _inside(element: BaseOxmlElement, tag: str) -> Iterator[BaseOxmlElement]:
    """The rows of a table, or the cells of a row, also those in content controls; not those of tables within."""
    stack = list(reversed(list(element)))
    while stack:
        child = stack.pop()
        if child.tag == qn(tag):
            yield child
        elif child.tag not in {*map(qn, ("w:tbl", "w:tr", "w:tc", "w:p"))}:
            stack.extend(reversed(list(child)))


def _deleted(row: BaseOxmlElement) -> bool:
    """Whether a tracked change takes the row away."""
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def _in_deleted_row(paragraph: BaseOxmlElement, cell: BaseOxmlElement) -> bool:
    return any(row.tag == qn("w:tr") and _deleted(row) for row in _between(paragraph, cell))


def _in_paragraph(paragraph: BaseOxmlElement, cell: BaseOxmlElement) -> bool:
    """Whether it stands in a box within another paragraph, whose words are read with that one or not at all."""
    return any(outer.tag == qn("w:p") for outer in _between(paragraph, cell))


def _between(element: BaseOxmlElement, outer: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    for ancestor in element.iterancestors():
        if ancestor is outer:
            return
        yield ancestor


def _span(element: BaseOxmlElement, properties: str, name: str, least: int) -> int:
    """A number of columns, as many as Word can have at most."""
    found = element.find(f"{qn(properties)}/{qn(name)}")
    value = found.get(qn("w:val"), "") if found is not None else ""
    return max(least, min(int(value), MOST_COLUMNS)) if value.isdecimal() else least


def _before(row: BaseOxmlElement) -> int:
    """How many columns a row leaves out on its left."""
    return _span(row, "w:trPr", "w:gridBefore", 0)


def _goes_on(cell: BaseOxmlElement) -> bool:
    """Whether the cell above goes on in this one."""
    merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merged is not None and merged.get(qn("w:val"), "continue") == "continue"
