"""Progress on the terminal; nothing where the output is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from tqdm import tqdm


@contextmanager
def on_the_terminal() -> Iterator[Callable[[str, int], Callable[[int], Any]]]:
    """What gives each step its bar; the bars end with the block."""
    with ExitStack() as bars:

        def step(name: str, total: int) -> Callable[[int], Any]:
            bars.close()
            bar = bars.enter_context(
                tqdm(desc=name, total=total or None, disable=None, unit_scale=True, mininterval=0.5)
            )
            update: Callable[[int], Any] = bar.update
            return update

        yield step
