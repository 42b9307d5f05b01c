"""Material from outside, damage, loans at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from archive.models import Damage, Loan, Material
from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.outgoing import file_row
from foundation.casework.sections import facts_section
from foundation.deadlines.moments import to_the_minute
from foundation.files.delivering import deliver


@admin.register(Material, site=desk)
class MaterialAdmin(MatterAdmin):
    """Photos, sound, film, leaflets, scans, with their descriptive fields."""

    list_display = ("title", "agency", "sort", "state", "happened_on", "author")
    list_filter = ("state", "sort")
    search_fields = ("title", "occasion", "people", "place")
    follow = ("agency", "handed_in_by")
    clocked = False
    way = (("gathering", "登记"), ("handed_in", "交档案员"))
    finished = ("handed_in",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.original)
        return [path("<int:pk>/files/<int:file>/", view, name="archive_original"), *super().get_urls()]

    def original(self, request: HttpRequest, pk: int, file: int) -> FileResponse:
        """One original, as it came."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        return deliver(get_object_or_404(matter.originals.select_related("file"), pk=file).file)

    def sections(self, request: HttpRequest, matter: Material) -> list[dict[str, Any]]:
        facts = [
            ("种类", matter.get_sort_display()),
            ("事由", matter.occasion),
            ("时间", matter.happened_on),
            ("地点", matter.place),
            ("人物", matter.people),
            ("背景", matter.background),
            ("摄影者、录制者或者形成单位", matter.author),
            ("原件存放地点", matter.original_kept_at),
            ("与原件核对", "一致" if matter.valid_copy else ""),
            (
                "交档案员",
                f"{to_the_minute(matter.handed_in_at)}，{matter.handed_in_by}" if matter.handed_in_at else "",
            ),
        ]
        originals = list(matter.originals.select_related("file"))
        rows = [
            file_row(
                each.file, str(each), "内部", reverse("admin:archive_original", args=[matter.pk, each.pk])
            )
            for each in originals
        ]
        told = [
            [
                str(each),
                "；".join(f"{label} {value}" for label, value in each.told.get("facts", [])),
                _doubts(each),
            ]
            for each in originals
        ]
        found = [*facts_section("著录", facts), section("原件", "files", files=rows, none="没有原件。")]
        if told:
            table = {"heads": ["原件", "文件自带的信息", "请核对"], "rows": told}
            found.append(section("文件自带的信息", "table", table=table))
        return found


def _doubts(original: Any) -> str:
    return "；".join(original.told.get("warnings", [])) or "—"


@admin.register(Damage, site=desk)
class DamageAdmin(MatterAdmin):
    """What was found damaged, and what became of it."""

    list_display = ("title_shown", "agency", "state", "found_at", "what")
    list_filter = ("state",)
    follow = ("agency", "member__item")
    way = (("damaged", "发现"), ("lost", "副本也损坏"), ("reported", "报告"))
    along = {"restored": "reported"}
    finished = ("restored", "reported")

    @admin.display(description="文件")
    def title_shown(self, matter: Damage) -> str:
        return matter.member.title

    def sections(self, request: HttpRequest, matter: Damage) -> list[dict[str, Any]]:
        member = matter.member
        facts = [
            ("文件", member.title),
            ("档号", member.item.shown_code),
            ("情况", matter.what),
            ("发现", to_the_minute(matter.found_at)),
            ("应有的摘要", member.sha256),
            ("处理", to_the_minute(matter.settled_at) if matter.settled_at else ""),
            ("报告给", matter.reported_to),
            ("报告文号", matter.report_number),
            ("原因和处理", matter.cause),
        ]
        rows = [{"label": "归档文件", "url": desk_url(member.item), "text": member.item.title}]
        return [*facts_section("损坏", facts), section("所在的归档文件", "links", rows=rows)]


@admin.register(Loan, site=desk)
class LoanAdmin(MatterAdmin):
    """Who was lent what."""

    list_display = ("title_shown", "agency", "borrower", "state", "until_on")
    list_filter = ("state",)
    search_fields = ("item__title", "item__code")
    follow = ("agency", "item", "borrower", "lent_by")
    clocked = False
    way = (("proposed", "登记"), ("lent", "借阅"), ("returned", "归还"))
    finished = ("returned",)

    @admin.display(description="题名", ordering="item__title")
    def title_shown(self, matter: Loan) -> str:
        return matter.item.title

    def sections(self, request: HttpRequest, matter: Loan) -> list[dict[str, Any]]:
        facts = [
            ("档号", matter.item.shown_code),
            ("借阅人", str(matter.borrower)),
            ("用途", matter.purpose),
            ("借阅到", matter.until_on),
            ("批准", f"{to_the_minute(matter.lent_at)}，{matter.lent_by}" if matter.lent_at else ""),
            ("归还", to_the_minute(matter.ended_at) if matter.ended_at else ""),
        ]
        return facts_section("借阅", facts)
