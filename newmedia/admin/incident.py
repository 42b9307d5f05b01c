"""Emergencies and the roster at the desk: what happened, the minutes, what was said."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.deadlines.moments import to_the_minute
from newmedia.models import Incident, Shift


@admin.register(Incident, site=desk)
class IncidentAdmin(MatterAdmin):
    """Emergencies by their minutes."""

    list_display = ("number", "title", "agency", "state", "event_at", "first_word_at", "took")
    list_filter = ("state",)
    search_fields = ("number", "title")
    follow = ("agency",)
    way = (
        ("open", "登记"),
        ("first_out", "首发"),
        ("followed", "后续发布"),
        ("closed", "结束"),
    )
    along = {"breached": "open"}
    finished = ("closed", "dropped")

    @admin.display(description="用时")
    def took(self, matter: Incident) -> str:
        return f"{matter.minutes} 分钟" if matter.minutes is not None else ""

    def sections(self, request: HttpRequest, matter: Incident) -> list[dict[str, Any]]:
        facts = [
            ("地点", matter.place),
            ("事发", to_the_minute(matter.event_at)),
            ("本单位知道", to_the_minute(matter.known_at)),
            ("登记", to_the_minute(matter.created_at)),
            (
                "首发",
                f"{to_the_minute(matter.first_word_at)}，用了 {self.took(matter)}"
                if matter.first_word_at
                else "",
            ),
            ("预告的下次发布", to_the_minute(matter.next_word_by)),
        ]
        said = [
            matter_row(post, f"{'首发' if post.first_word else '后续'}，{post.get_state_display()}")
            for post in matter.posts.order_by("pk")
        ]
        shown = facts_section("事件", facts)
        return [*shown, section("发布", "links", rows=said)] if said else shown


@admin.register(Shift, site=desk)
class ShiftAdmin(MatterAdmin):
    """Who keeps watch on which days."""

    list_display = ("from_on", "until_on", "agency", "person", "leader", "state")
    list_filter = ("state",)
    search_fields = ("person__full_name", "leader__full_name")
    follow = ("agency", "person", "leader")
    clocked = False

    def sections(self, request: HttpRequest, matter: Shift) -> list[dict[str, Any]]:
        facts = [
            ("从", matter.from_on),
            ("到", matter.until_on),
            ("值班人员", matter.person),
            ("带班领导", matter.leader),
        ]
        return facts_section("值班", facts)
