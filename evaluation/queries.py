"""What others read of rounds: the search index, and how units stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.urls import reverse

from evaluation.models import Round, UnitResult
from foundation.agencies.models import Agency
from foundation.search.entries import EntryData, indexed


@indexed(
    Round.kind,
    "社会评议",
    lambda at: Round.objects.public().exclude(state=Round.State.WITHDRAWN).select_related("agency"),
)
def index(row: Round) -> EntryData:
    """Index a round by its plan and, once it is announced, its result in words."""
    assert row.noticed_at is not None, "what is public was noticed"
    texts = (row.purpose, row.manner, row.questions, row.summary)
    return EntryData(
        row.pk,
        row.title,
        "\n".join(filter(None, texts)),
        reverse("evaluation:detail", args=[row.year]),
        row.agency,
        row.announced_at or row.noticed_at,
    )


def standings(agencies: Iterable[Agency], year: int) -> Counter[str]:
    """How many results of these agencies in the announced round of a year stand at each grade (条例46); one query."""
    rows = UnitResult.objects.public().filter(agency__in=list(agencies), round__year=year)
    told = rows.values_list("grade", "corrected_grade")
    return Counter(corrected or grade for grade, corrected in told)
