"""What became of last year's answers: other indices where the wording is the same, and what was put right (SE-8)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet

from evaluation.models import Round, Suggestion, UnitResult

#: What must be alike for two rounds to be compared.
SAME = ("questions", "points", "ways", "heads", "well", "rather")


def before(row: Round) -> Round | None:
    """The announced round of the year before."""
    return Round.objects.told().filter(year=row.year - 1).first()


def comparable(row: Round, earlier: Round) -> bool:
    """Whether both asked the same and weighed it the same."""
    return all(getattr(row, name) == getattr(earlier, name) for name in SAME)


def changes(row: Round, results: Iterable[UnitResult]) -> dict[int, Decimal]:
    """How much the index of each unit changed on last year, by agency.

    Only with enough answers in both years, the same wording and the same ways that count.
    """
    earlier = before(row)
    if earlier is None or not comparable(row, earlier):
        return {}
    results = list(results)
    units = [result.unit.evaluated_id for result in results]
    told = earlier.results.exclude(index=None).filter(unit__evaluated__in=units)
    rows = told.values_list("unit__evaluated_id", "index", "ways")
    then = {unit: (index, ways["counting"]) for unit, index, ways in rows}
    found: dict[int, Decimal] = {}
    for result in results:
        index, counting = then.get(result.unit.evaluated_id, (None, {}))
        if result.index is not None and index is not None and counting == result.counting:
            found[result.unit.evaluated_id] = result.index - index
    return found


def put_right(row: Round) -> QuerySet[Suggestion]:
    """What was suggested in the round before and is done, for the head of a round that asks again."""
    rows = Suggestion.objects.public().filter(round__year=row.year - 1, state=Suggestion.State.FED_BACK)
    return rows.select_related("agency", "round").order_by("-fed_back_at", "-pk")
