"""Disclosure in the demonstration county, invented: documents in different states, and what is not published."""

from __future__ import annotations

from datetime import datetime

from disclosure.demo import documents, withheld
from disclosure.demo.documents import BEFORE_SUBMITTING as BEFORE_SUBMITTING
from disclosure.demo.documents import PAPERS as PAPERS


def play(now: datetime) -> None:
    """Make what is missing."""
    documents.play(now)
    withheld.play(now)


def told() -> list[str]:
    """Return no lines for visitors: documents are found on the public pages."""
    return []
