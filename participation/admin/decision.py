"""Decisions at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime

from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.texts.structure import parse
from participation import dossier
from participation.acts.objecting import since_evaluation
from participation.models import Decision, LegalReview
from participation.statute import MANY_OBJECTIONS

#: The most objections on the page of a decision.
MOST = 50


@admin.register(Decision, site=desk)
class DecisionAdmin(MatterAdmin):
    """Decisions from the proposal to the announcement."""

    list_display = ("number", "title", "agency", "year", "state")
    list_filter = ("year", "state")
    search_fields = ("title", "number")
    follow = ("agency", "document")
    way = (
        ("proposed", "拟定"),
        ("started", "启动"),
        ("consulting", "征求意见"),
        ("summarising", "归纳"),
        ("submitted", "提请审议"),
        ("decided", "决定"),
        ("announced", "公布"),
    )
    finished = ("announced",)
    clocked = False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [path("<int:pk>/dossier.<str:form>", view(self.dossier), name="participation_dossier")]
        return [*own, *super().get_urls()]

    def dossier(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        """What 决策条例29 wants submitted, as one PDF or as a ZIP, for whoever may read the decision."""
        decision = get_object_or_404(self.get_queryset(request), pk=pk)
        if form not in FORMS or decision.started_at is None:
            raise Http404
        make, kind, how = FORMS[form]
        answer = HttpResponse(make(decision), content_type=kind)
        answer["Content-Disposition"] = f'{how}; filename="{decision.number}.{form}"'
        return answer

    def subline(self, matter: Decision) -> list[str]:
        return [matter.number, str(matter.agency), f"{matter.year} 年度目录"]

    def sections(self, request: HttpRequest, matter: Decision) -> list[dict[str, Any]]:
        facts = [
            ("要改变什么", matter.changes),
            ("涉及哪些人", matter.whom),
            ("从什么时候起", matter.effective),
            ("配合单位", matter.partners),
            ("县政府决定启动", f"{matter.approved_on} {matter.approved_by}" if matter.approved_by else ""),
            ("特点", "；".join(matter.trait_labels)),
            ("公众参与方式", "、".join(matter.way_labels)),
            ("作出决策的公文", matter.document.title if matter.document else ""),
            ("审议日期", matter.decided_on or ""),
            ("审议结果", matter.outcome),
            ("向县委请示报告", matter.party_on or ""),
            ("县政府公报", matter.gazette),
            ("报纸等", matter.newspaper),
        ]
        found = facts_section("要点", facts)
        if matter.started_at is not None:
            found.append(section("提请审议材料（决策条例29）", "links", rows=_dossier_links(matter)))
        found.append(section("决策依据", "text", blocks=parse(matter.basis)))
        rows = [matter_row(call, str(call.get_state_display())) for call in matter.calls.order_by("edition")]
        if rows:
            found.append(section("征求意见稿", "links", rows=rows))
        meetings = [*matter.hearings.order_by("edition"), *matter.symposia.order_by("pk")]
        if meetings:
            shown = [matter_row(each, str(each.get_state_display())) for each in meetings]
            found.append(section("听证会、座谈会", "links", rows=shown))
        if attending := list(matter.attendees.all()):
            met = [(f"{row.met_on} {row.meeting}", str(row)) for row in attending]
            found.append(section("列席审议会议的代表", "facts", facts=met))
        polls = [matter_row(poll, str(poll.get_state_display())) for poll in matter.polls.order_by("pk")]
        if polls:
            found.append(section("民意调查", "links", rows=polls))
        found += _examined(matter)
        for review in matter.legal_reviews.order_by("pk").select_related("agency"):
            found += _legally_reviewed(review)
        discussed = [(str(each), f"不同意见：{each.dissent}") for each in matter.deliberations.all()]
        found += facts_section("集体讨论", discussed)
        if matter.draft:
            found.append(section("提请审议的草案", "text", blocks=parse(matter.draft)))
        found += _in_force(matter)
        if matter.statement:
            found.append(section("公众参与情况说明", "text", blocks=parse(matter.statement)))
        return found


#: In which forms the dossier is given: how it is made, its type, whether it opens in the browser.
FORMS = {
    "pdf": (dossier.as_pdf, "application/pdf", "inline"),
    "zip": (dossier.as_zip, "application/zip", "attachment"),
}


def _dossier_links(matter: Decision) -> list[dict[str, str]]:
    urls = {form: reverse("admin:participation_dossier", args=[matter.pk, form]) for form in FORMS}
    return [
        {"url": urls["pdf"], "label": "一份 PDF", "text": "草案、公众意见、论证、评估、审查，按条例的顺序。"},
        {
            "url": urls["zip"],
            "label": "全部文件（ZIP）",
            "text": "一部分一个 PDF，意见采纳情况另有表格文件。",
        },
    ]


def _examined(matter: Decision) -> list[dict[str, Any]]:
    found = []
    for row in matter.examinations.all():
        facts = [
            ("谁作的", row.by),
            ("方式", row.manner),
            ("意见", row.opinion),
            ("结论", str(row.get_finding_display())),
            ("采纳情况、措施和预案", row.handling),
        ]
        found += facts_section(str(row), facts)
    return found


def _legally_reviewed(review: LegalReview) -> list[dict[str, Any]]:
    concluded = review.state == LegalReview.State.CONCLUDED
    facts = [
        ("审查部门", str(review.agency)),
        ("状态", str(review.get_state_display())),
        ("送审", localtime(review.sent_at).strftime("%Y-%m-%d %H:%M")),
        ("请在这一天以前出具意见", str(review.until)),
        ("少于 7 个工作日的理由", review.shorter_because),
        *(review.opinions if concluded else []),
        ("审查结论", str(review.get_conclusion_display()) if concluded else ""),
    ]
    return facts_section("合法性审查", facts)


def _in_force(matter: Decision) -> list[dict[str, Any]]:
    """What people said of it once it was announced, the newest first, its evaluations, and the proposals that became it."""
    found = []
    proposals = [matter_row(each, str(each.get_state_display())) for each in matter.proposals.order_by("pk")]
    if proposals:
        found.append(section("由决策建议形成", "links", rows=proposals))
    if matter.state != Decision.State.ANNOUNCED:
        return found
    rows = [
        matter_row(each, str(each.get_state_display())) for each in matter.objections.order_by("-pk")[:MOST]
    ]
    if rows:
        since = since_evaluation(matter).count()
        head = f"对决策的意见，上次评估以来 {since} 件（{MANY_OBJECTIONS} 件起要考虑后评估）"
        found.append(section(head, "links", rows=rows))
    reported = [(str(each), each.text) for each in matter.execution_reports.all()]
    found += facts_section("执行中的问题（不公开）", reported)
    evaluated = [
        matter_row(each, str(each.get_state_display()))
        for each in matter.evaluations.select_related("decision")
    ]
    return [*found, section("决策后评估", "links", rows=evaluated)] if evaluated else found
