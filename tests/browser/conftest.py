"""A browser for the tests that look at the portal as people do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from foundation.agencies.models import Staff
from tests.personas import PASSWORD

ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-gpu",
    "--process-per-site",
    "--in-process-gpu",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One chromium for all; Playwright's event loop lives in this thread, beside Django's database connections."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


#: Counts, over all pages of a window, what a hand does: presses, and text fields typed into.
HAND = """
    const count = name => sessionStorage.setItem(name, Number(sessionStorage.getItem(name)) + 1);
    addEventListener("click", event => event.isTrusted && event.detail && count("clicks"), true);
    addEventListener("change", event => {
        const typed = event.target.matches("textarea, input:not([type=radio]):not([type=checkbox]):not([type=file])");
        typed && event.target.value && count("typed");
    }, true);
"""


class Visitors:
    """People at the portal, each with a browser window of their own, and everything that the consoles complained of."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []
        self._pages: dict[str, Page] = {}

    def page(self, who: str = "", *, by_form: bool = False) -> Page:
        """The window of a member of the staff, logged in, `by_form` as people do; of a citizen without a name."""
        if who not in self._pages:
            context = self.browser.new_context(
                base_url=self.address, locale="zh-CN", timezone_id="Asia/Shanghai"
            )
            context.set_default_timeout(10_000)
            context.add_init_script(HAND)
            context.on("console", self._heard)
            context.on("weberror", lambda error: self.complaints.append(str(error.error)))
            self._contexts.append(context)
            self._pages[who] = context.new_page()
            if who and by_form:
                self._log_in(self._pages[who], who)
            elif who:
                context.add_cookies([{**session_of(who), "url": self.address}])
        return self._pages[who]

    def counted(self, name: str) -> int:
        """How many `clicks` all hands made, or how many fields were `typed`."""
        read = f"Number(sessionStorage.getItem('{name}'))"
        return sum(page.evaluate(read) for page in self._pages.values())

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """What is done in here does not count."""
        before = {page: page.evaluate("({...sessionStorage})") for page in self._pages.values()}
        yield
        for page, counts in before.items():
            page.evaluate(
                "counts => { sessionStorage.clear(); Object.assign(sessionStorage, counts) }", counts
            )

    def close(self) -> None:
        """Shut every window, so that nothing asks the server any more."""
        for context in self._contexts:
            context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        # A refused act is answered with 409, an incomplete form with 422: the browser notes that, and so it should.
        expected = any(f"status of {status}" in message.text for status in (409, 422))
        if message.type in {"error", "warning"} and not expected:
            self.complaints.append(f"{message.page.url if message.page else ''}: {message.text}")

    def _log_in(self, page: Page, who: str) -> None:
        page.goto("/desk/login/")
        page.get_by_label("用户名").fill(who)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/desk/")


def session_of(who: str) -> dict[str, str]:
    """The cookie of somebody who has logged in."""
    client = Client()
    client.force_login(Staff.objects.get(username=who))
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}


@pytest.fixture
def visitors(browser: Browser, live_server: LiveServer) -> Iterator[Visitors]:
    """Everybody's windows; a message of error on any console, a breach of the content policy too, fails the test."""
    visitors = Visitors(browser, live_server.url)
    yield visitors
    visitors.close()
    assert not visitors.complaints, "\n".join(visitors.complaints)


@pytest.fixture
def window(visitors: Visitors) -> Callable[[str], Page]:
    """`window("rfbsc-drafter")`: that person's window."""
    return visitors.page
