from __future__ import annotations

import pytest

from tests.accountability.people import Commission
from tests.personas import County


@pytest.fixture
def commission(county: County) -> Commission:
    """The discipline commission with its people, and the county's disclosure office."""
    return Commission.of(county)
