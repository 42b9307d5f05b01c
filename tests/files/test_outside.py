"""Files are looked into by helpers with bounds, few at once, and whatever happens to one of them is said in Chinese."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import pytest

from foundation.files import outside
from foundation.files.inspection import inspect
from foundation.files.outside import BUSY, TOO_LONG, Helpers
from foundation.files.rejected import Locked, Rejected, Running
from tests.files import samples


@pytest.fixture
def helpers() -> Iterator[Helpers]:
    made = Helpers(at_once=1, waiting=1, patience=0.1)
    yield made
    made.end()


def test_a_helper_finds_what_would_be_found_here(helpers: Helpers) -> None:
    content = "甲,乙\n1,2\n".encode("gb18030")
    assert helpers.inspect(content, "表.csv") == inspect(content, "表.csv")
    with pytest.raises(Rejected) as there:
        helpers.inspect(b"MZ\x00\x01", "a.exe")
    with pytest.raises(Rejected) as here:
        inspect(b"MZ\x00\x01", "a.exe")
    assert there.value.message == here.value.message
    # One process for both, and larger than any pipe.
    assert len(helpers._idle) == 1
    large = ("一行文字。\n" * 300_000).encode()
    assert helpers.inspect(large, "长.txt").text == inspect(large, "长.txt").text


def test_what_is_locked_or_would_run_is_told_apart_here_as_by_a_helper(helpers: Helpers) -> None:
    office = samples.package({"main.xml": "<a/>"}, main=samples.MACRO_WORD)
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)
    kinds: list[tuple[bytes, str, type[Rejected]]] = [
        (samples.pdf(password="x"), "a.pdf", Locked),
        (old, "a.docx", Locked),
        (samples.pdf(javascript="app.alert(1)"), "a.pdf", Running),
        (samples.pdf(launch=True), "a.pdf", Running),
        (samples.pdf(attachment=b"x"), "a.pdf", Running),
        (office, "a.docx", Running),
        (b"#!/bin/sh\n", "a.txt", Running),
        (b"<!doctype html><script>1</script>", "a.txt", Running),
        (b"%PDF-1.7", "a.pdf", Rejected),
        (b"", "a.txt", Rejected),
    ]
    for content, name, sort in kinds:
        for look in (inspect, helpers.inspect):
            with pytest.raises(Rejected) as refused:
                look(content, name)
            assert type(refused.value) is sort, (name, refused.value.message)


def test_a_helper_that_dies_or_takes_too_long_is_replaced(helpers: Helpers) -> None:
    helpers.inspect(b"a", "a.txt")
    [helper] = helpers._idle
    helper.process.send_signal(signal.SIGSTOP)
    with pytest.raises(Rejected, match=TOO_LONG[:10]):
        helpers.inspect(b"a", "a.txt", seconds=0.2)
    assert helpers.inspect(b"a", "a.txt").text == "a"
    [helper] = helpers._idle
    os.kill(helper.process.pid, signal.SIGKILL)
    helper.process.wait()
    assert helpers.inspect(b"b", "b.txt").text == "b"


def test_where_all_are_busy_the_next_is_asked_to_come_again(
    helpers: Helpers, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, go_on = Event(), Event()

    def slow(self: Any, content: bytes, name: str, seconds: float) -> Any:
        inside.set()
        go_on.wait(20)
        return inspect(content, name)

    monkeypatch.setattr(Helpers, "_inspect", slow)
    first = Thread(target=helpers.inspect, args=(b"a", "a.txt"))
    first.start()
    inside.wait(20)
    with pytest.raises(Rejected, match=BUSY[:8]):
        helpers.inspect(b"b", "b.txt")
    go_on.set()
    first.join(20)
    assert helpers.inspect(b"c", "c.txt").text == "c"


def test_what_eats_memory_ends_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def eat(content: bytes, name: str) -> Any:
        raise MemoryError

    monkeypatch.setattr("foundation.files.inspection.inspect", eat)
    assert outside._looked_into(b"a", "a.txt") == {"rejected": TOO_LONG, "sort": "Rejected"}
