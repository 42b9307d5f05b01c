"""Whether the database server's own log quotes what people told."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import connection

from foundation.condition.readings import Reading, reading
from foundation.database import DISCREET


@reading(
    "database_log_quotes", "Settings of the database server by which its log may quote statements and rows."
)
def database_log_quotes(at: datetime) -> Reading:
    """How many of the settings are other than they should be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(DISCREET)])
        other = sorted(name for name, setting in cursor.fetchall() if setting != DISCREET[name])
    wrong = f"数据库自己的日志会写下语句和内容，里面有个人信息。请在数据库设置 {'、'.join(other)}（见 docs/operating.md）。"
    return Reading(len(other), wrong if other and settings.PRODUCTION else "")
