"""Scripts are comforts: no page waits for them, and they come whenever they arrive."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.applicants import open_agency
from tests.personas import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_page_stands_before_the_first_script_comes_and_the_others_follow(
    county: County, window: Callable[..., Page]
) -> None:
    page = window()
    held: list[Route] = []
    page.route("**/first*.js", lambda route: held.append(route))
    page.goto("/", wait_until="domcontentloaded")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    with page.expect_response("**/site*.js"):
        held[0].continue_()


def test_large_type_is_remembered_from_page_to_page(county: County, window: Callable[..., Page]) -> None:
    page = window()
    page.goto("/")
    page.get_by_text("长者模式", exact=True).first.click()
    page.wait_for_function("localStorage.getItem('elder') === '1'")
    page.goto("/documents/")
    page.wait_for_function("document.documentElement.classList.contains('elder')")


def test_what_was_chosen_before_a_script_came_counts(county: County, window: Callable[..., Page]) -> None:
    """On a poor line the form stands a second before its script, and the box for large type, too."""
    open_agency(county, "rfbsc")
    page = window()
    held: list[Route] = []
    # The script for large type comes when the page stands, and so after this one.
    page.route("**/apply*.js", lambda route: held.append(route))
    page.goto("/apply/", wait_until="commit")
    page.get_by_label("向哪个机关申请").select_option("rfbsc")
    page.get_by_text("长者模式", exact=True).first.click()
    held[0].continue_()
    expect(page.get_by_text("0478-5220000")).to_be_visible()
    page.wait_for_function("localStorage.getItem('elder') === '1'")
    expect(page.locator("#elder")).to_be_checked()
