from __future__ import annotations

from foundation import rooms


class QuestionnairesConfig(rooms.RoomConfig):
    """The Django app of questionnaires."""

    name = "foundation.questionnaires"
    verbose_name = "问卷"
