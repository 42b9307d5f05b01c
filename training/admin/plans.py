"""Plans at the desk, with their sessions and exams (TR-1, TR-2)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.timezone import localtime

from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section, matter_row
from training.models import Plan
from training.statute import Tag


def topics(tags: list[str]) -> str:
    """Topics in words."""
    return "；".join(f"{tag} {Tag(tag).label}" for tag in tags)


@admin.register(Plan, site=desk)
class PlanAdmin(MatterAdmin):
    """The plans of units and of the county."""

    list_display = ("title", "year", "agency", "for_whom", "state")
    list_filter = ("state", "year", "countywide")
    search_fields = ("title",)
    follow = ("agency",)
    way = (("draft", "拟订"), ("approved", "批准"), ("running", "执行"), ("closed", "总结"))
    finished = ("closed",)
    clocked = False

    @admin.display(description="范围", ordering="countywide")
    def for_whom(self, matter: Plan) -> str:
        return "全县" if matter.countywide else "本单位"

    def subline(self, matter: Plan) -> list[str]:
        return [f"{matter.year} 年", "全县计划，对每个单位都算" if matter.countywide else str(matter.agency)]

    def sections(self, request: HttpRequest, matter: Plan) -> list[dict[str, Any]]:
        facts = [
            ("目标和安排", matter.aims),
            ("考勤要求", matter.attendance_rule),
            ("培训内容", topics(matter.tags)),
            ("计划", f"{matter.sessions_planned} 次，{matter.hours_planned} 学时"),
            ("及格分数", f"{matter.pass_mark} 分"),
            ("总结", matter.report),
        ]
        sessions = [
            matter_row(
                row,
                f"{localtime(row.starts_at):%Y-%m-%d %H:%M}，{row.get_mode_display()}，{row.get_state_display()}",
            )
            for row in matter.sessions.order_by("starts_at", "pk")
        ]
        exams = [
            matter_row(row, f"{row.held_on}，{row.get_sat_display()}，{row.get_state_display()}")
            for row in matter.sittings.order_by("held_on", "pk")
        ]
        return [
            *facts_section("计划", facts),
            *([section("场次", "links", rows=sessions)] if sessions else []),
            *([section("考试", "links", rows=exams)] if exams else []),
        ]
