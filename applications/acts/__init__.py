"""The acts on applications, replies, consultations and complaints: the only place that writes them."""

from applications.acts import (
    after,
    charging,
    closing,
    consulting,
    correcting,
    delivering,
    disputing,
    filing,
    finding,
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
    "closing",
    "consulting",
    "correcting",
    "delivering",
    "disputing",
    "filing",
    "finding",
    "grounds",
    "handling",
    "issuing",
    "publishing",
    "replying",
    "retention",
    "staffing",
]
