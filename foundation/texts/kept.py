"""Texts that are set out, kept by their digest: read and rendered once in a process, and not at every reading.

What is kept is bounded; the text that was read longest ago goes first. Nothing is found in it but by the very text.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from foundation.texts.structure import Block, Entry, Figure, parse, toc

#: The most characters of HTML that one process keeps.
LARGEST = 24_000_000


@dataclass(frozen=True)
class SetOut:
    """A text as its page shows it, and its table of contents."""

    html: SafeString
    toc: list[Entry]

    @property
    def weight(self) -> int:
        return len(self.html) + 1


class Kept:
    """What was set out last, by key; several readers of one text wait for the first of them."""

    def __init__(self, largest: int = LARGEST) -> None:
        self.largest = largest
        self._found: OrderedDict[str, SetOut] = OrderedDict()
        self._making: dict[str, Lock] = {}
        self._lock = Lock()
        self._weight = 0

    def get(self, key: str, make: Callable[[], SetOut]) -> SetOut:
        """What is kept under this key, made if it is not."""
        with self._lock:
            making = self._making.setdefault(key, Lock())
        try:
            with making:
                with self._lock:
                    if key in self._found:
                        self._found.move_to_end(key)
                        return self._found[key]
                made = make()
                with self._lock:
                    self._keep(key, made)
                return made
        finally:
            with self._lock:
                self._making.pop(key, None)

    def _keep(self, key: str, made: SetOut) -> None:
        if key in self._found:  # two made it, the second after the first had left
            self._weight -= self._found.pop(key).weight
        if made.weight > self.largest:
            return
        self._found[key] = made
        self._weight += made.weight
        while self._weight > self.largest:
            _key, oldest = self._found.popitem(last=False)
            self._weight -= oldest.weight


KEPT = Kept()


def kept(text: str, *, below: bool = False, pictures: Mapping[int, str] | None = None) -> SetOut:
    """A text set out on a page of its own, or `below` a heading of a page; `pictures`: their addresses by their numbers."""
    shown = sorted((pictures or {}).items())
    key = f"{below}:{shown}:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"
    return KEPT.get(key, lambda: _made(text, below, dict(shown)))


def _made(text: str, below: bool, pictures: Mapping[int, str]) -> SetOut:
    blocks = [_with_picture(block, pictures) for block in parse(text)]
    entries = [] if below else toc(blocks)
    context = {"blocks": blocks, "toc": entries, "below": below}
    return SetOut(SafeString(render_to_string("parts/prose.html", context)), entries)


@dataclass(frozen=True)
class _Shown(Figure):
    """A picture with its address."""

    kind = "picture"
    url: str = ""


def _with_picture(block: Block, pictures: Mapping[int, str]) -> Block:
    """The block, with its address where it is a picture that is there; another figure stays words."""
    if not isinstance(block, Figure) or block.number not in pictures:
        return block
    return _Shown(**vars(block), url=pictures[block.number])
