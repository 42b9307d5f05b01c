"""A unit of the county that trains."""

from __future__ import annotations

import pytest

from tests.personas import County
from tests.training.people import School


@pytest.fixture
def school(county: County) -> School:
    return School(county)
