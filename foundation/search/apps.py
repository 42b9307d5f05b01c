from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "foundation.search"
    verbose_name = "全文检索"
