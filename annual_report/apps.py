from __future__ import annotations

from django.apps import AppConfig


class AnnualReportConfig(AppConfig):
    """政府信息公开工作年度报告."""

    name = "annual_report"
    verbose_name = "年度报告"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from annual_report import acts

        assert acts
