from __future__ import annotations

import pytest

from tests.inspection.people import Office
from tests.personas import County


@pytest.fixture
def office(county: County) -> Office:
    """The county's supervisors, with their office."""
    return Office.of(county)
