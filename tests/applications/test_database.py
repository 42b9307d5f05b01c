"""What the database itself refuses: raw SQL cannot change an application that is closed or a text that has left."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from applications.models import Application, Letter
from foundation.agencies.actors import SYSTEM
from foundation.correspondence.printing import print_waiting
from tests.applicants import Desk, on

pytestmark = pytest.mark.django_db

DAY = on("2026-11-05")


def refused(table: str, change: str, pk: int, says: str) -> None:
    """Assert that PostgreSQL does not change a row, and why."""
    with pytest.raises(DatabaseError, match=says), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE applications_{table} SET {change} WHERE id = %s", [pk])


def allowed(table: str, change: str, pk: int) -> None:
    """Change a row past the acts."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE applications_{table} SET {change} WHERE id = %s", [pk])


@pytest.fixture
def answered(desk: Desk) -> Application:
    return desk.closed(on("2026-11-02"), DAY)


@pytest.mark.clause("OR-4")
@pytest.mark.parametrize(
    "change",
    [
        "state = 'handling', closed_on = NULL",
        "report_row = 'd1'",
        "closed_on = '2026-11-04'",
        "received_on = '2026-10-01'",
        "agency_id = (SELECT id FROM agencies_agency WHERE code = 'lxcz')",
    ],
)
def test_a_closed_application_stays_as_it_was_closed(answered: Application, change: str) -> None:
    refused("application", change, answered.pk, "OR-4: an answered application")


@pytest.mark.clause("OR-4", "SR-4")
def test_a_reply_is_issued_reviewed_and_signed_or_not_at_all(desk: Desk) -> None:
    reply = desk.drafted(desk.registered(on("2026-11-02")), DAY)
    issue = "state = 'issued', document_number = 'x', issued_at = now()"
    refused("reply", issue, reply.pk, "OR-4: only a signed reply")
    allowed("reply", "state = 'signed'", reply.pk)
    refused("reply", issue, reply.pk, "SR-4: no approved review")
    refused("application", "state = 'answered'", reply.application_id, "OR-4: an application is answered")


@pytest.mark.clause("SR-3")
def test_what_left_with_a_reply_stays_part_by_part(answered: Application) -> None:
    reply = answered.replies.get()
    for change in ("opening = '另外'", "document_number = 'x'", "issued_at = now()", "state = 'signed'"):
        refused("reply", change, reply.pk, "OR-4: an issued reply")
    refused("decision", "facts = '另一事实'", reply.decisions.get().pk, "OR-4: an issued reply")


@pytest.mark.clause("OR-4")
def test_a_letter_is_printed_once_and_its_words_stay(answered: Application) -> None:
    letter = answered.letters.order_by("pk").last()
    assert letter is not None
    changes: list[Any] = ["document_number = 'x'", "kind = 'receipt'", "issued_at = now()"]
    for change in changes:
        refused("letter", change, letter.pk, "an issued letter")
    print_waiting(Letter, at=DAY, by=SYSTEM)
    allowed("letter", "tries = 3", letter.pk)
    for change in ("file_id = NULL", "file_id = (SELECT min(id) FROM files_storedfile)"):
        refused("letter", change, letter.pk, "an issued letter")
