"""Addresses, navigation, schedule and demonstration of the applications room."""

from __future__ import annotations

from foundation.rooms import DAY, MINUTE, Entry, Room, Task

ROOM = Room(
    addresses={"apply/": "applications.urls", "replies/": "applications.views.log"},
    navigation=(
        Entry(20, "applications:apply", "依申请公开"),
        Entry(30, "replies:list", "答复选登"),
    ),
    menu="信息公开",
    schedule=(
        Task("applications.tasks.render_letters", MINUTE, aside="papers"),
        Task("applications.tasks.erase_due", DAY, aside="weekly"),
        Task("applications.tasks.find_topics", DAY),
    ),
    demonstration="applications.demo",
    player="applications.player",
)
