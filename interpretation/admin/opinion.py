"""The pages at the desk of what stirs the public, and of what is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime

from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.outgoing import file_row
from foundation.casework.sections import facts_section, matter_row
from foundation.files.delivering import deliver
from foundation.texts.structure import parse
from interpretation.admin.explaining import named
from interpretation.models import OpinionCase, Response
from interpretation.spans import gap, took


@admin.register(OpinionCase, site=desk)
class OpinionCaseAdmin(MatterAdmin):
    """What stirs the public, by its hours."""

    list_display = ("number", "title", "level", "agency", "state", "found_at", "first_word_at")
    list_filter = ("state", "source", "emergency", "level")
    search_fields = ("number", "title")
    follow = ("agency", "document", "evidence")
    way = (
        ("registered", "登记"),
        ("conferred", "会商"),
        ("handling", "研判处置"),
        ("answered", "回应"),
        ("evaluated", "评估"),
        ("closed", "结案"),
    )
    finished = ("closed", "no_answer")

    def get_urls(self) -> list[URLPattern]:
        evidence = path(
            "<int:pk>/evidence/", self.admin_site.admin_view(self.evidence), name="interpretation_evidence"
        )
        return [evidence, *super().get_urls()]

    def evidence(self, request: HttpRequest, pk: int) -> FileResponse:
        """Deliver what it looked like when it was found, to whoever may read the case."""
        case = get_object_or_404(self.get_queryset(request).exclude(evidence=None), pk=pk)
        return deliver(case.evidence)

    def tags(self, matter: OpinionCase) -> list[dict[str, str]]:
        level = f"{matter.get_level_display()}{'突发事件' if matter.emergency else ''}"
        tags = [*super().tags(matter), {"label": level, "level": "breach" if matter.grave else ""}]
        waits = [{"label": "首次回应待确认", "level": "breach"}] if matter.heard_at else []
        return tags + waits

    def sections(self, request: HttpRequest, matter: OpinionCase) -> list[dict[str, Any]]:
        responses = [
            matter_row(one, f"{one.get_sort_display()}，{one.get_state_display()}")
            for one in matter.responses.all()
        ]
        about = [named(matter.document, request)] if matter.document else []
        return [
            *facts_section("什么时候", _moments(matter)),
            section("大家在说什么", "text", blocks=parse(matter.summary)),
            *facts_section(
                "来源",
                [
                    ("在哪里发现的", matter.get_source_display()),
                    ("网址", matter.link),
                    ("涉及的地方", matter.place),
                    ("传播情况", matter.reach),
                ],
            ),
            *self._kept(matter),
            *([section("涉及的文件", "links", rows=about)] if about else []),
            *facts_section(
                "会商",
                [
                    ("时间", _moment(matter.conferred_at)),
                    ("参加", matter.conferred_by),
                    ("结果", matter.conferred_on),
                ],
            ),
            *facts_section(
                "研判",
                [
                    ("是否属实", matter.get_truth_display()),
                    ("影响和风险", matter.risk),
                    ("处置措施", matter.measures),
                    ("回应口径", matter.line),
                    ("不回应的理由", matter.no_answer_because),
                ],
            ),
            *([section("回应", "links", rows=responses)] if responses else []),
            *facts_section(
                "新闻发布会",
                [
                    ("时间", _moment(matter.press_at)),
                    ("地点", matter.press_place),
                    ("发布人", matter.press_speakers),
                    ("报道的网址", matter.press_link),
                ],
            ),
            *facts_section(
                "评估",
                [("效果", matter.effect), ("教训和改进", matter.lessons), ("采纳的意见", matter.taken_up)],
            ),
        ]

    def _kept(self, case: OpinionCase) -> list[dict[str, Any]]:
        if case.evidence is None:
            return []
        url = reverse("admin:interpretation_evidence", args=[case.pk])
        return [section("证据", "files", files=[file_row(case.evidence, "截图或者原件", "内部", url)])]


def _moment(at: datetime | None) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else ""


def _moments(case: OpinionCase) -> list[tuple[str, Any]]:
    """The moments of a case, and the gaps between them."""
    found, said = _moment(case.found_at), _moment(case.first_word_at)
    late = gap(case)
    word = (
        f"{said}（{case.first_word_where}），用了 {took(case.origin, case.first_word_at)}"
        if case.first_word_at
        else ""
    )
    return [
        ("发生或者出现", _moment(case.appeared_at) or "不清楚，从发现的时候起算"),
        ("发现", f"{found}（隔了 {late}）" if late else found),
        ("登记", f"{_moment(case.created_at)}（隔了 {took(case.found_at, case.created_at)}）"),
        ("首次回应", word),
        *_heard(case),
    ]


def _heard(case: OpinionCase) -> list[tuple[str, Any]]:
    """A first word that waits for a head."""
    if case.heard_at is None:
        return []
    return [("待确认的首次回应", f"{_moment(case.heard_at)}（{case.heard_where}）{case.heard_link}")]


@admin.register(Response, site=desk)
class ResponseAdmin(MatterAdmin):
    """What the county answers, from draft to publication."""

    list_display = ("title", "sort", "agency", "state", "published_at")
    list_filter = ("sort", "state")
    search_fields = ("title",)
    follow = ("agency", "case", "drafter")
    way = (("draft", "拟写"), ("under_review", "保密审查"), ("ready", "发布"), ("published", "已发布"))
    finished = ("published",)
    clocked = False

    def sections(self, request: HttpRequest, matter: Response) -> list[dict[str, Any]]:
        return [
            section("舆情", "links", rows=[matter_row(matter.case, str(matter.case.get_state_display()))]),
            *facts_section("回应", [("是什么", matter.get_sort_display()), ("谁回应", matter.speaker)]),
            section("内容", "text", blocks=parse(matter.body)),
        ]
