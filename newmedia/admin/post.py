"""Posts at the desk: the text, what has to be looked at in it, who reviewed it, what was put right."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.timezone import localtime

from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.deadlines.moments import to_the_minute
from foundation.texts.structure import parse
from newmedia.models import Finding, Post


@admin.register(Post, site=desk)
class PostAdmin(MatterAdmin):
    """Posts from the draft to the release."""

    list_display = ("title", "account", "agency", "sort", "state", "released_at")
    list_filter = ("state", "sort")
    search_fields = ("title",)
    follow = ("agency", "account", "source", "document", "incident", "original__account", "submitter")
    way = (
        ("draft", "采编"),
        ("first", "初审"),
        ("second", "复审"),
        ("final", "终审"),
        ("approved", "已审定"),
        ("released", "发布"),
    )
    along = {"corrected": "released"}
    finished = ("released",)
    clocked = False

    def subline(self, matter: Post) -> list[str]:
        return [str(matter.agency), str(matter.account), str(matter.get_sort_display())]

    def tags(self, matter: Post) -> list[dict[str, str]]:
        found = super().tags(matter)
        if matter.bulletin:
            found.append({"label": str(matter.get_bulletin_display()), "level": "grain"})
        if matter.first_word:
            found.append({"label": "突发事件首发", "level": "breach"})
        found.append({"label": "原创" if matter.own else "转发", "level": ""})
        return found

    def sections(self, request: HttpRequest, matter: Post) -> list[dict[str, Any]]:
        found = []
        if matter.state in ("draft", "first", "second", "final") and (rows := list(matter.findings.all())):
            said = [(_found(row), _said(row)) for row in rows]
            found.append(section(f"要留意的文字 {len(rows)} 处", "facts", facts=said))
        found.append(section("正文", "text", blocks=parse(matter.body)))
        released = to_the_minute(matter.released_at)
        source = " ".join(
            filter(None, [str(matter.source or ""), matter.source_author, matter.source_address])
        )
        found += facts_section(
            "要点",
            [
                ("报送人", str(matter.submitter or "")),
                ("配图、视频", matter.pictures),
                ("人工智能生成的内容", "有，发布时加标识" if matter.made_by_ai else ""),
                ("转发自", source or (f"{matter.original.account}（推荐的原创）" if matter.original else "")),
                ("推荐日期", matter.recommended_on),
                ("发布时间", released),
                ("发布的网址", matter.address),
                ("撤下的原因", matter.withdrawal_reason),
            ],
        )
        reviews = [
            (
                f"第 {row.round} 次送审，{row.get_stage_display()}",
                f"{row.staff}，{to_the_minute(row.at)}，五关已核对",
            )
            for row in matter.reviews.select_related("staff")
        ]
        found += facts_section("审核", reviews)
        mended = [
            (f"{row.get_sort_display()}，{localtime(row.at):%Y-%m-%d}", row.text)
            for row in matter.mendings.all()
        ]
        found += facts_section("更正和补充说明", mended)
        links = [matter_row(matter.account, "账号")]
        if matter.incident is not None:
            links.append(matter_row(matter.incident, "突发事件"))
        if matter.document is not None:
            links.append(matter_row(matter.document, "有关的公文"))
        found.append(section("有关的", "links", rows=links))
        return found


def _found(row: Finding) -> str:
    """The passage within what stands around it."""
    return f"{row.get_severity_display()}：{row.sort}"


def _said(row: Finding) -> str:
    around = f"…{row.before}【{row.passage}】{row.after}…".replace("\n", " ")
    said = f"　说明：{row.answer}" if row.answer else ""
    return f"{around}　{row.advice}{said}"
