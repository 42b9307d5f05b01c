"""Headers of pages of old portals are read in the shapes that portals write them; what goes with a page stays out of the text."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from disclosure.importing import Imported, read_portal_page
from disclosure.intake import document_from
from disclosure.old_pages import EXPECTED
from foundation.agencies.models import Agency

TITLE, BODY = "春耕备耕工作制度", "第一条 为做好春耕备耕工作，制定本制度。\n第二条 本制度自印发之日起施行。"
TEXT = f"{TITLE}\n{BODY}"


def page(text: str) -> Imported:
    return read_portal_page(text.encode(), "页面.txt")


def kinds(found: Imported) -> set[str]:
    return {oddity.kind for oddity in found.oddities} - {"blank_field"}


#: Headers by the name of their shape; ⇥ stands for a tab, ␣ for a character that nobody sees.
HEADERS = (Path(__file__).parent / "data" / "old_headers.txt").read_text("utf-8")
SHAPES = {
    shape.partition("\n")[0]: shape.partition("\n")[2].strip("\n").replace("⇥", "\t").replace("␣", "\u200b")
    for shape in HEADERS.split("== ")[1:]
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_shapes_of_headers(shape: str, end: str) -> None:
    found = page(f"{SHAPES[shape]}\n{TEXT}\n".replace("\n", end))
    assert (found.index_number, found.publisher, found.topic) == ("wy-nmj/2024-00012", "农牧局", "农业")
    assert found.document_number == "五农发〔2024〕3号"
    assert (found.formed_on, found.published_on) == (date(2024, 2, 20), date(2024, 2, 26))
    assert (found.title, found.body) == (TITLE, BODY)
    assert kinds(found) == set()


# Labels below one another with all their values after them are read above the text only.
@pytest.mark.parametrize("shape", [shape for shape in SHAPES if not shape.startswith("labels below")])
def test_a_header_at_the_end_of_the_page(shape: str) -> None:
    found = page(f"{TEXT}\n\n{SHAPES[shape]}\n")
    assert (found.index_number, found.publisher) == ("wy-nmj/2024-00012", "农牧局")
    assert found.published_on == date(2024, 2, 26)
    assert (found.title, found.body) == (TITLE, BODY)


AROUND = [
    "当前位置：首页 > 政务公开 > 规章制度",
    "您的位置：首页 >> 政务公开",
    "首页 > 政务公开",
    "发布时间：2024-02-26 10:22 来源：农牧局 浏览次数：12 字体：[大 中 小] 打印 分享",
    "发布日期：2024-02-26　来源：农牧局　作者：　【字体：大 中 小】",
    "2024-02-26 10:22  来源：农牧局",
    "来源：农牧局",
    "字体：大 中 小",
    "【字号：大 中 小】【打印】【关闭】",
    "浏览次数：1024",
    "打印 | 分享 | 关闭",
    "分享到：微信 微博",
]


@pytest.mark.parametrize("line", AROUND)
def test_what_goes_with_a_page_is_header_below_and_above_the_title(line: str) -> None:
    above = page(f"索引号：wy-nmj/2024-00012\n{line}\n{TEXT}")
    below = page(f"{TITLE}\n{line}\n{BODY}")
    for found in (above, below):
        assert line in found.header.split("\n")
        assert (found.title, found.body) == (TITLE, BODY)
    if "发布" in line:
        assert below.published_on == date(2024, 2, 26)


@pytest.mark.parametrize(
    "line",
    ["上一篇：农机补贴", "责任编辑：测试甲", "【打印】 【关闭】", "扫一扫在手机打开当前页", "打印本页"],
)
def test_what_stands_below_the_text_is_no_text(line: str) -> None:
    found = page(f"{SHAPES['bars']}\n{TEXT}\n\n{line}\n")
    assert found.body == BODY
    assert line in found.header


def test_title_and_path_between_two_parts_of_the_header() -> None:
    found = page(f"五原县人民政府\n首页 > 政务公开\n{SHAPES['bars']}\n{TITLE}\n来源：农牧局\n{TITLE}\n{BODY}")
    assert (found.title, found.body) == (TITLE, BODY)
    assert found.index_number == "wy-nmj/2024-00012"
    assert kinds(found) == {"unknown_line", "repeated_title"}


def test_a_blank_label_takes_no_title_for_its_value() -> None:
    found = page(f"索引号：\nwy-nmj/2024-00012\n发布机构：\n农牧局\n文号：\n{TEXT}")
    assert (found.document_number, found.title, found.body) == ("", TITLE, BODY)
    assert any(o.message == "文号为空。" for o in found.oddities)


def test_days_of_formation_and_publication_are_told_apart() -> None:
    found = page(
        f"成文日期：二〇二四年二月二十日 发布时间：2024-02-26 10:22 发布日期：2024-02-26\n公文时效：失效\n{TEXT}"
    )
    assert (found.formed_on, found.published_on, found.validity) == (
        date(2024, 2, 20),
        date(2024, 2, 26),
        "失效",
    )
    assert kinds(found) == set()


def test_a_day_without_label_is_told() -> None:
    assert "unknown_field" in kinds(page(f"{TITLE}\n2024-02-26 10:22  来源：农牧局\n{BODY}"))


def test_code_and_unseen_characters_in_the_text_are_kept_and_told_at_their_line() -> None:
    found = page(f"索引号：a\n{TITLE}\n<p>第一条&nbsp;甲。</p>\n第二条 乙\u200b。")
    assert found.body == "<p>第一条&nbsp;甲。</p>\n第二条 乙\u200b。"
    assert [(o.kind, o.line) for o in found.oddities if o.kind in ("code", "unseen_characters")] == [
        ("code", 1),
        ("unseen_characters", 2),
    ]


def test_the_text_below_keeps_its_own_lines_with_labels() -> None:
    body = "一、申报材料。\n名称：种子\n来源：县统计局\n索引号 | 事项"
    assert page(f"{SHAPES['bars']}\n{TITLE}\n{body}").body == body
    table = "名称 | 数量\n玉米 | 5\n合计如上。"
    assert page(f"{SHAPES['bars']}\n{TITLE}\n{table}").body == table


def test_blank_fields_are_told_whatever_the_shape() -> None:
    found = page(f"索引号：wy-nmj/2024-00012\n{TEXT}")
    assert sum(o.kind == "blank_field" for o in found.oddities) == len(EXPECTED) - 1


@pytest.mark.parametrize(
    "line",
    [
        "打印 " * 60 + "x",
        "索引号：" + " " * 1_900 + "x",
        "索 " * 30_000,
        "首页 >" * 30,
        "<a " * 20_000,
        "&nbsp;" * 20_000,
        "分享到" * 60 + "x",
        "责任编辑：" + "a: " * 60 + "!",
    ],
)
def test_lines_made_to_be_slow_are_read_in_time(line: str) -> None:
    begun = time.process_time()
    page(f"{line}\n{TITLE}\n{line}\n第一条 {line}。\n{line}")
    page("\n" * 40_000 + TEXT + "\n" * 40_000)
    assert time.process_time() - begun < 5


def test_the_clerk_is_told_what_of_the_header_was_not_taken_over() -> None:
    header = "索引号：wy-nmj/2024-00012\n公开方式：主动公开\n首页 > 政务公开\n关键词："
    long = "关于" + "很" * 300 + "长"
    found = page(f"{header}\n名称：{long}\n{long}\n{BODY}")
    draft = document_from(found, name="页面.txt", agency=Agency(), index=None, today=date(2024, 3, 1))
    messages = {oddity["kind"]: oddity["message"] for oddity in draft.oddities}
    assert "公开方式：主动公开；首页 > 政务公开" in messages["header"]
    assert "关键词" not in messages["header"]
    assert long in messages["cut"]
