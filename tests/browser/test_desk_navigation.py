"""The head of the desk: two lines at most, its menus by keyboard, by a screen reader, on a telephone, and without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from foundation.agencies.roles import Role
from tests.browser.conftest import session_of
from tests.browser.looking import DESKTOP, TABLET, violations
from tests.personas import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/desk/disclosure/document/"
#: Of one line, with what stands between two.
LINE = 56


@pytest.mark.parametrize("size", [DESKTOP, TABLET], ids=["desktop", "tablet"])
def test_the_head_takes_two_lines_at_most(
    county: County, window: Callable[..., Page], size: dict[str, int]
) -> None:
    who = county.people["rfbsc-department_head"]
    county.grant(who.username, Role.DRAFTER)
    page = window(who.username)
    page.set_viewport_size(size)  # type: ignore[arg-type]
    for address in ("/desk/", LIST):
        page.goto(address)
        assert page.locator(".desk-nav a").count() > 15
        head = page.locator("#header").bounding_box()
        assert head
        assert head["height"] <= 2 * LINE, address


def test_a_menu_opens_and_closes_by_keyboard(county: County, window: Callable[..., Page]) -> None:
    page = window("rfbsc-drafter")
    page.set_viewport_size(DESKTOP)
    page.goto("/desk/")
    menu, other = page.locator("summary", has_text="公众参与"), page.locator("summary", has_text="管理")
    inside = page.get_by_role("link", name="意见征集", exact=True)
    menu.focus()
    page.keyboard.press("Enter")
    inside.wait_for()
    assert violations(page) == []
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.desk-nav ul') !== null")
    page.keyboard.press("Escape")
    inside.wait_for(state="hidden")
    assert menu.evaluate("one => one === document.activeElement")
    page.keyboard.press("Enter")
    inside.wait_for()
    other.click()
    inside.wait_for(state="hidden")
    page.locator("#content").click(position={"x": 5, "y": 5})
    page.get_by_role("link", name="机构与人员", exact=True).wait_for(state="hidden")


def test_without_script_a_telephone_finds_every_list(
    county: County, browser: Browser, live_server: LiveServer
) -> None:
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 780}
    )
    try:
        context.add_cookies([{**session_of("rfbsc-drafter"), "url": live_server.url}])
        page = context.new_page()
        page.goto("/desk/")
        page.get_by_text("栏目", exact=True).click()
        page.locator("summary", has_text="信息公开").click()
        page.get_by_role("link", name="主动公开", exact=True).click()
        page.wait_for_url("**/desk/disclosure/")
        page.get_by_text("栏目", exact=True).click()
        assert page.locator("summary:has(.desk-here)").inner_text().split() == ["信息公开", "主动公开"]
        page.locator("summary", has_text="信息公开").click()
        here = page.locator(".desk-nav a[aria-current]")
        assert here.inner_text() == "主动公开"
    finally:
        context.close()
