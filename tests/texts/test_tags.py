"""Texts of forms set out within pages and letters."""

from __future__ import annotations

import re

import pytest
from django.template import engines
from django.utils.safestring import mark_safe

TABLE = "上文\n镇｜亩\n甲<b>｜5\n\n下文"


def shown(used: str, text: object) -> str:
    html = engines["django"].from_string(f"{{% load texts %}}{{{{ text|{used} }}}}").render({"text": text})
    return "".join(line.strip() for line in html.splitlines())


@pytest.mark.parametrize(
    "used", ["paragraphs", "flowing", "running", "quoted", 'cited:"。"', "word_for_word", "set_out"]
)
def test_a_table_is_a_table_and_everything_is_escaped(used: str) -> None:
    html = shown(used, TABLE)
    assert html.count("<table") == 1
    assert '<th scope="col" class="short">镇</th>' in html
    assert '<td class="short">甲&lt;b&gt;</td>' in html
    assert '<td class="num">5</td>' in html
    assert html.index("上文") < html.index("<table") < html.index("</table>") < html.index("下文")
    assert "&lt;b&gt;" in shown(used, "<b>")


def test_without_a_table_nothing_changes() -> None:
    assert shown("paragraphs", "一\n二\n\n三") == "<p>一<br>二</p><p>三</p>"
    assert shown("running", "一\n二") == "一<br>二"
    assert shown("flowing", 5) == "5"
    assert shown("flowing", mark_safe("<b>5</b>")) == "<b>5</b>"
    assert shown("quoted", "一") == '<span class="quoted">一</span>'
    assert shown('cited:"。"', "一") == '<span class="quoted">“一”</span>。'
    assert shown("word_for_word", "一　二") == '<p class="quoted">一　二</p>'


def test_a_table_ends_the_paragraph_in_which_it_is_told() -> None:
    assert shown("running", TABLE).startswith("上文</p><div")
    assert shown("running", TABLE).endswith("</div><p>下文")
    assert "“" not in shown('cited:"。"', TABLE)


def test_the_signature_of_a_document_stands_right() -> None:
    text = "请报送总结。\n五原县教育局\n2026年3月2日"
    for used in ("set_out", "word_for_word"):
        assert '<div class="signed"><p>五原县教育局</p><p>2026年3月2日</p></div>' in shown(used, text)


def test_a_spanning_row_and_a_caption() -> None:
    html = shown("set_out", "补贴表｜｜\n镇｜亩｜元\n一、种植业｜｜\n甲｜5｜6\n乙｜7｜8")
    assert "<caption>补贴表</caption>" in html
    assert 'aria-label="补贴表"' in html
    assert '<th class="spans" colspan="3" scope="colgroup">一、种植业</th>' in html


def test_a_name_longer_than_a_line_is_broken_between_its_words_alone() -> None:
    assert shown("in_words", "荣丰办事处") == "荣丰办事处"
    assert shown("in_words", "<b>") == "&lt;b&gt;"
    name = "五原县住房和城乡建设局市政公用事业服务中心"
    pieces = re.findall("<nobr>(.*?)</nobr>", shown("in_words", name))
    assert "".join(pieces) == name
    assert "服务中心" in pieces or "中心" in pieces


def test_a_line_ends_between_what_is_listed() -> None:
    whole = '<span class="unbroken">{}</span>'
    assert shown("unbroken", "TR-4、<b>") == f"{whole.format('TR-4')}、{whole.format('&lt;b&gt;')}"
    assert shown("unbroken", "") == whole.format("")
