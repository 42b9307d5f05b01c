"""The record of who logged in, looked at what and took away what: kept as it is, for its term."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from disclosure.models import Document
from foundation.accesses.models import Access, Kind
from foundation.accesses.recording import record
from foundation.accesses.statute import LEAST_MONTHS
from foundation.accesses.tasks import clear_old
from foundation.casework import logins
from foundation.casework.second_factor import NotThis
from foundation.database import before_months, server_time
from foundation.database_roles import _needed
from tests.doors import Doors
from tests.personas import PASSWORD, County

pytestmark = pytest.mark.django_db
LOGIN = "/desk/login/"


def kinds() -> list[str]:
    return list(Access.objects.order_by("pk").values_list("kind", flat=True))


def aged(**ago: Any) -> Access:
    """A line of another time, which only the triggers' owner can write."""
    with pgtrigger.ignore("accesses.Access:at_now"):
        return Access.objects.create(kind=Kind.LOGIN, door="desk", at=timezone.now() - timedelta(**ago))


def test_a_line_bears_the_databases_time_and_no_other() -> None:
    before = server_time()
    record(Kind.DOWNLOAD, name="申请人", of="application:1", door="public")
    assert before <= Access.objects.get().at <= server_time()
    for said in (timedelta(days=1), timedelta(days=-1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            Access.objects.create(kind=Kind.LOGIN, door="desk", at=timezone.now() + said)


@pytest.mark.parametrize(
    "change",
    [
        lambda: Access.objects.update(name="别人"),
        lambda: Access.objects.all().delete(),
        lambda: connection.cursor().execute("TRUNCATE accesses_access"),
    ],
)
def test_no_line_is_changed_or_deleted_before_its_term(change: Callable[[], Any]) -> None:
    record(Kind.LOGIN, door="desk")
    aged(days=170)
    with pytest.raises(DatabaseError), transaction.atomic():
        change()
    assert Access.objects.count() == 2


def test_the_task_clears_what_is_older_than_its_term_and_never_what_is_younger_than_six_months(
    settings: Any,
) -> None:
    assert LEAST_MONTHS == 6
    assert settings.ACCESSES_KEPT_MONTHS == 12
    for days in (400, 300, 170):
        aged(days=days)
    clear_old()
    assert Access.objects.count() == 2
    settings.ACCESSES_KEPT_MONTHS = 1
    clear_old()
    assert Access.objects.get().at > before_months(6)


def test_the_portals_own_role_may_add_and_clear_and_not_alter() -> None:
    assert _needed(Access._meta.db_table) == "SELECT, INSERT, DELETE"


def test_logging_in_and_out_and_failing_to_leave_lines(county: County) -> None:
    client = Client(REMOTE_ADDR="198.51.100.77")
    for username, password in (
        ("rfbsc-drafter", "not this one"),
        ("my-password-typed-here", "x"),
        ("rfbsc-drafter", PASSWORD),
    ):
        client.post(LOGIN, {"username": username, "password": password})
    client.post("/desk/logout/")
    assert kinds() == ["refused", "refused", "login", "logout"]
    lines = list(Access.objects.order_by("pk"))
    drafter = county.people["rfbsc-drafter"]
    assert [line.staff_id for line in lines] == [drafter.pk, None, drafter.pk, drafter.pk]
    assert lines[0].name == str(drafter)
    assert {line.agency_name for line in lines} == {"荣丰办事处", ""}
    # The network, not the address; and nothing that was typed.
    assert {line.network for line in lines} == {"198.51.100.0/24"}
    assert "typed" not in repr(list(Access.objects.values()))


def test_a_password_is_half_a_login_where_there_is_a_second_factor(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafter = county.people["rfbsc-drafter"]
    drafter.second_factor_at = timezone.now()
    drafter.save()
    client = Client()
    client.post(LOGIN, {"username": "rfbsc-drafter", "password": PASSWORD})
    assert kinds() == ["halfway"]

    def wrong(*_args: Any) -> None:
        raise NotThis("口令不对。")

    monkeypatch.setattr(logins, "check", wrong)
    client.post("/desk/code/", {"code": "1"})
    monkeypatch.setattr(logins, "check", lambda *_args: None)
    client.post("/desk/code/", {"code": "2"})
    assert kinds() == ["halfway", "refused", "login"]


def test_looking_into_an_internal_text_leaves_a_line_and_into_a_public_one_none(doors: Doors) -> None:
    given = {"attribute": "declassified", "declassification": "delete", "internal_body": "冷库口令寒枝栖尽。"}
    document = doors.county.draft(**given)
    address = f"/desk/disclosure/document/{document.pk}/change/"
    doors.desk("rfbsc-applications_clerk").get(address)
    assert kinds() == []
    doors.desk("rfbsc-drafter").get(address)
    form = doors.desk("rfbsc-drafter").get(f"/desk/act/disclosure.edit/{document.ref}/")
    assert "寒枝栖尽" in form.content.decode()
    assert kinds() == ["internal", "internal"]
    line = Access.objects.latest("pk")
    assert (line.of, line.name) == (document.ref, str(doors.county.people["rfbsc-drafter"]))
    assert document.title not in repr(list(Access.objects.values()))
    Document.objects.filter(pk=document.pk).update(internal_body="")
    doors.desk("rfbsc-drafter").get(address)
    assert len(kinds()) == 2


@pytest.mark.parametrize("form", ["xlsx", "print"])
def test_a_list_that_leaves_as_a_whole_leaves_a_line(doors: Doors, form: str) -> None:
    doors.county.draft()
    answer = doors.desk("rfbsc-drafter").get("/desk/disclosure/document/", {"as": form, "q": "取暖"})
    assert answer.status_code == 200
    line = Access.objects.get()
    assert (line.kind, line.of) == ("export", "document")
    assert "取暖" not in repr(list(Access.objects.values()))


def test_what_is_public_is_read_without_a_line(county: County) -> None:
    document = county.published()
    assert Client().get(f"/documents/{document.index_number}/").status_code == 200
    assert kinds() == []
