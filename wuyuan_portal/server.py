"""`python -m wuyuan_portal.server`: granian with workers that are started again however often they die.

Granian itself gives up where a worker dies within seconds of its start, and takes the others with it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

#: Workers that die within so many seconds of their start are started again more slowly each time, up to the longest pause.
QUICK = 10.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0


class Pauses:
    """How long to wait before a worker is started again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = float("-inf")
        self._pause = 0.0

    def next(self) -> float:
        """Nothing at first; longer each time while workers die quickly."""
        quick = self._clock() - self._last <= QUICK + self._pause
        self._pause = min(LONGEST_PAUSE, max(FIRST_PAUSE, self._pause * 2)) if quick else 0.0
        self._last = self._clock()
        return self._pause


class PortalServer(Server):  # type: ignore[misc, valid-type]
    """Granian's server, which goes on whatever becomes of a worker."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pauses = Pauses()

    def _respawn_workers(self, *args: Any, **kwargs: Any) -> None:
        time.sleep(self._pauses.next())
        super()._respawn_workers(*args, **kwargs)
        # What granian calls a crash loop, and exits for, is that a worker stands in here when it dies.
        self.respawned_wrks.clear()


def main() -> None:
    """Serve until a signal."""
    asked = argparse.ArgumentParser(prog="wuyuan_portal.server")
    asked.add_argument("--host", default="127.0.0.1")
    asked.add_argument("--port", type=int, default=8000)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--blocking-threads", type=int, default=4)
    asked.add_argument("--log-level", default="info", choices=[level.value for level in LogLevels])
    given = asked.parse_args()
    PortalServer(
        "wuyuan_portal.wsgi:application",
        address=given.host,
        port=given.port,
        interface=Interfaces.WSGI,
        workers=given.workers,
        blocking_threads=given.blocking_threads,
        respawn_failed_workers=True,
        log_level=LogLevels(given.log_level),
    ).serve()


if __name__ == "__main__":
    main()
