"""Whoever looks at pages sees what is wrong there, also where the texts of earlier pages were good."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import DESKTOP, GOOD, PHONE, violations

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="zh-CN"><head><title>页面</title><style>
body { background: #fff; color: #222; margin: 0 }
.night { background: #333; color: #fff }
.card { background: #fff; color: #222 }
a { color: inherit }
%s
</style></head><body><main><h1>标题</h1>%s</main></body></html>"""
#: Every ink on every ground that may stand together.
GOOD_PAGE = PAGE % (
    "",
    '<p>白底黑字</p><div class="night"><p>黑底白字</p><a href="/">链接</a><div class="card"><p>卡片</p></div></div>'
    "<button>按钮</button>",
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that has just been found good, at both widths, before every other."""
    GOOD.clear()
    page = browser.new_page()
    assert found(page, GOOD_PAGE) == [set(), set()]
    assert GOOD
    yield page
    page.close()


def found(page: Page, html: str) -> list[set[str]]:
    """The rules that are broken on the screen, and on the phone."""
    page.set_content(html)
    broken = []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        broken.append({one["id"] for one in violations(page)})
    assert page.locator("[data-judged]").count() == 0
    return broken


CONTRAST = {"color-contrast"}


@pytest.mark.parametrize(
    ("style", "body", "broken"),
    [
        ("p { color: #999 }", "<p>浅字</p>", [CONTRAST, CONTRAST]),
        ("@media (max-width: 500px) { p { color: #999 } }", "<p>浅字</p>", [set(), CONTRAST]),
        ("@media (max-width: 500px) { main { background: #333 } }", "<p>黑字</p>", [set(), CONTRAST]),
        ("p { opacity: .3 }", "<p>黑字</p>", [CONTRAST, CONTRAST]),
        ("div { opacity: .3 }", "<div><p>黑字</p></div>", [CONTRAST, CONTRAST]),
        # What lies under a text need not be around it.
        (
            "main { position: relative; z-index: 0 } i { position: absolute; inset: 0; background: #333; z-index: -1 }",
            "<i></i><p>黑字</p>",
            [CONTRAST, CONTRAST],
        ),
        ("p { margin-top: -3em }", '<div class="night" style="height: 5em"></div><p>黑字</p>', [CONTRAST, CONTRAST]),
        ("p { position: relative; top: -3em }", '<div class="night" style="height: 5em"></div><p>黑字</p>', [CONTRAST, CONTRAST]),
        (
            "i { position: absolute; top: 0; height: 0 } i p { margin-top: 9em } .night { height: 20em }",
            '<i><p>黑字</p></i><div class="night"></div>',
            [CONTRAST, CONTRAST],
        ),
        (
            ".card { height: 0 } .night { height: 9em }",
            '<div class="night"><div class="card"><p>黑字</p></div></div>',
            [CONTRAST, CONTRAST],
        ),
        # Another good page made none of the other rules silent.
        ("", "<button></button><p>黑字</p>", [{"button-name"}, {"button-name"}]),
        ("", '<img src="data:,"><p>黑字</p>', [{"image-alt"}, {"image-alt"}]),
        (
            "b { display: none } @media (max-width: 500px) { b { display: block } }",
            '<b><a href="/"></a></b>',
            [set(), {"link-name"}],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found_behind_a_good_page(
    page: Page, style: str, body: str, broken: list[set[str]]
) -> None:
    assert found(page, PAGE % (style, body)) == broken


def test_what_is_wrong_stays_wrong(page: Page) -> None:
    """A fault that was found once is found on the next page as well."""
    for _ in range(2):
        assert found(page, PAGE % ("p { color: #999 }", "<p>浅字</p>")) == [CONTRAST, CONTRAST]
