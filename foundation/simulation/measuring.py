"""What acts cost: how many a second, how many queries each, and whether they cost more at the end than in the beginning."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection


@dataclass
class Cost:
    """What one act, or one task of the night, took."""

    queries: int
    seconds: float


@dataclass(frozen=True)
class Row:
    """The costs of one kind: mean queries over all, in the first and the last tenth, and the time that all took together."""

    name: str
    times: int
    queries: float
    first: float
    last: float
    seconds: float

    @property
    def each(self) -> float:
        """Milliseconds for one."""
        return 1000 * self.seconds / self.times


@dataclass
class Profile:
    """The costs of everything in the order in which it was done. Nothing of it is kept between two runs."""

    costs: dict[str, list[Cost]] = field(default_factory=lambda: defaultdict(list))
    _queries: int = 0

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Queries are counted in here."""

        def count(execute: Callable[..., Any], *args: Any) -> Any:
            self._queries += 1
            return execute(*args)

        with connection.execute_wrapper(count):
            yield

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """What is done in here is one of that kind."""
        before, begun = self._queries, time.perf_counter()
        yield
        self.costs[name].append(Cost(self._queries - before, time.perf_counter() - begun))

    def rows(self) -> list[Row]:
        """Each kind, what took the longest first."""
        found = [_row(name, costs) for name, costs in self.costs.items()]
        return sorted(found, key=lambda row: -row.seconds)


def _row(name: str, costs: list[Cost]) -> Row:
    tenth = max(len(costs) // 10, 1)
    return Row(
        name,
        len(costs),
        _mean(costs),
        _mean(costs[:tenth]),
        _mean(costs[-tenth:]),
        sum(cost.seconds for cost in costs),
    )


def _mean(costs: list[Cost]) -> float:
    return sum(cost.queries for cost in costs) / len(costs)
