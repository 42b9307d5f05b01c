"""A unit's case at the desk: its score as of today, what each row costs and what wins it back, what people said (AP-9)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate

from appraisal.admin.papers import paper_section, sent
from appraisal.computing import behind, excused_rows, said
from appraisal.models import Case, CaseFile, Dispute, Paper, Rectification
from appraisal.models.letter import reads_opinions
from appraisal.results import Row, rows_of, totals, winning_back
from appraisal.statute import Grade
from foundation.casework.acts import Act
from foundation.casework.counted import ROWS
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.outgoing import file_row
from foundation.casework.sections import facts_section, matter_row
from foundation.casework.worklist import names_of
from foundation.deadlines.moments import to_the_minute
from foundation.figures.computing import Behind
from foundation.figures.declared import FIGURES, Figure
from foundation.files.delivering import deliver
from foundation.texts.structure import parse


@admin.register(Case, site=desk)
class CaseAdmin(MatterAdmin):
    """Units, by year and kind; nobody sees another unit's before it is published."""

    list_display = ("name", "appraisal", "unit_class", "state", "grade_shown")
    # No filter by grade: before the notice a unit would learn its own by it.
    list_filter = ("state", "unit_class")
    search_fields = ("name",)
    follow = ("agency", "office", "appraisal__scheme", "frozen", "checked_by", "opinion_by", "confirmed_by")
    page_template = "appraisal/desk/case.html"
    styles = ("appraisal.css",)
    way = (
        ("open", "平时考核"),
        ("notified", "自查自评"),
        ("self_done", "实地考核"),
        ("field_done", "考核意见"),
        ("opinion", "确定等次"),
        ("graded", "书面通知"),
        ("served", "异议期"),
        ("final", "最终确定"),
        ("published", "公布"),
    )
    along = {"objected": "served", "answered": "served", "merged": "open"}
    finished = ("published",)

    @admin.display(description="等次", ordering="grade")
    def grade_shown(self, matter: Case) -> str:
        told = matter.state in Case.TOLD
        return f"{matter.get_grade_display()} {matter.total}" if matter.grade and told else ""

    def kept_from(self, matter: Case, actor: Any) -> tuple[str, ...]:
        """Before the notice the unit reads neither opinion nor grade."""
        if matter.state in Case.TOLD or reads_opinions(actor, matter):
            return ()
        return (
            "opinion",
            "opinion_by",
            "base",
            "bonus",
            "total",
            "grade",
            "vetoes",
            "confirmed_by",
            "result",
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/papers/<int:paper>/", view(self.paper), name="appraisal_case_paper"),
            path("<int:pk>/files/<int:file>/", view(self.file), name="appraisal_case_file"),
            path("<int:pk>/rows/<str:code>/", view(self.rows), name="appraisal_case_rows"),
            *super().get_urls(),
        ]

    def paper(self, request: HttpRequest, pk: int, paper: int) -> FileResponse:
        """A paper as PDF; the opinion at the county's office alone."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        rows = Paper.objects.filter(case=matter).select_related("file")
        if not reads_opinions(actor_of(request), matter):
            rows = rows.exclude(kind__in=Paper.INSIDE)
        return sent(get_object_or_404(rows, pk=paper))

    def file(self, request: HttpRequest, pk: int, file: int) -> FileResponse:
        """One piece of evidence."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        row = get_object_or_404(CaseFile.objects.select_related("file"), pk=file, case=matter)
        return deliver(row.file)

    def rows(self, request: HttpRequest, pk: int, code: str) -> TemplateResponse:
        """The rows behind one number: of a frozen one as they were counted; those that this person may not read as a count."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        row = next((row for row in rows_of(matter) if row.leaf.code == code and row.leaf.computed), None)
        figure = FIGURES.get(row.leaf.figure) if row else None
        if row is None or figure is None:
            raise Http404
        counted = sorted(behind(matter, figure), key=lambda one: -one.row)
        page = Paginator(counted, ROWS).get_page(request.GET.get("page"))
        listed: list[Behind] = list(page.object_list)
        names = names_of((one.ref for one in listed), actor_of(request))
        apart = set().union(*(found.get(figure.id, ()) for found in excused_rows([matter]).values()))
        readable = [
            {**names[one.ref], "counts": _counts(figure, one, apart)} for one in listed if one.ref in names
        ]
        standing = matter.last_standing
        context = {
            **self.admin_site.each_context(request),
            "title": f"{row.leaf.code} {row.leaf.name}",
            "matter": matter,
            "row": row,
            "frozen": matter.frozen_id is not None,
            "first": matter.appraisal.scheme.starts_on,
            "last": standing.until if standing else None,
            "page_obj": page,
            "rows": readable,
            "unreadable": len(listed) - len(readable),
        }
        return TemplateResponse(request, "appraisal/desk/rows.html", context)

    def subline(self, matter: Case) -> list[str]:
        return [str(matter.get_unit_class_display()), str(matter.agency)]

    def more(self, request: HttpRequest, matter: Case, open_now: list[Act]) -> dict[str, Any]:
        """The score as of today with what each row costs."""
        knows = matter.state in Case.TOLD or reads_opinions(actor_of(request), matter)
        rows = rows_of(matter, confirmed=matter.frozen_id is not None and knows)
        counting = [row for row in rows if row.rule.counts]
        found = totals(matter, rows)
        standing = matter.last_standing
        ahead = localdate(self.moment()) <= matter.appraisal.self_due
        concluded = matter.total is not None and knows
        return {
            "standing_row": standing,
            "concluded": concluded,
            "total": matter.total if concluded else found.total,
            "grade": matter.get_grade_display() if concluded else "",
            "earned": sum((row.counted for row in counting if not row.waits), start=0),
            "waiting": sum((row.leaf.points for row in counting if row.waits), start=0),
            "lost": sum((row.lost for row in counting), start=0),
            "spread": found.spread,
            "self_due": matter.appraisal.self_due,
            "heads": _by_head(matter, rows, ahead),
            "would_be": Grade(found.grade.value).label if found.grade and not concluded else "",
            "converted": matter.converted if concluded else None,
        }

    def sections(self, request: HttpRequest, matter: Case) -> list[dict[str, Any]]:
        actor = actor_of(request)
        inside = reads_opinions(actor, matter)
        found = self._after_freezing(matter)
        disputes = Dispute.objects.filter(case=matter).visible_to(actor).select_related("case__appraisal")
        rows = [
            matter_row(one, f"{one.get_state_display()}：{one.why or one.words}"[:120]) for one in disputes
        ]
        if rows:
            note = "有争议的行标在这里，不删；认定不计的已经从数字里剔除。"
            found.append(section("有争议的行", "links", rows=rows, note=note))
        if matter.self_summary:
            note = f"{to_the_minute(matter.self_at)}，{matter.self_by}"
            found.append(section("自查自评", "text", blocks=parse(matter.self_summary), note=note))
        if matter.checked_on:
            facts = [
                ("日期", matter.checked_on),
                ("听汇报", matter.heard),
                ("查资料、看现场", matter.looked),
                ("当场反馈", matter.feedback),
                ("单位签字", matter.signed_by_unit),
                ("考核人员", str(matter.checked_by or "")),
                ("数据冻结", f"算到 {matter.frozen.until}" if matter.frozen else ""),
            ]
            found += facts_section("实地考核", facts)
        if matter.opinion and (inside or matter.state in Case.TOLD):
            found.append(section("考核意见", "text", blocks=parse(matter.opinion)))
        objected = [
            ("对哪些指标", "；".join(str(leaf) for leaf in matter.leaves if leaf.code in matter.objected_to)),
            ("异议", matter.objection),
            ("结果", matter.get_outcome_display() if matter.outcome else ""),
            ("答复", matter.answer),
        ]
        found += facts_section("异议", objected)
        found += self._files(matter)
        papers = matter.letters.select_related("file").order_by("pk")
        if not inside:
            papers = papers.exclude(kind__in=Paper.INSIDE)
        found += paper_section(papers, "appraisal_case_paper", matter.pk)
        mending = (
            Rectification.objects.filter(case=matter)
            .visible_to(actor)
            .select_related("case__appraisal")
            .first()
        )
        if mending is not None:
            found.append(
                section("整改", "links", rows=[matter_row(mending, str(mending.get_state_display()))])
            )
        return found

    def _after_freezing(self, matter: Case) -> list[dict[str, Any]]:
        """What became known after the figures were frozen: listed, not applied."""
        last = matter.standings.order_by("-pk").first()
        if matter.frozen is None or last is None or last.pk == matter.frozen_id:
            return []
        old = {line["code"]: line for line in matter.frozen.lines}
        rows = [
            [line["code"], said(old[line["code"]]), said(line)]
            for line in last.lines
            if line["code"] in old and said(old[line["code"]]) != said(line)
        ]
        if not rows:
            return []
        table = {"heads": ["指标", "冻结时", "现在"], "rows": rows}
        note = "实地考核以后的变化列在这里，不再计入这一年的得分。"
        return [section("冻结以后的变化", "table", table=table, note=note)]

    def _files(self, matter: Case) -> list[dict[str, Any]]:
        files = [
            file_row(
                row.file,
                f"{row.get_sort_display()}：{row.file.name}",
                "内部",
                reverse("admin:appraisal_case_file", args=[matter.pk, row.pk]),
            )
            for row in matter.files.select_related("file")
        ]
        return [section("佐证材料", "files", files=files)] if files else []


def _counts(figure: Figure, one: Behind, apart: Collection[int]) -> str:
    """How a row counts, in words."""
    if one.row in apart:
        return "认定不计"
    if figure.part is not None:
        return "达到" if one.part else "没有达到"
    return "计入" if one.measure is None else f"{one.measure:.1f}".removesuffix(".0")


def _by_head(matter: Case, rows: list[Row], ahead: bool) -> list[dict[str, Any]]:
    """The rows under their heads, each with what it costs and what wins it back."""
    heads: dict[str, dict[str, Any]] = {}
    for row in rows:
        name = row.leaf.parent.name if row.leaf.parent else "加分和否决"
        head = heads.setdefault(name, {"name": name, "rows": []})
        address = ""
        if row.leaf.computed and row.line.get("rows"):
            address = reverse("admin:appraisal_case_rows", args=[matter.pk, row.leaf.code])
        head["rows"].append(
            {
                "row": row,
                "behind": address,
                "wins": "" if matter.frozen_id else winning_back(row, before_due=ahead),
                "clause": row.leaf.clause,
            }
        )
    return list(heads.values())
