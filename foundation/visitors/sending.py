"""Whether a citizen's form may be sent now: by a solved challenge, or without one after a while and more seldom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from foundation.visitors import challenge as proof
from foundation.visitors.throttle import Door, Wait, allow


def wait_to_send(
    given: Mapping[str, str], who: dict[str, str], proved: bool, at: datetime, door: Door, unproved: Door
) -> Wait | None:
    """How long the visitor has to wait before the form goes through `door`; a solved challenge allows more tries."""
    if not proved:
        if not proof.open_long_enough(given.get("opened", ""), given.get("token", ""), at):
            return Wait(int(proof.PATIENCE.total_seconds()))
        if wait := allow(unproved, **who):
            return wait
    return allow(door, **who)
