"""Queries whose SQL is written once find what Django would find, for whichever values."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from foundation.agencies.models import Deputyship, RoleGrant, Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.database import Written
from tests.personas import County
from tests.prepared import written_out


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


def test_what_is_asked_often_is_prepared_unless_a_pool_stands_between(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its fixed parts written out, a per cent among them, and each value where it was given."""
    named = Written(
        lambda name, role: (
            RoleGrant.objects.filter(staff__username=name, role=role)
            .exclude(staff__full_name__contains="100%s")
            .values_list("role")
        )
    )

    def asked() -> str:
        with CaptureQueriesContext(connection) as sent:
            for role, found in (("leader", [("leader",)]), ("drafter", [])):
                assert named.rows("rfbsc-leader", role) == found
        assert len(sent) == 2
        assert written_out(sent[-1]["sql"]).count("agencies_rolegrant") > 1
        return str(sent[-1]["sql"])

    assert asked().startswith("SELECT")
    assert asked().startswith("EXECUTE")
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    assert asked().startswith("SELECT")


def test_what_could_not_be_asked_is_not_taken_for_prepared(county: County) -> None:
    named = Written(lambda name: Staff.objects.filter(username=name, full_name="没有").values_list("pk"))
    for _often in range(2):
        named.rows("rfbsc-leader")
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            named.rows("rfbsc-leader")
    assert named.rows("rfbsc-leader") == []


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


def test_objects_are_those_that_django_finds(county: County) -> None:
    """With those that belong to them, for every value, and as freshly as Django reads them."""
    named = Written(lambda name: Staff.objects.filter(username=name).select_related("agency"))
    for name in ("rfbsc-drafter", "lxcz-leader"):
        (person,) = named.found(name)
        found = Staff.objects.get(username=name)
        assert {field.attname: getattr(person, field.attname) for field in Staff._meta.concrete_fields} == {
            field.attname: getattr(found, field.attname) for field in Staff._meta.concrete_fields
        }
        with CaptureQueriesContext(connection) as asked:
            assert person.agency.pk == found.agency_id
        assert len(asked) == 0
    assert named.found("nobody") == []
    assert named.first("nobody") is None
    Staff.objects.filter(username="rfbsc-drafter").update(full_name="另名")
    assert named.first("rfbsc-drafter").full_name == "另名"


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_in_a_transaction_only(county: County) -> None:
    locks = Written(lambda name: Staff.objects.filter(username=name).select_for_update(of=("self",)))
    with transaction.atomic():
        assert locks.first("rfbsc-drafter") is not None
    with pytest.raises(TransactionManagementError):
        locks.first("rfbsc-drafter")
