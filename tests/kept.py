"""Rows kept in the template beside the tables: a test that wants them copies them in, and no other sees them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection


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
    """Put the kept rows of these tables back, as in a test that is rolled back or flushed afterwards."""
    copies = (f'INSERT INTO "{table}" SELECT * FROM "{schema}"."{table}"' for table in tables)
    with connection.cursor() as cursor:
        cursor.execute("; ".join(copies))


def filled() -> list[str]:
    """The tables that hold rows."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    each = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(each)
        return [name for (name,) in cursor.fetchall()]
