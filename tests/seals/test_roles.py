"""The role as which the portal runs: it does what acts do, and can change neither a table nor the past."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from disclosure.models import Document
from foundation.casework.models import LedgerLine
from foundation.database_roles import AUDIT, RUNTIME, set_privileges
from foundation.seals import sealing
from foundation.seals.nightly import everything
from tests.personas import County

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def roles(db: None) -> None:
    """The two roles, with what they may do."""
    with connection.cursor() as cursor:
        for role in (RUNTIME, AUDIT):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE ROLE {role} LOGIN")
    set_privileges()


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """What is done in here is done by somebody who logged in to the database as that role."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET SESSION AUTHORIZATION {role}")
        yield
        cursor.execute("RESET SESSION AUTHORIZATION")


def refused(sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_portal_acts_seals_and_verifies_as_its_own_role(county: County) -> None:
    document = county.draft()
    with as_role(RUNTIME):
        county.do("disclosure.submit", document.ref, "rfbsc-drafter")
        sealing.seal_all()
        assert list(everything()) == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE casework_ledgerline SET reason = ''",
        "DELETE FROM casework_ledgerline",
        "TRUNCATE casework_ledgerline CASCADE",
        "DELETE FROM disclosure_document",
        "DELETE FROM seals_seal",
        "UPDATE seals_sealedline SET hash = ''",
        "ALTER TABLE casework_ledgerline DISABLE TRIGGER ALL",
        "ALTER TABLE casework_ledgerline ADD COLUMN x int",
        "DROP TABLE seals_seal CASCADE",
        "CREATE TABLE public.mine (x int)",
        "SET session_replication_role = replica",
        "DELETE FROM django_migrations",
        "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN AS"
        " 'BEGIN RETURN true; END' LANGUAGE plpgsql",
    ],
)
def test_the_portal_can_change_neither_a_table_nor_the_past(db: None, sql: str) -> None:
    with as_role(RUNTIME):
        refused(sql)


def test_the_portal_makes_no_trigger_look_away(county: County) -> None:
    document = county.draft()
    names = "{" + ",".join(trigger.get_pgid(Document) for trigger in Document._meta.triggers) + "}"
    publish = f"UPDATE disclosure_document SET state = 'published' WHERE id = {document.pk}"
    with as_role(RUNTIME), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [names])
        refused(publish)


def test_the_auditor_reads_and_changes_nothing(county: County) -> None:
    county.draft()
    written = LedgerLine.objects.count()
    with as_role(AUDIT):
        assert LedgerLine.objects.count() == written > 0
        for table in ("casework_ledgerline", "disclosure_document", "agencies_staff", "django_session"):
            refused(f"DELETE FROM {table}")
        refused("SELECT password FROM agencies_staff")
        refused("SELECT * FROM django_session")
        refused("SELECT * FROM agencies_secondfactor")
        refused(
            "INSERT INTO seals_verification (checked_at, lines, found, findings) VALUES (now(), 0, 0, '[]')"
        )
