"""Whatever the portal works through stands in one order: two runs give the same numbers to the same people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from disclosure.models import Document, IndexNumber
from foundation.agencies.models import Agency
from foundation.worker import in_order
from training.models import Trainee


@pytest.mark.parametrize(
    "rows",
    [
        Document.objects.order_by("published_at", "-pk"),
        Document.objects.all(),  # by its declared order
        Agency.objects.order_by("code"),
        [2, 1],
    ],
    ids=["by key", "as declared", "by a unique column", "a list"],
)
def test_what_stands_in_one_order_is_worked_through(rows: Iterable[Any]) -> None:
    assert in_order(rows) is rows


@pytest.mark.parametrize(
    "rows",
    [
        Document.objects.order_by(),
        Document.objects.order_by("published_at")[:5],
        Trainee.objects.order_by("staff"),
        IndexNumber.objects.order_by("agency", "year"),
    ],
    ids=["in none", "by a day", "by what may be missing", "by a part of what is unique"],
)
def test_rows_that_may_stand_in_either_order_are_refused(rows: Any) -> None:
    with pytest.raises(TypeError, match=rows.model.__name__):
        in_order(rows)
