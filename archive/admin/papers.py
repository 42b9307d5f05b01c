"""How the papers that the archive issued stand on a page of the desk."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from archive.models import Paper
from foundation.casework.desk import MatterAdmin, section
from foundation.deadlines.moments import to_the_minute
from foundation.files.delivering import deliver


class WithPapers(MatterAdmin):
    """Pages of a kind that issues papers."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.issued)
        name = f"{self.opts.app_label}_{self.opts.model_name}_issued"
        return [path("<int:pk>/papers/<int:paper>/", view, name=name), *super().get_urls()]

    def issued(self, request: HttpRequest, pk: int, paper: int) -> FileResponse:
        """A paper as it was made, once."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        row = get_object_or_404(matter.papers.select_related("file").exclude(file=None), pk=paper)
        return deliver(row.file, f"{row.get_kind_display()}.pdf", shown=True)

    def paper_sections(self, matter: Any) -> list[dict[str, Any]]:
        """The papers of a matter, with digest and moment."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_issued"
        rows = [
            {
                "label": f"{paper}（PDF）",
                "url": reverse(name, args=[matter.pk, paper.pk]) if paper.file else "",
                "text": _told(paper),
            }
            for paper in matter.papers.select_related("file")
        ]
        return [section("文书", "links", rows=rows)] if rows else []


def _told(paper: Paper) -> str:
    if paper.file is None:
        return "正在排版，一两分钟以后刷新"
    return f"{to_the_minute(paper.issued_at)}，SHA-256 {paper.file.sha256[:16]}…"
