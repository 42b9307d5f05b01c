"""Addresses, navigation and schedule of the room."""

from __future__ import annotations

from foundation.rooms import DAY, HOUR, MINUTE, Entry, Room, Task

ROOM = Room(
    addresses={"participation/": "participation.urls"},
    navigation=(Entry(45, "participation:list", "意见征集"),),
    demonstration="participation.demo",
    player="participation.player",
    menu="公众参与",
    schedule=(
        Task("participation.tasks.close_due", MINUTE),
        Task("participation.tasks.suggest_groups", HOUR, aside="weekly"),
        Task("participation.tasks.keep_digests", HOUR, aside="weekly"),
        Task("participation.tasks.erase_due", DAY, aside="weekly"),
    ),
)
