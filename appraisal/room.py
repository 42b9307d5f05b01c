"""Addresses, navigation, schedule and demonstration of the room."""

from __future__ import annotations

from foundation.rooms import HOUR, MINUTE, Entry, Room, Task

ROOM = Room(
    addresses={"appraisal/": "appraisal.urls"},
    footer=(Entry(17, "appraisal:list", "政务公开考核"),),
    menu="监督保障",
    schedule=(
        Task("appraisal.tasks.compute_all", HOUR, aside="weekly"),
        Task("appraisal.tasks.render_letters", MINUTE, aside="papers"),
    ),
    demonstration="appraisal.demo",
    player="appraisal.player",
)
