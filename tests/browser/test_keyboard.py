"""Public pages without a mouse and without pictures: the keyboard reaches everything and is seen, and no words are lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.applicants import Desk
from tests.personas import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1280, "height": 900}

#: What the keyboard should reach: all that can be pressed or filled in and is shown; of radio buttons one of each group.
REACHABLE = """() => {
    const groups = new Set();
    const shown = element => element.checkVisibility({visibilityProperty: true}) && element.getClientRects().length;
    const all = document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']");
    return [...all].filter(element => {
        if (element.disabled || element.tabIndex < 0 || !shown(element)) return false;
        if (element.type !== "radio") return true;
        const group = element.form?.id + element.name;
        return !groups.has(group) && groups.add(group);
    }).length;
}"""
#: Where the keyboard stands: null at the end of the page; whether a person sees where that is.
STANDS = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const style = getComputedStyle(at), box = at.getBoundingClientRect();
    const marked = style.outlineStyle !== "none" || style.boxShadow !== "none";
    const inside = box.width && box.height && box.bottom > 0 && box.top < innerHeight;
    return {what: at.outerHTML.slice(0, 100), seen: Boolean(marked && inside)};
}"""


@pytest.fixture
def addresses(county: County) -> tuple[str, ...]:
    """A page of each kind that citizens meet."""
    document = county.published()
    Desk(county)
    return (
        "/",
        "/documents/",
        f"/documents/{document.index_number}/",
        "/search/?q=取暖",
        "/agencies/rfbsc/",
        "/apply/",
        "/apply/track/",
        "/feedback/error/?page=/documents/",
        "/participation/",
        "/evaluation/",
        "/newmedia/",
        "/accountability/report/",
        "/regulations/secrecy_review/",
    )


def walk(page: Page, most: int = 400) -> list[dict[str, Any]]:
    """Press Tab from the top of a page to its end."""
    steps = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stands = page.evaluate(STANDS)
        if stands is None:
            break
        steps.append(stands)
    return steps


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    addresses: tuple[str, ...], window: Callable[..., Page], size: dict[str, int]
) -> None:
    page, wrong = window(), {}
    page.set_viewport_size(size)  # type: ignore[arg-type]
    for address in addresses:
        page.goto(address)
        steps = walk(page)
        # A date has stops of its own within, each with a mark that no style sheet knows of.
        seen = {step["what"] for step in steps if step["seen"]}
        unseen = [step["what"] for step in steps if step["what"] not in seen]
        there = page.evaluate(REACHABLE)
        if unseen or len(steps) < there:
            wrong[address] = (len(steps), there, unseen[:3])
        assert 'href="#' in steps[0]["what"], f"{address}: the first step does not skip to the text"
    assert wrong == {}


def test_no_words_are_lost_without_pictures(addresses: tuple[str, ...], window: Callable[..., Page]) -> None:
    def said(address: str) -> str:
        page.goto(address)
        text: str = page.locator("body").inner_text()
        return "".join(text.split())

    page = window()
    with_pictures = {address: said(address) for address in addresses}

    def only_words(route: Route) -> None:
        if route.request.resource_type == "image":
            route.abort()
        else:
            route.continue_()

    page.route("**/*", only_words)
    assert {address: said(address) for address in addresses} == with_pictures
    nameless = 'img:not([alt]), svg:not([aria-hidden="true"]):not([role="img"])'
    assert {
        address for address in addresses if page.goto(address) and page.locator(nameless).count()
    } == set()
