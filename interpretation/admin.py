"""The pages of duties and interpretations at the desk, and what the page of a document says of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime

from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.sections import adds_sections
from foundation.casework.outgoing import file_row
from foundation.files.delivering import deliver
from foundation.texts.structure import parse
from interpretation import statute
from interpretation.charts import words
from interpretation.gates import asked_of, duty_of, missing, warnings
from interpretation.models import Duty, Interpretation, OpinionCase, Response
from interpretation.responding import gap, took


def _facts(title: str, pairs: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """A section of labelled values without the blank ones; none where all are blank."""
    facts = [pair for pair in pairs if pair[1]]
    return [section(title, "facts", facts=facts)] if facts else []


def _row(matter: Any, text: str) -> dict[str, Any]:
    return {"url": desk_url(matter), "label": matter.title, "text": text}


def _named(document: Document, request: HttpRequest, text: str = "") -> dict[str, Any]:
    """A document, with its page for whoever reads that: of several agencies the one that leads may not."""
    open_to_me = document.readers.include(actor_of(request), document.agency_id)
    url = desk_url(document) if open_to_me else ""
    return {"url": url, "label": document.title, "text": text or document.get_state_display()}


@adds_sections(Document)
def of_a_document(document: Document, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """What is due of a document, and what it still lacks."""
    duty = duty_of(document)
    if duty is None:
        if not asked_of(document) or document.state != Document.State.DRAFT:
            return []
        said = "还没有判断这份文件要不要解读（政策解读制度第三条）。提交复核以前请先判断。"
        return [section("政策解读", "facts", facts=[("要不要解读", said)])]
    readable = duty.readers.include(actor, duty.agency_id)
    rows = [_row(duty, str(duty.get_state_display()))] if readable else []
    rows += [
        _row(one, f"{one.get_form_display()}，{one.get_state_display()}")
        for one in duty.interpretations.select_related("agency")
        if readable
    ]
    hint = ""
    if duty.binding and document.state in (Document.State.DRAFT, *Document.BEFORE_PUBLICATION):
        lacking = missing(duty)
        hint = f"收文前还缺：{'、'.join(lacking)}。" if lacking else "解读方案和材料已经备齐。"
    return [section("政策解读", "links", rows=rows, hint=hint)] if rows or hint else []


@admin.register(Duty, site=desk)
class DutyAdmin(MatterAdmin):
    """Which documents are interpreted, and how that is planned."""

    list_display = ("document", "sort", "agency", "state")
    list_filter = ("sort", "state")
    search_fields = ("document__title", "document__document_number")
    follow = ("agency", "document")
    way = (("due", "编制方案和材料"),)
    finished = ("not_due", "exempt")
    clocked = False

    def sections(self, request: HttpRequest, matter: Duty) -> list[dict[str, Any]]:
        rows = [_row(one, f"{one.get_form_display()}，{one.get_state_display()}") for one in _of(matter)]
        lacking = missing(matter) if matter.binding else []
        asked = {"yes": "是", "no": "不是"}
        answers = matter.answers
        return [
            section("公文", "links", rows=[_named(matter.document, request)]),
            *_facts(
                "判断",
                [
                    ("属于哪一种", matter.get_sort_display()),
                    ("涉及权利义务", asked.get(answers.get("rights", ""), "")),
                    ("普遍约束力", asked.get(answers.get("general", ""), "")),
                    ("反复适用", asked.get(answers.get("repeated", ""), "")),
                    ("属于例外", statute.NOT_NORMATIVE.get(answers.get("excluded", ""), "")),
                    ("免解读的理由", matter.exemption_reason),
                    ("批准人", matter.exempted_by),
                ],
            ),
            *_facts("还缺", [("收文前还缺", "、".join(lacking))]),
            *_facts(
                "解读方案",
                [
                    ("解读提纲", matter.outline),
                    ("解读形式", "、".join(matter.form_labels)),
                    ("解读渠道", matter.channels),
                    ("解读时间", matter.planned_for),
                    ("解读人", f"{matter.interpreter} {matter.interpreter_post}".strip()),
                    ("第一解读人", matter.first_interpreter),
                    ("联系方式", matter.contact),
                ],
            ),
            *([section("解读", "links", rows=rows)] if rows else []),
        ]


def _of(duty: Duty) -> Any:
    return duty.interpretations.select_related("agency").order_by("pk")


@admin.register(Interpretation, site=desk)
class InterpretationAdmin(MatterAdmin):
    """Interpretations from draft to publication."""

    list_display = ("title", "form", "agency", "state", "published_at")
    list_filter = ("form", "author", "state")
    search_fields = ("title",)
    follow = ("agency", "duty__document", "drafter")
    way = (
        ("draft", "编写"),
        ("under_review", "保密审查"),
        ("with_head", "审签"),
        ("published", "发布"),
    )
    along = {"with_county_leader": "with_head", "signed": "published"}
    finished = ("published",)
    clocked = False

    def tags(self, matter: Interpretation) -> list[dict[str, str]]:
        tags = [*super().tags(matter), {"label": str(matter.get_form_display()), "level": ""}]
        if matter.flag:
            tags.append({"label": "须核对", "level": "breach"})
        return tags

    def sections(self, request: HttpRequest, matter: Interpretation) -> list[dict[str, Any]]:
        links = [
            _named(link.document, request, link.label or "整份文件")
            for link in matter.links.select_related("document__agency")
        ]
        stale = matter.signatures.exists() and not matter.is_signed
        left_out = [
            (statute.PARTS[name], f"不适用：{why}")
            for name, why in matter.left_out.items()
            if name in statute.PARTS
        ]
        releases = [
            (
                str(one.medium),
                f"{one.released_at:%Y-%m-%d %H:%M}" + (f"，早于门户网站：{one.reason}" if one.early else ""),
            )
            for one in matter.releases.all()
        ]
        return [
            *_facts(
                "要注意",
                [
                    ("须核对", matter.flag),
                    ("审签", "审签以后文件、方案或者解读有改动，要重新审签。" if stale else ""),
                    ("是不是好懂", " ".join(warnings(matter))),
                ],
            ),
            section("解读的文件和条文", "links", rows=links),
            *(section(label, "text", blocks=parse(text)) for label, text in matter.parts),
            *_facts("不适用的部分", left_out),
            *([section("内容", "text", blocks=parse(matter.body))] if matter.body else []),
            *_facts("图", [("图的说明", matter.alt), ("图里的字", " ".join(words(matter.chart)))]),
            *([section("广播稿", "text", blocks=parse(matter.spoken))] if matter.spoken else []),
            *_facts(
                "审签",
                [
                    (
                        str(one.get_capacity_display()),
                        f"{one.signer_name} {one.at.astimezone():%Y-%m-%d %H:%M}",
                    )
                    for one in matter.signatures.all()
                ],
            ),
            *_facts("在别处的发布", releases),
        ]


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
        return [*super().tags(matter), {"label": level, "level": "breach" if matter.grave else ""}]

    def sections(self, request: HttpRequest, matter: OpinionCase) -> list[dict[str, Any]]:
        responses = [
            _row(one, f"{one.get_sort_display()}，{one.get_state_display()}")
            for one in matter.responses.all()
        ]
        about = [_named(matter.document, request)] if matter.document else []
        return [
            *_facts("什么时候", _moments(matter)),
            section("大家在说什么", "text", blocks=parse(matter.summary)),
            *_facts(
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
            *_facts(
                "会商",
                [
                    ("时间", _moment(matter.conferred_at)),
                    ("参加", matter.conferred_by),
                    ("结果", matter.conferred_on),
                ],
            ),
            *_facts(
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
            *_facts(
                "新闻发布会",
                [
                    ("时间", _moment(matter.press_at)),
                    ("地点", matter.press_place),
                    ("发布人", matter.press_speakers),
                ],
            ),
            *_facts(
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
    ]


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
            section("舆情", "links", rows=[_row(matter.case, str(matter.case.get_state_display()))]),
            *_facts("回应", [("是什么", matter.get_sort_display()), ("谁回应", matter.speaker)]),
            section("内容", "text", blocks=parse(matter.body)),
        ]
