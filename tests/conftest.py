"""Fixtures that every room's tests share."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.doors import Doors
from tests.personas import County, make_county


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """What is counted in the cache – tries at the public doors – is of one test alone."""
    cache.clear()


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
