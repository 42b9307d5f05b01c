from __future__ import annotations

from foundation import rooms


class ApplicationsConfig(rooms.RoomConfig):
    """政务公开依申请公开制度."""

    name = "applications"
    verbose_name = "依申请公开"
