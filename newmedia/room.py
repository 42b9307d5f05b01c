"""Addresses, navigation, schedule and demonstration of the room."""

from __future__ import annotations

from foundation.rooms import DAY, HOUR, MINUTE, Entry, Room, Task

ROOM = Room(
    addresses={"newmedia/": "newmedia.urls"},
    footer=(Entry(15, "newmedia:list", "政务新媒体"),),
    menu="信息公开",
    schedule=(
        Task("newmedia.tasks.end_notices", HOUR),
        Task("newmedia.tasks.ask_again", HOUR),
        Task("newmedia.tasks.end_contracts", MINUTE),
        Task("newmedia.tasks.open_declarations", DAY),
        Task("newmedia.tasks.check_months", HOUR),
        Task("newmedia.tasks.render_letters", MINUTE, aside="papers"),
        Task("newmedia.tasks.erase_due", DAY, aside="weekly"),
    ),
    demonstration="newmedia.demo",
    player="newmedia.player",
)
