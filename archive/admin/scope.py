"""The table of scope and the lists that keepers signed, at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from archive.models import FilingList, Scope
from foundation.casework import ledger
from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section
from foundation.deadlines.moments import to_the_minute


@admin.register(Scope, site=desk)
class ScopeAdmin(MatterAdmin):
    """What is filed and for how long, edition by edition."""

    list_display = ("title", "agency", "state", "approval_number", "approved_on")
    list_filter = ("state",)
    clocked = False
    way = (("drafting", "拟定"), ("submitted", "报审"), ("in_force", "施行"))
    along = {"superseded": "in_force"}
    finished = ("in_force", "superseded")

    def sections(self, request: HttpRequest, matter: Scope) -> list[dict[str, Any]]:
        rows = [
            [
                row.heading or "—",
                row.label,
                row.get_term_display() if row.filed else "不归档",
                "" if not row.filed or row.term == row.least else f"系统建议 {row.get_least_display()}",
                row.why_not,
            ]
            for row in matter.rows.all()
        ]
        heads = ["机构（问题）", "事项", "保管期限", "说明", "不归档的理由"]
        approval = [
            ("审核同意", matter.approved_by),
            ("文号", matter.approval_number),
            ("日期", matter.approved_on),
        ]
        return [
            *facts_section("档案主管部门审核", approval),
            section("归档范围和保管期限", "table", table={"heads": heads, "rows": rows}),
        ]


@admin.register(FilingList, site=desk)
class FilingListAdmin(MatterAdmin):
    """What a keeper signed for, and how far the night has come with it."""

    list_display = ("title", "agency", "state", "number", "filed", "returned")
    list_filter = ("state",)
    follow = ("agency", "signed_by")
    clocked = False
    way = (("signed", "签字"), ("done", "归档"))
    finished = ("done",)

    def sections(self, request: HttpRequest, matter: FilingList) -> list[dict[str, Any]]:
        done = matter.filed + matter.returned
        going_on = matter.state == matter.State.SIGNED
        last = ledger.last_line(matter.kind, matter.pk) if done and going_on else None
        facts = [
            ("归档人", str(matter.signed_by)),
            ("签收", f"{matter.number} 件"),
            ("已归档", f"{matter.filed} 件"),
            ("退回", f"{matter.returned} 件" if matter.returned else ""),
            ("还没有办", f"{matter.number - done} 件，系统正在继续" if going_on else ""),
            ("进度", f"{100 * done // matter.number}%" if going_on else ""),
            ("最近一批", to_the_minute(last.at) if last else ""),
        ]
        back = matter.items.filter(state="returned")
        rows = [
            {"label": item.title, "url": desk_url(item), "text": "；".join(item.faults)}
            for item in back.order_by("-pk")[:50]
        ]
        return [*facts_section("归档情况", facts), *([section("退回的", "links", rows=rows)] if rows else [])]
