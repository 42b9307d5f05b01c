"""What every test stands on: the test server's databases, and a word on browser tests that cannot run."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator

import pytest
import pytest_django

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The browser for browser tests, or None when there is none on this machine."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests marked `browser` where there is no chromium."""
    if chromium() is None:
        skip = pytest.mark.skip(reason="browser tests need chromium: apt-get install chromium")
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(skip)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of the browser, for Playwright's `executable_path`."""
    path = chromium()
    assert path is not None
    return path


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[None]:
    """Before our test databases are made, drop those that a killed run left behind."""
    from django.db import connection

    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test_portal_%'")
        for (name,) in cursor.fetchall():
            run = re.fullmatch(r"test_portal_(\d+)(_.*)?", name)
            if run and not os.path.exists(f"/proc/{run.group(1)}"):
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    yield
