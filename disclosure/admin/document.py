"""The desk pages of documents."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime

from disclosure import official, statute
from disclosure.hints import hints
from disclosure.models import Attachment, Attribute, Document, RefusalReport, Signature
from disclosure.redactions import pieces
from foundation.agencies.actors import Actor
from foundation.agencies.queries import superior_of
from foundation.casework.acts import desk_url
from foundation.casework.changes import compared_places
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.outgoing import file_row
from foundation.casework.sections import facts_section
from foundation.files.delivering import deliver, with_download_headers
from foundation.files.models import StoredFile
from foundation.texts.kept import kept
from foundation.texts.structure import parse
from secrecy_review.admin import compared_with
from secrecy_review.models import Review


def file_of(matters: QuerySet[Any], pk: int, report: int) -> StoredFile:
    """The PDF of a report on one of these matters (PD-7(2)); 404 without."""
    reports = RefusalReport.of(get_object_or_404(matters, pk=pk)).select_related("file")
    found = get_object_or_404(reports.exclude(file=None), pk=report).file
    assert found is not None
    return found


def report_rows(matter: Any, view: str) -> list[dict[str, Any]]:
    """The reports on a matter (PD-7(2)), each leading to its PDF."""
    return [
        {
            "url": reverse(view, args=[matter.pk, report.pk]) if report.file_id else "",
            "label": report.document_number,
            "text": f"{report.reported_on} 报告" + ("" if report.file_id else "　正在生成 PDF"),
        }
        for report in RefusalReport.of(matter)
    ]


def _changes(document: Document) -> list[dict[str, Any]]:
    """What changed since the version before, and since the last review."""
    sections: list[dict[str, Any]] = []
    if (older := document.supersedes) is not None:
        fields = (("标题", "title"), ("正文", "body"))
        changes = compared_places((label, getattr(older, f), getattr(document, f)) for label, f in fields)
        sections += _compared("与上一版对照", changes, f"第 {older.version} 版", f"第 {document.version} 版")
    last = Review.objects.of(document).first()
    if last is not None and last.digest != document.digest:
        places = [{"key": p.key, "label": p.label, "text": p.text} for p in document.review_places()]
        sections += compared_with(last, places)
    return sections


def _compared(title: str, changes: list[dict[str, Any]], left: str, right: str) -> list[dict[str, Any]]:
    return [section(title, "changes", changes=changes, left=left, right=right)] if changes else []


def _may_read_text(document: Document, actor: Actor) -> bool:
    """Whether this person may read its text: what is not yet rid of all that is classified is read like the internal one."""
    unfinished = document.attribute == Attribute.DECLASSIFIED and document.state == Document.State.DRAFT
    return not unfinished or document.part_open_to("internal", actor)


def _declassified(document: Document) -> list[dict[str, Any]]:
    """The internal text beside the public one, with what was marked in it; what differs, where nothing was marked."""
    marks = list(document.redactions.all())
    if not marks:
        note = "密件：只在工作台可见，不进入检索、公开页面和任何文件。"
        internal = section("内部行文文稿", "text", blocks=parse(document.internal_body), note=note)
        changes = compared_places([("正文", document.internal_body, document.body)])
        return [internal, *_compared("内部文稿与公开文稿对照", changes, "内部文稿", "公开文稿")]
    confirmed = Signature.Capacity.SECRECY_OFFICE in document.signed_by()
    shown = {
        "pieces": pieces(document.internal_body, marks),
        "public": document.body,
        "marks": marks,
        "confirmed": confirmed,
    }
    return [{"title": "脱密处理：内部文稿与公开文稿对照", "part": "disclosure/desk/redactions.html", **shown}]


@admin.register(Document, site=desk)
class DocumentAdmin(MatterAdmin):
    """Documents from draft to publication."""

    list_display = ("title", "agency", "state", "attribute", "formed_on", "published_at")
    list_filter = ("state", "attribute")
    search_fields = ("title", "document_number", "index__number")
    follow = ("agency", "index", "drafter")
    way = (
        ("draft", "拟稿"),
        ("recheck", "文书室复核"),
        ("review", "保密审查"),
        ("signing", "签发"),
        ("published", "发布"),
    )
    along = {"rechecked": "review", "countersigning": "signing", "determined": "published"}
    finished = ("published",)

    def get_urls(self) -> list[URLPattern]:
        download = path(
            "<int:pk>/files/<int:attachment>/",
            self.admin_site.admin_view(self.download),
            name="disclosure_attachment",
        )
        report = path(
            "<int:pk>/refusal-reports/<int:report>/",
            self.admin_site.admin_view(self.refusal_report),
            name="disclosure_refusal_report",
        )
        original = path(
            "<int:pk>/files/<int:attachment>/original/",
            self.admin_site.admin_view(self.original),
            name="disclosure_original",
        )
        paper = path("<int:pk>/paper.pdf", self.admin_site.admin_view(self.paper), name="disclosure_paper")
        return [download, original, report, paper, *super().get_urls()]

    def paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the official document as its paper, to whoever may see the document; a draft until it is signed (SR-6(3))."""
        document = get_object_or_404(self.get_queryset(request), pk=pk)
        if not official.is_official(document) or not _may_read_text(document, actor_of(request)):
            raise Http404
        draft = Signature.Capacity.LEADER not in document.signed_by()
        answer = HttpResponse(official.paper(document, draft=draft), content_type="application/pdf")
        return with_download_headers(answer, f"{document.title[:60]}.pdf", shown=True)

    def refusal_report(self, request: HttpRequest, pk: int, report: int) -> FileResponse:
        """Deliver the PDF of a report on this document to whoever may see the document."""
        return deliver(file_of(self.get_queryset(request), pk, report))

    def download(self, request: HttpRequest, pk: int, attachment: int) -> FileResponse:
        """Deliver a file to whoever may see the document; an internal file only to the readers of the internal text."""
        document = get_object_or_404(self.get_queryset(request), pk=pk)
        files = Attachment.objects.select_related("file").filter(document=document)
        if not document.part_open_to("internal", actor_of(request)):
            files = files.filter(file__audience="public")
        return deliver(get_object_or_404(files, pk=attachment).file)

    def original(self, request: HttpRequest, pk: int, attachment: int) -> FileResponse:
        """Deliver the file of which a public one is the cleaned copy, to the readers of the internal text."""
        document = get_object_or_404(self.get_queryset(request), pk=pk)
        if not document.part_open_to("internal", actor_of(request)):
            raise Http404
        files = Attachment.objects.select_related("original").filter(document=document)
        return deliver(get_object_or_404(files.exclude(original=None), pk=attachment).original)

    def tags(self, matter: Document) -> list[dict[str, str]]:
        version = f"第 {matter.version} 版" if matter.version > 1 else ""
        more = [str(said) for said in (matter.get_attribute_display(), version) if said]
        return [*super().tags(matter), *({"label": said, "level": ""} for said in more)]

    def kept_from(self, matter: Document, actor: Actor) -> tuple[str, ...]:
        """The text that was there before passages of it were marked is read like the internal one."""
        hidden = matter.attribute == Attribute.DECLASSIFIED and not matter.part_open_to("internal", actor)
        return ("body",) if hidden else ()

    def subline(self, matter: Document) -> list[str]:
        said = [str(matter.agency), f"{matter.formed_on} 形成" if matter.formed_on else "成文日期未填"]
        review = Review.objects.of(matter).exclude(opinion="").first()
        if review is not None and review.concluded_at:
            said.append(
                f"保密审查意见：{review.get_opinion_display()}（{localtime(review.concluded_at):%Y-%m-%d}）"
            )
        return said

    def sections(self, request: HttpRequest, matter: Document) -> list[dict[str, Any]]:
        shown = matter.attachments.filter(figure__isnull=False, file__audience="public")
        pictures = {
            number: reverse("admin:disclosure_attachment", args=[matter.pk, pk])
            for number, pk in shown.values_list("figure", "pk")
            if number
        }
        text = {
            "text": kept(matter.body, below=True, pictures=pictures),
            "digest": matter.digest,
            "oddities": matter.oddities,
        }
        sections = [section("要点", "facts", facts=self._facts(matter))]
        if _may_read_text(matter, actor_of(request)):
            sections.append(section("正文", "text", **text))
        if official.is_official(matter) and _may_read_text(matter, actor_of(request)):
            url = reverse("admin:disclosure_paper", args=[matter.pk])
            said = "PDF，按公文格式（GB/T 9704）排版，附注位置标着公开属性"
            sections.append(
                section("版式", "links", rows=[{"url": url, "label": "看公文版式", "text": said}])
            )
        if matter.state == Document.State.DRAFT and matter.part_open_to("internal", actor_of(request)):
            sections += facts_section("拟稿提示", hints(matter))
        sections += _changes(matter)
        if matter.internal_body and matter.part_open_to("internal", actor_of(request)):
            sections += _declassified(matter)
        sections.append(section("附件", "files", files=self._files(matter, actor_of(request))))
        reviews = Review.objects.of(matter).select_related("reviewer").defer("places")
        sections.append(
            section(
                "保密审查", "reviews", reviews=[self._review(review, actor_of(request)) for review in reviews]
            )
        )
        signatures = [(s.get_capacity_display(), self._signature(s, matter)) for s in matter.signatures.all()]
        if signatures:
            sections.append(section("签名", "facts", facts=signatures))
        rows = report_rows(matter, "admin:disclosure_refusal_report")
        return [*sections, section("不予公开报告", "links", rows=rows)] if rows else sections

    def _files(self, document: Document, actor: Actor) -> list[dict[str, Any]]:
        inside = document.part_open_to("internal", actor)

        def row(a: Attachment) -> dict[str, Any]:
            here = [document.pk, a.pk]
            original = reverse("admin:disclosure_original", args=here) if inside else ""
            audience = "公开" if a.file.audience == "public" else "内部"
            url = reverse("admin:disclosure_attachment", args=here)
            return file_row(a.file, a.title, audience, url, given=a, original=original)

        return [row(a) for a in document.attachments.select_related("file")]

    def _review(self, review: Review, actor: Actor) -> dict[str, Any]:
        level = {"pending": "grain", "referred": "grain", "outside": "grain", "concluded": "ok"}.get(
            review.state, ""
        )
        return {
            "url": desk_url(review) if review.readers.include(actor, review.agency_id) else "",
            "state": review.get_state_display(),
            "level": level,
            "opinion": review.get_opinion_display(),
            "at": review.concluded_at or review.created_at,
            "reviewer": review.reviewer,
            "heads": review.heads() if review.opinion else [],
            "void_reason": review.void_reason,
        }

    def _signature(self, signature: Signature, document: Document) -> str:
        at = localtime(signature.at)
        said = f"{signature.signer_name}　{at:%Y-%m-%d %H:%M}　{signature.remark}".rstrip()
        return said if signature.digest == document.digest else f"{said}（针对改动之前的文本）"

    def _facts(self, document: Document) -> list[tuple[str, Any]]:
        facts: list[tuple[str, Any]] = [
            ("索引号", document.index_number or "发布时编定"),
            ("文号", document.document_number),
            ("成文日期", document.formed_on),
            ("公文种类", document.genre),
            ("主题分类", document.topic),
            ("效力属性", document.get_validity_display()),
            ("有效期至", document.expires_on or "没有写明"),
            ("规范性质", document.get_normative_display() or "不是规章、规范性文件"),
            ("公开属性", document.get_attribute_display()),
            ("拟稿人", document.drafter),
        ]
        if document.proactive_tests:
            tests = "；".join(statute.PROACTIVE_TESTS[n] for n in document.proactive_tests)
            facts.append(("符合的主动公开要求", tests))
        if document.attribute_reason:
            facts += [("理由", document.attribute_reason), ("依据", document.get_ground_display())]
        if document.declassification:
            facts.append(("脱密方式", document.get_declassification_display()))
        if document.special_category:
            facts.append(("特别类别", document.get_special_category_display()))
        if document.lapsed_on:
            facts.append(("失效日期", document.lapsed_on))
        if document.released_on:
            facts.append(("转为公开日期", document.released_on))
        if document.changed_on:
            facts += [("变更日期", document.changed_on), ("变更说明", document.change_note)]
        if document.state == Document.State.REPORTING:
            facts.append(("报告上一级", superior_of(document.agency) or "县政务公开办公室"))
        if document.refusal_report_number:
            report = f"{document.refusal_report_number}（{document.refusal_reported_on}）"
            facts.append(("不予公开报告", report))
        if document.source_name:
            facts += [("来源文件", document.source_name), ("来源所载发布机构", document.source_publisher)]
        return facts
