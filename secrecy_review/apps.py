from __future__ import annotations

from foundation import rooms


class SecrecyReviewConfig(rooms.RoomConfig):
    """政府信息公开保密审查制度."""

    name = "secrecy_review"
    verbose_name = "保密审查"
