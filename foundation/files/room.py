"""The declarations of this room for the rest of the portal."""

from __future__ import annotations

from foundation.rooms import DAY, MINUTE, Room, Task

ROOM = Room(
    schedule=(
        Task("foundation.files.tasks.forget_kept", 10 * MINUTE, aside="upkeep"),
        Task("foundation.files.tasks.check_files", DAY, aside="upkeep"),
    ),
)
