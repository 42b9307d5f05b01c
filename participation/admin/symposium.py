"""Symposia at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.timezone import localtime

from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, desk, section
from foundation.texts.structure import parse
from participation.models import Invitee, Symposium


@admin.register(Symposium, site=desk)
class SymposiumAdmin(MatterAdmin):
    """Symposia from the invitation to the report."""

    list_display = ("title", "agency", "state", "begins_at")
    list_filter = ("state",)
    search_fields = ("title",)
    follow = ("agency", "decision")
    way = (("inviting", "邀请、送达"), ("held", "召开"), ("reported", "报告"), ("fed_back", "公布采纳情况"))
    finished = ("fed_back",)
    clocked = False

    def subline(self, matter: Symposium) -> list[str]:
        return [str(matter.agency), matter.decision.number]

    def sections(self, request: HttpRequest, matter: Symposium) -> list[dict[str, Any]]:
        facts = [
            ("时间", localtime(matter.begins_at).strftime("%Y-%m-%d %H:%M")),
            ("地点", matter.place),
            ("送达的材料", matter.papers),
        ]
        decision = {"url": desk_url(matter.decision), "label": matter.decision.title, "text": "决策事项"}
        found = [
            section("要点", "facts", facts=facts),
            section("决策事项", "links", rows=[decision]),
        ]
        if invited := list(matter.invitees.all()):
            shown = [(f"{row} {row.unit}".strip(), _came(row)) for row in invited]
            found.append(section(f"邀请 {len(invited)} 人", "facts", facts=shown))
        if said := list(matter.statements.select_related("invitee")):
            analysed = [
                (f"{row.invitee}：{row.text}", f"{row.get_result_display() or '待分析'} {row.reason}")
                for row in said
            ]
            analysed += [("公布的要点", row.shown) for row in said if row.shown]
            found.append(section(f"意见 {len(said)} 条", "facts", facts=analysed))
        if matter.silent:
            found.append(section("意见", "text", blocks=parse("到会的人没有提意见。")))
        if matter.report:
            found.append(section("座谈会报告", "text", blocks=parse(matter.report)))
        return found


def _came(row: Invitee) -> str:
    """When the papers came to somebody, and whether they did."""
    parts = [f"材料 {row.papers_on} 送达" if row.papers_on else "材料还没有送达"]
    if row.attended is not None:
        parts.append("到会" if row.attended else "没有到会")
    return "，".join(parts)
