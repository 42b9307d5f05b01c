"""The acts of the room, by what they are about: calls, hearings, polls, discussions, proposals and the others."""

from __future__ import annotations

from participation.acts import (
    answering,
    calling,
    cataloguing,
    deciding,
    deliberating,
    evaluating,
    examining,
    hearing,
    objecting,
    polling,
    proposing,
    record,
    registered,
    symposium,
)

__all__ = [
    "answering",
    "calling",
    "cataloguing",
    "deciding",
    "deliberating",
    "evaluating",
    "examining",
    "hearing",
    "objecting",
    "polling",
    "proposing",
    "record",
    "registered",
    "symposium",
]
