"""A citizen says that something on a page is wrong, follows it, and everything reads well on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from feedback.models import Message
from foundation.visitors import challenge
from tests.browser.looking import violations
from tests.feedback.people import Sender
from tests.personas import County

Window = Callable[..., Page]


def reads_well(page: Page) -> None:
    """Axe finds nothing grave on the page as it stands, and a telephone shows the whole of it."""
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert [one["id"] for one in violations(page)] == []


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The challenge's library looks at the real clock."""
    monkeypatch.setattr(challenge, "EFFORT", 500)
    monkeypatch.setattr(challenge, "VALID", timedelta(days=40_000))


def test_something_on_a_page_is_wrong(county: County, window: Window) -> None:
    document, page = county.published(), window()
    page.goto(f"/documents/{document.index_number}/")
    page.get_by_role("link", name="这一页有问题").click()
    send = page.get_by_role("main").get_by_role("button", name="提交", exact=True)
    send.click()
    expect(page.get_by_role("alert").first).to_contain_text("请选择是什么问题")
    reads_well(page)
    page.get_by_label("内容有错").check()
    page.get_by_label("说说是什么情况").fill("第二段的日期写错了。")
    send.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("留言已收到")
    reads_well(page)
    message = Message.objects.get()
    assert (message.document, message.agency) == (document, document.agency)
    page.get_by_role("button", name="看办理情况").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(message.number)
    reads_well(page)
    Sender(county).answered(message, county.at)
    page.reload()
    expect(page.get_by_role("heading", name="答复")).to_be_visible()
    reads_well(page)
