"""What others read of decisions."""

from __future__ import annotations

from django.urls import reverse

from foundation.search.entries import EntryData, indexed
from participation.models import Decision


@indexed(
    Decision.kind,
    "重大决策",
    lambda at: Decision.objects.public().exclude(started_at=None).select_related("agency"),
)
def index(decision: Decision) -> EntryData:
    """Index a decision of the catalogue in the words that everybody reads."""
    return EntryData(
        decision.pk,
        decision.title,
        "\n".join((decision.changes, decision.whom, decision.effective, decision.basis)),
        reverse("participation:detail", args=[decision.number]),
        decision.agency,
        decision.started_at,  # type: ignore[arg-type]
        number=decision.number,
    )
