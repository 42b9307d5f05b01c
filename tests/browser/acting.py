"""Acts at the desk as people perform them, for any kind of matter."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from foundation.casework.acts import ACTS, desk_url
from tests.browser.test_walk import done, press, send

#: The width and height of a phone, on which people are walked through the portal, and of a screen.
PHONE, SCREEN = (360, 740), (1280, 740)


def narrowed(*pages: Page) -> None:
    """Windows as wide as a phone."""
    for page in pages:
        _sized(page, PHONE)


def fits(*pages: Page) -> None:
    """Nothing on the page reaches over its edge, on a phone as on a screen."""
    for page in pages:
        for size in (SCREEN, PHONE):
            _sized(page, size)
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], (page.url, size)


def _sized(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def at_desk(page: Page, matter: Any, name: str, /, **typed: Any) -> None:
    """Perform an act from the matter's page, with what it asks typed, chosen and ticked in its form."""
    page.goto(desk_url(matter))
    act_here(page, name, **typed)


def act_here(page: Page, name: str, /, **typed: Any) -> None:
    """Perform an act from the page that is open."""
    label = ACTS[name].label
    press(page, label)
    fill(page, typed)
    send(page, label)
    done(page, label)


def fill(page: Page, typed: dict[str, Any]) -> None:
    """Fill in a form by the names of its fields; a list ticks each of its values, True a single box."""
    for field, value in typed.items():
        boxes = page.locator(f"input[type=checkbox][name={field}]")
        if boxes.count():
            for one in [value] if isinstance(value, str) else value if isinstance(value, list) else ["on"]:
                (boxes if one == "on" else page.locator(f"input[name={field}][value='{one}']")).check()
        elif page.locator(f"input[type=radio][name={field}]").count():
            page.locator(f"input[name={field}][value='{value}']").check()
        elif page.locator(f"select[name={field}]").count():
            page.locator(f"select[name={field}]").select_option(str(value))
        else:
            page.locator(f"[name={field}]").first.fill(str(value))
