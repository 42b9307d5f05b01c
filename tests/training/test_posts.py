"""TR-5: nobody takes a disclosure role untrained, whatever the way to it."""

from __future__ import annotations

import pytest

from foundation.agencies.models import RoleGrant, Staff
from tests.training.people import School
from training.models import Trainee


@pytest.mark.clause("TR-5")
def test_whoever_heard_everything_and_passed_is_inducted(school: School) -> None:
    person = school.inducted()
    assert person.state == Trainee.State.INDUCTED
    assert not person.missing
    assert Staff and RoleGrant
