"""Django's PostgreSQL engine for the embedded server, which it starts at the first connection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient as PostgresClient
from django.db.utils import DEFAULT_DB_ALIAS
from psycopg2 import OperationalError

from wuyuan_portal.embedded.postgres import PORT, ROLE, SERVERS, Postgres


class DatabaseClient(PostgresClient):
    """`manage.py dbshell` with the psql of the embedded server."""

    connection: DatabaseWrapper

    @property
    def executable_name(self) -> str:  # type: ignore[override]
        return str(self.connection.server.programs / "psql")

    def runshell(self, parameters: Iterable[str]) -> None:
        """Start the server and open psql."""
        self.connection.server.start()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the embedded server named by the database setting `EMBEDDED`."""

    client_class = DatabaseClient

    def __init__(self, settings_dict: dict[str, Any], alias: str = DEFAULT_DB_ALIAS) -> None:
        super().__init__(settings_dict, alias)
        self.server: Postgres = SERVERS[settings_dict["EMBEDDED"]]
        settings_dict.update(USER=settings_dict["USER"] or ROLE, HOST=str(self.server.socket), PORT=PORT)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; if nothing answers, start the server and connect again."""
        try:
            return super().get_new_connection(conn_params)
        except OperationalError:
            if not self.server.start() and not self.server.answers():
                raise
            return super().get_new_connection(conn_params)
