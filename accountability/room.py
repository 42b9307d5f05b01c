"""Addresses, schedule and demonstration of the room."""

from __future__ import annotations

from foundation.rooms import DAY, MINUTE, Entry, Room, Task

ROOM = Room(
    addresses={"accountability/": "accountability.urls"},
    footer=(Entry(12, "accountability:about", "监督举报"),),
    menu="监督保障",
    schedule=(
        Task("accountability.tasks.render_letters", MINUTE, aside="papers"),
        Task("accountability.tasks.erase_due", DAY, aside="weekly"),
    ),
    demonstration="accountability.demo",
    player="accountability.player",
)
