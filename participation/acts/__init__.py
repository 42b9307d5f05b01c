"""The acts of the room: decisions, drafts for comment, opinions, hearings, symposia, polls, reviews, discussions."""

from __future__ import annotations

from participation.acts import (
    answering,
    calling,
    deciding,
    deliberating,
    examining,
    hearing,
    polling,
    record,
    symposium,
)

__all__ = [
    "answering",
    "calling",
    "deciding",
    "deliberating",
    "examining",
    "hearing",
    "polling",
    "record",
    "symposium",
]
