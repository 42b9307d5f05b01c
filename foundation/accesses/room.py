"""The declarations of this room for the rest of the portal."""

from __future__ import annotations

from foundation.rooms import DAY, Room, Task

ROOM = Room(
    schedule=(Task("foundation.accesses.tasks.clear_old", DAY, aside="upkeep"),),
)
