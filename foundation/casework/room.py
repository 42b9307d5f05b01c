"""What the rest of the house has to know of this room."""

from __future__ import annotations

from foundation.rooms import DAY, MINUTE, Room, Task

ROOM = Room(
    schedule=(
        Task("foundation.casework.tasks.sweep", MINUTE),
        Task("foundation.casework.tasks.clear_sessions", DAY),
        Task("foundation.casework.tasks.recount", DAY),
    ),
)
