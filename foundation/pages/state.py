"""Reading the state of what is public."""

from __future__ import annotations

from typing import cast

from django.db import InterfaceError, OperationalError, connection

_READ = "SELECT mark::text FROM pages_publicstate"


def public_state() -> str | None:
    """The mark of the state of what is public, which another transaction's commit changes at once, for every process.

    None within a transaction, whose own changes nobody else sees yet; blank until something public changed for the first time.
    """
    if connection.in_atomic_block:
        return None
    # The read itself tells whether the connection is alive; Django would ask that by a query of its own.
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return _read()
    except (OperationalError, InterfaceError):
        connection.close()
        return _read()


def _read() -> str:
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        row = cursor.fetchone()
    return cast(str, row[0]) if row else ""


def renew() -> None:
    """Draw another mark, after a restore: under the one that comes back, other pages may be kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pages_publicstate') IS NOT NULL")
        (there,) = cursor.fetchone()  # an older set is migrated afterwards
        if there:
            cursor.execute("UPDATE pages_publicstate SET mark = gen_random_uuid()")
