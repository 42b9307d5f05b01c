from __future__ import annotations

import pytest

from tests.evaluation.rounds import Rounds
from tests.personas import County


@pytest.fixture
def rounds(county: County) -> Rounds:
    """The county's disclosure office."""
    return Rounds(county)
