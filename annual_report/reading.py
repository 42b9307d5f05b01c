"""Read old reports and tables of figures from XLSX or JSON, by their labels, every cell as written."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any

from django.core.exceptions import ValidationError

from annual_report.figures import FEE_UNIT, BadFigures, Figures, fee, read_value
from annual_report.forms import Narrative
from annual_report.layout import (
    BLOCKS,
    CELLS,
    COLUMNS,
    DECISIONS,
    DOCUMENTS,
    FEE,
    FEES,
    OUTCOMES,
    ROWS,
    TEXTS,
    cells_of,
)
from foundation.files.rejected import Rejected
from foundation.files.workbook import Sheet, read_sheets

#: The most rows and columns of a sheet, and bytes of a JSON file; no report is larger.
MOST = (2_000, 100)
MOST_JSON = 2_000_000


@dataclass(frozen=True)
class Found:
    """The contents of an old report's file."""

    figures: Figures
    texts: dict[str, str] = field(default_factory=dict)
    #: The code of the agency and the year, where the file says so.
    of: tuple[str, int] = ("", 0)
    #: The years that a workbook's titles name.
    years: frozenset[int] = frozenset()


def read(content: bytes, name: str, wanted: Collection[str] = ()) -> Found:
    """Read an old report; of a workbook the sheets with the `wanted` names, without any all of them.

    Raises `BadFigures` with a Chinese sentence that names the cell, or asks which sheets are meant where some are hidden or hold
    the same table.
    """
    if name.lower().endswith(".json"):
        return _read_json(content)
    sheets = _chosen(_sheets(content), wanted)
    cells = _second(sheets, whole=True) | _third(sheets) | _fourth(sheets)
    return Found(Figures(cells), _texts(sheets), years=_years(sheets))


def read_second(content: bytes, wanted: Collection[str] = ()) -> tuple[dict[str, Any], frozenset[int]]:
    """Read the permits, penalties, coercion and fees that a workbook names, and the years of its titles.

    Raises `BadFigures` when it names none, or asks which sheets are meant.
    """
    sheets = _chosen(_sheets(content), wanted)
    found = _second(sheets, whole=False)
    if not found:
        labels = "、".join((DECISIONS | FEES).values())
        raise BadFigures(f"表里没有找到{labels}中的任何一行。第一列写名称，后面一列写数。")
    return found, _years(sheets)


def _chosen(sheets: list[Sheet], wanted: Collection[str]) -> list[Sheet]:
    """The sheets to read: the wanted ones, else all that hold something, if none is hidden and no table stands twice."""
    filled = [sheet for sheet in sheets if any(str(value).strip() for row in sheet.rows for value in row)]
    names = "、".join(f"{sheet.name}{'（隐藏）' if sheet.hidden else ''}" for sheet in filled)
    if wanted:
        known = {sheet.name.strip(): sheet for sheet in filled}
        if unknown := [name for name in wanted if name not in known]:
            raise BadFigures(f"没有“{'”“'.join(unknown)}”这张工作表。文件里有：{names}。")
        filled = [known[name] for name in wanted]
    elif any(sheet.hidden for sheet in filled):
        raise BadFigures(f"文件里有隐藏的工作表，请在“工作表”里写明取哪几张：{names}。")
    for title, marks in _MARKS.items():
        holding = [sheet.name for sheet in filled if marks <= _labels_of(sheet)]
        if len(holding) > 1:
            raise BadFigures(
                f"“{'”“'.join(holding)}”里都有{title}，请在“工作表”里写明取哪几张，同一张表只取一份：{names}。"
            )
    return filled


def _labels_of(sheet: Sheet) -> set[str]:
    return {_plain(_without_unit(value)) for row in sheet.rows for value in row if isinstance(value, str)}


#: Where a table is spoken of by its title, and where a sheet says the period of its numbers.
_TITLE = re.compile(r"年度?报告|年报")
#: A year, but not of a document number or a date.
_YEAR = re.compile(r"(?<![\d〔\[【])(20\d\d)(?!\d|\s*年\s*\d+\s*月|\s*[-./]\s*\d)")
_PERIOD = re.compile(r"统计期限[^。\d]{0,6}(20\d\d)年")
#: The most characters of a title.
_LONGEST_TITLE = 80


def _years(sheets: list[Sheet]) -> frozenset[int]:
    """The years that the sheets' names and titles name; empty where they name none."""
    found: set[int] = set()
    for sheet in sheets:
        said = [sheet.name]
        for row in sheet.rows:
            for value in row:
                text = unicodedata.normalize("NFKC", value) if isinstance(value, str) else ""
                if len(text) <= _LONGEST_TITLE and _TITLE.search(text):
                    said.append(text)
                found |= {int(period[1]) for period in _PERIOD.finditer(text)}
        found |= {int(year) for text in said for year in _YEAR.findall(text)}
    return frozenset(found)


