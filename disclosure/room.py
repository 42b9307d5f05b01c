"""The room's addresses, navigation, schedule and demonstration."""

from __future__ import annotations

from foundation.rooms import MINUTE, Entry, Room, Task

ROOM = Room(
    addresses={"documents/": "disclosure.urls"},
    navigation=(Entry(10, "documents:list", "法定主动公开内容"),),
    schedule=(Task("disclosure.tasks.print_reports", MINUTE),),
    demonstration="disclosure.demo",
)
