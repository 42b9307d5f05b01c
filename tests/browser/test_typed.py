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
