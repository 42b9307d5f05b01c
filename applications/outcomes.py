"""What came of the applications, for everybody to read: each decision with month, agency and article, refusals too; no persons.

A reply that decided several things counts with each of them, unlike in the annual report, which counts it once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear

from applications.models import Decision, Reply
from applications.statute import OUTCOMES, Outcome
from foundation.pages.values import while_public_stays
from foundation.search.queries import Narrowing

#: What decisions come to, by the letter of their rows in the annual report (国家格式, 表三).
RESULTS = {
    "a": "予以公开",
    "b": "部分公开",
    "d": "不予公开",
    "u": "无法提供",
    "n": "不予处理",
    "o": "更正申请",
}


@dataclass(frozen=True)
class Share:
    """How often an outcome was decided, and its share of all, in percent."""

    outcome: Outcome
    number: int
    percent: float


def decisions(within: Narrowing, result: str = "") -> QuerySet[Decision]:
    """The decisions that stand, of an agency and of the year in which they were issued, the newest first; of one result."""
    found = Decision.objects.filter(reply__in=_standing())
    if within.agency is not None:
        found = found.filter(reply__agency=within.agency)
    if within.year is not None:
        found = found.filter(reply__issued_at__year=within.year)
    if result:
        found = found.filter(outcome__in=[o.code for o in OUTCOMES.values() if o.row[0] == result])
    return found.order_by("-reply__issued_at", "-reply_id", "position")


@while_public_stays
def _counted() -> Counter[tuple[int, int, str]]:
    """The number of decisions by agency, year and outcome."""
    found = Decision.objects.filter(reply__in=_standing()).order_by()
    rows = found.values_list("reply__agency", ExtractYear("reply__issued_at"), "outcome").annotate(
        n=Count("pk")
    )
    return Counter({(agency, year, outcome): n for agency, year, outcome, n in rows})


def years() -> list[tuple[str, str]]:
    """The years in which anything was decided, the newest first, as choices."""
    return [(str(year), f"{year} 年") for year in sorted({year for _a, year, _o in _counted()}, reverse=True)]


def shares(within: Narrowing) -> list[Share]:
    """The outcomes that occurred, in the order of the annual report."""
    numbers = Counter[str]()
    for (agency, year, outcome), number in _counted().items():
        if within.agency in (None, agency) and within.year in (None, year):
            numbers[outcome] += number
    return [
        Share(outcome, numbers[code], round(100 * numbers[code] / numbers.total(), 1))
        for code, outcome in OUTCOMES.items()
        if numbers[code]
    ]


def _standing() -> QuerySet[Reply]:
    return Reply.objects.issued().filter(explains=False)
