"""What the tests of clocks stand on: time limits no other test sees, a matter, no listeners but their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from foundation.agencies.models import Agency
from foundation.deadlines import limits
from foundation.deadlines import sweep as sweeping
from foundation.deadlines.limits import LIMITS, SHANGHAI, TimeLimit, Unit


@dataclass
class Letter:
    """A matter of the tests."""

    pk: int
    agency: Agency
    title: str = "关于农村饮水安全的申请"
    kind: str = "letter"


def moment(text: str) -> datetime:
    """A moment in Shanghai: `2026-02-09` or `2026-02-09 10:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def listeners(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The sweep's listeners: none, until the test registers its own."""
    ours: list[Any] = []
    monkeypatch.setattr(sweeping, "_listeners", ours)
    return ours


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., TimeLimit]]:
    """Declare a time limit for this test alone: 20 working days, warnings at 5 and 1, unless told otherwise."""
    monkeypatch.setattr(limits, "cite", lambda *args, **kwargs: None)
    declared: list[str] = []

    def declare_limit(**given: Any) -> TimeLimit:
        values: dict[str, Any] = {
            "code": f"letters.limit-{len(declared)}",
            "clause": "条例33",
            "label": "答复申请",
            "span": 20,
            "unit": Unit.WORKING_DAYS,
            "warn": (5, 1),
        }
        limit = TimeLimit(**{**values, **given})
        declared.append(limit.code)
        return limit

    yield declare_limit
    for code in declared:
        LIMITS.pop(code, None)


@pytest.fixture
def reply(declare: Callable[..., TimeLimit]) -> TimeLimit:
    """Twenty working days, with warnings at five and at one."""
    return declare()


@pytest.fixture
def agency(db: None) -> Agency:
    return Agency.objects.create(code="qxj", name="五原县气象局", short_name="气象局", kind="department")


@pytest.fixture
def letter(agency: Agency) -> Letter:
    return Letter(1, agency)
