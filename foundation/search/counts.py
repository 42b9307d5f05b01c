"""How many entries there are, by kind, agency, year and theme, without reading them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from django.db import connection
from django.db.models import Sum

from foundation.pages.values import while_public_stays
from foundation.search.models import Tally

By = TypeVar("By", str, "int | None")
_COMPACT = """
WITH gone AS (DELETE FROM search_tally RETURNING kind, agency_id, year, topic, entries)
INSERT INTO search_tally (kind, agency_id, year, topic, entries)
SELECT kind, agency_id, year, topic, sum(entries) FROM gone GROUP BY kind, agency_id, year, topic HAVING sum(entries) <> 0
"""


class Sort(NamedTuple):
    """What entries are counted by."""

    kind: str
    agency: int | None
    year: int
    topic: str


@while_public_stays
def counts() -> Counter[Sort]:
    """The number of entries of each sort."""
    rows = Tally.objects.order_by().values_list("kind", "agency", "year", "topic").annotate(n=Sum("entries"))
    return Counter({Sort(*sort): n for *sort, n in rows if n})


@while_public_stays
def by_agency(kind: str) -> Counter[int | None]:
    """The number of entries of a kind by the key of their agency."""
    return _summed(kind, lambda sort: sort.agency)


@while_public_stays
def by_theme(kind: str) -> Counter[str]:
    """The number of entries of a kind by the first level of their theme; blank where they have none."""
    return _summed(kind, lambda sort: sort.topic.split("/")[0])


def _summed(kind: str, of: Callable[[Sort], By]) -> Counter[By]:
    summed: Counter[By] = Counter()
    for sort, entries in counts().items():
        if sort.kind == kind:
            summed[of(sort)] += entries
    return summed


def add_up() -> None:
    """Add up the rows of each sort to one, while others count on."""
    with connection.cursor() as cursor:
        cursor.execute(_COMPACT)
