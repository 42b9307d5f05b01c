"""Schedule and demonstration of the room."""

from __future__ import annotations

from foundation.rooms import HOUR, MINUTE, Room, Task

ROOM = Room(
    schedule=(
        Task("archive.tasks.sweep", HOUR, aside="monthly"),
        Task("archive.tasks.file_signed", 5 * MINUTE),
        Task("archive.tasks.nightly", HOUR, aside="monthly"),
        Task("archive.tasks.print_papers", MINUTE, aside="papers"),
        Task("archive.tasks.pack_transfers", 5 * MINUTE, aside="papers"),
    ),
    demonstration="archive.demo",
    player="archive.player",
)
