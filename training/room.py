"""Addresses, navigation, schedule and demonstration of the room."""

from __future__ import annotations

from foundation.rooms import DAY, HOUR, MINUTE, Entry, Room, Task

ROOM = Room(
    addresses={"training/": "training.urls"},
    footer=(Entry(25, "training:overview", "政务公开培训"),),
    menu="监督保障",
    schedule=(
        Task("training.tasks.keep_years", HOUR),
        Task("training.tasks.keep_marks", MINUTE),
        Task("training.tasks.keep_exams", MINUTE),
        Task("training.tasks.print_certificates", MINUTE, aside="papers"),
        Task("training.tasks.keep_posts", HOUR),
        Task("training.tasks.erase_due", DAY, aside="weekly"),
    ),
    demonstration="training.demo",
    player="training.player",
)
