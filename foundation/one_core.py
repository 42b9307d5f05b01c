"""One core for a process and for the server of its connection: one of the two always waits for the other.

To wake up what waits on a core that has gone to sleep meanwhile takes longer than most queries, on a virtual machine ten times as
long.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connection

#: Where the core on which a thread ran last stands in /proc/…/stat, counted from behind its name (man 5 proc, number 39).
_PROCESSOR = 36


@contextmanager
def on_one_core() -> Iterator[None]:
    """This thread, what it starts, and the server's process of its connection stay on the core on which the thread is now.

    For work of many small queries, for which nobody waits meanwhile. Nothing happens where the server runs on another machine or
    belongs to another account.
    """
    connection.ensure_connection()
    server = connection.connection.info.backend_pid
    if not _runs_here(server):
        yield
        return
    mine, its = os.sched_getaffinity(0), os.sched_getaffinity(server)
    core = {_core()}
    try:
        os.sched_setaffinity(server, core)
    except PermissionError:
        yield
        return
    os.sched_setaffinity(0, core)
    try:
        yield
    finally:
        os.sched_setaffinity(0, mine)
        with suppress(OSError):  # the connection was closed, and its process is gone
            os.sched_setaffinity(server, its)


def _runs_here(server: int) -> bool:
    """Whether it is a server's process of this machine that bears that number, and not any other."""
    try:
        return Path(f"/proc/{server}/cmdline").read_bytes().startswith(b"postgres")
    except OSError:
        return False


def _core() -> int:
    said = Path("/proc/thread-self/stat").read_text("utf-8", "replace")
    return int(said.rpartition(")")[2].split()[_PROCESSOR])
