"""The acts on applications, replies, consultations and complaints: the only place that writes them."""

from applications.acts import (
    after,
    charging,
    consulting,
    correcting,
    filing,
    grounds,
    handling,
    issuing,
    publishing,
    replying,
    retention,
    staffing,
)

__all__ = [
    "after",
    "charging",
    "consulting",
    "correcting",
    "filing",
    "grounds",
    "handling",
    "issuing",
    "publishing",
    "replying",
    "retention",
    "staffing",
]
