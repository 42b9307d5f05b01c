from __future__ import annotations

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """依申请公开制度."""

    name = "applications"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        from applications import acts

        assert acts
