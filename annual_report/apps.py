from __future__ import annotations

from foundation import rooms


class AnnualReportConfig(rooms.RoomConfig):
    """政府信息公开工作年度报告."""

    name = "annual_report"
    verbose_name = "年度报告"
