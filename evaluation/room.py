"""Addresses, navigation, schedule and demonstration of the room."""

from __future__ import annotations

from foundation.rooms import DAY, MINUTE, Entry, Room, Task

ROOM = Room(
    addresses={"evaluation/": "evaluation.urls"},
    footer=(Entry(16, "evaluation:list", "社会评议"),),
    menu="公众参与",
    schedule=(
        Task("evaluation.tasks.open_and_close", MINUTE),
        Task("evaluation.tasks.expire_terms", DAY),
        Task("evaluation.tasks.render_letters", MINUTE, aside="papers"),
        Task("evaluation.tasks.erase_due", DAY, aside="weekly"),
    ),
    demonstration="evaluation.demo",
    player="evaluation.player",
)
