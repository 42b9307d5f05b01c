"""The declarations of this room for the rest of the portal."""

from __future__ import annotations

from foundation.rooms import DAY, Room, Task

ROOM = Room(
    schedule=(
        Task("foundation.search.tasks.add_up_counts", DAY, aside="weekly"),
        Task("foundation.search.tasks.forget_vain_searches", DAY, aside="weekly"),
    )
)
