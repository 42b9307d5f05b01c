"""Interpretations in the demonstration county."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from disclosure.demo import BEFORE_SUBMITTING
from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.casework.acts import perform

#: The answers of whoever judges that a document need not be interpreted.
NOT_DUE: dict[str, Any] = {
    **dict.fromkeys(("rights", "general", "repeated", "important", "other"), "no"),
    "excluded": "none",
    "issued_by": "department",
}


def judge_not_due(document: Document, at: datetime) -> None:
    """The drafter finds that a document of the demonstration need not be interpreted."""
    drafter = Actor.of(Staff.objects.select_related("agency").get(username=f"{document.agency.code}-nigao"))
    perform("interpretation.judge", on=document, actor=drafter, at=at, data=NOT_DUE)


BEFORE_SUBMITTING.append(judge_not_due)


def play(now: datetime) -> None:
    """Make the interpretations that are missing."""


def told() -> list[str]:
    """Return no lines for visitors: interpretations are found on the public pages."""
    return []
