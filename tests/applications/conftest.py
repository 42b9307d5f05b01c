from __future__ import annotations

import pytest

from tests.applicants import Desk
from tests.personas import County


@pytest.fixture
def desk(county: County) -> Desk:
    """The disclosure office, and the citizens before it."""
    return Desk(county)
