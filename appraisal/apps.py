from __future__ import annotations

from foundation import rooms


class AppraisalConfig(rooms.RoomConfig):
    """The Django app of the yearly appraisal."""

    name = "appraisal"
    verbose_name = "政务公开考核"
