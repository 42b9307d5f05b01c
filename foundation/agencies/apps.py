from __future__ import annotations

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "foundation.agencies"
    verbose_name = "机构与人员"
