"""Tables in plain text: what is one, what is none, and what stands in its cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.texts.structure import Table, apart, ends_in_table, oddities, parse, toc
from foundation.texts.tables import Grid, is_figure
from tests.growth import grows_with_the_length_only

Rows = list[list[str]]


def grids(text: str) -> list[Grid]:
    return [block.grid for block in parse(text) if isinstance(block, Table)]


def grid(text: str) -> Grid:
    (found,) = grids(text)
    return found


def words(text: str) -> tuple[Rows, Rows]:
    """The cells of the head and of the body."""
    found = grid(text)
    return (
        [[cell.text for cell in row.cells] for row in found.head],
        [[cell.text for cell in row.cells] for row in found.body],
    )


def kinds(text: str) -> list[str]:
    return [block.kind for block in parse(text)]


HEAD, BODY = [["镇", "亩数", "金额"]], [["甲镇", "12", "1,200"], ["乙镇", "5", "500"]]


@pytest.mark.parametrize(
    "text",
    [
        "镇\t亩数\t金额\n甲镇\t12\t1,200\n乙镇\t5\t500",
        "镇｜亩数｜金额\n甲镇｜12｜1,200\n乙镇｜5｜500",
        "镇|亩数|金额\n甲镇|12|1,200\n乙镇|5|500",
        "镇│亩数│金额\r\n甲镇│12│1,200\r\n乙镇│5│500\r\n",
        "镇¦亩数¦金额\n甲镇¦12¦1,200\n乙镇¦5¦500",
        "| 镇 | 亩数 | 金额 |\n|---|:--:|---:|\n| 甲镇 | 12 | 1,200 |\n| 乙镇 | 5 | 500 |",
        "｜镇｜亩数｜金额｜\n｜甲镇｜12｜1,200｜\n｜乙镇｜5｜500｜",
        "\t镇\t亩数\t金额\n\t甲镇\t12\t1,200\n\t乙镇\t5\t500",
        "镇 \t亩数 \t金额\t\n甲镇\t12\t1,200\t\n\t\t\t\n乙镇\t5\t500\t\n",
    ],
    ids=["tabs", "wide", "narrow", "drawn", "broken", "markdown", "outer", "indented", "empty-row"],
)
def test_ways_of_writing_a_table(text: str) -> None:
    assert words(text) == (HEAD, BODY)


@pytest.mark.parametrize(
    ("text", "head", "body"),
    [
        ("\t1月\t2月\n小麦\t5\t6", [["", "1月", "2月"]], [["小麦", "5", "6"]]),
        ("\t数量\n小麦\t5\n玉米\t", [["", "数量"]], [["小麦", "5"], ["玉米", ""]]),
        (
            "镇｜亩｜元\n甲｜5\n乙｜6｜7｜补",
            [["镇", "亩", "元", ""]],
            [["甲", "5", "", ""], ["乙", "6", "7", "补"]],
        ),
        ("镇｜亩\n｜5\n合计｜", [["镇", "亩"]], [["", "5"], ["合计", ""]]),
        (
            "序\t任务\n一、\t宣传\n其中：\t\n二、\t督查",
            [["序", "任务"]],
            [["一、", "宣传"], ["其中：", ""], ["二、", "督查"]],
        ),
        ("式｜值\na|b｜1\nc｜2", [["式", "值"]], [["a|b", "1"], ["c", "2"]]),
    ],
    ids=["first-empty", "two-columns", "ragged", "gaps", "numbers", "bar-in-a-cell"],
)
def test_empty_and_missing_cells(text: str, head: Rows, body: Rows) -> None:
    assert words(text) == (head, body)


@pytest.mark.parametrize(
    "text",
    [
        "甲｜乙",
        "\t各单位应当重视。\n\t认真落实工作。\n\t按时报送。",
        "\t第一段开头\n\t第二段开头",
        "1.\t健全机制\n2.\t加强宣传\n3.\t按时报送",
        "一、\t健全机制\n二、\t加强宣传",
        "第一条\t为了规范工作，制定本办法。\n第二条\t本办法适用于全县。",
        "●\t健全机制\n●\t加强宣传",
        "甲｜乙\n\n丙｜丁",
        "甲｜\n乙｜",
        f"{'本项工作由农牧局牵头办理' * 6}｜{'各镇人民政府配合做好有关工作' * 5}\n" * 2,
        "坚持统筹推进，做好春耕备耕各项准备工作。\t坚持因地制宜，落实好各项补贴政策措施。\n"
        "坚持公开透明，主动接受社会各方面的监督。\t坚持依法办事，严格执行有关各项管理规定。",
        "\t\t\t五原县人民政府\n\t\t\t2026年3月2日",
    ],
)
def test_what_is_no_table(text: str) -> None:
    assert grids(text) == []


def test_a_blank_line_parts_two_tables() -> None:
    assert kinds("甲｜乙\n1｜2\n\n丙｜丁\n3｜4") == ["table", "table"]


def test_an_indented_paragraph_above_is_no_row() -> None:
    text = "\t具体情况如下：\n镇\t亩数\n甲镇\t5\n特此通知。"
    assert kinds(text) == ["paragraph", "table", "paragraph"]
    assert words(text) == ([["镇", "亩数"]], [["甲镇", "5"]])


def test_rows_over_the_whole_width() -> None:
    text = "2026年补贴表｜｜\n镇｜亩｜元\n一、种植业｜｜\n甲｜5｜6\n乙｜7｜8\n二、养殖业｜｜\n丙｜｜9"
    found = grid(text)
    assert [cell.text for cell in found.caption] == ["2026年补贴表"]
    assert found.name == "2026年补贴表"
    assert [(row.spans, row.cells[0].text) for row in found.body] == [
        (True, "一、种植业"), (False, "甲"), (False, "乙"), (True, "二、养殖业"), (False, "丙"),
    ]  # fmt: skip


def test_a_form_to_be_filled_in_has_rows_and_no_headings() -> None:
    assert not any(row.spans for row in grid("项目｜内容｜备注\n姓名｜｜\n电话｜｜\n住址｜｜").body)


def test_a_head_of_two_rows_is_joined_where_its_cells_say_the_same() -> None:
    found = grid("镇｜补贴｜补贴\n镇｜面积｜金额\n甲｜5｜6\n乙｜7｜8")
    assert [[(c.text, c.columns, c.rows, c.scope) for c in row.cells] for row in found.heads] == [
        [("镇", 1, 2, "col"), ("补贴", 2, 1, "colgroup")],
        [("面积", 1, 1, "col"), ("金额", 1, 1, "col")],
    ]


def test_rows_of_fields_have_no_head() -> None:
    found = grid("联系人：张三\t电话：0478-5220000\n地址：新华街\t邮编：015100")
    assert (found.head, len(found.body)) == ((), 2)
    assert found.name.startswith("表格：")


def test_figures_stand_right_with_their_head() -> None:
    found = grid(
        "序号｜镇｜亩数｜占比｜电话｜日期\n1｜甲｜12.5｜30%｜0478-5220000｜2026-01-05\n2｜乙｜—｜(0)｜13800000000｜3月"
    )
    assert [cell.figure for cell in found.head[0].cells] == [False, False, True, True, False, False]
    assert [[cell.figure for cell in row.cells] for row in found.body] == [
        [False, False, True, True, False, False],
        [False, False, True, False, False, False],
    ]


@pytest.mark.parametrize("text", ["5", "1,234", "１２", "-3.5", "12件", "3.5万元", "30%", "¥200", "0", "0.5"])
def test_figures(text: str) -> None:
    assert is_figure(text)


@pytest.mark.parametrize(
    "text", ["", "甲", "3号", "2026年", "2026-01-05", "0478", "13800000000", "1,23", "5人以上"]
)
def test_no_figures(text: str) -> None:
    assert not is_figure(text)


def test_numbers_of_telephones_and_papers_stand_left() -> None:
    found = grid("姓名｜电话｜面积\n甲｜5220000｜5\n乙｜5220001｜6")
    assert [cell.figure for cell in found.body[0].cells] == [False, False, True]


def test_numbers_in_cells_are_neither_items_nor_headings() -> None:
    text = "总则\n表1 任务\n一、｜任务｜第九条\n五、｜宣传｜第三条\n（三）｜督查｜第三条\n第一条 甲。\n第二条 乙。"
    assert oddities(text) == []
    assert toc(parse(text)) == []
    same = "补贴对象和标准的具体内容"
    assert oddities(f"镇｜{same}｜{same}\n甲｜5｜6") == []


def test_a_text_in_its_tables_and_what_stands_between() -> None:
    text = "\n上文\n甲｜乙\n1｜2\n\n下文\n续"
    before, table, after = apart(text)
    assert (before, after) == ("\n上文\n", "下文\n续")
    assert isinstance(table, Table)
    assert table.source == "甲｜乙\n1｜2\n\n"
    assert ends_in_table("上文\n甲｜乙\n1｜2")
    assert not ends_in_table(text)
    assert not ends_in_table("")


MARKS = [
    "｜",
    "|",
    "\t",
    "│",
    "|---|",
    "甲",
    "乙丙",
    "12",
    "。",
    "一、",
    "第一条",
    "2026年3月2日",
    "五原县人民政府",
    "附件",
]
texts = st.lists(
    st.sampled_from([*MARKS, " ", "\u3000", "\n", "\n", "\n\n", "\r\n", "\x0b"]), max_size=60
).map("".join)


@given(texts)
def test_the_sources_joined_are_the_text_and_every_cell_stands_where_it_says(text: str) -> None:
    blocks = parse(text)
    assert "".join(block.source for block in blocks) == text
    assert all(block.text == block.source.strip() for block in blocks)
    assert "".join(piece if isinstance(piece, str) else piece.source for piece in apart(text)) == text
    for block in blocks:
        if isinstance(block, Table):
            rows = (*block.grid.head, *block.grid.body)
            assert all(len(row.cells) == (1 if row.spans else block.grid.width) for row in rows)
            for cell in (*block.grid.caption, *(cell for row in rows for cell in row.cells)):
                assert block.source[cell.at : cell.at + len(cell.text)] == cell.text or not cell.text


@given(texts)
def test_no_word_of_a_table_is_lost(text: str) -> None:
    for block in parse(text):
        if isinstance(block, Table):
            rows = (*block.grid.head, *block.grid.body)
            cells = [*block.grid.caption, *(cell for row in rows for cell in row.cells)]
            said = "".join(sorted("".join(cell.text for cell in cells)))
            assert {char for char in block.text if char.isalnum()} <= set(said)


@pytest.mark.parametrize(
    "unit",
    [
        "甲\t乙\n",
        "甲｜",
        "\t",
        "\t\n",
        "|",
        "|---|\n",
        "甲｜乙\n\n",
        "甲\t｜乙\n丙\t丁\n",
        "2026年3月2日\n",
        "五原县人民政府\n",
    ],
)
def test_the_time_grows_with_the_length_only(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    assert "".join(block.source for block in parse(text)) == text
    grows_with_the_length_only(parse, text)


def test_one_endless_row_does_not_fill_up_all_the_others() -> None:
    assert kinds("｜" * 20_000 + "\n" + "甲｜乙\n" * 20_000)[0] == "paragraph"
    grows_with_the_length_only(lambda row: parse(row + "\n" + "甲｜乙\n" * len(row)), "｜" * 20_000)
