"""The pages of duties and interpretations at the desk, and what the page of a document says of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime

from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.outgoing import file_row
from foundation.casework.sections import adds_sections, facts_section, matter_row
from foundation.files.captions import spoken_words
from foundation.files.delivering import deliver, deliver_in_parts
from foundation.texts.structure import parse
from interpretation import statute
from interpretation.charts import words
from interpretation.gates import asked_of, duty_of, missing, warnings
from interpretation.models import Duty, Interpretation, Question
from interpretation.queries import loose_ends


def named(document: Document, request: HttpRequest, text: str = "") -> dict[str, Any]:
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
    rows = [matter_row(duty, str(duty.get_state_display()))] if readable else []
    rows += [
        matter_row(one, f"{one.get_form_display()}，{one.get_state_display()}")
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
    follow = ("agency", "document", "judged_by", "cleared_by")
    way = (("due", "编制方案和材料"),)
    finished = ("not_due", "exempt")
    clocked = False

    def sections(self, request: HttpRequest, matter: Duty) -> list[dict[str, Any]]:
        rows = [
            matter_row(one, f"{one.get_form_display()}，{one.get_state_display()}") for one in _of(matter)
        ]
        lacking = missing(matter) if matter.binding else []
        answers = matter.answers
        return [
            section("公文", "links", rows=[named(matter.document, request)]),
            *facts_section(
                "判断",
                [
                    ("属于哪一种", matter.get_sort_display()),
                    ("符合", "；".join(statute.TRAITS[one] for one in answers.get("traits", []))),
                    ("属于例外", statute.NOT_NORMATIVE.get(answers.get("excluded", ""), "")),
                    ("为什么不用解读", matter.not_due_reason),
                    ("判断人", matter.judged_by),
                    ("同意人", matter.cleared_by),
                    ("免解读的理由", matter.exemption_reason),
                    ("批准人", matter.exempted_by),
                ],
            ),
            *facts_section("还缺", [("收文前还缺", "、".join(lacking)), ("新闻发布会", _conference(matter))]),
            *facts_section(
                "解读方案",
                [
                    ("解读提纲", matter.outline),
                    ("解读形式", "、".join(matter.form_labels)),
                    ("新闻发布会", f"要开：{matter.press_reason}" if matter.press else ""),
                    ("解读渠道", matter.channels),
                    ("解读时间", matter.planned_for),
                    ("解读人", f"{matter.interpreter} {matter.interpreter_post}".strip()),
                    ("第一解读人", matter.first_interpreter),
                    ("联系方式", matter.contact),
                ],
            ),
            *([section("解读", "links", rows=rows)] if rows else []),
        ]


def _conference(duty: Duty) -> str:
    """Where a press conference stands that has to be held; blank where none has to, or its record is public."""
    if not duty.press:
        return ""
    record = duty.conference()
    if record is None:
        return f"要开，还没有实录。{duty.press_reason}"
    return "" if record.state == Interpretation.State.PUBLISHED else f"实录{record.get_state_display()}。"


def _of(duty: Duty) -> Any:
    return duty.interpretations.select_related("agency").order_by("pk")


@admin.register(Interpretation, site=desk)
class InterpretationAdmin(MatterAdmin):
    """Interpretations from draft to publication."""

    list_display = ("title", "form", "agency", "state", "published_at")
    list_filter = ("form", "author", "state")
    search_fields = ("title",)
    follow = ("agency", "duty__document", "drafter", "media")
    way = (
        ("draft", "编写"),
        ("under_review", "保密审查"),
        ("with_head", "审签"),
        ("published", "发布"),
    )
    along = {"with_county_leader": "with_head", "signed": "published"}
    finished = ("published",)
    clocked = False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/media/", view(self.media_file), name="interpretation_media"),
            path("<int:pk>/photos/<int:photo>/", view(self.photo_file), name="interpretation_photo"),
            *super().get_urls(),
        ]

    def media_file(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Deliver sound or film to whoever may read the interpretation, before and after its publication."""
        return deliver_in_parts(request, get_object_or_404(self.get_queryset(request), pk=pk).media)

    def photo_file(self, request: HttpRequest, pk: int, photo: int) -> FileResponse:
        """Deliver a photo to whoever may read the interpretation."""
        interpretation = get_object_or_404(self.get_queryset(request), pk=pk)
        return deliver(
            get_object_or_404(interpretation.photos.select_related("file"), pk=photo).file, shown=True
        )

    def _files(self, matter: Interpretation) -> list[dict[str, Any]]:
        """Sound or film, and photos, as reviewers and heads have to hear and see them."""
        files = []
        if matter.media:
            url = reverse("admin:interpretation_media", args=[matter.pk])
            files.append(
                file_row(matter.media, f"{matter.get_form_display()}（{matter.lasts}）", "公开", url)
            )
        for photo in matter.photos.select_related("file"):
            url = reverse("admin:interpretation_photo", args=[matter.pk, photo.pk])
            files.append(file_row(photo.file, photo.alt, "公开", url, given=photo))
        return [section("文件", "files", files=files)] if files else []

    def tags(self, matter: Interpretation) -> list[dict[str, str]]:
        tags = [*super().tags(matter), {"label": str(matter.get_form_display()), "level": ""}]
        if matter.flag:
            tags.append({"label": "须核对", "level": "breach"})
        if loose_ends(matter):
            tags.append({"label": "案例和文件对不上", "level": "breach"})
        return tags

    def sections(self, request: HttpRequest, matter: Interpretation) -> list[dict[str, Any]]:
        links = [
            named(link.document, request, link.label or "整份文件")
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
            *facts_section(
                "要注意",
                [
                    ("须核对", matter.flag),
                    ("审签", "审签以后文件、方案或者解读有改动，要重新审签。" if stale else ""),
                    ("是不是好懂", " ".join(warnings(matter))),
                    ("案例和文件对不上", " ".join(loose_ends(matter))),
                ],
            ),
            *self._files(matter),
            *facts_section(
                "发布会", [(label, _shown(matter, name)) for name, label in statute.CONFERENCE.items()]
            ),
            section("解读的文件和条文", "links", rows=links),
            *(section(label, "text", blocks=parse(text)) for label, text in matter.parts),
            *facts_section("不适用的部分", left_out),
            *([section("内容", "text", blocks=parse(matter.body))] if matter.body else []),
            *facts_section("图", [("图的说明", matter.alt), ("图里的字", " ".join(words(matter.chart)))]),
            *(
                [section("字幕", "text", blocks=parse(spoken_words(matter.captions)))]
                if matter.captions
                else []
            ),
            *(
                section(label, "text", blocks=parse(text))
                for label, text in (
                    ("案例", matter.cases),
                    ("跟我有关吗", matter.selfcheck),
                    ("要记住的日子", matter.dates),
                    ("广播稿", matter.spoken),
                )
                if text
            ),
            *facts_section(
                "审签",
                [
                    (
                        str(one.get_capacity_display()),
                        f"{one.signer_name} {one.at.astimezone():%Y-%m-%d %H:%M}",
                    )
                    for one in matter.signatures.all()
                ],
            ),
            *facts_section("在别处的发布", releases),
        ]


def _shown(matter: Interpretation, name: str) -> str:
    value = getattr(matter, name)
    return f"{localtime(value):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value or "")


@admin.register(Question, site=desk)
class QuestionAdmin(MatterAdmin):
    """Questions about documents; nobody says who they are."""

    list_display = ("number", "document", "agency", "state")
    list_filter = ("state",)
    search_fields = ("number", "question")
    search_help_text = "提问号，例如 W2026-0012"
    follow = ("agency", "document")
    way = (("received", "收到"), ("confirming", "确认"), ("answered", "公开答复"))
    finished = ("answered",)

    def sections(self, request: HttpRequest, matter: Question) -> list[dict[str, Any]]:
        texts = (
            ("提问人的原话（答复以后删去）", matter.text),
            ("公开的问题", matter.question),
            ("公开的答复", matter.answer),
        )
        return [
            section("公文", "links", rows=[named(matter.document, request)]),
            *(section(label, "text", blocks=parse(text)) for label, text in texts if text),
            *facts_section("不予答复", [("原因", matter.set_aside_for)]),
        ]
