"""Everything that can be done with an application, in the order in which it happens."""

from applications.acts import (
    after,
    charging,
    consulting,
    filing,
    grounds,
    handling,
    issuing,
    publishing,
    replying,
    retention,
)

__all__ = [
    "after",
    "charging",
    "consulting",
    "filing",
    "grounds",
    "handling",
    "issuing",
    "publishing",
    "replying",
    "retention",
]
