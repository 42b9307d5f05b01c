"""Fixtures that every room's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import pytest_django
from django.core.cache import cache
from django.db import transaction

from foundation.files import apart
from foundation.pages.keeping import SHELF
from tests.doors import Doors
from tests.personas import County, make_county
from tests.sweeping import Sweeping

SWEEPING = Sweeping()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """When a test is over, and with it its transaction, the dead rows of many are swept out."""
    yield
    SWEEPING.after_a_test()


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """What is counted in the cache – tries at the public doors – and the pages that are kept are of one test alone."""
    cache.clear()
    SHELF.clear()


@pytest.fixture(autouse=True, scope="session")
def pdfs_read_here() -> None:
    """PDFs are read in the process of the tests, as a helper of the web process does: one each costs a quarter second."""
    apart.bounded = True


@pytest.fixture
def county(db: None, monkeypatch: pytest.MonkeyPatch) -> County:
    """Two agencies with one person for each role. Its clock is the portal's: what the day is matters to no test."""
    county = make_county()
    monkeypatch.setattr("django.utils.timezone.now", lambda: county.at)
    return county


@pytest.fixture(scope="module")
def shared_county(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[County]:
    """A county that the tests of a file have in common, with whatever module fixtures do in it.

    It lies in a transaction around theirs: what a test does is rolled back to it, but objects in memory are the test's to copy.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as clock, transaction.atomic():
        county = make_county()
        clock.setattr("django.utils.timezone.now", lambda: county.at)
        yield county
        transaction.set_rollback(True)


@pytest.fixture
def doors(county: County) -> Doors:
    """The county's acts through a call, the command line and the desk."""
    return Doors(county)
