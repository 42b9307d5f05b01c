from __future__ import annotations

from foundation import rooms


class InspectionConfig(rooms.RoomConfig):
    """The Django app of supervision and inspection."""

    name = "inspection"
    verbose_name = "监督检查"
