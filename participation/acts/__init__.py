"""The acts of the room: the decision, its drafts for comment, opinions and their answers, hearings, symposia, polls,
proposals and objections."""

from __future__ import annotations

from participation.acts import (
    answering,
    calling,
    deciding,
    hearing,
    objecting,
    polling,
    proposing,
    record,
    symposium,
)

__all__ = [
    "answering",
    "calling",
    "deciding",
    "hearing",
    "objecting",
    "polling",
    "proposing",
    "record",
    "symposium",
]
