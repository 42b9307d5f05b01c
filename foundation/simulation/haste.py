"""What is played need neither be safe on the disk at once nor be noted query by query, and has a core to itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.db import DEFAULT_DB_ALIAS, connection, connections

from foundation.one_core import on_one_core


@contextmanager
def in_haste() -> Iterator[None]:
    """No commit waits for the disk in here: what is lost with the machine is played again. Nor does Django note every query,
    as it does with DEBUG; and process and server stay on one core."""
    wrapper = connections[DEFAULT_DB_ALIAS]
    with on_one_core(), mock.patch.object(wrapper, "make_debug_cursor", wrapper.make_cursor):
        _send("SET synchronous_commit = off")
        try:
            yield
        finally:
            _send("RESET synchronous_commit")


def _send(command: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(command)
