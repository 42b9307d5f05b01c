from __future__ import annotations

from foundation import rooms


class NewMediaConfig(rooms.RoomConfig):
    """The Django app of new-media accounts."""

    name = "newmedia"
    verbose_name = "政务新媒体"
