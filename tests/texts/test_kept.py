"""What is set out is kept by the text's digest, and no more than fits."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from django.test import Client
from django.utils.safestring import SafeString

from foundation.texts import kept as module
from foundation.texts.kept import Kept, SetOut, kept
from tests.doors import Doors


def made(words: str) -> SetOut:
    return SetOut(SafeString(words), [])


def test_the_oldest_goes_first_and_nothing_too_large_stays() -> None:
    store, asked = Kept(largest=10), []

    def get(key: str, words: str) -> str:
        return store.get(key, lambda: (asked.append(key), made(words))[1]).html

    assert [get("a", "aaaa"), get("b", "bbbb"), get("a", "aaaa")] == ["aaaa", "bbbb", "aaaa"]
    assert get("c", "cc") == "cc"  # b was read longest ago
    assert get("a", "aaaa") == "aaaa"
    get("b", "bbbb")
    get("large", "x" * 11)
    get("large", "x" * 11)
    assert asked == ["a", "b", "c", "b", "large", "large"]


def test_who_comes_meanwhile_waits_for_the_first() -> None:
    store, begun, goes_on, count = Kept(), Event(), Event(), []

    def slow() -> SetOut:
        count.append(1)
        begun.set()
        goes_on.wait(10)
        return made("x")

    readers = [Thread(target=store.get, args=("a", slow)) for _ in range(4)]
    for reader in readers:
        reader.start()
    begun.wait(10)
    goes_on.set()
    for reader in readers:
        reader.join(10)
    assert store.get("a", slow).html == "x"
    assert len(count) <= 2


def test_another_text_is_another_text() -> None:
    assert "甲" in kept("一、甲").html
    assert "乙" in kept("一、乙").html
    assert "id=" not in kept("第一条 甲。", below=True).html


@pytest.mark.clause("SR-3")
def test_a_stored_text_is_read_once(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    document = doors.county.published(title="关于一次解析的通知", body="一、总则\n只读一遍。")
    read: list[str] = []
    parse = module.parse
    monkeypatch.setattr(module, "parse", lambda text: (read.append(text), parse(text))[1])
    for _ in range(3):
        page = Client().get(f"/documents/{document.index.number}/").content.decode()
        assert "只读一遍" in page
    assert len(read) <= 1
    for _ in range(3):
        doors.desk("rfbsc-records_office").get(f"/desk/disclosure/document/{document.pk}/change/")
    assert len(read) <= 2
