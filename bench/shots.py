"""`make shots`: every public page of a running portal as people see it, written to a folder of pictures to be looked at.

Widths of a telephone, a tablet, a notebook and a large screen; dark, in elder mode, and printed. What there is to be seen is read
from the sitemap; the pages that no sitemap names stand below.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

WIDTHS = (360, 768, 1280, 1920)
#: Forms, searches, and codes that lead nowhere.
UNMAPPED = (
    "/search/",
    "/search/?q=" + quote("取暖"),
    "/search/?q=" + quote("飞碟降落"),
    "/documents/?q=" + quote("补贴"),
    "/documents/?agency=lxcz",
    "/documents/?year=1999",
    "/annual-reports/compare/",
    "/apply/?wanted=" + quote("冬季取暖补贴名单"),
    "/apply/track/",
    "/apply/consultation/",
    "/ledger/file/?sha256=" + "0" * 64,
)
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def mapped(site: str) -> Iterator[str]:
    """The paths that the sitemap names."""
    for part in _located(f"{site}/sitemap.xml"):
        for address in _located(site + _path(part)):
            yield _path(address)


def _located(address: str) -> list[str]:
    with urlopen(address, timeout=30) as answer:
        return re.findall("<loc>(.*?)</loc>", answer.read().decode())


def _path(address: str) -> str:
    return re.sub("^https?://[^/]+", "", address).replace("&amp;", "&")


def name_of(path: str) -> str:
    """A page's path as the name of a file."""
    return re.sub(r"[^\w=.-]+", "_", unquote(path)).strip("_")[:100] or "home"


def take(browser: Browser, site: str, paths: list[str], folder: Path) -> int:
    """Take the pictures of every page in each way; returns how many pages are wider than their window."""
    wide = 0
    ways = [(f"{width}", {"viewport": {"width": width, "height": 900}}) for width in WIDTHS]
    ways += [
        ("dark", {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"}),
        ("elder", {"viewport": {"width": 768, "height": 900}}),
        ("printed", {"viewport": {"width": 1280, "height": 900}}),
    ]
    for way, asked in ways:
        (folder / way).mkdir(parents=True, exist_ok=True)
        context = browser.new_context(locale="zh-CN", **asked)
        if way == "elder":
            context.add_init_script("localStorage.setItem('elder', '1')")
        page = context.new_page()
        for path in paths:
            page.goto(site + path)
            target = folder / way / name_of(path)
            if way == "printed":
                page.pdf(path=f"{target}.pdf", format="A4", print_background=True)
                continue
            page.screenshot(path=f"{target}.png", full_page=True)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide += 1
                print(f"wider than its window at {way}: {path}")
        context.close()
        print(f"{way}: {len(paths)} pages")
    return wide


def main() -> int:
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("--site", default=f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
    asking.add_argument("--to", type=Path, default=Path("var/shots"))
    given = asking.parse_args()
    try:
        paths = sorted({*mapped(given.site), *UNMAPPED})
    except OSError as away:
        print(f"{given.site} does not answer ({away}): start it with `make run` in another terminal.")
        return 1
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        wide = take(browser, given.site, paths, given.to)
        browser.close()
    print(f"{len(paths)} pages in {given.to}")
    return 1 if wide else 0


if __name__ == "__main__":
    sys.exit(main())
