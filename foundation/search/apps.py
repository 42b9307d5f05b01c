from __future__ import annotations

from foundation import rooms


class SearchConfig(rooms.RoomConfig):
    """One full-text index over everything public."""

    name = "foundation.search"
    verbose_name = "全文检索"
