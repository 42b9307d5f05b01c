"""How old the newest backup is."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from foundation.backups.taking import PULSE
from foundation.condition.readings import Reading, reading, since

#: A day, and two hours for a backup that takes long.
OLD = 26 * 3600


@reading("backup_age_seconds", "Seconds since the portal was last backed up.")
def backup_age(at: datetime) -> Reading:
    """How long ago the last set was finished; in production it is wrong to have none."""
    age = since(PULSE, at)
    if age == float("inf"):
        return Reading(
            age, "从来没有备份过，请按 docs/operating.md 安排每天备份。" if settings.PRODUCTION else ""
        )
    return Reading(age, f"已有 {int(age // 3600)} 小时没有备份，请检查备份任务。" if age > OLD else "")
