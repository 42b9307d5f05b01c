from __future__ import annotations

import pytest

from foundation.agencies.roles import AgencyFunction
from tests.feedback.people import Sender, with_function
from tests.personas import County


@pytest.fixture
def sender(county: County) -> Sender:
    """Somebody before the disclosure office of rfbsc, whose superior is lxcz."""
    agency, above = county.agencies["rfbsc"], county.agencies["lxcz"]
    with_function(above, AgencyFunction.DISCLOSURE_OFFICE)
    agency.parent = above
    agency.save()
    return Sender(county)
