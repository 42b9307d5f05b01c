"""Schedule and demonstration of the room."""

from __future__ import annotations

from foundation.rooms import HOUR, MINUTE, Room, Task

ROOM = Room(
    schedule=(
        Task("archive.tasks.sweep", HOUR),
        Task("archive.tasks.file_signed", 5 * MINUTE),
        Task("archive.tasks.pack_transfers", 5 * MINUTE),
        Task("archive.tasks.nightly", HOUR),
        Task("archive.tasks.print_papers", MINUTE),
    ),
    demonstration="archive.demo",
)
