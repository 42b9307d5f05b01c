from __future__ import annotations

import pytest

from tests.participation.people import Office
from tests.personas import County


@pytest.fixture
def office(county: County) -> Office:
    """The people of rfbsc."""
    return Office(county)
