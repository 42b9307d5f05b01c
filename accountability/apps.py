from __future__ import annotations

from foundation import rooms


class AccountabilityConfig(rooms.RoomConfig):
    """The Django app of accountability."""

    name = "accountability"
    verbose_name = "责任追究"
