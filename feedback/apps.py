from __future__ import annotations

from foundation import rooms


class FeedbackConfig(rooms.RoomConfig):
    """The Django app of what citizens say without an application."""

    name = "feedback"
    verbose_name = "留言"
