from __future__ import annotations

from django.apps import AppConfig


class ConditionConfig(AppConfig):
    """How the installation fares: what is half configured, stands still, or is nearly full."""

    name = "foundation.condition"
    verbose_name = "运行状况"
