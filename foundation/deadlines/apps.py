from __future__ import annotations

from foundation import rooms


class DeadlinesConfig(rooms.RoomConfig):
    name = "foundation.deadlines"
    verbose_name = "期限与工作日"
