"""What every test stands on: the test server's databases, and a word on browser tests that cannot run."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_django
from hypothesis import settings

from wuyuan_portal.embedded.postgres import testing
from wuyuan_portal.starting import settle

#: The shell without windows first: it does what the tests need in two thirds of the time.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
#: Files whose tests take tens of seconds.
LONGEST = {
    "test_embedded",
    "test_machine",
    "test_demo",
    "test_personal_data",
    "test_planted_words",
    "test_kills",
}
STARTED = pytest.StashKey[bool]()

# A slow machine is no counterexample.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the embedded test server for this run, once for all its workers."""
    alone = not hasattr(session.config, "workerinput") and not session.config.option.collectonly
    if alone and not os.environ.get("DATABASE_URL"):
        session.config.stash[STARTED] = testing.start()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Remove the run's files; stop the server if this run started it and no other run is using it."""
    shutil.rmtree(Path(tempfile.gettempdir()) / f"wuyuan-portal-tests-{os.getpid()}", ignore_errors=True)
    if session.config.stash.get(STARTED, False):
        with testing.connect() as cursor:
            others = {run for _, run in _test_databases(cursor) if _lives(run)} - {os.getpid()}
        if not others:
            testing.stop()


def pytest_collection_finish() -> None:
    """Settle down, as every process of the portal does, once everything is imported and collected."""
    settle()


def chromium() -> str | None:
    """The browser for browser tests, or None when there is none on this machine."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take the longest tests first, so that no worker waits for another in the end; skip browser tests without chromium."""
    items.sort(key=lambda item: item.path.stem not in LONGEST and item.path.parent.name != "browser")
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
def django_db_setup(
    django_db_modify_db_settings: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[None]:
    """A database of this worker's own, cloned from the template; those that a killed run left behind go first."""
    from django.db import connection
    from django.test import TransactionTestCase

    from tests.kept import begin_again, keep_beginning, may_pass_triggers
    from tests.template import cloned

    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            for name, run in _test_databases(cursor):
                if not _lives(run):
                    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        with cloned(connection.settings_dict["TEST"]["NAME"]):
            if may_pass_triggers():
                keep_beginning()
                TransactionTestCase._fixture_teardown = lambda self: begin_again()  # type: ignore[attr-defined]
            yield


def _test_databases(cursor: Any) -> list[tuple[str, int]]:
    """The test databases on the server, each with the process id of the pytest run that made it."""
    cursor.execute("SELECT datname FROM pg_database")
    found = ((name, re.match(r"test_portal_(\d+)", name)) for (name,) in cursor.fetchall())
    return [(name, int(match.group(1))) for name, match in found if match]


def _lives(run: int) -> bool:
    return os.path.exists(f"/proc/{run}")
