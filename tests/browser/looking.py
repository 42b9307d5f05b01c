"""How a page is looked at: as HTML, by assistive technology, wide and on a phone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize
from tinyhtml5.parser import HTMLParser

PHONE: ViewportSize = {"width": 390, "height": 844}
TABLET: ViewportSize = {"width": 768, "height": 900}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
AXE = Axe().axe_script
LOOK = (Path(__file__).parent / "looking.js").read_text()
#: Inks on grounds that axe found good in this process, as `looking.js` numbers them.
GOOD: set[int] = set()
#: The innermost elements that reach over the window's edge.
OVER = """
[...document.querySelectorAll("body *")].filter(over).filter(one => ![...one.children].some(over)).slice(0, 3).map(
    one => one.outerHTML.slice(0, 120))
function over(one) { return one.getBoundingClientRect().right > innerWidth + 1 }
"""
#: A moment or a day as HTML wants it: of a second, three digits at most.
MOMENT = re.compile(r"\d{4}(-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?")


def faults(page: Page, address: str) -> list[str]:
    """What is wrong with a page, as HTML and for assistive technology, wide and on a phone, in words."""
    page.set_viewport_size(DESKTOP)
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    found = [f"{address}: {fault}" for fault in malformed(answer.text())]
    for size in (DESKTOP, PHONE):
        found += _too_wide(page, size)
        found += [f"{address} at {size['width']} px: {one['said']}" for one in violations(page)]
    # Between telephone and screen large type finds it hardest to fit in.
    page.evaluate("document.documentElement.classList.add('elder')")
    return found + _too_wide(page, TABLET)


def _too_wide(page: Page, size: ViewportSize) -> list[str]:
    page.set_viewport_size(size)
    width = page.evaluate("document.documentElement.scrollWidth")
    if width <= size["width"]:
        return []
    return [f"{page.url}: {width} px wide on a window of {size['width']} px: {page.evaluate(OVER)}"]


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds wrong on the page as it stands: the `id` of each rule, and what is `said` of it."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE)
        # What this window opens next need not be sent it again, which takes a fourth of axe's time.
        page.add_init_script(AXE)
    found = page.evaluate(LOOK, list(GOOD))
    GOOD.update(found["good"])
    bad: list[dict[str, Any]] = found["bad"]
    return bad


def malformed(html: str) -> list[str]:
    """Where a page is not the HTML that it seems to be: what a parser has to mend, and moments that it does not know."""
    parser = HTMLParser()
    parser.parse(html)
    lines = html.split("\n")
    mended = [f"{why} {told} in {lines[line - 1].strip()!r}" for (line, _), why, told in parser.errors]
    moments = re.findall(r'<time[^>]*\sdatetime="([^"]*)"', html)
    return mended + [f"datetime={moment}" for moment in moments if not MOMENT.fullmatch(moment)]
