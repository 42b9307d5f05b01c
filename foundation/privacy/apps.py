from __future__ import annotations

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Personal data: encrypted at rest, masked in sight."""

    name = "foundation.privacy"
    verbose_name = "个人信息保护"
