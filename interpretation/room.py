"""Addresses, navigation, schedule and demonstration of the room."""

from __future__ import annotations

from foundation.rooms import MINUTE, Entry, Room, Task

ROOM = Room(
    addresses={"interpretation/": "interpretation.urls"},
    navigation=(Entry(15, "interpretation:list", "政策解读"),),
    menu="信息公开",
    schedule=(Task("interpretation.tasks.print_sheets", MINUTE, aside="papers"),),
    demonstration="interpretation.demo",
    player="interpretation.player",
)
