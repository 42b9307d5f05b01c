from __future__ import annotations

from django.apps import AppConfig


class ClausesConfig(AppConfig):
    name = "foundation.clauses"
    verbose_name = "条款"