def of_another_year(years: Collection[int], year: int) -> str:
    """What is said of a workbook whose titles name other years than the report's."""
    named = "、".join(map(str, sorted(years)))
    return f"这个文件（或者所选的工作表）写的是 {named} 年，不是 {year} 年的数据，请核对。"


def _read_json(content: bytes) -> Found:
    if len(content) > MOST_JSON:
        raise BadFigures("这个文件太大，不是一份年度报告的数据。")
    try:
        entry = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # not text, not JSON, or a number of thousands of digits
        raise BadFigures("这个文件不是 JSON（UTF-8）。") from error
    figures = Figures.read(entry)
    given = entry.get("texts", {})
    if not isinstance(given, dict) or not all(
        code in TEXTS and isinstance(text, str) for code, text in given.items()
    ):
        raise BadFigures(f"texts：应当是文字，名称是 {'、'.join(TEXTS)}。")
    texts = {code: _text(code, text) for code, text in given.items()}
    agency, year = entry.get("agency"), entry.get("year")
    code = agency.get("code") if isinstance(agency, dict) else ""
    of = (code if isinstance(code, str) else "", year if isinstance(year, int) else 0)
    return Found(figures, texts, of)


def _text(code: str, given: str) -> str:
    """Check and clean a text by the form of the texts. Raises `BadFigures`."""
    # JSON may hold lone surrogates, which neither PostgreSQL nor UTF-8 can.
    clean = given.encode("utf-8", "ignore").decode("utf-8")
    try:
        return str(Narrative(required=False).clean(clean))
    except ValidationError as invalid:
        raise BadFigures(f"{TEXTS[code]}：{'；'.join(invalid.messages)}") from invalid


def _sheets(content: bytes) -> list[Sheet]:
    try:
        return read_sheets(content, MOST)
    except Rejected as rejected:
        raise BadFigures(str(rejected)) from rejected


def _plain(value: Any) -> str:
    """Strip a label of what varies between files: blanks, punctuation, numbering, brackets."""
    return re.sub(r"[\s\d.．、，。:：“”\"'‘’（）()\[\]【】一二三四五六七八九十]+", "", str(value))


#: The labels by which a sheet is known to hold a table.
_MARKS = {
    "表二": {_plain(label) for label in DECISIONS.values()},
    "表三": {_plain(COLUMNS["natural"]), _plain(ROWS["new"])},
    "表四": {_plain(OUTCOMES["upheld"]), _plain(OUTCOMES["pending"])},
}

#: A unit behind a label, as in 行政事业性收费（万元）, or in a head, as in 本年收费金额（单位：万元）.
_UNIT = re.compile(r"[（(](?:单位[:：]?)?\s*(元|千元|万元|亿元|件|宗|项|个)[)）]")
_SAID_UNIT = re.compile(r"单位[:：]?\s*(千元|万元|亿元|元)")


def _without_unit(label: str) -> str:
    return _UNIT.sub("", label)


def _unit_above(sheet: Sheet, n: int, label: str) -> str:
    """The unit of money that the label itself or the nearest head above it names; 万元 where nothing says."""
    if (own := _UNIT.search(label)) and own[1].endswith("元"):
        return own[1]
    for row in reversed(sheet.rows[: n + 1]):
        for value in row:
            if isinstance(value, str) and (said := _SAID_UNIT.search(value)):
                return said[1]
    return FEE_UNIT


def _lines(sheets: list[Sheet]) -> Iterator[tuple[Sheet, int]]:
    """Yield each sheet with the index of each of its rows."""
    for sheet in sheets:
        for n in range(len(sheet.rows)):
            yield sheet, n


def _uncovered(sheet: Sheet, n: int) -> list[Any]:
    """A row without the cells that merged ones cover, so that beside a label stands its number."""
    return [value for column, value in enumerate(sheet.rows[n]) if (n, column) not in sheet.covered]


def _at(row: list[Any], column: int) -> Any:
    return row[column] if column < len(row) else ""


def _second(sheets: list[Sheet], *, whole: bool) -> dict[str, Any]:
    """Read table two: the numbers in the cells after each label; of the `whole` table no row may be missing."""
    rows = (DOCUMENTS if whole else {}) | DECISIONS | FEES
    wanted = {_plain(label): code for code, label in rows.items()}
    found: dict[str, Any] = {}
    for sheet, n in _lines(sheets):
        row = _uncovered(sheet, n)
        for column, value in enumerate(row):
            code = wanted.get(_plain(_without_unit(value))) if isinstance(value, str) else None
            if code is None:
                continue
            for step, cell in enumerate(cells_of("t2", code), 1):
                given, where = _at(row, column + step), f"表二 {value}"
                if cell == FEE:
                    number: Any = fee(given, _unit_above(sheet, n, value))
                else:
                    number = read_value(cell, given, where)
                found.setdefault(cell, number)
    for code, label in rows.items():
        if whole and cells_of("t2", code)[0] not in found:
            raise BadFigures(f"表二：没有找到“{label}”这一行。")
    return found


