"""Volumes at the desk: what is inside, page by page, and their papers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from archive import printing
from archive.acts.volumes import parts_of
from archive.admin.items import pdf
from archive.admin.papers import WithPapers
from archive.models import Volume
from archive.models.base import WITH_FONDS
from foundation.casework.acts import desk_url
from foundation.casework.desk import desk, section
from foundation.casework.sections import facts_section
from foundation.deadlines.moments import to_the_minute

PAPERS = {
    "cover": ("案卷封面", printing.cover),
    "list": ("卷内文件目录", printing.volume_list),
    "note": ("备考表", printing.note_page),
}


@admin.register(Volume, site=desk)
class VolumeAdmin(WithPapers):
    """The volumes of an agency."""

    list_display = ("title", "agency", "state", "code", "year", "term", "pages")
    list_filter = ("state", "year", "term", "section")
    search_fields = ("title", "code")
    follow = ("agency", "maker", "made_by", "checked_by")
    clocked = False
    way = (("open", "整理"), ("offered", "检查"), ("closed", "立卷"))
    finished = ("closed",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.paper)
        return [path("<int:pk>/<str:paper>.pdf", view, name="archive_volume_paper"), *super().get_urls()]

    def paper(self, request: HttpRequest, pk: int, paper: str) -> HttpResponse:
        """Cover, list inside, note page: in the millimetres of GB/T 9705."""
        volume = get_object_or_404(self.get_queryset(request), pk=pk)
        if paper not in PAPERS or not volume.situation:
            raise Http404
        label, made = PAPERS[paper]
        return pdf(made(volume), f"{label}.pdf")

    def subline(self, matter: Volume) -> list[str]:
        return [matter.shown_code, str(matter.agency), matter.get_term_display()]

    def sections(self, request: HttpRequest, matter: Volume) -> list[dict[str, Any]]:
        rows = [
            [
                str(number),
                member.document_number,
                member.responsible,
                member.title,
                str(member.dated_on or ""),
                f"{member.first_page}-{member.last_page}" if member.first_page else "",
                f"第 {'、'.join(map(str, member.blank_pages))} 页空白，不编页" if member.blank_pages else "",
            ]
            for number, member in enumerate(parts_of(matter), 1)
        ]
        heads = ["顺序号", "文号", "责任者", "题名", "日期", "页号", "备注"]
        found = [section("卷内目录", "table", table={"heads": heads, "rows": rows})]
        items = [
            {"label": item.shown_code, "url": desk_url(item), "text": item.title}
            for item in matter.items.select_related(*WITH_FONDS).order_by("serial")
        ]
        found.append(section("卷内各件", "links", rows=items))
        found += facts_section(
            "备考表",
            [
                ("本卷情况说明", matter.situation),
                ("立卷人", f"{matter.made_by}，{to_the_minute(matter.made_at)}" if matter.made_at else ""),
                (
                    "检查人",
                    f"{matter.checked_by}，{to_the_minute(matter.closed_at)}" if matter.closed_at else "",
                ),
                *[(f"{each.at:%Y-%m-%d} 补充", f"{each.text}（{each.by}）") for each in matter.notes.all()],
            ],
        )
        if matter.state == "closed":
            found += self.paper_sections(matter)
        elif matter.situation:
            rows_of_papers = [
                {
                    "label": f"{label}（PDF）",
                    "url": reverse("admin:archive_volume_paper", args=[matter.pk, name]),
                    "text": "",
                }
                for name, (label, _made) in PAPERS.items()
            ]
            found.append(section("文书（试排）", "links", rows=rows_of_papers))
        return found
