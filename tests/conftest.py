"""Fixtures that every room's tests share."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from foundation.files import apart
from foundation.pages.keeping import SHELF
from tests.doors import Doors
from tests.personas import County, make_county


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


@pytest.fixture
def doors(county: County) -> Doors:
    """The county's acts through a call, the command line and the desk."""
    return Doors(county)
