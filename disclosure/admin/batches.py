"""The desk pages of back catalogues."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate

from disclosure.batch_rows import COLUMNS, EXAMPLE
from disclosure.batches import REPORTED, report
from disclosure.models import Batch, BatchRow
from foundation.accesses.models import Kind
from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.listing import as_workbook
from foundation.casework.watching import note
from foundation.sheets import csv_file


@admin.register(Batch, site=desk)
class BatchAdmin(MatterAdmin):
    """Back catalogues that come in at once, row by row."""

    list_display = ("name", "agency", "state", "created_at")
    list_filter = ("state",)
    search_fields = ("name",)
    follow = ("agency", "drafter")
    clocked = False
    way = (("checked", "核对"), ("running", "导入"), ("done", "导入完毕"))
    finished = ("done",)
    #: Rows that the page shows; the file has all of them.
    MOST_SHOWN = 100

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        empty = path("table.xlsx", view(self.empty_table), name="disclosure_empty_table")
        report = path("<int:pk>/report.csv", view(self.report), name="disclosure_batch_report")
        return [empty, report, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        beside = [{"url": reverse("admin:disclosure_empty_table"), "label": "下载空表（XLSX）"}]
        return super().changelist_view(request, {"beside": beside, **(extra_context or {})})

    def empty_table(self, request: HttpRequest) -> HttpResponse:
        """An empty table with the columns of a back catalogue, and one row that shows how they are filled in."""
        note(request, Kind.EXPORT, of=Batch.kind)
        return as_workbook(
            "旧文目录", {"heads": list(COLUMNS), "rows": [list(EXAMPLE)]}, localdate(self.moment())
        )

    def report(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every row with what became of it, as a file."""
        batch = get_object_or_404(self.get_queryset(request), pk=pk)
        return csv_file(f"batch-{batch.pk}", REPORTED, report(batch))

    def sections(self, request: HttpRequest, matter: Batch) -> list[dict[str, Any]]:
        counts, labels = matter.counts(), BatchRow.State
        facts: list[tuple[str, Any]] = [("表格", matter.name), ("拟稿人", matter.drafter)]
        facts += [(state.label, f"{counts[state]} 行") for state in labels if state in counts]
        done, all_rows = counts.get("done", 0), sum(counts.values())
        if matter.state == Batch.State.RUNNING:
            waits = counts.get("ready", 0)
            facts.append(("进度", f"{done} / {done + waits} 行，后台接着导入，刷新本页看进度"))
        rows = [{"url": reverse("admin:disclosure_batch_report", args=[matter.pk]), "label": "逐行结果（CSV）",
                 "text": f"全部 {all_rows} 行"}]  # fmt: skip
        found = [section("要点", "facts", facts=facts), section("结果", "links", rows=rows)]
        told = matter.rows.exclude(says="").order_by("line")[: self.MOST_SHOWN]
        heads = ["行号", "标题", "结果", "说明"]
        lines = [
            [str(row.line), row.label, row.get_state_display(), row.says] for row in told.defer("fields")
        ]
        return (
            [*found, section("有问题的行", "table", table={"heads": heads, "rows": lines})]
            if lines
            else found
        )
