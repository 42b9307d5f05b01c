from __future__ import annotations

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "foundation.correspondence"
    verbose_name = "文书"
