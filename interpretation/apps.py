from __future__ import annotations

from foundation import rooms


class InterpretationConfig(rooms.RoomConfig):
    """The Django app of interpretations."""

    name = "interpretation"
    verbose_name = "政策解读"
