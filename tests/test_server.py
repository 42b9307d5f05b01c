"""The server goes on whatever becomes of its workers."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management.base import CommandError
from granian.constants import Interfaces

from wuyuan_portal.management.commands.run import MOST_DEATHS, Child
from wuyuan_portal.server import LONGEST_PAUSE, Pauses, PortalServer


class Dead:
    """A process that has ended."""

    returncode = -9
    pid = 2**22 + 1

    def poll(self) -> int:
        return -9


def test_workers_that_die_at_their_start_are_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Granian's own loop would leave after the second."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    served = PortalServer("x:y", interface=Interfaces.WSGI, workers=2, respawn_failed_workers=True)
    started: list[int] = []

    class Worker:
        def __init__(self, idx: int) -> None:
            self.idx = idx

        def start(self) -> None:
            started.append(self.idx)

        def terminate(self) -> None:
            return

        def join(self, timeout: float | None = None) -> None:
            return

        def is_alive(self) -> bool:
            return False

    served.wrks = [Worker(0), Worker(1)]
    served._spawn_worker = lambda idx, **more: Worker(idx)
    deaths = iter(range(8))

    class Interrupts:
        """Worker 0 dies the moment it is started, eight times; then the server is told to stop."""

        def wait(self) -> None:
            if next(deaths, None) is None:
                served.interrupt_signal = True
            else:
                served.interrupt_children = [0]

        def clear(self) -> None:
            return

    served.main_loop_interrupt = Interrupts()
    served._serve_loop(None, None)
    assert started == [0] * 8


def test_they_are_started_more_slowly_each_time_and_at_once_after_a_while() -> None:
    now = [0.0]
    pauses = Pauses(lambda: now[0])
    assert pauses.next() == 0
    told = []
    for _ in range(8):
        now[0] += 1
        told.append(pauses.next())
    assert told == sorted(told)
    assert told[0] > 0
    assert told[-1] == LONGEST_PAUSE
    now[0] += 1000
    assert pauses.next() == 0


def test_run_starts_again_what_dies_and_gives_up_where_nothing_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[tuple[Any, ...]] = []

    def start(name: str, *arguments: str) -> Child:
        begun.append((name, *arguments))
        return Child(name, Dead(), arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Child, "start", start)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    child = Child("worker", Dead(), ("celery",))  # type: ignore[arg-type]
    assert [child.revive(n) for n in range(MOST_DEATHS - 1)] == [True] * (MOST_DEATHS - 1)
    assert begun == [("worker", "celery")] * (MOST_DEATHS - 1)
    with pytest.raises(CommandError, match="worker 一分钟里意外结束"):
        child.revive(10)
    child.deaths = [0.0] * 5
    assert child.revive(1000)
