"""Exams, marks and objections at the desk (TR-4)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.files.delivering import deliver
from training.acts.scores import differing, is_on_paper
from training.admin.plans import topics
from training.models import Objection, Sitting


@admin.register(Sitting, site=desk)
class SittingAdmin(MatterAdmin):
    """Exams, on paper and online."""

    list_display = ("title", "held_on", "course", "sat", "agency", "state")
    list_filter = ("state", "course", "sat")
    search_fields = ("title",)
    follow = ("agency", "plan", "session")
    way = (("open", "登分"), ("compared", "核对"), ("published", "公布"), ("final", "定分"))
    finished = ("final",)
    clocked = False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.scan)
        return [path("<int:pk>/scan/", view, name="training_scan"), *super().get_urls()]

    def scan(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The marked sheets, for the unit that holds the exam."""
        rows = self.get_queryset(request)
        actor = actor_of(request)
        if not Sitting.readers.everywhere(actor):
            rows = rows.filter(agency__in=Sitting.readers.agencies(actor))
        row = get_object_or_404(rows, pk=pk)
        return deliver(row.scan)  # type: ignore[return-value]

    def sections(self, request: HttpRequest, matter: Sitting) -> list[dict[str, Any]]:
        actor = actor_of(request)
        own = Sitting.readers.agencies(actor)
        everything = Sitting.readers.everywhere(actor) or matter.agency_id in own
        facts = [
            ("考什么", matter.get_course_display()),
            ("考试方式", matter.get_sat_display()),
            ("考试日期", matter.held_on),
            ("内容", topics(matter.tags)),
            ("条例版本", matter.get_edition_display()),
            ("及格分数", f"{matter.pass_mark} 分"),
            ("可以申请复核到", matter.recheck_until),
        ]
        links = [matter_row(matter.plan, "所在的计划")]
        if matter.session is not None:
            links.append(matter_row(matter.session, "这一次培训的考试"))
        if matter.scan_id and everything:
            links.append(
                {
                    "url": reverse("admin:training_scan", args=[matter.pk]),
                    "label": "试卷扫描件",
                    "text": "内部",
                }
            )
        found = [*facts_section("考试", facts)]
        if matter.state == Sitting.State.OPEN and everything and is_on_paper(matter):
            turns = dict.fromkeys((1, 2), 0)
            for turn in matter.entries.values_list("turn", flat=True):
                turns[turn] += 1
            entered = [("第一遍", f"{turns[1]} 人"), ("第二遍", f"{turns[2]} 人")]
            if turns[1] and turns[2]:
                entered.append(("两遍不一致的", "、".join(differing(matter)) or "没有"))
            found += facts_section("登分", entered)
        rows = matter.marks.select_related("trainee", "agency").order_by(
            "agency__code", "trainee__full_name", "attempt"
        )
        # Of an exam of the county a unit sees its own people, and nobody sees marks before they are published.
        rows = rows if everything else rows.filter(agency__in=own, sitting__state__in=Sitting.OUT)
        cells = [
            (
                row.agency.short_name,
                row.trainee.full_name,
                row.trainee.number_ends,
                f"第 {row.attempt} 次",
                f"{row.points} 分",
                "及格" if row.passed else "不及格",
                row.corrected or "—",
            )
            for row in rows
        ]
        if cells:
            heads = ("单位", "姓名", "编号后四位", "次数", "分数", "结果", "备注")
            found.append(section("成绩", "table", table={"heads": heads, "rows": cells}))
        return [*found, section("相关", "links", rows=links)]


@admin.register(Objection, site=desk)
class ObjectionAdmin(MatterAdmin):
    """Marks that somebody does not agree with."""

    list_display = ("title", "agency", "filed_on", "state", "decided_on")
    list_filter = ("state",)
    search_fields = ("mark__sitting__title",)
    follow = ("agency", "mark__sitting", "mark__trainee")
    way = (("filed", "申请"), ("upheld", "改分"))
    along = {"dismissed": "upheld"}
    finished = ("upheld", "dismissed")

    @admin.display(description="考试", ordering="mark__sitting__title")
    def title(self, matter: Objection) -> str:
        return matter.title

    def way_of(self, matter: Objection) -> tuple[tuple[str, str], ...]:
        last = "维持原分" if matter.state == Objection.State.DISMISSED else "复核"
        return (("filed", "申请"), ("upheld", last))

    def sections(self, request: HttpRequest, matter: Objection) -> list[dict[str, Any]]:
        facts = [
            ("姓名", matter.mark.trainee.full_name),
            ("原来的分数", f"{matter.points_before} 分"),
            ("现在的分数", f"{matter.mark.points} 分"),
            ("理由", matter.grounds),
            ("复核意见", matter.decision),
            ("复核日期", matter.decided_on),
        ]
        return [
            *facts_section("复核", facts),
            section("相关", "links", rows=[matter_row(matter.mark.sitting, "考试")]),
        ]
