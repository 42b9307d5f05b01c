"""The declarations of this room for the rest of the portal."""

from __future__ import annotations

from foundation.rooms import DAY, Room, Task

ROOM = Room(schedule=(Task("foundation.questionnaires.tasks.shuffle_open", DAY, aside="weekly"),))
