from __future__ import annotations

from foundation import rooms


class AccessesConfig(rooms.RoomConfig):
    """Who logged in, looked at what, took away what."""

    name = "foundation.accesses"
    verbose_name = "访问记录"
