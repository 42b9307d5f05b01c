"""The declarations of this room for the rest of the portal."""

from __future__ import annotations

from foundation.rooms import MINUTE, Entry, Room, Task

ROOM = Room(
    addresses={"time-limits/": "foundation.deadlines.urls"},
    footer=(Entry(5, "time_limits:list", "办理时限公开"),),
    schedule=(Task("foundation.deadlines.tasks.count_time_limits", 10 * MINUTE, aside="weekly"),),
    on_agency_page="foundation.deadlines.views.on_agency_page",
)
