from __future__ import annotations

from foundation import rooms


class DisclosureConfig(rooms.RoomConfig):
    """政府信息主动公开工作制度."""

    name = "disclosure"
    verbose_name = "主动公开"
