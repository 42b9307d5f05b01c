from __future__ import annotations

from foundation import rooms


class PagesConfig(rooms.RoomConfig):
    """Public pages: what they have in common, and keeping them while nothing changes."""

    name = "foundation.pages"
    verbose_name = "公开页面"
