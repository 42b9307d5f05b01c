from __future__ import annotations

from foundation import rooms


class EvaluationConfig(rooms.RoomConfig):
    """The Django app of the yearly evaluation by the public."""

    name = "evaluation"
    verbose_name = "社会评议"
