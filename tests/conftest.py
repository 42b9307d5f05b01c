"""Fixtures that every room's tests share."""

from __future__ import annotations

import pytest

from tests.doors import Doors, stop_clock
from tests.personas import County, make_county


@pytest.fixture
def county(db: None) -> County:
    """Two agencies with one person for each role."""
    return make_county()


@pytest.fixture
def doors(county: County, monkeypatch: pytest.MonkeyPatch) -> Doors:
    """The county's acts through a call, the command line and the desk, whose clock is the county's."""
    stop_clock(monkeypatch, county)
    return Doors(county)
