"""Secrecy reviews in the demonstration county."""

from __future__ import annotations

from datetime import datetime

from foundation.agencies.actors import Actor
from foundation.casework.acts import perform
from secrecy_review.models import Opinion, Review
from secrecy_review.statute import HEADS

BASES = {
    Opinion.DISCLOSE: "《政府信息公开条例》第十九条",
    Opinion.EXEMPT: "《政府信息公开条例》第十六条第一款",
}
REASONS = {
    Opinion.DISCLOSE: "涉及群众切身利益，不涉及秘密。",
    Opinion.EXEMPT: "机关内部的工作流程，不对外产生效力，可以不公开。",
}


def review(found: Review, reviewer: Actor, at: datetime, opinion: Opinion = Opinion.DISCLOSE) -> None:
    """Justify all findings of a pending review and conclude it, by default that the text may be disclosed."""
    for finding in found.findings.all():
        said = {"finding": finding.pk, "resolution": "justified", "justification": "单位公开的办公信息。"}
        perform("secrecy_review.resolve_finding", on=found.ref, actor=reviewer, at=at, data=said)
    data = {
        "opinion": opinion.value,
        "basis": BASES[opinion],
        "reasons": REASONS[opinion],
    }
    for head in HEADS:
        data |= {head: "no", f"{head}_basis": "逐段核对，不涉及。"}
    perform("secrecy_review.give_opinion", on=found.ref, actor=reviewer, at=at, data=data)
