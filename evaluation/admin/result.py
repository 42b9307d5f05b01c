"""Results of units and what was suggested, at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime

from evaluation.models import ResultLetter, Round, Suggestion, UnitResult
from evaluation.statute import Grade, Way
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.files.delivering import deliver
from foundation.questionnaires.results import remarks_about
from foundation.texts.structure import parse


@admin.register(UnitResult, site=desk)
class UnitResultAdmin(MatterAdmin):
    """What a round says of each unit."""

    list_display = ("unit", "round", "grade_shown", "index", "state")
    list_filter = ("state", "grade")
    follow = ("agency", "round__agency", "unit")
    way = (
        ("graded", "定等次"),
        ("fed_back", "书面反馈"),
        ("settled", "异议期满"),
        ("announced", "通报"),
    )
    finished = ("announced",)

    @admin.display(description="等次", ordering="grade")
    def grade_shown(self, matter: UnitResult) -> str:
        return str(matter.standing.label)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/feedback/<int:letter>/", view(self.letter), name="evaluation_result_letter"),
            *super().get_urls(),
        ]

    def letter(self, request: HttpRequest, pk: int, letter: int) -> FileResponse:
        """The written feedback as PDF."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        found = get_object_or_404(ResultLetter.objects.select_related("file"), pk=letter, result=matter)
        return deliver(found.file, f"评议结果反馈书-{matter.round.year}.pdf", shown=True)

    def subline(self, matter: UnitResult) -> list[str]:
        return [str(matter.agency), matter.round.title]

    def sections(self, request: HttpRequest, matter: UnitResult) -> list[dict[str, Any]]:
        facts = [
            ("等次", matter.get_grade_display()),
            ("指数", str(matter.index) if matter.index is not None else ""),
            ("更正后的等次", matter.get_corrected_grade_display() if matter.corrected_grade else ""),
            ("区间还跨到", "、".join(Grade(grade).label for grade in matter.across)),
            *((way.label, _told(way, matter.ways[way.value])) for way in Way),
            ("本单位的人（单独统计）", f"{matter.ways['apart']} 人"),
            ("异议", matter.objection),
            ("对异议的答复", matter.answer),
        ]
        heads = [(label, points) for label, points in matter.heads if points]
        found = [*facts_section("结果", facts), *facts_section("六个方面（凭问卷码和纸质）", heads)]
        letters = [
            {
                "url": reverse("admin:evaluation_result_letter", args=[matter.pk, letter.pk])
                if letter.file
                else "",
                "label": f"{letter}（PDF）",
                "text": f"{localtime(letter.issued_at):%Y-%m-%d} {letter.document_number}"
                if letter.file
                else "正在排版，一两分钟以后刷新",
            }
            for letter in matter.letters.select_related("file").order_by("pk")
        ]
        if letters:
            found.append(section("反馈书", "links", rows=letters))
        found += self._said(request, matter)
        if matter.report:
            found.append(section("整改报告", "text", blocks=parse(matter.report)))
        return [*found, section("社会评议", "links", rows=[_round_row(request, matter.round)])]

    def _said(self, request: HttpRequest, matter: UnitResult) -> list[dict[str, Any]]:
        """What was written about the unit: read at the office alone, where suggestions are made of it; those that were made."""
        found = []
        asked = matter.round.questionnaire
        if asked is not None and type(matter.round).readers.include(
            actor_of(request), matter.round.agency_id
        ):
            written = [("", text) for text in remarks_about(asked, matter.unit.place)]
            found += facts_section("填写的话（不公布，交办意见建议时参考）", written)
        rows = Suggestion.objects.filter(round=matter.round, agency=matter.agency)
        cards = rows.visible_to(actor_of(request)).select_related("round", "agency").order_by("number")
        links = [matter_row(card, f"{card.get_state_display()}：{card.text[:40]}") for card in cards]
        return [*found, *([section("意见建议", "links", rows=links)] if links else [])]


def _round_row(request: HttpRequest, row: Round) -> dict[str, Any]:
    """The round: its page at the desk for whoever reads it there, else the one that everybody reads."""
    found = matter_row(row, "这次评议")
    if type(row).readers.include(actor_of(request), row.agency_id):
        return found
    return {**found, "url": reverse("evaluation:detail", args=[row.year]) if row.state in Round.SHOWN else ""}


def _told(way: Way, told: dict[str, Any]) -> str:
    """What one way says, in a line."""
    if way is Way.PANEL:
        parts = [f"评分表 {told['persons']} 张，了解情况的 {told['knowing']} 张"]
    else:
        parts = [f"{told['persons']} 人，了解情况的 {told['knowing']} 人"]
    if told["index"] is not None:
        parts.append(f"指数 {told['index']}")
    if told["interval"]:
        parts.append(f"95% 区间 {told['interval'][0]}–{told['interval'][1]}")
    return "，".join(parts)


@admin.register(Suggestion, site=desk)
class SuggestionAdmin(MatterAdmin):
    """What people suggested, with its promised day."""

    list_display = ("title_shown", "agency", "text", "state", "promised_on")
    list_filter = ("state",)
    search_fields = ("text",)
    follow = ("agency", "round__agency", "referred_from")
    way = (
        ("received", "决定"),
        ("mending", "整改"),
        ("done", "核验"),
        ("verified", "公开反馈"),
        ("fed_back", "办结"),
    )
    finished = ("fed_back",)

    @admin.display(description="建议", ordering="number")
    def title_shown(self, matter: Suggestion) -> str:
        return matter.title

    def subline(self, matter: Suggestion) -> list[str]:
        return [str(matter.agency), matter.round.title]

    def sections(self, request: HttpRequest, matter: Suggestion) -> list[dict[str, Any]]:
        facts = [
            ("意见建议", matter.text),
            ("多少人这样说", f"{matter.many} 人"),
            ("转来的单位", matter.referred_from.name if matter.referred_from else ""),
            ("不采纳的理由" if matter.state == "declined" else "怎么办", matter.reply),
            ("承诺的日期", str(matter.promised_on or "")),
            ("做了什么", matter.done),
            ("整改日期", str(matter.done_on or "")),
            ("怎样反馈", matter.get_manner_display() if matter.manner else ""),
            ("反馈的情况", matter.feedback),
            ("提请追究责任", matter.accountability),
        ]
        rows = (
            [matter_row(matter.round, "这次评议")]
            if matter.round.readers.include(actor_of(request), matter.round.agency_id)
            else []
        )
        return [*facts_section("办理", facts), *([section("社会评议", "links", rows=rows)] if rows else [])]
