"""Names that are one word: the county's places from a file, its agencies' names from the database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

PLACES_FILE = Path(__file__).with_name("gazetteer.txt")


class Gazetteer:
    """A set of names and the quick way to find them in a text. The longest name wins where several begin."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(name for name in names if len(name) > 1)
        longest_first = sorted(self.names, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        self._inside = {
            name: tuple(n for n in longest_first if n != name and n in name) for name in longest_first
        }

    def inside(self, name: str) -> tuple[str, ...]:
        """The names that stand inside one of ours: 隆兴昌 in 隆兴昌镇."""
        return self._inside[name]

    def find(self, text: str) -> set[str]:
        """Every name in a text, and those inside them."""
        found = set(self._pattern.findall(text))
        return found.union(*(self._inside[name] for name in found))

    def split(self, text: str) -> Iterator[tuple[str, bool]]:
        """A text in pieces, in order: each with whether it is one of the names."""
        end = 0
        for match in self._pattern.finditer(text):
            if match.start() > end:
                yield text[end : match.start()], False
            yield match[0], True
            end = match.end()
        if end < len(text):
            yield text[end:], False


NOBODY = Gazetteer(())


@cache
def places() -> Gazetteer:
    """The names of `gazetteer.txt`, read once."""
    lines = (line.strip() for line in PLACES_FILE.read_text("utf-8").splitlines())
    return Gazetteer(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=4)
def named(names: frozenset[str]) -> Gazetteer:
    """A gazetteer of these names; the last few are kept, so that the same seventy agencies are prepared once."""
    return Gazetteer(names)
