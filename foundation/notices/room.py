"""What the rest of the house has to know of this room."""

from __future__ import annotations

from foundation.rooms import MINUTE, Room, Task

ROOM = Room(
    schedule=(Task("foundation.notices.tasks.deliver_pending", MINUTE),),
)
