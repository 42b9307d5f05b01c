"""The declarations of this room for the rest of the portal."""

from __future__ import annotations

from foundation.rooms import DAY, MINUTE, Room, Task

ROOM = Room(
    schedule=(
        Task("foundation.casework.tasks.sweep", MINUTE),
        Task("foundation.casework.tasks.clear_sessions", DAY, aside="upkeep"),
        Task("foundation.casework.tasks.recount", DAY, aside="weekly"),
    ),
)
