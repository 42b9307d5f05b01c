"""Decisions, their drafts for comment, and what citizens say of them."""

from __future__ import annotations

from participation.models.call import Call, Channel, Digest, Explanation, Extension
from participation.models.decision import Decision
from participation.models.opinion import (
    Answer,
    Consent,
    Membership,
    Opinion,
    OpinionGroup,
    OpinionMark,
    Sender,
    Source,
    Stance,
    Suggestion,
)
from participation.models.poll import Poll

__all__ = [
    "Answer",
    "Call",
    "Channel",
    "Consent",
    "Decision",
    "Digest",
    "Explanation",
    "Extension",
    "Membership",
    "Opinion",
    "OpinionGroup",
    "OpinionMark",
    "Poll",
    "Sender",
    "Source",
    "Stance",
    "Suggestion",
]
