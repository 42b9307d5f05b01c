"""The dead rows of tests, swept out between them.

Tests roll back what they wrote, and the rows stay in the files of the tables: after some thousand tests every look at a small
table reads through them, and the same test takes four times as long.
"""

from __future__ import annotations

import psycopg2
from django.db import connection

#: After so many tests of a worker.
EVERY = 100
#: Tables with fewer are left as they are.
FEW = 100

_FULL_OF_THEM = "SELECT relid::regclass::text FROM pg_stat_user_tables WHERE n_dead_tup > %s"


class Sweeping:
    """Counts the tests of this process, and sweeps when there were many."""

    def __init__(self) -> None:
        self.done = 0

    def after_a_test(self) -> None:
        """Sweep, unless tests share rows that are not committed: of these a vacuum knows nothing."""
        self.done += 1
        name = str(connection.settings_dict["NAME"])
        if self.done < EVERY or connection.in_atomic_block or not name.startswith("test_"):
            return
        self.done = 0
        server = psycopg2.connect(**connection.get_connection_params())
        try:
            server.autocommit = True
            with server.cursor() as cursor:
                cursor.execute(_FULL_OF_THEM, [FEW])
                if tables := [table for (table,) in cursor.fetchall()]:
                    cursor.execute(f"VACUUM {', '.join(tables)}")
        finally:
            server.close()
