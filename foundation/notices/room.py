"""The declarations of this room for the rest of the portal."""

from __future__ import annotations

from foundation.rooms import DAY, MINUTE, Room, Task

ROOM = Room(
    addresses={"reminders/": "foundation.notices.urls"},
    schedule=(
        Task("foundation.notices.tasks.deliver_pending", MINUTE, aside="upkeep"),
        Task("foundation.notices.tasks.forget_contacts", DAY, aside="weekly"),
    ),
)
