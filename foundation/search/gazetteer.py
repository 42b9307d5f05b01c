"""Names that count as one word: the county's places, from a file, and the names of its agencies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

PLACES_FILE = Path(__file__).with_name("gazetteer.txt")


class Gazetteer:
    """A set of names to find in texts; of several names that begin at one place the longest is found."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(name for name in names if len(name) > 1)
        longest_first = sorted(self.names, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        self._inside = {
            name: tuple(n for n in longest_first if n != name and n in name) for name in longest_first
        }

    def inside(self, name: str) -> tuple[str, ...]:
        """The names of the set within one of them: 隆兴昌 in 隆兴昌镇."""
        return self._inside[name]

    def find(self, text: str) -> set[str]:
        """The names in a text, and the names within those."""
        found = set(self._pattern.findall(text))
        return found.union(*(self._inside[name] for name in found))

    def split(self, text: str) -> Iterator[tuple[str, bool]]:
        """The pieces of a text in order, each with whether it is a name."""
        end = 0
        for match in self._pattern.finditer(text):
            if match.start() > end:
                yield text[end : match.start()], False
            yield match[0], True
            end = match.end()
        if end < len(text):
            yield text[end:], False


NO_NAMES = Gazetteer(())


@cache
def places() -> Gazetteer:
    """The names of `gazetteer.txt`."""
    lines = (line.strip() for line in PLACES_FILE.read_text("utf-8").splitlines())
    return Gazetteer(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=4)
def gazetteer_of(names: frozenset[str]) -> Gazetteer:
    """A gazetteer of these names, cached, since preparing the names of all agencies takes time."""
    return Gazetteer(names)
