from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "foundation.correspondence"
    verbose_name = "文书"

    def ready(self) -> None:
        import_module("foundation.correspondence.previewing")
