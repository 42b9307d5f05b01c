"""The declarations of this room for the rest of the portal."""

from __future__ import annotations

from foundation.rooms import HOUR, Entry, Room, Task

ROOM = Room(
    addresses={"ledger/": "foundation.seals.urls"},
    footer=(Entry(10, "seals:overview", "核对文件和办理记录"),),
    schedule=(Task("foundation.seals.tasks.seal_and_verify", HOUR, aside="upkeep"),),
)
