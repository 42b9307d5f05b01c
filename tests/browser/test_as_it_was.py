"""In a browser: what was public on a day, and a package of the archive opened without the portal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive.packages import write_folder
from tests.archive.packed import package
from tests.browser.looking import DESKTOP, PHONE, faults, violations
from tests.disclosure.test_versions import revised, take_through
from tests.personas import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.clause("SR-3")
def test_a_citizen_chooses_a_day_and_comes_back_to_today(county: County, window: Callable[..., Page]) -> None:
    document = take_through(county, revised(county, county.published()))
    county.at = county.at.replace(day=20)
    page = window()
    page.goto(f"/documents/{document.index_number}/")
    expect(page.locator("article")).to_contain_text("十二月十日前报送台账")
    page.get_by_label("看某一天的内容").fill("2026-11-03")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_role("note")).to_contain_text("您看到的是 2026年11月3日 的内容")
    expect(page.locator("article")).to_contain_text("本月底前报送总结")
    page.get_by_role("link", name="看今天的内容").click()
    expect(page.locator("article")).to_contain_text("十二月十日前报送台账")
    assert page.url.split("?")[0].endswith(f"/documents/{document.index_number}/")
    for address in (
        f"/documents/{document.index_number}/?on=2026-11-03",
        "/documents/?on=2026-11-03",
        "/documents/norms/?on=2026-11-03",
    ):
        assert faults(window(), address) == []


@pytest.mark.clause("AR-2")
def test_a_package_is_read_by_everybody_without_the_portal(
    tmp_path: Path, window: Callable[..., Page]
) -> None:
    write_folder(package(), tmp_path / "bag")
    page = window()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "bag/index.html").as_uri())
    found: list[str] = []
    for _ in range(2):
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            found += [one["id"] for one in violations(page)]
        if page.get_by_role("link", name="关于春耕的通知").count():
            page.get_by_role("link", name="关于春耕的通知").click()
    assert found == []
    expect(page.get_by_role("heading", level=1)).to_have_text("关于春耕的通知")
    expect(page.locator("main")).to_contain_text("签发领导甲")
    page.get_by_role("link", name="正文", exact=True).click()
    expect(page.locator("body")).to_contain_text("各镇人民政府")
    assert all(url.startswith("file://") for url in asked)
