"""How what a text costs grows with its length: two lengths in one run are compared, for no machine is as quick as the next."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

#: So many times the length.
LONGER = 8
#: So many times the cost for each time the length: what grows with the square costs eight.
DEARER = 3
#: Seconds of processor time that nobody minds, and that are too few to compare.
NOTHING = 0.2


def grows_with_the_length_only(work: Callable[[str], Any], text: str) -> None:
    """Assert that the whole text costs little more than eight times what an eighth of it does."""
    part, whole = _cost(work, text[: len(text) // LONGER]), _cost(work, text)
    assert whole < LONGER * DEARER * part + NOTHING


def _cost(work: Callable[[str], Any], text: str) -> float:
    began = time.process_time()
    work(text)
    return time.process_time() - began
