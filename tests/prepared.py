"""What a test reads of queries that are sent as `EXECUTE written_…(…)`."""

from __future__ import annotations

from django.db import connection


def written_out(sql: str) -> str:
    """The text of a query that the server has prepared for this connection; any other as it is."""
    if not sql.startswith("EXECUTE "):
        return sql
    name = sql.removeprefix("EXECUTE ").partition("(")[0]
    # Past Django's cursor: whoever looks at queries does not meet this one.
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE name = %s", [name])
        (statement,) = cursor.fetchone()
    return str(statement)
