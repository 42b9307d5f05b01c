from __future__ import annotations

import pytest

from tests.appraisal.people import Office
from tests.personas import County


@pytest.fixture
def office(county: County) -> Office:
    """The county's office of the appraisal, its leaders and the assessing group."""
    return Office.of(county)
