"""What rooms declare in their `api.py`: the part of the interface that shows their noun, and its file of every night."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ninja import Router

#: The parts of the interface by the first word of their addresses.
ROUTERS: dict[str, Router] = {}


def part(name: str, label: str) -> Router:
    """The router of the addresses below `/api/v1/<name>`; `label` is the Chinese word for the noun."""
    if name in ROUTERS:
        raise ValueError(f"Two rooms declare {name!r}")
    ROUTERS[name] = Router(tags=[label])
    return ROUTERS[name]


@dataclass(frozen=True)
class Dataset:
    """Everything public of one noun, a row a line.

    `rows` yields them from a database that stands still, in bounded memory. `withdrawn` are the keys of all rows that were
    taken from the public, whenever: a file is served only while there are none but those that were withdrawn when it was made.
    """

    name: str
    label: str
    rows: Callable[[datetime], Iterator[dict[str, Any]]]
    withdrawn: Callable[[], Collection[int]] = tuple


#: By name.
DATASETS: dict[str, Dataset] = {}


def dataset(declared: Dataset) -> None:
    """Let this be among the files of every night."""
    if declared.name in DATASETS:
        raise ValueError(f"Two rooms declare {declared.name!r}")
    DATASETS[declared.name] = declared
