"""Read old reports and tables of figures from XLSX or JSON, by their labels, every cell as written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any

from django.core.exceptions import ValidationError

from annual_report.figures import BadFigures, Figures, read_value
from annual_report.forms import Narrative
from annual_report.layout import (
    BLOCKS,
    CELLS,
    COLUMNS,
    DECISIONS,
    DOCUMENTS,
    FEES,
    OUTCOMES,
    ROWS,
    TEXTS,
    cells_of,
)
from foundation.files.office import read_cells
from foundation.files.rejected import Rejected

#: The most rows and columns of a sheet, and bytes of a JSON file; no report is larger.
MOST = (2_000, 100)
MOST_JSON = 2_000_000

_Sheet = list[list[Any]]


@dataclass(frozen=True)
class Found:
    """The contents of an old report's file."""

    figures: Figures
    texts: dict[str, str] = field(default_factory=dict)
    #: The code of the agency and the year, where the file says so.
    of: tuple[str, int] = ("", 0)


def read(content: bytes, name: str) -> Found:
    """Read an old report. Raises `BadFigures` with a Chinese sentence that names the cell."""
    if name.lower().endswith(".json"):
        return _read_json(content)
    sheets = _sheets(content)
    cells = _second(sheets, whole=True) | _third(sheets) | _fourth(sheets)
    return Found(Figures(cells), _texts(sheets))


def read_second(content: bytes) -> dict[str, Any]:
    """Read the permits, penalties, coercion and fees that a sheet names. Raises `BadFigures` when it names none."""
    found = _second(_sheets(content), whole=False)
    if not found:
        labels = "、".join((DECISIONS | FEES).values())
        raise BadFigures(f"表里没有找到{labels}中的任何一行。第一列写名称，后面一列写数。")
    return found


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


def _sheets(content: bytes) -> list[_Sheet]:
    try:
        return read_cells(content, MOST)
    except Rejected as rejected:
        raise BadFigures(str(rejected)) from rejected


def _plain(value: Any) -> str:
    """Strip a label of what varies between files: blanks, punctuation, numbering, brackets."""
    return re.sub(r"[\s\d.．、，。:：“”\"'‘’（）()\[\]【】一二三四五六七八九十]+", "", str(value))


def _lines(sheets: list[_Sheet]) -> Iterator[tuple[_Sheet, int]]:
    """Yield each sheet with the index of each of its rows."""
    for sheet in sheets:
        for n in range(len(sheet)):
            yield sheet, n


def _at(row: list[Any], column: int) -> Any:
    return row[column] if column < len(row) else ""


def _second(sheets: list[_Sheet], *, whole: bool) -> dict[str, Any]:
    """Read table two: the numbers in the cells after each label; of the `whole` table no row may be missing."""
    rows = (DOCUMENTS if whole else {}) | DECISIONS | FEES
    wanted = {_plain(label): code for code, label in rows.items()}
    found: dict[str, Any] = {}
    for sheet, n in _lines(sheets):
        row = sheet[n]
        for column, value in enumerate(row):
            code = wanted.get(_plain(value)) if isinstance(value, str) else None
            if code is None:
                continue
            for step, cell in enumerate(cells_of("t2", code), 1):
                found.setdefault(cell, read_value(cell, _at(row, column + step), f"表二 {value}"))
    for code, label in rows.items():
        if whole and cells_of("t2", code)[0] not in found:
            raise BadFigures(f"表二：没有找到“{label}”这一行。")
    return found


def _third(sheets: list[_Sheet]) -> dict[str, Any]:
    """Read table three: its rows in their order, below the head that names 自然人."""
    first = _plain(COLUMNS["natural"])
    for sheet, n in _lines(sheets):
        heads = [_plain(value) for value in sheet[n]]
        if first in heads:
            return _rows_below(sheet, n, heads.index(first))
    raise BadFigures("表三：没有找到写着“自然人”的表头。")


def _rows_below(sheet: _Sheet, head: int, column: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    waiting = list(ROWS.items())
    for n in range(head + 1, len(sheet)):
        if not waiting:
            break
        row = sheet[n]
        code, label = waiting[0]
        labels = [_plain(value) for value in row[:column] if str(value).strip()]
        if not labels:
            continue
        if not any(_same_row(said, code, label) for said in labels):
            if len(waiting) < len(ROWS):
                # A head over the next rows, such as 三、本年度办理结果 on a line of its own.
                if all(str(_at(row, column + step)).strip() == "" for step in range(len(COLUMNS))):
                    continue
                raise BadFigures(f"表三第 {n + 1} 行：应当是“{label}”，而不是“{row[0] or labels[-1]}”。")
            continue
        for step, cell in enumerate(cells_of("t3", code)):
            found[cell] = read_value(cell, _at(row, column + step), f"表三 {CELLS[cell]}")
        waiting.pop(0)
    if waiting:
        raise BadFigures(f"表三：没有找到“{waiting[0][1]}”这一行。")
    return found


def _same_row(said: str, code: str, label: str) -> bool:
    """Whether a label in a file is that of a row; the last part of a label is enough to tell rows apart."""
    wanted = _plain(label.rpartition(" ")[2] if code not in ("new", "carry_in", "carry_out") else label)
    return said in (wanted, _plain(label)) or (len(wanted) > 4 and said.startswith(wanted[:8]))


def _fourth(sheets: list[_Sheet]) -> dict[str, Any]:
    """Read table four: its fifteen numbers in one row, as the format has it, or five in a row for each kind."""
    first = _plain(OUTCOMES["upheld"])
    for sheet, n in _lines(sheets):
        heads = [_plain(value) for value in sheet[n]]
        if first not in heads:
            continue
        column, across = heads.index(first), heads.count(first)
        cells = [cell for block in BLOCKS for cell in cells_of("t4", block)]
        wanted = len(BLOCKS) // across
        below = (row for row in sheet[n + 1 :] if any(str(value).strip() for value in row[column:]))
        rows = list(islice(below, wanted))
        if across not in (1, len(BLOCKS)) or len(rows) < wanted:
            break
        per_row = len(cells) // wanted
        found: dict[str, Any] = {}
        for m, cell in enumerate(cells):
            value = _at(rows[m // per_row], column + m % per_row)
            found[cell] = read_value(cell, value, f"表四 {CELLS[cell]}")
        return found
    raise BadFigures("表四：没有找到“结果维持”等十五个数。")


def _texts(sheets: list[_Sheet]) -> dict[str, str]:
    """Read the texts, each in the column after its label."""
    wanted = {_plain(label): code for code, label in TEXTS.items()}
    found: dict[str, str] = {}
    for sheet, n in _lines(sheets):
        for label, text in pairwise(str(value).strip() for value in sheet[n]):
            code = wanted.get(_plain(label))
            if code and text and code not in found:
                found[code] = _text(code, text)
    return found
