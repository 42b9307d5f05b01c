"""Addresses, footer and schedule of what programs read."""

from __future__ import annotations

from foundation.rooms import MINUTE, Entry, Room, Task

ROOM = Room(
    addresses={"api/": "foundation.machines.urls", "data/": "foundation.machines.downloads"},
    footer=(Entry(30, "data:list", "数据下载"), Entry(31, "api:guide", "数据接口")),
    schedule=(Task("foundation.machines.tasks.keep_editions", MINUTE, aside="upkeep"),),
)