def _third(sheets: list[Sheet]) -> dict[str, Any]:
    """Read table three: its rows in their order, below the head that names 自然人."""
    first = _plain(COLUMNS["natural"])
    for sheet, n in _lines(sheets):
        heads = [_plain(value) for value in sheet.rows[n]]
        if first in heads:
            return _rows_below(sheet, n, _columns(sheet, n, heads.index(first)))
    raise BadFigures("表三：没有找到写着“自然人”的表头。")


def _columns(sheet: Sheet, head: int, first: int) -> list[int]:
    """The columns of the seven numbers: under their heads, which may be merged, else one after the other."""
    places: dict[str, int] = {}
    for row in sheet.rows[head : head + _HEAD_ROWS]:
        for column, value in enumerate(row):
            if column >= first and isinstance(value, str):
                places.setdefault(_plain(value), column)
    found = [places.get(_plain(label), -1) for label in COLUMNS.values()]
    return found if found == sorted(found) and -1 not in found else [first + n for n in range(len(COLUMNS))]


def _rows_below(sheet: Sheet, head: int, columns: list[int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    waiting = list(ROWS.items())
    column = columns[0]
    for n in range(head + 1, len(sheet.rows)):
        if not waiting:
            break
        row = sheet.rows[n]
        code, label = waiting[0]
        labels = [_plain(value) for value in row[:column] if str(value).strip()]
        if not labels:
            continue
        if not any(_same_row(said, code, label) for said in labels):
            if len(waiting) < len(ROWS):
                # A head over the next rows, such as 三、本年度办理结果 on a line of its own.
                if all(str(_at(row, place)).strip() == "" for place in columns):
                    continue
                raise BadFigures(f"表三第 {n + 1} 行：应当是“{label}”，而不是“{row[0] or labels[-1]}”。")
            continue
        for place, cell in zip(columns, cells_of("t3", code), strict=True):
            found[cell] = read_value(cell, _at(row, place), f"表三 {CELLS[cell]}")
        waiting.pop(0)
    if waiting:
        raise BadFigures(f"表三：没有找到“{waiting[0][1]}”这一行。")
    return found


#: The heads of table three stand in as many rows.
_HEAD_ROWS = 3


def _same_row(said: str, code: str, label: str) -> bool:
    """Whether a label in a file is that of a row; the last part of a label is enough to tell rows apart."""
    wanted = _plain(label.rpartition(" ")[2] if code not in ("new", "carry_in", "carry_out") else label)
    return said in (wanted, _plain(label)) or (len(wanted) > 4 and said.startswith(wanted[:8]))


def _fourth(sheets: list[Sheet]) -> dict[str, Any]:
    """Read table four: its fifteen numbers in one row, as the format has it, or five in a row for each kind."""
    first = _plain(OUTCOMES["upheld"])
    for sheet, n in _lines(sheets):
        heads = [_plain(value) for value in sheet.rows[n]]
        if first not in heads:
            continue
        column, across = heads.index(first), heads.count(first)
        # Under the heads, which may be merged over several columns each.
        places = [place for place, head in enumerate(heads) if place >= column and head]
        cells = [cell for block in BLOCKS for cell in cells_of("t4", block)]
        wanted = len(BLOCKS) // across
        below = (row for row in sheet.rows[n + 1 :] if any(str(value).strip() for value in row[column:]))
        rows = list(islice(below, wanted))
        if across not in (1, len(BLOCKS)) or len(rows) < wanted:
            break
        per_row = len(cells) // wanted
        if len(places) < per_row:
            break
        found: dict[str, Any] = {}
        for m, cell in enumerate(cells):
            value = _at(rows[m // per_row], places[m % per_row])
            found[cell] = read_value(cell, value, f"表四 {CELLS[cell]}")
        return found
    raise BadFigures("表四：没有找到“结果维持”等十五个数。")


def _texts(sheets: list[Sheet]) -> dict[str, str]:
    """Read the texts, each in the column after its label."""
    wanted = {_plain(label): code for code, label in TEXTS.items()}
    found: dict[str, str] = {}
    for sheet, n in _lines(sheets):
        for label, text in pairwise(str(value).strip() for value in _uncovered(sheet, n)):
            code = wanted.get(_plain(label))
            if code and text and code not in found:
                found[code] = _text(code, text)
    return found
