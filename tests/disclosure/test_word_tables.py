"""Tables of Word documents come in row by row, nothing twice, nothing mixed, and what was merged is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from disclosure.importing import Imported, read_docx
from foundation.texts.structure import Table, parse
from tests.files import samples

Rows = list[list[str]]


def table_in(document: Any, rows: Rows) -> Any:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return table


def read(change: Callable[[Any], None]) -> Imported:
    document = docx.Document()
    document.add_heading("补贴发放情况", level=1)
    document.add_paragraph("现将情况公布如下：")
    change(document)
    document.add_paragraph("特此公告。")
    return read_docx(samples.saved(document), "a.docx")


def between(found: Imported) -> str:
    """What came in between the two paragraphs."""
    return found.body.removeprefix("现将情况公布如下：\n").removesuffix("\n特此公告。")


def kinds(found: Imported) -> list[str]:
    return [oddity.kind for oddity in found.oddities if oddity.kind != "no_header"]


def test_two_tables_in_a_row_stay_two() -> None:
    def change(document: Any) -> None:
        table_in(document, [["镇", "亩"], ["甲", "5"]])
        table_in(document, [["村", "户"], ["乙", "6"]])

    found = read(change)
    assert between(found) == "\n镇｜亩\n甲｜5\n\n\n村｜户\n乙｜6\n"
    assert [block.kind for block in parse(found.body)] == ["paragraph", "table", "table", "paragraph"]
    assert kinds(found) == []


def test_empty_cells_keep_their_place() -> None:
    found = read(lambda document: table_in(document, [["", "1月", "2月"], ["小麦", "", "6"]]))
    assert between(found) == "\n｜1月｜2月\n小麦｜｜6\n"


def test_bars_tabs_and_line_breaks_do_not_divide_a_cell() -> None:
    found = read(lambda document: table_in(document, [["镇｜村", "一\t二"], ["甲\n乙", "a|b"]]))
    assert between(found) == "\n镇|村｜一 二\n甲 乙｜a|b\n"
    assert kinds(found) == ["bars_in_cells"]
    (table,) = (block for block in parse(found.body) if isinstance(block, Table))
    assert table.grid.width == 2


def test_merged_cells_repeat_their_words_and_are_told() -> None:
    def change(document: Any) -> None:
        table = table_in(document, [["镇", "补贴", ""], ["", "面积", "金额"], ["甲", "5", "6"]])
        table.cell(0, 1).merge(table.cell(0, 2))
        table.cell(0, 0).merge(table.cell(1, 0))

    found = read(change)
    assert between(found) == "\n镇｜补贴｜补贴\n镇｜面积｜金额\n甲｜5｜6\n"
    assert kinds(found) == ["merged_cells"]


def test_a_row_merged_over_the_whole_width_is_a_heading() -> None:
    def change(document: Any) -> None:
        rows = [
            ["补贴表", "", ""],
            ["镇", "亩", "元"],
            ["一、种植业", "", ""],
            ["甲", "5", "6"],
            ["乙", "7", "8"],
        ]
        table = table_in(document, rows)
        for row in (0, 2):
            table.cell(row, 0).merge(table.cell(row, 2))

    found = read(change)
    assert between(found) == "\n补贴表｜｜\n镇｜亩｜元\n一、种植业｜｜\n甲｜5｜6\n乙｜7｜8\n"
    assert kinds(found) == []
    (table,) = (block for block in parse(found.body) if isinstance(block, Table))
    assert [cell.text for cell in table.grid.caption] == ["补贴表"]
    assert [row.spans for row in table.grid.body] == [True, False, False]


def test_a_table_within_a_cell_comes_in_once_and_is_told() -> None:
    def change(document: Any) -> None:
        table = table_in(document, [["项目", "明细"], ["甲", "分项："]])
        inner = table.cell(1, 1).add_table(rows=1, cols=2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "水费", "3元"

    found = read(change)
    assert found.body.count("水费") == 1
    assert between(found).splitlines()[-1].startswith("甲｜分项： 水费 3元")
    assert kinds(found) == ["nested_table"]


def test_a_frame_of_one_column_is_its_paragraphs_and_tables() -> None:
    def change(document: Any) -> None:
        frame = table_in(document, [["第一段。"], ["第二段。"]])
        inner = frame.cell(1, 0).add_table(rows=2, cols=2)
        for n, text in enumerate(("镇", "亩", "甲", "5")):
            inner.cell(n // 2, n % 2).text = text

    found = read(change)
    lines = [line for line in between(found).splitlines() if line]
    assert lines == ["第一段。", "第二段。", "镇｜亩", "甲｜5"]
    assert kinds(found) == []


def test_a_row_that_a_tracked_change_deleted_is_left_out() -> None:
    def change(document: Any) -> None:
        table = table_in(document, [["镇", "亩"], ["甲", "5"], ["乙", "9"]])
        table.rows[2]._tr.get_or_add_trPr().append(OxmlElement("w:del"))

    assert between(read(change)) == "\n镇｜亩\n甲｜5\n"


@pytest.mark.parametrize("value", ["100000000", "-3", "x", ""])
def test_a_span_beyond_all_measure_does_no_harm(value: str) -> None:
    def change(document: Any) -> None:
        table = table_in(document, [["镇", "亩"], ["甲", "5"]])
        span = OxmlElement("w:gridSpan")
        span.set(qn("w:val"), value)
        table.cell(0, 0)._tc.get_or_add_tcPr().append(span)

    assert len(read(change).body) < 2_000


def test_a_merged_cell_of_the_header_is_one_value() -> None:
    document = docx.Document()
    table = table_in(
        document, [["索引号", "wy-nmj/2024-00012", "成文日期", "2024-02-20"], ["发布机构", "农牧局", "", ""]]
    )
    table.cell(1, 1).merge(table.cell(1, 3))
    document.add_heading("春耕制度", level=1)
    document.add_paragraph("第一条 甲。")
    found = read_docx(samples.saved(document), "a.docx")
    assert (found.index_number, found.publisher) == ("wy-nmj/2024-00012", "农牧局")
    assert "unknown_field" not in kinds(found)


def test_the_first_row_of_a_table_is_no_title() -> None:
    document = docx.Document()
    table_in(document, [["镇", "亩"], ["甲", "5"]])
    found = read_docx(samples.saved(document), "补贴表.docx")
    assert (found.title, found.body) == ("补贴表", "镇｜亩\n甲｜5")
    assert "no_title" in kinds(found)
