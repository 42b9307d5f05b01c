"""From which day the gate holds, and who stands in untrained, at the desk (TR-5)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from foundation.agencies.roles import Role
from foundation.casework.desk import MatterAdmin, desk
from foundation.casework.sections import facts_section
from training.models import Cover, Rule


@admin.register(Rule, site=desk)
class RuleAdmin(MatterAdmin):
    """The day that the county stated."""

    list_display = ("title", "agency", "from_on", "in_post_until", "state")
    follow = ("agency",)
    way = (("stated", "公布"), ("in_force", "施行"))
    finished = ("in_force",)
    clocked = False

    @admin.display(description="事项")
    def title(self, matter: Rule) -> str:
        return matter.title

    def sections(self, request: HttpRequest, matter: Rule) -> list[dict[str, Any]]:
        facts = [
            ("施行日期", matter.from_on),
            ("在岗人员完成培训的最后一天", matter.in_post_until),
        ]
        return facts_section("先培训后上岗", facts)


@admin.register(Cover, site=desk)
class CoverAdmin(MatterAdmin):
    """Who stands in untrained, with the reason."""

    list_display = ("staff", "role", "agency", "from_on", "until_on", "state")
    list_filter = ("state",)
    search_fields = ("staff__full_name",)
    follow = ("agency", "staff")
    way = (("stands", "顶岗"), ("ended", "结束"))
    finished = ("ended",)
    clocked = False

    def subline(self, matter: Cover) -> list[str]:
        return [str(Role(matter.role).label), str(matter.agency)]

    def sections(self, request: HttpRequest, matter: Cover) -> list[dict[str, Any]]:
        facts = [
            ("人员", str(matter.staff)),
            ("角色", Role(matter.role).label),
            ("理由", matter.because),
            ("从", matter.from_on),
            ("到", matter.until_on),
            ("结束日期", matter.ended_on),
        ]
        return facts_section("临时顶岗", facts)
