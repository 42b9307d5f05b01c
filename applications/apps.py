from __future__ import annotations

from foundation import rooms


class ApplicationsConfig(rooms.RoomConfig):
    """The Django app of disclosure on request."""

    name = "applications"
    verbose_name = "依申请公开"
