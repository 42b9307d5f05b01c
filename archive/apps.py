from __future__ import annotations

from foundation import rooms


class ArchiveConfig(rooms.RoomConfig):
    """The Django app of the archive."""

    name = "archive"
    verbose_name = "档案"
