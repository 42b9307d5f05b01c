from __future__ import annotations

from foundation import rooms


class MachinesConfig(rooms.RoomConfig):
    """What programs read: the interface `/api/v1/`, and the files of everything public."""

    name = "foundation.machines"
    verbose_name = "开放数据与接口"
