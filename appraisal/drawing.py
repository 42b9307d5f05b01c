"""Drawing units by a seed, so that anybody draws the same ones again (AP-8). Pure.

Each unit has the SHA-256 of the seed, a colon and its code; those with the smallest are drawn:
`printf '%s:%s' SEED CODE | sha256sum`.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

#: How anybody repeats a draw, as pages say it.
METHOD = "把种子、冒号和单位代码连在一起算 SHA-256，从小到大排，取前几个；种子和参加抽取的单位都记着，谁都可以重算。"


def lot(seed: str, code: str) -> str:
    """The lot of a unit."""
    return sha256(f"{seed}:{code}".encode()).hexdigest()


def drawn(seed: str, pool: Iterable[str], many: int) -> list[str]:
    """The units that are drawn out of a pool, in the order of their lots; the order of the pool does not matter."""
    return sorted(set(pool), key=lambda code: lot(seed, code))[:many]
