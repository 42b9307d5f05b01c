"""The structure of official documents, read from plain text and never changing it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.texts.structure import (
    Article,
    Block,
    Entry,
    Heading,
    Item,
    from_chinese,
    oddities,
    parse,
    to_chinese,
    toc,
)
from tests.growth import grows_with_the_length_only

COMPILATION = (Path(__file__).parents[1] / "disclosure" / "data" / "compilation.txt").read_text("utf-8")

NOTICE = """各镇人民政府：

现将有关事项通知如下：
一、工作目标
到年底全面完成。
二、重点任务
（一）健全机制
各单位应当明确专人。
（二）加强宣传
1. 用好网站。
2. 用好报刊。
（1）及时更新；
三、各单位应当抓好落实，并于月底前报送情况。
五原县人民政府办公室
2026年3月2日
附件1
春耕备耕实施办法
为做好春耕备耕工作，制定本办法。
第一章 总则
第一条 本办法适用于全县。
第二条本办法由农牧局解释。
第二条之一 另有规定的，从其规定。
第一条、第二条规定的事项，由各镇负责。
"""

MARKS = [
    "第一条",
    "第二条 ",
    "第十条之二",
    "第一章 总则",
    "第二节",
    "一、",
    "二、甲乙",
    "（一）",
    "(二)丙",
    "1.",
    "2、",
    "(1)",
    "①",
]
WORDS = ["甲乙丙", "制度", "通知", "。", "；", ":", " ", "\u3000", "\t", "\x0b", "\u2028", "\ufeff"]
ENDS = ["\n", "\r\n", "\r", "\n\n"]
alphabet = st.sampled_from([*MARKS, *WORDS, *ENDS])
documents = st.lists(alphabet, max_size=60).map("".join)


def shapes(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.label) for block in parse(text)]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (27, "二十七"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (999, "九百九十九"),
    ],
)
def test_numerals(number: int, text: str) -> None:
    assert to_chinese(number) == text
    assert from_chinese(text) == number


@given(st.integers(1, 999))
def test_numerals_both_ways(number: int) -> None:
    assert from_chinese(to_chinese(number)) == number
    assert from_chinese(str(number)) == number


@pytest.mark.parametrize(
    ("text", "number"), [("一〇一", 101), ("二〇", 20), ("两百", 200), ("２７", 27), ("零", 0)]
)
def test_other_ways_of_writing_a_number(text: str, number: int) -> None:
    assert from_chinese(text) == number


@pytest.mark.parametrize("text", ["", "甲", "十百", "一二三四", "百百", "二三十", "-1", "1.5"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="no numeral"):
        from_chinese(text)


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_numbers_outside(number: int) -> None:
    with pytest.raises(ValueError, match="no article number"):
        to_chinese(number)


def test_a_notice_with_its_annex() -> None:
    assert shapes(NOTICE) == [
        ("paragraph", ""),
        ("paragraph", ""),
        ("heading", "一、"),
        ("paragraph", ""),
        ("heading", "二、"),
        ("heading", "（一）"),
        ("paragraph", ""),
        ("heading", "（二）"),
        ("item", "1."),
        ("item", "2."),
        ("item", "（1）"),
        ("article", "三、"),
        ("signature", ""),
        ("paragraph", ""),
        ("heading", ""),
        ("paragraph", ""),
        ("heading", "第一章"),
        ("article", "第一条"),
        ("article", "第二条"),
        ("article", "第二条之一"),
        ("paragraph", ""),
    ]


def test_levels_and_numbers() -> None:
    blocks = parse(NOTICE)
    assert [block.level for block in blocks if isinstance(block, Heading)] == [2, 2, 3, 3, 1, 2]
    assert [block.level for block in blocks if isinstance(block, Item)] == [2, 2, 3]
    assert [(block.number, block.sub) for block in blocks if isinstance(block, Article)] == [
        (3, 0),
        (1, 0),
        (2, 0),
        (2, 1),
    ]


def test_the_table_of_contents_nests() -> None:
    contents = toc(parse(NOTICE))
    assert [(entry.level, entry.text, entry.anchor) for entry in contents] == [
        (2, "一、工作目标", "p1"),
        (2, "二、重点任务", "p2"),
        (1, "春耕备耕实施办法", "s1"),
    ]
    assert contents[2].children == (Entry(2, "第一章 总则", "s1-c1"),)
    assert [child.text for child in contents[1].children] == ["（一）健全机制", "（二）加强宣传"]


def test_label_and_rest_are_the_text() -> None:
    for block in parse(NOTICE):
        assert block.label + block.rest == block.text


def test_lines_are_counted() -> None:
    assert [block.line for block in parse("\n\n甲。\n\n乙。\r\n丙。")] == [3, 5, 6]


def test_the_compilation_has_eleven_regulations() -> None:
    body = COMPILATION.split("政府信息公开制度汇编\n", 1)[1]
    contents = toc(parse(body))
    assert [(entry.level, entry.text) for entry in contents] == [
        (1, title)
        for title in (
            "政府信息主动公开工作制度",
            "政府信息公开保密审查制度",
            "政务新媒体运行管理制度",
            "政务公开工作社会评议制度",
            "政务公开培训制度",
            "政务公开责任追究制度",
            "政务公开考核制度",
            "五原县政务公开政策解读回应制度",
            "五原县重大决策公众参与制度",
            "五原县政务公开依申请公开制度",
            "五原县政务公开资料归档管理制度",
        )
    ]
    assert [child.text for child in contents[2].children][:2] == ["第一章 总则", "第二章 发布范围及内容"]


def test_the_oddities_of_the_compilation() -> None:
    found = [(oddity.kind, oddity.message) for oddity in oddities(COMPILATION)]
    assert found == [
        ("doubled_phrase", "“确有原因无法继续发布”在同一句中接连出现两次，文字疑似重复。"),
        ("missing_number", "政务新媒体运行管理制度：缺“第二十六条”。"),
        ("missing_number", "政务公开培训制度：缺“六、”。"),
        ("doubled_phrase", "“进行进行”，文字疑似重复。"),
        ("repeated_number", "政务公开考核制度：“第十条”重复，前一处在第217行。"),
        ("doubled_phrase", "“解读材料包括解读材料包括”，文字疑似重复。"),
        ("repeated_number", "五原县政务公开政策解读回应制度：“第十条”重复，前一处在第239行。"),
    ]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("第一条 甲。\n第四条 乙。", ["缺“第二条”至“第三条”。"]),
        ("第二条 甲。", ["缺“第一条”。"]),
        ("第一条 甲。\n第三条 乙。\n第二条 丙。", ["“第二条”排在“第三条”之后，次序颠倒。"]),
        ("第一条 甲。\n第一条之一 乙。\n第二条 丙。", []),
        ("第一条 甲。\n一、乙。\n二、丙。\n第二条 丁。\n一、戊。\n二、己。", []),
        ("第一条 甲：\n（一）乙；\n（三）丙。\n第二条 丁：\n（一）戊。", ["第一条：缺“（二）”。"]),
        ("一、甲。\n一、乙。", ["“一、”重复，前一处在第1行。"]),
        ("第一章 甲\n第三章 乙\n第一条 丙。", ["缺“第二章”。"]),
        ("二〇二〇年，一个一个办理。", []),
        ("本段文字与上一段完全相同。\n\n本段文字与上一段完全相同。", ["本段与上一段文字完全相同。"]),
    ],
)
def test_oddities(text: str, messages: list[str]) -> None:
    assert [oddity.message for oddity in oddities(text)] == messages


@given(st.one_of(documents, st.text()))
def test_the_sources_of_all_blocks_are_the_text_word_for_word(text: str) -> None:
    blocks = parse(text)
    assert "".join(block.source for block in blocks) == text
    assert all(block.text == block.source.strip() for block in blocks)


@given(documents)
def test_anchors_are_unique(text: str) -> None:
    anchors = [block.anchor for block in parse(text) if isinstance(block, Heading | Article)]
    assert len(set(anchors)) == len(anchors)


@given(documents, st.text(alphabet="甲乙。", max_size=20))
def test_anchors_do_not_change_when_plain_text_is_added_at_the_end(text: str, more: str) -> None:
    def anchors(blocks: list[Block]) -> list[str]:
        return [block.anchor for block in blocks if isinstance(block, Heading | Article)]

    before = anchors(parse(f"{text}\n完。"))
    assert anchors(parse(f"{text}\n完。\n{more}。"))[: len(before)] == before


@given(st.one_of(documents, st.text()))
def test_oddities_can_be_told_of_any_text(text: str) -> None:
    lines = text.count("\n") + text.count("\r") + 1
    assert all(1 <= oddity.line <= lines for oddity in oddities(text))


@pytest.mark.parametrize(
    "unit", ["第一章\n第二条 \n", "一、甲\n", "（一）甲\n", "\n", "重复", "一", "第一条"]
)
def test_the_time_grows_with_the_length_only(unit: str) -> None:
    grows_with_the_length_only(oddities, unit * (300_000 // len(unit.encode())))
