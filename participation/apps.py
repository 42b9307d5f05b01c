from __future__ import annotations

from foundation import rooms


class ParticipationConfig(rooms.RoomConfig):
    """The Django app of public participation in major decisions."""

    name = "participation"
    verbose_name = "意见征集"
