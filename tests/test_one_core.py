"""A process and its server share a core while nobody else waits, and have all of them again afterwards."""

from __future__ import annotations

import os
from contextlib import suppress

import pytest
from django.db import connection

from foundation import one_core
from foundation.one_core import on_one_core

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not hasattr(os, "sched_setaffinity"), reason="only Linux lets a process choose its core"
    ),
]


def cores() -> tuple[set[int], set[int]]:
    """Of this process, and of the server's."""
    return os.sched_getaffinity(0), os.sched_getaffinity(connection.connection.info.backend_pid)


@pytest.fixture
def before() -> tuple[set[int], set[int]]:
    connection.ensure_connection()
    if "EMBEDDED" not in connection.settings_dict or os.geteuid():
        pytest.skip("The server is not ours to place.")
    return cores()


def test_both_share_a_core_and_have_all_of_them_again_whatever_happens(
    before: tuple[set[int], set[int]],
) -> None:
    with suppress(KeyError), on_one_core():
        mine, its = cores()
        assert mine == its
        assert len(mine) == 1
        raise KeyError
    assert cores() == before


def test_a_server_that_is_somebody_elses_is_let_be(
    before: tuple[set[int], set[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_ours(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "sched_setaffinity", not_ours)
    with on_one_core():
        assert cores() == before


def test_a_server_on_another_machine_is_not_looked_for_here() -> None:
    """Its number may be that of anything here."""
    connection.ensure_connection()
    if "EMBEDDED" in connection.settings_dict:
        assert one_core._runs_here(connection.connection.info.backend_pid)
    assert not one_core._runs_here(os.getpid())
