"""Secrecy reviews in the demonstration county."""

from __future__ import annotations

from datetime import datetime

from foundation.agencies.actors import Actor
from foundation.casework.acts import perform
from secrecy_review.models import Review
from secrecy_review.statute import HEADS


def review(found: Review, reviewer: Actor, at: datetime) -> None:
    """Justify all findings of a pending review and conclude that the text may be disclosed."""
    for finding in found.findings.all():
        said = {"finding": finding.pk, "resolution": "justified", "justification": "单位公开的办公信息。"}
        perform("secrecy_review.resolve_finding", on=found.ref, actor=reviewer, at=at, data=said)
    data = {
        "opinion": "disclose",
        "basis": "《政府信息公开条例》第十九条",
        "reasons": "涉及群众切身利益，不涉及秘密。",
    }
    for head in HEADS:
        data |= {head: "no", f"{head}_basis": "逐段核对，不涉及。"}
    perform("secrecy_review.give_opinion", on=found.ref, actor=reviewer, at=at, data=data)
