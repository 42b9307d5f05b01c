"""Addresses, schedule, links and demonstration of the room."""

from __future__ import annotations

from foundation.rooms import DAY, Entry, Room, Task

ROOM = Room(
    addresses={"feedback/": "feedback.urls"},
    footer=(Entry(10, "feedback:list", "留言和投诉"),),
    menu="公众参与",
    schedule=(Task("feedback.tasks.erase_due", DAY, aside="weekly"),),
    on_agency_page="feedback.queries.on_agency_page",
    demonstration="feedback.demo",
    player="feedback.player",
)
