"""Routine checks, disputed rows and rectifications at the desk (AP-6, AP-8, AP-10)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path

from appraisal.admin.papers import paper_section, sent
from appraisal.models import Check, Dispute, Paper, Rectification
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.casework.worklist import names_of
from foundation.deadlines.moments import to_the_minute
from foundation.figures.declared import FIGURES
from foundation.texts.structure import parse


@admin.register(Check, site=desk)
class CheckAdmin(MatterAdmin):
    """Routine checks of units that were drawn."""

    list_display = ("title_shown", "agency", "state", "problems", "looked_on")
    list_filter = ("state",)
    search_fields = ("draw__topic",)
    follow = ("agency", "draw__appraisal", "draw__agency", "looked_by")
    way = (("drawn", "抽中"), ("done", "检查"), ("fed_back", "反馈、整改"), ("corrected", "已整改"))
    along = {"clear": "corrected"}
    finished = ("corrected", "clear")

    @admin.display(description="检查什么", ordering="draw__topic")
    def title_shown(self, matter: Check) -> str:
        return matter.draw.topic

    def subline(self, matter: Check) -> list[str]:
        return [matter.draw.appraisal.title, str(matter.agency)]

    def sections(self, request: HttpRequest, matter: Check) -> list[dict[str, Any]]:
        facts = [
            ("检查日期", matter.looked_on),
            ("检查的人", str(matter.looked_by or "")),
            ("问题", f"{matter.problems} 个" if matter.found else ""),
            ("反馈", to_the_minute(matter.fed_back_at) if matter.fed_back_at else ""),
        ]
        found = facts_section("检查", facts)
        if matter.found:
            found.append(section("检查情况", "text", blocks=parse(matter.found)))
        if matter.corrected:
            note = to_the_minute(matter.corrected_at) if matter.corrected_at else ""
            found.append(section("怎样整改的", "text", blocks=parse(matter.corrected), note=note))
        return found


@admin.register(Dispute, site=desk)
class DisputeAdmin(MatterAdmin):
    """Rows that units dispute."""

    list_display = ("subject", "agency", "ground", "state", "decided_at")
    list_filter = ("state", "ground")
    search_fields = ("subject", "row_ref")
    follow = ("agency", "case__appraisal", "case__office", "decided_by")
    clocked = False
    way = (("open", "提出"), ("excused", "认定"))
    along = {"counted": "excused"}
    finished = ("excused", "counted")

    def subline(self, matter: Dispute) -> list[str]:
        return [matter.case.title, str(matter.agency)]

    def sections(self, request: HttpRequest, matter: Dispute) -> list[dict[str, Any]]:
        figure = FIGURES.get(matter.figure)
        facts = [
            ("数字", figure.label if figure else matter.figure),
            ("理由", matter.get_ground_display()),
            ("说明", matter.words),
            ("认定", matter.get_state_display()),
            ("认定的理由", matter.why),
            ("认定的人", str(matter.decided_by or "")),
        ]
        found = facts_section("争议", facts)
        known = names_of([matter.row_ref], actor_of(request))
        rows = [{"label": one["title"], "url": one["url"], "text": "背后的事项"} for one in known.values()]
        rows.append(matter_row(matter.case, "单位考核"))
        return [*found, section("相关的事项", "links", rows=rows)]


@admin.register(Rectification, site=desk)
class RectificationAdmin(MatterAdmin):
    """What unqualified units put right."""

    list_display = ("title_shown", "agency", "state", "due_on", "round", "points")
    list_filter = ("state",)
    search_fields = ("case__name",)
    follow = ("agency", "office", "case__appraisal__scheme", "reported_by", "rechecked_by")
    way = (("rectifying", "限期整改"), ("reported", "复核"), ("qualified", "合格"))
    along = {"failed": "reported", "circulated": "rectifying"}
    finished = ("qualified",)

    @admin.display(description="整改", ordering="case__name")
    def title_shown(self, matter: Rectification) -> str:
        return matter.title

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.paper)
        return [
            path("<int:pk>/papers/<int:paper>/", view, name="appraisal_rectification_paper"),
            *super().get_urls(),
        ]

    def paper(self, request: HttpRequest, pk: int, paper: int) -> FileResponse:
        """A paper as PDF."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        return sent(get_object_or_404(Paper.objects.select_related("file"), pk=paper, rectification=matter))

    def subline(self, matter: Rectification) -> list[str]:
        return [f"第 {matter.round} 次整改", str(matter.agency)]

    def sections(self, request: HttpRequest, matter: Rectification) -> list[dict[str, Any]]:
        facts = [
            ("期限", matter.due_on),
            ("报告", to_the_minute(matter.reported_at) if matter.reported_at else ""),
            ("复核得分", f"{matter.points} 分" if matter.points is not None else ""),
            ("复核的人", str(matter.rechecked_by or "")),
            ("通报全县", to_the_minute(matter.circulated_at) if matter.circulated_at else ""),
            ("当年评先评优", "已取消资格（AP-10）" if matter.circulated_at else ""),
        ]
        found = [section("整改要求", "text", blocks=parse(matter.demands)), *facts_section("整改", facts)]
        if matter.report:
            found.append(section("整改报告", "text", blocks=parse(matter.report)))
        if matter.found:
            rows = [
                [
                    line["code"],
                    line["name"],
                    line["points"] or ("仍在" if line["vetoed"] else "已消除"),
                    line["how"],
                ]
                for line in matter.found
            ]
            table = {"heads": ["编号", "指标", "现在", "看了什么"], "rows": rows}
            found.append(section("逐项复核", "table", table=table, note="总分由网站按方案重新加出来。"))
        if matter.rechecked:
            found.append(section("复核意见", "text", blocks=parse(matter.rechecked)))
        papers = matter.letters.select_related("file").order_by("pk")
        found += paper_section(papers, "appraisal_rectification_paper", matter.pk)
        return [*found, section("单位考核", "links", rows=[matter_row(matter.case, "得分和等次")])]
