from __future__ import annotations

from foundation import rooms


class TrainingConfig(rooms.RoomConfig):
    """The Django app of training."""

    name = "training"
    verbose_name = "政务公开培训"
