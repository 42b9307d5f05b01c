"""Random numbers that depend on the seed and on words alone: the same words draw the same numbers in every run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Streams:
    """The streams of one seed."""

    seed: int

    def of(self, *words: object) -> Random:
        """The stream of these words, from its beginning."""
        said = "\x1f".join(map(str, (self.seed, *words)))
        drawn = hashlib.sha256(said.encode("utf-8")).digest()
        return Random(int.from_bytes(drawn, "big"))  # noqa: S311 - a play is repeated, nothing is kept secret
