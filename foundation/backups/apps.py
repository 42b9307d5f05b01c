from __future__ import annotations

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """Backup and restore of the whole portal, and the proof that its keys read its data."""

    name = "foundation.backups"
    verbose_name = "备份与恢复"
