from __future__ import annotations

import pytest

from tests.newmedia.people import Office
from tests.personas import County


@pytest.fixture
def office(county: County) -> Office:
    """The people of rfbsc, and the three offices."""
    return Office(county)
