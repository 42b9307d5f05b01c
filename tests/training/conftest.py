"""The county of the tests, and a unit of it that trains."""

from __future__ import annotations

import pytest

from tests.personas import County, make_county
from tests.training.people import School


@pytest.fixture
def county(db: None) -> County:
    return make_county()


@pytest.fixture
def school(county: County) -> School:
    return School(county)
