"""Tables in plain text: lines whose cells are divided by tabs, by bars, or as in Markdown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from foundation.texts.signatures import is_body, is_day

#: What divides the cells of a row, the surest first.
BARS = "｜│¦丨|\t"
#: Blanks around a line, but for the tabs that stand for empty cells.
_BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace() and code != 9) + "\ufeff"
_OWN = re.compile(r"(?:[^\S\r\n]*[\r\n])*([^\r\n]*)")
#: The line below the head of a table in Markdown.
_RULE = re.compile(r":?-{2,}:?")
#: What numbers a paragraph and is followed by a tab in texts pasted out of Word.
_NUMERAL = "[零〇一二三四五六七八九十百0-9０-９]{1,7}"
_LABEL = re.compile(
    rf"第{_NUMERAL}[编章节条款项]|[(（]{_NUMERAL}[)）]、?|{_NUMERAL}[、．.)）]|[①-⑳]|[-–—*●•·○■□◆▪➢]"
)
#: A field with its value, such as stands in the rows of a list of contacts and in no head.
_FIELD = re.compile(r"[^:：]{1,12}[:：]\s*\S")
_UNIT = "[%‰°℃]|[万亿]?元|万?亩|公顷|平方米|平方公里|公里|米|万?吨|公斤|万?人|人次|户|件|个|次|条|项"
_UNIT += "|家|处|台|辆|头|只|篇|天|倍|[万亿]"
_FIGURE = re.compile(
    rf"[-+−±≈]?[¥$]?(?!0[0-9])(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]{{1,10}})(?:\.[0-9]{{1,8}})?\s?(?:{_UNIT})?"
)
#: What stands where there is no figure.
_NOTHING = {"", "-", "–", "—", "——", "－", "/", "／", "…", "……", "无"}
_ORDINAL = {"序号", "编号", "号", "No", "No.", "#"}
#: The heads of columns whose digits are no figures.
_CODE = re.compile("电话|手机|号码|账号|卡号|证号|文号|编号|编码|代码|邮编|日期|时间")
_SENTENCE_ENDS = "。！？；：:;"
#: The most characters of a head beside which everything is empty, and the fewest of a cell that is a paragraph of a text.
SHORT, PARAGRAPH = 20, 60
#: The most characters of a cell that stays on one line.
UNBROKEN = 10

#: How many times as many cells as were written a table may have once its short rows are filled up; so many anyway.
FILLED_UP, ANYWAY = 6, 2_000

Pieces = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Cell:
    """A cell: its words, where they begin in the lines of the table, how many columns and rows it takes."""

    text: str
    at: int = 0
    figure: bool = False
    columns: int = 1
    rows: int = 1
    #: Its words with what was found in them; see `templates/parts/pieces.html`.
    pieces: Pieces = ()

    @property
    def style(self) -> str:
        """Its class: a figure, or words so short that they are not broken."""
        return "num" if self.figure else "short" if 0 < len(self.text) <= UNBROKEN else ""

    @property
    def scope(self) -> str:
        """What a cell of the head stands above."""
        return "colgroup" if self.columns > 1 else "col"


@dataclass(frozen=True)
class Row:
    """A row; one that `spans` is a heading over the whole width of the rows below it."""

    cells: tuple[Cell, ...]
    spans: bool = False


@dataclass(frozen=True)
class Grid:
    """The rows of a table: a caption over its whole width, the head, and the rows below it; empty columns are left out."""

    width: int
    caption: tuple[Cell, ...]
    head: tuple[Row, ...]
    body: tuple[Row, ...]

    @cached_property
    def heads(self) -> list[Row]:
        """The rows of the head, with equal cells that touch made one."""
        return list(_joined([row.cells for row in self.head]))

    @property
    def rows(self) -> list[list[str]]:
        """The words of every cell, row by row, as many in each: what the table is written from again."""
        above = [[cell.text] for cell in self.caption]
        rows = above + [[cell.text for cell in row.cells] for row in (*self.head, *self.body)]
        return [row + [""] * (self.width - len(row)) for row in rows]

    @property
    def size(self) -> str:
        """Whether its columns are few or many for the width of a paper."""
        most = {"few": 4, "some": 6, "many": 10}
        return next((size for size, columns in most.items() if self.width <= columns), "most")

    @property
    def name(self) -> str:
        """What to call the table where it is read aloud."""
        if self.caption:
            return "".join(cell.text for cell in self.caption)
        words = dict.fromkeys(
            cell.text for row in (*self.head, *self.body)[:1] for cell in row.cells if cell.text
        )
        return f"表格：{'、'.join(words)}"[:60]

    def changed(self, change: Callable[[Cell], Cell]) -> Grid:
        """The same table with every cell changed."""

        def rows(old: tuple[Row, ...]) -> tuple[Row, ...]:
            return tuple(replace(row, cells=tuple(map(change, row.cells))) for row in old)

        return replace(
            self, caption=tuple(map(change, self.caption)), head=rows(self.head), body=rows(self.body)
        )


def stretches(lines: Sequence[str], gaps: Sequence[bool]) -> Iterator[tuple[int, int, Grid]]:
    """The tables among the lines of a text: first line, the line after the last, rows. `gaps`: a blank line follows."""
    own = [_own(line) for line in lines]
    bars = [bars_in(words) for _, words in own]
    # Below a row a tab divides cells also after a number, or where nothing follows.
    below = [
        found | {"\t"} if "\t" in words.lstrip() else found
        for found, (_, words) in zip(bars, own, strict=True)
    ]
    start = 0
    while start < len(lines):
        common, end = bars[start], start + 1
        while end < len(lines) and not gaps[end - 1] and common & below[end]:
            common, end = common & below[end], end + 1
        if common and end - start > 1:
            divider = _divider([words for _, words in own[start:end]], common)
            if (found := _grid(lines[start:end], own[start:end], divider)) is not None:
                yield start, end, found
        start = end


def _own(line: str) -> tuple[int, str]:
    """Where a line begins after blank ones, and itself without what is blank after it."""
    found = _OWN.match(line)
    assert found is not None  # it matches anything
    return found.start(1), found[1]


def bars_in(line: str) -> frozenset[str]:
    """What may divide the cells of a line; a tab before a paragraph, or after its number, divides nothing."""
    found = {bar for bar in BARS if bar in line}
    if "\t" in found and not _has_cells(line):
        found.discard("\t")
    return frozenset(found)


def _has_cells(line: str) -> bool:
    words = [cell.strip() for cell in line.split("\t") if cell.strip()]
    if len(words) < 2:
        return bool(words) and not _stands_alone(words[0])
    return len(words) > 2 or _LABEL.fullmatch(words[0]) is None


def _stands_alone(text: str) -> bool:
    """Whether tabs only move a line to the right, as they do a paragraph and a signature."""
    return len(text) > SHORT or text[-1] in _SENTENCE_ENDS or is_day(text) or is_body(text)


def _divider(rows: Sequence[str], common: frozenset[str]) -> str:
    """The divider that makes as many cells in every row, or else the surest."""
    ordered = [bar for bar in BARS if bar in common]
    return next((bar for bar in ordered if len({row.count(bar) for row in rows}) == 1), ordered[0])


def _grid(lines: Sequence[str], own: Sequence[tuple[int, str]], bar: str) -> Grid | None:
    """The rows of these lines; None where they are no table."""
    rows = list(_cells(lines, own, bar))
    if len(rows) > 1 and _is_rule(rows[1]):
        del rows[1]
    width = max(map(len, rows))
    if width * len(rows) > FILLED_UP * sum(map(len, rows)) + ANYWAY:
        return None
    table = [[*cells, *(Cell("") for _ in range(width - len(cells)))] for cells in rows]
    kept = [n for n in range(width) if any(cells[n].text for cells in table)]
    most = max(sum(bool(cell.text) for cell in cells) for cells in table)
    if len(kept) < 2 or len(table) < 2 or most < 2 or all(map(_is_prose, table)):
        return None
    table = [[cells[n] for n in kept] for cells in table]
    caption: list[Cell] = []
    while len(table) > 2 and _is_single(table[0]):
        caption.append(table.pop(0)[0])
    heads = _heads(table)
    body = _body(table, heads)  # which also tells which columns are figures
    return Grid(len(kept), tuple(caption), tuple(Row(tuple(cells)) for cells in table[:heads]), body)


def _cells(lines: Sequence[str], own: Sequence[tuple[int, str]], bar: str) -> Iterator[list[Cell]]:
    begin = 0
    for line, (start, row) in zip(lines, own, strict=True):
        cells, at = [], begin + start
        for words in row.split(bar):
            text = words.strip(_BLANKS + "\t")
            cells.append(Cell(text, at + (words.find(text) if text else 0)))
            at += len(words) + 1
        yield cells
        begin += len(line)


def _is_rule(cells: list[Cell]) -> bool:
    words = [cell.text for cell in cells if cell.text]
    return bool(words) and all(map(_RULE.fullmatch, words))


def _is_prose(cells: list[Cell]) -> bool:
    """Whether a row is a paragraph in which a divider happens to stand: it has two halves, and both are sentences or long."""
    words = [cell.text for cell in cells if cell.text]
    return len(words) == 2 and (
        all(len(text) > PARAGRAPH for text in words)
        or all(len(text) > 10 and text[-1] in "。！？；" for text in words)
    )


def _is_single(cells: list[Cell]) -> bool:
    """Whether only the first of at least three cells is filled."""
    return len(cells) > 2 and bool(cells[0].text) and not any(cell.text for cell in cells[1:])


def _heads(table: list[list[Cell]]) -> int:
    """How many rows are the head: one, two where a cell of it stands over several columns, none above rows of fields."""
    if any(_FIELD.match(cell.text) for cell in table[0]):
        return 0
    words = [cell.text for cell in table[0]]
    over_several = any(text and text == after for text, after in pairwise(words))
    return 2 if over_several and len(table) > 2 and not _is_single(table[1]) else 1


def _body(table: list[list[Cell]], heads: int) -> tuple[Row, ...]:
    """The rows below the head with their figures; a form with a column to be filled in has no headings among its rows."""
    rows = table[heads:]
    single = [_is_single(cells) for cells in rows]
    spanning = sum(single) * 2 < len(rows)
    whole = [cells for cells, alone in zip(rows, single, strict=True) if not (alone and spanning)]
    right = [_of_figures(table[0][n].text, [cells[n].text for cells in whole]) for n in range(len(table[0]))]
    for cells in table[:heads]:
        cells[:] = [replace(cell, figure=figure) for cell, figure in zip(cells, right, strict=True)]
    return tuple(
        Row((cells[0],), spans=True)
        if alone and spanning
        else Row(
            tuple(
                replace(cell, figure=True) if figure and _stands_right(cell.text) else cell
                for cell, figure in zip(cells, right, strict=True)
            )
        )
        for cells, alone in zip(rows, single, strict=True)
    )


def _of_figures(head: str, words: list[str]) -> bool:
    """Whether a column is one of figures."""
    said = [text for text in words if text not in _NOTHING]
    return (
        head not in _ORDINAL
        and not _CODE.search(head)
        and bool(said)
        and sum(map(is_figure, said)) * 2 >= len(said)
    )


def is_figure(text: str) -> bool:
    """Whether a cell is a figure, with or without its unit; neither a day nor the number of a telephone or paper."""
    return len(text) < 30 and _FIGURE.fullmatch(unicodedata.normalize("NFKC", text)) is not None


def _stands_right(text: str) -> bool:
    return is_figure(text) or text in _NOTHING


def _joined(rows: Sequence[tuple[Cell, ...]]) -> Iterator[Row]:
    """Rows in which neighbours that say the same are one cell; what was found in a cell keeps it apart."""

    def same(row: int, column: int, text: str) -> bool:
        if (row, column) in taken or row == len(rows) or column == len(rows[row]):
            return False
        return rows[row][column].text == text and not rows[row][column].pieces

    taken: set[tuple[int, int]] = set()
    for r, cells in enumerate(rows):
        kept = []
        for c, cell in enumerate(cells):
            if (r, c) in taken:
                continue
            wide = high = 1
            if cell.text and not cell.pieces:
                while same(r, c + wide, cell.text):
                    wide += 1
                while all(same(r + high, c + n, cell.text) for n in range(wide)):
                    high += 1
            taken |= {(r + down, c + along) for down in range(high) for along in range(wide)}
            kept.append(replace(cell, columns=wide, rows=high, figure=cell.figure and wide == 1))
        yield Row(tuple(kept))
