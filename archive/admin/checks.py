"""Checks of the quarters and the years at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from archive.admin.papers import WithPapers
from archive.models import FilingYear, QuarterCheck
from foundation.casework import matters
from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.sections import facts_section
from foundation.deadlines.moments import to_the_minute

#: Rows of the list at most; the page says how many there are.
SHOWN = 300


@admin.register(QuarterCheck, site=desk)
class QuarterCheckAdmin(WithPapers):
    """What is missing, unfiled, damaged, quarter by quarter."""

    list_display = ("title", "agency", "state", "year", "quarter", "signed_at")
    list_filter = ("state", "year", "quarter")
    follow = ("agency", "signed_by")
    way = (("opened", "开始"), ("listed", "清单"), ("signed", "签字"))
    finished = ("signed",)

    def sections(self, request: HttpRequest, matter: QuarterCheck) -> list[dict[str, Any]]:
        actor = actor_of(request)
        rows = []
        for each in matter.findings.all()[:SHOWN]:
            found = matters.find(each.ref, actor) if each.settled_at is None else None
            state = f"{to_the_minute(each.settled_at)} 已处理" if each.settled_at else "没有处理"
            rows.append(
                {
                    "label": f"{each.get_sort_display()}：{each.label}",
                    "url": desk_url(found) if found is not None else "",
                    "text": f"{each.detail}；{state}" if each.detail else state,
                }
            )
        total = matter.findings.count()
        cut = f"共 {total} 条，这里列出前 {SHOWN} 条；全部的在签字以后的自查报告里。" if total > SHOWN else ""
        facts = [
            ("已归档", f"{matter.filed} 件"),
            ("清单", to_the_minute(matter.listed_at) if matter.listed_at else ""),
            ("自查情况", matter.words),
            ("签字", f"{to_the_minute(matter.signed_at)}，{matter.signed_by}" if matter.signed_at else ""),
        ]
        listed = (
            section("自查清单", "links", rows=rows, hint=cut)
            if rows
            else section("自查清单", "text", blocks=[], note="没有查出问题：没有缺的、漏的、损坏的。")
        )
        return [*facts_section("自查", facts), listed, *self.paper_sections(matter)]


@admin.register(FilingYear, site=desk)
class FilingYearAdmin(MatterAdmin):
    """What a year brought, filed by the end of June of the next."""

    list_display = ("title", "agency", "state", "year", "filed", "left_out")
    list_filter = ("state", "year")
    follow = ("agency", "completed_by")
    way = (("open", "归档"), ("complete", "齐全"))
    finished = ("complete",)

    def sections(self, request: HttpRequest, matter: FilingYear) -> list[dict[str, Any]]:
        facts = [
            ("已归档", f"{matter.filed} 件" if matter.completed_at else ""),
            ("不归档", f"{matter.left_out} 件" if matter.completed_at else ""),
            (
                "确认",
                f"{to_the_minute(matter.completed_at)}，{matter.completed_by}" if matter.completed_at else "",
            ),
        ]
        return facts_section("年度归档", facts)
