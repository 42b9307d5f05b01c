"""Rows kept in the template beside the tables: a test that wants them copies them in, and no other sees them."""

from __future__ import annotations

from django.db import connection


def keep(*tables: str) -> None:
    """Move all that these tables hold aside. Their sequences go on from there."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA kept")
        for table in tables:
            cursor.execute(f'CREATE TABLE kept."{table}" AS TABLE "{table}"')
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")


def copy_in(*tables: str) -> None:
    """Put the kept rows of these tables back, as in a test that is rolled back or flushed afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f'INSERT INTO "{table}" SELECT * FROM kept."{table}"' for table in tables))
