"""What the page of time limits shows."""

from __future__ import annotations

from tests.rooms import NOTHING

PUBLIC = {"time_limits:list": NOTHING, "time_limits:csv": NOTHING}
