"""Reports, appeals and accounts of corrections at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accountability.models import Appeal, Case, Correction, Report
from accountability.statute import LEADER
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.deadlines.moments import to_the_minute
from foundation.texts.structure import parse


@admin.register(Report, site=desk)
class ReportAdmin(MatterAdmin):
    """What citizens report: never who."""

    list_display = ("number", "unit", "agency", "state", "created_at")
    list_filter = ("state",)
    search_fields = ("number",)
    follow = ("agency", "unit")
    way = (("received", "收到"), ("taken", "受理"))
    finished = ("taken",)

    def subline(self, matter: Report) -> list[str]:
        return [str(matter.unit)]

    def sections(self, request: HttpRequest, matter: Report) -> list[dict[str, Any]]:
        sealed = "已封存，启封由负责人办理" if matter.name or matter.contact else "匿名"
        facts = [
            ("举报哪个单位", matter.unit),
            ("哪种情形", f"（{'一二三四五六'[matter.item - 1]}）{matter.get_item_display()}"),
            ("举报人身份", matter.get_who_display() if matter.who else ""),
            ("举报人", sealed),
            ("告知举报人", matter.answer),
        ]
        found = facts_section("举报", facts)
        if matter.text:
            found.append(section("举报内容", "text", blocks=parse(matter.text)))
        cases = Case.objects.filter(report=matter).visible_to(actor_of(request))
        rows = [matter_row(each, str(each.get_state_display())) for each in cases]
        found += [section("由此立的线索", "links", rows=rows)] if rows else []
        return [*found, *(self._readings(matter) if actor_of(request).has(LEADER, matter.agency) else [])]

    def _readings(self, matter: Report) -> list[dict[str, Any]]:
        rows = [
            {"label": str(row.staff), "url": "", "text": f"{to_the_minute(row.at)}　{row.what}"}
            for row in matter.readings.select_related("staff")[:50]  # type: ignore[attr-defined]
        ]
        return [section("谁看过（只有负责人看得到）", "links", rows=rows)] if rows else []


@admin.register(Appeal, site=desk)
class AppealAdmin(MatterAdmin):
    """Appeals of cases of whose team one is."""

    list_display = ("title_shown", "stage", "agency", "lodged_on", "state")
    list_filter = ("state", "stage")
    search_fields = ("case__number",)
    follow = ("agency", "case__agency", "case__unit", "reviewer")

    @admin.display(description="申诉", ordering="case__number")
    def title_shown(self, matter: Appeal) -> str:
        return matter.title

    def sections(self, request: HttpRequest, matter: Appeal) -> list[dict[str, Any]]:
        facts = [
            ("阶段", matter.get_stage_display()),
            ("提出日期", matter.lodged_on),
            ("逾期的正当理由", matter.late_because),
            ("承办复审的人", matter.reviewer),
            ("决定日期", matter.decided_on),
            ("送达日期", matter.served_on),
            ("变更为", matter.case.words_of(matter.measures)),
            ("决定的理由", matter.opinion),
        ]
        return [
            *facts_section("申诉", facts),
            section("申诉的理由", "text", blocks=parse(matter.grounds)),
            section("案件", "links", rows=[matter_row(matter.case, str(matter.case.get_state_display()))]),
        ]


@admin.register(Correction, site=desk)
class CorrectionAdmin(MatterAdmin):
    """AC-8: accounts of corrections at the county's disclosure office; nothing here leads to a case."""

    list_display = ("title_shown", "unit", "agency", "corrected_on", "state")
    list_filter = ("state",)
    search_fields = ("unit__short_name",)
    follow = ("agency", "unit")
    clocked = False

    @admin.display(description="报告", ordering="unit__short_name")
    def title_shown(self, matter: Correction) -> str:
        return matter.title

    def sections(self, request: HttpRequest, matter: Correction) -> list[dict[str, Any]]:
        note = f"改正日期 {matter.corrected_on}。报告的是改正了什么；因为什么、由谁负责，不在这里。"
        return [section("改正情况", "text", blocks=parse(matter.text), note=note)]
