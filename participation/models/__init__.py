"""Decisions, their drafts, hearings, symposia, polls, reviews and discussions, and what citizens say, propose and object."""

from __future__ import annotations

from participation.models.call import Call, Channel, Digest, Explanation, Extension
from participation.models.catalogue import Catalogue
from participation.models.decision import Decision
from participation.models.evaluation import Evaluation
from participation.models.examination import Deliberation, Examination, LegalReview
from participation.models.hearing import (
    Hearing,
    Point,
    Postponement,
    Registration,
    Representative,
    Signature,
)
from participation.models.objection import ExecutionReport, Objection
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
from participation.models.proposal import Proposal
from participation.models.submission import Enclosure, Submission
from participation.models.symposium import Attendee, Invitee, Statement, Symposium

__all__ = [
    "Answer",
    "Attendee",
    "Call",
    "Catalogue",
    "Channel",
    "Consent",
    "Decision",
    "Deliberation",
    "Digest",
    "Enclosure",
    "Evaluation",
    "Examination",
    "ExecutionReport",
    "Explanation",
    "Extension",
    "Hearing",
    "Invitee",
    "LegalReview",
    "Membership",
    "Objection",
    "Opinion",
    "OpinionGroup",
    "OpinionMark",
    "Point",
    "Poll",
    "Postponement",
    "Proposal",
    "Registration",
    "Representative",
    "Sender",
    "Signature",
    "Source",
    "Stance",
    "Statement",
    "Submission",
    "Suggestion",
    "Symposium",
]
