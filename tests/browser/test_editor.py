"""The editor beside the plain text of the desk: what it writes is the same text (SR-5, PD-9)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from foundation.casework.models import Phrase
from foundation.texts.kept import kept
from foundation.texts.structure import Table, apart
from tests.browser.conftest import Visitors
from tests.browser.test_typed import ACT, PASTED
from tests.personas import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "各镇：\n一、总体要求\n（一）目标。\n1. 先做这一件\n镇｜亩数｜备注\n甲镇｜5｜\n乙镇｜｜无\n\n〔图1：示意图〕\n特此通知。"
PASTE = """(area, html) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    area.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def opened(visitors: Visitors, text: str = "") -> Page:
    """The form of a draft, its text in the editor."""
    page = visitors.page("rfbsc-drafter")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(ACT)
    page.locator("#id_body").fill(text)
    page.locator("#id_body").locator("..").get_by_role("button", name="用编辑器").click()
    expect(page.get_by_role("toolbar", name="排版").first).to_be_visible()
    return page


def test_a_text_stands_in_the_editor_as_it_will_and_comes_back_word_for_word(
    county: County, visitors: Visitors
) -> None:
    page = opened(visitors, TEXT)
    area, editor = page.locator("#id_body"), page.get_by_role("textbox", name="正文", exact=True)
    expect(area).to_be_hidden()
    expect(editor.locator("p.level-1")).to_have_text("一、总体要求")
    expect(editor.locator("p.level-3")).to_have_text("1. 先做这一件")
    expect(editor.locator("table tr")).to_have_count(3)
    expect(editor.locator("p.picture")).to_have_text("〔图1：示意图〕")
    assert area.input_value() == TEXT, "what nobody changes stays as it is"
    editor.locator("p.level-1").click()
    page.keyboard.press("End")
    page.keyboard.type("和步骤")
    written = area.input_value()
    assert "一、总体要求和步骤" in written
    assert "｜镇｜亩数｜备注｜\n｜甲镇｜5｜｜\n｜乙镇｜｜无｜\n\n〔图1" in written
    for text in (TEXT, written):
        assert kept(text).html.count("<tr") == 3
    page.get_by_role("button", name="回到纯文本").click()
    expect(area).to_be_visible()
    assert area.input_value() == written


def test_what_the_server_reads_otherwise_stays_as_it_is(county: County, visitors: Visitors) -> None:
    page = visitors.page("rfbsc-drafter")
    page.set_viewport_size({"width": 1280, "height": 900})
    for text, rows in (
        ("甲｜乙｜丙\n1｜2｜3\n｜3,600｜\n末", 3),
        ("一、\t总体要求\n二、\t工作安排\n末", 0),
        ("甲｜乙\n1｜2\n--｜--\n3｜4\n末", 4),
        ("镇\t数\n3｜5\t7\n末", 2),
    ):
        page.goto(ACT)
        page.locator("#id_body").fill(text)
        page.locator("#id_body").locator("..").get_by_role("button", name="用编辑器").click()
        editor = page.get_by_role("textbox", name="正文", exact=True)
        expect(editor.locator("table tr")).to_have_count(rows)
        editor.get_by_text("末").click()
        page.keyboard.press("End")
        page.keyboard.type("了")
        written = page.locator("#id_body").input_value()
        assert cells(written) == cells(text), written
        page.get_by_role("button", name="回到纯文本").click()
        page.evaluate("localStorage.clear()")


def cells(text: str) -> list[list[list[str]]]:
    """What the tables of a text say, cell by cell."""
    return [piece.grid.rows for piece in apart(text) if isinstance(piece, Table)]


def test_headings_number_themselves_and_tables_grow(county: County, visitors: Visitors) -> None:
    page = opened(visitors, "总体要求\n认真办理。\n工作安排")
    area, editor = page.locator("#id_body"), page.get_by_role("textbox", name="正文", exact=True)
    bar = page.get_by_role("toolbar", name="排版").first
    for line in ("总体要求", "工作安排"):
        editor.get_by_text(line).click()
        bar.get_by_role("button", name="一级标题").click()
    assert area.input_value() == "一、总体要求\n认真办理。\n二、工作安排"
    bar.get_by_role("button", name="一级标题").click()
    assert area.input_value().endswith("\n工作安排"), "pressed again it is a heading no more"
    bar.get_by_role("button", name="撤销").click()
    bar.get_by_role("button", name="插入表格").click()
    for word in ("镇", "亩数"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    bar.get_by_role("button", name="加一行").click()
    expect(editor.locator("table tr")).to_have_count(4)
    for _ in range(2):
        bar.get_by_role("button", name="删这行").click()
    bar.get_by_role("button", name="删这列").click()
    expect(editor.locator("table tr").first.locator("td")).to_have_count(2)
    expect(bar.get_by_role("button", name="插入表格")).to_be_disabled()


def test_what_is_pasted_out_of_word_keeps_its_structure_and_the_choice_is_remembered(
    county: County, visitors: Visitors
) -> None:
    page = opened(visitors)
    area, editor = page.locator("#id_body"), page.get_by_role("textbox", name="正文", exact=True)
    editor.evaluate(PASTE, PASTED)
    expect(editor.locator("table tr")).to_have_count(4)
    assert "甲 镇｜｜5" in area.input_value()
    assert area.input_value().rstrip().endswith("特此通知。")
    page.goto(ACT)
    expect(page.get_by_role("toolbar", name="排版").first).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_phrase_is_written_where_the_cursor_stood(county: County, visitors: Visitors) -> None:
    Phrase.objects.create(staff=county.people["rfbsc-drafter"], text="现将有关事项通知如下。")
    page = opened(visitors, "各镇：\n")
    area, editor = page.locator("#id_body"), page.get_by_role("textbox", name="正文", exact=True)
    editor.click()
    page.keyboard.press("Control+End")
    page.get_by_role("button", name="填入：现将有关事项").click()
    expect(area).to_have_value("各镇：\n现将有关事项通知如下。")
    title = page.locator("#id_title")
    title.fill("通知：")
    page.get_by_role("button", name="填入：现将有关事项").click()
    assert title.input_value() == "通知：现将有关事项通知如下。"
