"""Schedule and demonstration of the room."""

from __future__ import annotations

from foundation.rooms import HOUR, MINUTE, Room, Task

ROOM = Room(
    menu="监督保障",
    schedule=(
        Task("inspection.tasks.check_all", HOUR, aside="weekly"),
        Task("inspection.tasks.check_links", HOUR, aside="upkeep"),
        Task("inspection.tasks.render_letters", MINUTE, aside="papers"),
    ),
    demonstration="inspection.demo",
    player="inspection.player",
)
