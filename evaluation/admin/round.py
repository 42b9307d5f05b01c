"""Rounds and complaints at the desk; nobody reads an answer before they are counted."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from evaluation import papers, plan
from evaluation.models import Complaint, Round
from evaluation.statute import Head, Way
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.questionnaires.counting import issued, waiting
from foundation.questionnaires.wording import listed
from foundation.texts.structure import parse


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """A paper to be opened in the browser."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


@admin.register(Round, site=desk)
class RoundAdmin(MatterAdmin):
    """The yearly rounds."""

    list_display = ("title", "agency", "state", "opens_on", "last_day_shown")
    list_filter = ("state",)
    search_fields = ("title",)
    follow = ("agency", "questionnaire")
    way = (
        ("drafting", "拟定方案"),
        ("under_review", "保密审查"),
        ("ready", "待公示"),
        ("noticed", "公示方案"),
        ("open", "评议"),
        ("closed", "核对"),
        ("counted", "统计"),
        ("graded", "定等次"),
        ("fed_back", "书面反馈"),
        ("announced", "通报、整改"),
        ("filed", "归档"),
    )
    finished = ("filed",)

    @admin.display(description="截止日期", ordering="closes_on", empty_value="")
    def last_day_shown(self, matter: Round) -> str:
        return str(matter.last_day)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/sheet.pdf", view(self.sheet), name="evaluation_round_sheet"),
            path("<int:pk>/announcement.pdf", view(self.announcement), name="evaluation_round_announcement"),
            *super().get_urls(),
        ]

    def sheet(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The questionnaire on paper, in large print, once its plan is fixed."""
        rows = self.get_queryset(request).filter(state__in=Round.SHOWN)
        row = get_object_or_404(rows, pk=pk)
        return as_pdf(papers.sheet(row), f"evaluation-{row.year}-sheet")

    def announcement(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The announcement on paper."""
        row = get_object_or_404(self.get_queryset(request).filter(state__in=Round.TOLD), pk=pk)
        return as_pdf(papers.announcement(row), f"evaluation-{row.year}")

    def subline(self, matter: Round) -> list[str]:
        return [str(matter.agency), f"{matter.year} 年"]

    def sections(self, request: HttpRequest, matter: Round) -> list[dict[str, Any]]:
        points = zip(("满意", "基本满意", "不满意"), matter.points, strict=True)
        facts = [
            *(
                (label, getattr(matter, name))
                for name, label in Round.ITEMS.items()
                if name not in ("title", "questions")
            ),
            ("试填和审读", matter.pilot),
            ("时间", f"{matter.opens_on} 至 {matter.last_day}"),
            ("延长的原因", matter.extended_because),
            ("分值", "、".join(f"{label} {number} 分" for label, number in points)),
            ("方式的权重", _weights(Way, matter.ways)),
            ("方面的权重", _weights(Head, matter.heads)),
            ("等次", f"{matter.well} 分以上满意，{matter.rather} 分以上基本满意"),
            ("问卷和纸条", _sheets(matter)),
            ("作废的原因", matter.void_because),
            ("撤回的原因", matter.withdrawal_reason),
        ]
        found = [*facts_section("方案", facts), *facts_section("题目", plan.listed(matter.questions))]
        if pushing := plan.leading(matter.questions):
            found.append(
                section("可能诱导的题目，请审读的人看一看", "facts", facts=[("", line) for line in pushing])
            )
        found += facts_section("最后问一次的题目", listed(matter.once))
        found += _progress(matter)
        if matter.summary:
            found.append(section("结果概述", "text", blocks=parse(matter.summary)))
        return [*found, *self._links(request, matter)]

    def _links(self, request: HttpRequest, matter: Round) -> list[dict[str, Any]]:
        """The page, the papers, and the results as far as this person reads them."""
        rows = []
        if matter.state in Round.SHOWN:
            page = reverse("evaluation:detail", args=[matter.year])
            rows.append({"url": page, "label": matter.title, "text": "公开的网页"})
            sheet = reverse("admin:evaluation_round_sheet", args=[matter.pk])
            rows.append({"url": sheet, "label": "纸质问卷（大字，PDF）", "text": "打印"})
        if matter.state in Round.TOLD:
            paper = reverse("admin:evaluation_round_announcement", args=[matter.pk])
            rows.append({"url": paper, "label": "通报（PDF）", "text": "打印"})
        found = [section("网页和文件", "links", rows=rows)] if rows else []
        results = matter.results.visible_to(actor_of(request)).select_related("unit", "round", "agency")
        told = [matter_row(result, result.standing.label) for result in results.order_by("unit__place")]
        if told:
            found.append(section("各单位的结果", "links", rows=told))
        return found


def _sheets(matter: Round) -> str:
    """How many were printed and what became of them, once they were counted."""
    if matter.printed is None:
        return ""
    return (
        f"印制 {matter.printed} 份，发出 {matter.issued} 份，收回 {matter.returned} 份，作废 {matter.void} 份"
    )


def _weights(names: Any, weights: list[int]) -> str:
    return "、".join(f"{name.label} {weight}%" for name, weight in zip(names, weights, strict=True))


def _progress(matter: Round) -> list[dict[str, Any]]:
    """How many slips and sheets there are; nobody reads how they were answered."""
    if matter.questionnaire is None or matter.state not in (Round.State.OPEN, Round.State.CLOSED):
        return []
    once, twice = waiting(matter.questionnaire)
    facts = [
        ("制作的问卷码", f"{issued(matter.questionnaire)} 个"),
        ("录了一遍的", f"{once} 份"),
        ("两遍一致、等夜里入库的", f"{twice} 份"),
        ("评议员的评分表，两遍一致的", f"{matter.sheets.entered_twice().count()} 张"),
        ("评议员的评分表，录了一遍、还不算的", f"{matter.sheets.filter(second_by=None).count()} 张"),
        ("结果", "统计以前，谁也看不到"),
    ]
    return [section("问卷", "facts", facts=facts)]


@admin.register(Complaint, site=desk)
class ComplaintAdmin(MatterAdmin):
    """That somebody filled in for others."""

    list_display = ("title_shown", "round", "state", "created_at")
    list_filter = ("state",)
    follow = ("agency", "round", "unit")
    way = (("received", "核查"), ("handled", "处理"))
    finished = ("handled",)
    clocked = False

    @admin.display(description="投诉", ordering="pk")
    def title_shown(self, matter: Complaint) -> str:
        return matter.title

    def subline(self, matter: Complaint) -> list[str]:
        return [matter.round.title]

    def sections(self, request: HttpRequest, matter: Complaint) -> list[dict[str, Any]]:
        return facts_section(
            "投诉",
            [
                ("哪个单位", matter.unit.name if matter.unit else "没有写"),
                ("怎么回事", matter.text or "到期清除了"),
                ("联系方式", matter.contact),
                ("核查结果", matter.get_finding_display() if matter.finding else ""),
                ("怎样处理", matter.handling),
            ],
        )
