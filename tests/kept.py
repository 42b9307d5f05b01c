"""Rows kept in the template beside the tables: a test that wants them copies them in, and no other sees them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.db import connection, transaction

#: The schema of what the tables hold before any test.
BEGINNING = "beginning"


def keep(tables: Iterable[str], schema: str) -> None:
    """Copy all that these tables hold into a schema of its own."""
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{schema}"')
        for table in tables:
            cursor.execute(f'CREATE TABLE "{schema}"."{table}" AS TABLE "{table}"')


def empty(tables: Iterable[str]) -> None:
    """Delete all that these tables hold. Their sequences go on from there."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")


def copy_in(tables: Iterable[str], schema: str) -> None:
    """Put the kept rows of these tables back, as in a test that is rolled back or flushed afterwards.

    Triggers and foreign keys saw the rows when they were written; here they are passed over where the server lets us.
    """
    copies = [f'INSERT INTO "{table}" SELECT * FROM "{schema}"."{table}"' for table in tables]
    role = "SET LOCAL session_replication_role = {}"
    around = [role.format("replica"), *copies, role.format("origin")] if may_pass_triggers() else copies
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("; ".join(around))


def keep_beginning() -> None:
    """Keep what the tables hold before any test, for `begin_again`."""
    keep(filled(), BEGINNING)


def begin_again() -> None:
    """Bring every table back to what it held before any test, after a test that committed.

    Django's flush truncates hundreds of tables, which takes seconds; here only those that hold rows are emptied.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [BEGINNING])
        first = [name for (name,) in cursor.fetchall()]
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("; ".join(f'DELETE FROM "{table}"' for table in {*filled(), *first}))
        for table in first:
            cursor.execute(f'INSERT INTO "{table}" SELECT * FROM "{BEGINNING}"."{table}"')


@cache
def may_pass_triggers() -> bool:
    """Whether this server lets us write rows past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def filled() -> list[str]:
    """The tables that hold rows."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    each = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(each)
        return [name for (name,) in cursor.fetchall()]
