"""Queries whose SQL is written once find what Django would find, for whichever values."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.agencies.models import Deputyship, RoleGrant, Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.database import Written
from tests.personas import County


def test_each_value_stands_where_it_was_given(county: County) -> None:
    called = Written(
        lambda role, agency: RoleGrant.objects.filter(
            role=role, agency=agency, staff__is_active=True
        ).values_list("staff__username", "role")
    )
    for role, code in ((Role.LEADER, "rfbsc"), (Role.DRAFTER, "lxcz"), (Role.DRAFTER, "rfbsc")):
        assert called.rows(str(role.value), county.agencies[code].pk) == [
            (f"{code}-{role.value}", role.value)
        ]


def test_values_are_given_to_the_server_and_never_written_into_the_sql(county: County) -> None:
    named = Written(lambda name: Staff.objects.filter(full_name=name).values_list("pk"))
    assert named.rows("' OR true --") == []
    with CaptureQueriesContext(connection) as asked:
        assert Staff.objects.filter(pk__in=named.within("%s")).count() == 0
    assert len(asked) == 1


def test_a_query_that_can_find_nothing_is_refused_when_it_is_written(county: County) -> None:
    nobody = Written(lambda _pk: Staff.objects.none().values_list("pk"))
    with pytest.raises(EmptyResultSet):
        nobody.rows(1)


def test_holders_on_a_day_are_those_of_the_day(county: County) -> None:
    """The SQL that was written for one day, agency and role serves every other."""
    today = date(2026, 11, 2)
    Deputyship.objects.create(
        deputy=county.people["rfbsc-drafter"],
        represented=county.people["rfbsc-leader"],
        from_on=today,
        until_on=today + timedelta(days=1),
    )

    def names(*roles: Role, code: str = "rfbsc", days: int | None = None) -> set[str]:
        on = None if days is None else today + timedelta(days=days)
        return set(holders(roles, county.agencies[code], on=on).values_list("username", flat=True))

    assert names(Role.LEADER) == {"rfbsc-leader"}
    assert names(Role.LEADER, days=0) == names(Role.LEADER, days=1) == {"rfbsc-leader", "rfbsc-drafter"}
    assert names(Role.LEADER, days=2) == names(Role.LEADER, days=-1) == {"rfbsc-leader"}
    assert names(Role.LEADER, code="lxcz", days=0) == {"lxcz-leader"}
    assert names(Role.DRAFTER, days=0) == {"rfbsc-drafter"}
    assert names(Role.LEADER, Role.COUNTY_SUPERVISOR) == {"rfbsc-leader", "county_supervisor"}
    assert names() == set()
    assert set(holders(Role.COUNTY_SUPERVISOR, None).values_list("username", flat=True)) == {
        "county_supervisor"
    }
    Staff.objects.filter(username="rfbsc-drafter").update(is_active=False)
    assert names(Role.LEADER, days=0) == {"rfbsc-leader"}
