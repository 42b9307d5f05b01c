"""What others read of decisions."""

from __future__ import annotations

from django.urls import reverse

from foundation.search.entries import EntryData, indexed
from participation.models import Decision, Proposal


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


@indexed(
    Proposal.kind,
    "决策建议",
    lambda at: Proposal.objects.readable().filter(answered_at__lte=at).select_related("agency"),
)
def proposals(proposal: Proposal) -> EntryData:
    """Index an answered proposal in the words that everybody reads."""
    return EntryData(
        proposal.pk,
        proposal.shown_title,
        f"{proposal.shown}\n{proposal.answer}",
        reverse("participation:proposal", args=[proposal.number]),
        proposal.agency,
        proposal.answered_at,  # type: ignore[arg-type]
        number=proposal.number,
    )
