"""What is typed at the desk is kept while it is typed, and offered to whoever comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from foundation.casework.models import Draft
from tests.browser.conftest import Visitors
from tests.personas import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ACT = "/desk/act/disclosure.draft/agency:rfbsc/"


def test_what_is_typed_is_kept_and_the_end_of_the_session_announced(
    county: County, visitors: Visitors
) -> None:
    page = visitors.page("rfbsc-drafter")
    page.clock.install()
    page.goto(ACT)
    page.get_by_label("标题").fill("写到一半的通知")
    page.clock.run_for(21_000)
    expect(page.get_by_text("自动保存")).to_be_visible()
    assert Draft.objects.count() == 1
    page.clock.run_for(28 * 60 * 1000)
    expect(page.get_by_text("分钟后自动退出")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="继续填写").click()
    expect(page.get_by_text("分钟后自动退出")).to_be_hidden()
    page.goto(ACT)
    page.get_by_role("link", name="取回接着写").click()
    expect(page.get_by_label("标题")).to_have_value("写到一半的通知")


def test_a_text_is_shown_beside_as_it_will_stand(county: County, visitors: Visitors) -> None:
    page = visitors.page("rfbsc-drafter")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(ACT)
    shown = page.locator("#id_body ~ [data-shown]")
    expect(shown).to_be_hidden()
    body = page.get_by_label("正文", exact=True)
    body.fill("各镇：\n镇\t亩数\n甲镇\t5\n特此通知。\n五原县教育局\n2026年3月2日")
    expect(shown.get_by_role("columnheader", name="亩数")).to_be_visible()
    expect(shown.get_by_text("五原县教育局")).to_be_visible()
    beside, typed = shown.bounding_box(), body.bounding_box()
    assert beside is not None
    assert typed is not None
    assert beside["x"] > typed["x"] + typed["width"]
    page.set_viewport_size({"width": 390, "height": 800})
    below, typed = shown.bounding_box(), body.bounding_box()
    assert below is not None
    assert typed is not None
    assert below["y"] > typed["y"] + typed["height"]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    body.fill("")
    expect(shown).to_be_hidden()


PASTED = """<html><head><style>td {color: red}</style></head><body><p style="margin:0">情况<b>如下</b>：</p>
<table><tr><td colspan="3" style="width:9pt">补贴表</td></tr><tr><td rowspan="2">镇</td><td colspan="2"><p>补贴</p></td></tr>
<tr><td>面积<br>（亩）</td><td>金额</td></tr><tr><td><p>甲</p><p>镇</p></td><td></td><td>5</td></tr></table>
<p>特此通知。</p><script>document.title = "no"</script></body></html>"""


def test_a_table_is_pasted_row_by_row(county: County, visitors: Visitors) -> None:
    page = visitors.page("rfbsc-drafter")
    page.goto(ACT)
    body = page.get_by_label("正文", exact=True)
    body.focus()
    paste = """(area, html) => {
        const data = new DataTransfer();
        data.setData("text/html", html);
        area.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
    }"""
    body.evaluate(paste, PASTED)
    table = ["补贴表\t\t", "镇\t补贴\t补贴", "镇\t面积 （亩）\t金额", "甲 镇\t\t5"]
    expect(body).to_have_value("\n".join(["情况如下：", "", *table, "", "特此通知。"]))
    shown = page.locator("#id_body ~ [data-shown]")
    expect(shown.locator("caption")).to_have_text("补贴表")
    body.press("Control+z")
    expect(body).to_have_value("")
