"""The desk pages of annual reports: the report with what is open in it, and where each of its numbers comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.timezone import localdate, localtime

from annual_report import counting, queries, statute
from annual_report.body import body
from annual_report.composing import OVERRIDE, Breakdown
from annual_report.forms import sources
from annual_report.grids import cell_text
from annual_report.layout import BLOCKS, CELLS, ENTERED, ROWS, SUMS
from annual_report.models import AnnualReport, Paper, Signature
from annual_report.rules import Verdict
from applications.models import Application, Remedy
from foundation.agencies.actors import Actor
from foundation.agencies.county import is_county_government
from foundation.agencies.models import Agency
from foundation.casework.acts import ACTS, Act, Step, desk_url
from foundation.casework.desk import Button, MatterAdmin, act_url, actor_of, desk, section
from foundation.deadlines.models import Clock
from foundation.files.delivering import deliver

#: Acts decided on the page of the report itself, so that what is signed is what was read; with what each means.
DECISIONS = {
    "annual_report.approve": "您审核的是下面的全部文字和数据。通过之后由领导签发。",
    "annual_report.sign": "您签发的是下面的全部文字和数据。签发之后不再改动，由经办人公布并报送上级。",
    "annual_report.send_back": "退回经办人修改，改好以后重新审查、审核、签发。",
}
#: Acts whose buttons stand at a cell or a paragraph.
CELL_ACTS = ("annual_report.override", "annual_report.lift_override")
COMMENT_ACTS = ("annual_report.comment", "annual_report.settle_comment")
CASES_PER_PAGE = 50
_YEAR = re.compile(r"20[0-9]{2}")
#: The figures at the top of the page: label, and the cells that are added up.
SUMMARY: dict[str, tuple[str, ...]] = {
    "新收申请": ("t3.new.total",),
    "办结": ("t3.done.total",),
    "予以公开、部分公开": ("t3.open.total", "t3.partial.total"),
    "不予公开": tuple(f"t3.d{n}.total" for n in range(1, 9)),
    "结转下年度": ("t3.carry_out.total",),
    "复议、诉讼": tuple(f"t4.{block}.total" for block in BLOCKS),
}


@dataclass(frozen=True)
class Decision:
    """An act with its form, as the page of a report shows it."""

    label: str
    url: str
    weight: str
    form: Any
    #: What the act means, in a sentence.
    means: str


@admin.register(AnnualReport, site=desk)
class AnnualReportAdmin(MatterAdmin):
    """Annual reports from compiling to the superior's receipt."""

    list_display = ("title", "year", "version", "state", "published_at")
    list_filter = ("year", "state", "scope")
    search_fields = ("reporter",)
    search_help_text = "机关名称"
    follow = ("agency", "compiler", "supersedes", "receipt_file")
    way = (
        ("compiling", "编制"),
        ("under_review", "保密审查"),
        ("checking", "负责人审核"),
        ("with_leader", "领导签发"),
        ("published", "公布并报送"),
    )
    along = {"with_county_leader": "with_leader", "signed": "published", "submitted": "published"}
    finished = ("submitted",)
    page_template = "annual_report/desk/report.html"
    styles = ("report.css",)
    placed = frozenset((*DECISIONS, *CELL_ACTS, *COMMENT_ACTS))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/cells/<str:cell>/", view(self.cell), name="annual_report_cell"),
            path("<int:pk>/papers/<int:paper>/", view(self.paper), name="annual_report_paper"),
            path("<int:pk>/receipt/", view(self.receipt), name="annual_report_receipt"),
        ]
        return [*own, *super().get_urls()]

    @admin.display(description="标题", ordering="reporter")
    def title(self, report: AnnualReport) -> str:
        return report.title

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnnualReport]:
        reports: Any = super().get_queryset(request)
        listed = getattr(request.resolver_match, "url_name", "").endswith("changelist")
        return cast(QuerySet[AnnualReport], reports.light() if listed else reports)

    def paper(self, request: HttpRequest, pk: int, paper: int) -> FileResponse:
        """Deliver a file of a report, or of its draft, to whoever may see the report."""
        report = get_object_or_404(self.get_queryset(request), pk=pk)
        found = get_object_or_404(report.papers.select_related("file"), pk=paper)
        draft = "" if found.final else "（送审稿）"
        name = f"{report.title.replace(' ', '')}{draft}.{found.format}"
        # A PDF opens in the browser: a leader reads it on a phone and need not keep it.
        return deliver(found.file, name, shown=found.format == Paper.Format.PDF)

    def receipt(self, request: HttpRequest, pk: int) -> FileResponse:
        """Deliver the scanned receipt of the superior authority."""
        report = get_object_or_404(self.get_queryset(request), pk=pk)
        return deliver(report.receipt_file)

    def subline(self, matter: AnnualReport) -> list[str]:
        said = [f"{matter.compiler} 编制" if matter.compiler else "系统建立"]
        if matter.state not in (AnnualReport.State.COMPILING, AnnualReport.State.UNDER_REVIEW):
            for signature in matter.signatures.filter(round=matter.round):
                what = "审核" if signature.capacity == Signature.Capacity.HEAD else "签发"
                said.append(f"{signature.signer_name} {localtime(signature.at):%Y-%m-%d} {what}")
        if matter.published_at:
            said.append(f"{localtime(matter.published_at):%Y-%m-%d} 公布")
        return said

    def tags(self, matter: AnnualReport) -> list[dict[str, str]]:
        more = [f"第 {matter.version} 版"] if matter.version > 1 else []
        if matter.is_county:
            more.append("县政府")
        if matter.is_imported:
            more.append(matter.get_origin_display())
        return [*super().tags(matter), *({"label": str(word), "level": ""} for word in more)]

    def more(self, request: HttpRequest, matter: AnnualReport, open_now: list[Act]) -> dict[str, Any]:
        actor, at = actor_of(request), timezone.now()
        previous = queries.previous_of(matter)
        verdicts = queries.verdicts(matter, previous)
        comments = list(matter.comments.all())
        return {
            "report": matter,
            "body": body(
                matter,
                about=self._about(matter, previous, verdicts),
                previous=previous,
                comments=comments,
                older=matter.supersedes,
            ),
            "previous": previous,
            "verdicts": verdicts,
            "holds": [verdict.rule for verdict in verdicts if verdict.binding and verdict.holds],
            "summary": self._summary(matter, previous),
            "corrected": [(CELLS[cell], before, now) for cell, before, now in _corrections(matter)],
            "drifts": queries.drift(matter),
            "open_comments": [comment for comment in comments if comment.settled_at is None],
            "decisions": self._decisions(matter, actor, at, open_now),
            "comment_url": _url_if_open("annual_report.comment", open_now, matter),
            "settle_url": _url_if_open("annual_report.settle_comment", open_now, matter),
            "papers": self._papers(matter),
            "public_url": reverse("annual_reports:detail", args=[matter.agency.code, matter.year])
            if matter.state in AnnualReport.PUBLIC
            else "",
            "compare_url": self._compare(matter, previous),
            "agencies": self._agencies(matter) if matter.is_county else [],
            "missing": matter.counted.get("missing", []),
        }

    def _decisions(self, report: AnnualReport, actor: Actor, at: Any, open_now: list[Act]) -> list[Decision]:
        found = []
        for declared in sorted(open_now, key=lambda declared: declared.weight):
            if means := DECISIONS.get(declared.name):
                step = Step(declared, report, actor, at)
                form = declared.asks(step=step, auto_id=f"{declared.weight}_%s")
                found.append(
                    Decision(declared.label, act_url(declared, report), declared.weight, form, means)
                )
        return found

    def _about(
        self, report: AnnualReport, previous: AnnualReport | None, verdicts: list[Verdict]
    ) -> dict[str, dict[str, Any]]:
        """Say of each cell: last year's number, the rules it breaks, the number it replaces; in the fields of `grids.Box`."""
        about: dict[str, dict[str, Any]] = {
            cell: {"url": reverse("admin:annual_report_cell", args=[report.pk, cell])} for cell in CELLS
        }
        changed = queries.changes(report.table, previous.table if previous is not None else None)
        for cell, change in changed.items():
            about[cell] |= {"before": cell_text(change.before) or "空", "notable": change.notable}
        for verdict in verdicts:
            mark = "fault" if verdict.binding and not report.is_imported else "doubt"
            for cell in (cell for fault in verdict.faults for cell in fault.cells if cell in about):
                about[cell][mark] = True
        for cell, replaced, _value in _corrections(report):
            about[cell]["corrects"] = replaced or "空"
        for cell, breakdown in report.breakdowns().items():
            if breakdown.override is not None and not report.is_imported:
                about[cell]["instead_of"] = cell_text(breakdown.computed) or "空"
        return about

    def _summary(self, report: AnnualReport, previous: AnnualReport | None) -> list[dict[str, Any]]:
        """Sum up the report in six numbers, with last year's."""
        now, then = report.table, previous.table if previous is not None else None
        changed = queries.changes(now, then)
        return [
            {
                "value": now.sum(*cells),
                "label": label,
                "hint": f"{previous.year} 年 {then.sum(*cells)}" if previous and then else "",
                "level": "grain" if any(changed[cell].notable for cell in cells if changed) else "main",
            }
            for label, cells in SUMMARY.items()
        ]

    def clocks_of(self, matter: AnnualReport) -> list[Clock]:
        """List the clocks of a report; a corrected version is also under the time limit of the first."""
        first = matter.first_version()
        found = super().clocks_of(matter)
        return found if first == matter else [*super().clocks_of(first), *found]

    def _papers(self, report: AnnualReport) -> list[dict[str, str]]:
        final = report.state in (*AnnualReport.PUBLIC, AnnualReport.State.SUPERSEDED)
        found = report.papers.filter(digest=report.digest, final=final)
        return [
            {
                "label": f"看{'' if final else '送审稿 '}PDF"
                if paper.format == Paper.Format.PDF
                else paper.get_format_display(),
                "url": reverse("admin:annual_report_paper", args=[report.pk, paper.pk]),
            }
            for paper in found
        ]

    def _compare(self, report: AnnualReport, previous: AnnualReport | None) -> str:
        if previous is None or not {report.state, previous.state} <= set(AnnualReport.PUBLIC):
            return ""
        chosen = "&".join(f"report={r.agency.code}-{r.year}" for r in (report, previous))
        return f"{reverse('annual_reports:compare')}?{chosen}"

    def _agencies(self, report: AnnualReport) -> list[dict[str, Any]]:
        """List the agencies of the county's report, those that have not reported first."""
        added = {part["report"] for part in report.counted.get("parts", [])}
        published = {
            part.agency_id: part
            for part in queries.published_by_agencies(report.year, apart_from=report.agency)
        }
        owing = list(queries.agencies_owing(report.year))
        others = Agency.objects.filter(pk__in=published).exclude(pk__in=[agency.pk for agency in owing])
        rows: list[dict[str, Any]] = []
        for agency in [*owing, *others]:
            found = published.get(agency.pk)
            rows.append({"agency": agency, "report": found, "added": found is not None and found.pk in added})
        return sorted(rows, key=lambda row: row["report"] is not None)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show the list; above it, to whoever sees all agencies, which of them have published their report."""
        asked = request.GET.get("year", "")
        year = int(asked) if _YEAR.fullmatch(asked) else localdate(timezone.now()).year - 1
        oversees = actor_of(request).sees_all
        context = {"overview": self._overview(year) if oversees else None, **(extra_context or {})}
        return cast(TemplateResponse, super().changelist_view(request, context))

    def _overview(self, year: int) -> dict[str, Any]:
        """List each agency that owes a report for a year, those that have published none first."""
        found = AnnualReport.objects.existing().filter(year=year).light().order_by("version")
        # The last one wins: the published version, else the newest.
        ordered = sorted(found, key=lambda report: report.state in AnnualReport.PUBLIC)
        reports = {report.agency_id: report for report in ordered}
        office = queries.county_office()
        owing = [*([office] if office and queries.owes(office, year) else []), *queries.agencies_owing(year)]
        today, rows = localdate(timezone.now()), []
        for agency in owing:
            report = reports.get(agency.pk)
            published = report.first_published_on if report else None
            late = (published or today) > statute.last_day(year, county=is_county_government(agency))
            url = desk_url(report) if report else ""
            rows.append(
                {"agency": agency, "report": report, "url": url, "out": published is not None, "late": late}
            )
        return {
            "year": year,
            "rows": sorted(rows, key=lambda row: row["out"]),
            "out": sum(row["out"] for row in rows),
            "late": sum(row["late"] and not row["out"] for row in rows),
        }

    def sections(self, request: HttpRequest, matter: AnnualReport) -> list[dict[str, Any]]:
        signatures = [(s.get_capacity_display(), _signature(s, matter)) for s in matter.signatures.all()]
        signed = [section("签名", "facts", facts=signatures)] if signatures else []
        facts: list[tuple[str, Any]] = []
        if matter.sent_on:
            facts += [
                ("报送", f"{matter.sent_on}　{matter.sent_to}"),
                ("回执", f"{matter.receipt}　{matter.received_on or ''}" if matter.receipt else "还没有收到"),
            ]
        if matter.source_name:
            facts += [("来源文件", matter.source_name), ("来源文件摘要", matter.source_sha256)]
        if matter.change_note:
            facts.append(("更正说明", matter.change_note))
        if matter.withdrawn_at:
            facts.append(
                ("撤下", f"{localtime(matter.withdrawn_at):%Y-%m-%d %H:%M}　{matter.withdrawal_reason}")
            )
        if elsewhere := sources(matter):
            facts.append(("系统外办件的来源", "；".join(elsewhere)))
        if matter.counted_at:
            facts.append(("取数时间", f"{localtime(matter.counted_at):%Y-%m-%d %H:%M}"))
        facts.append(("文字和数据的摘要", matter.digest))
        return [*signed, section("报送和来源", "facts", facts=facts)]

    # Where a number comes from

    def cell(self, request: HttpRequest, pk: int, cell: str) -> HttpResponse:
        """Show how one number of a report came about, with the cases behind it."""
        report = get_object_or_404(self.get_queryset(request), pk=pk)
        if cell not in CELLS:
            raise Http404
        breakdown = report.breakdowns()[cell]
        previous = queries.previous_of(report)
        rows = _cases(report, cell)
        page = Paginator(rows, CASES_PER_PAGE).get_page(request.GET.get("page")) if rows is not None else None
        context = {
            **self.admin_site.each_context(request),
            "desk_styles": self.styles,
            "opts": self.opts,
            "title": f"{CELLS[cell]}：{report.title}",
            "report": report,
            "report_url": desk_url(report),
            "label": CELLS[cell],
            "value": cell_text(report.table[cell] if report.is_imported else breakdown.value),
            "parts": _addends(report, cell),
            "steps": _steps(breakdown) if not report.is_imported else [],
            "before": previous.table[cell] if previous is not None else None,
            "previous": previous,
            "drift": next((d for d in queries.drift(report) if d.cell == cell), None),
            "agencies": _contributions(report, cell) if report.is_county else [],
            "acts": [
                Button(declared.label, f"{act_url(declared, report)}?cell={cell}", "secondary")
                for declared in _open_at(report, actor_of(request), cell)
            ],
            "page_obj": page,
            "cases": [_case(row) for row in page] if page is not None else [],
        }
        return TemplateResponse(request, "annual_report/desk/cell.html", context)


def _corrections(report: AnnualReport) -> list[tuple[str, str, str]]:
    """List the cells that a corrected version changes: name, number before, number now."""
    if report.supersedes is None:
        return []
    before = report.supersedes.table
    return [
        (cell, cell_text(before[cell]), cell_text(now))
        for cell, now in report.table.items()
        if before[cell] != now
    ]


def _addends(report: AnnualReport, cell: str) -> list[tuple[str, str]]:
    """List what a sum adds up: the rows of a column or the columns of a row, each with its number."""
    figures, found = report.table, []
    for part in SUMS.get(cell, ()):
        label = CELLS[part].rpartition(" · ")[2] if cell.endswith(".total") else ROWS[part.split(".")[1]]
        found.append((label, cell_text(figures[part])))
    return found


def _url_if_open(name: str, open_now: list[Act], report: AnnualReport) -> str:
    return act_url(ACTS[name], report) if ACTS[name] in open_now else ""


def _open_at(report: AnnualReport, actor: Actor, cell: str) -> list[Act]:
    """List the acts by which this person can change a number."""
    overridden = report.adjustments.filter(kind=OVERRIDE, cell=cell).exists()
    names = ["annual_report.enter"] if cell in ENTERED else CELL_ACTS if overridden else CELL_ACTS[:1]
    return [ACTS[name] for name in names if ACTS[name].open_to(actor, report) and ACTS[name].when(report)]


def _steps(breakdown: Breakdown) -> list[tuple[str, str]]:
    """List how a number came about: where each part of it comes from, and how much."""
    known = (("系统计数", breakdown.counted), ("填报", breakdown.entered))
    said = [(label, cell_text(number)) for label, number in known if number is not None]
    said += [(f"系统外：{note}", cell_text(value)) for note, value in breakdown.elsewhere.items()]
    if breakdown.override is not None:
        said += [
            ("合计" if len(said) > 1 else "改定之前", cell_text(breakdown.computed) or "空"),
            (f"改定，理由：{breakdown.reason}", cell_text(breakdown.override)),
        ]
    return said


def _cases(report: AnnualReport, cell: str) -> QuerySet[Any] | None:
    """Find the cases behind a counted cell; None where nothing is counted."""
    if report.is_imported or cell in ENTERED:
        return None
    table, row, column = cell.split(".")
    agencies, year = [report.agency], report.year
    if table == "t3":
        cases = counting.applications(agencies, year, row, column).order_by("received_on", "pk")
        return cases.only("number", "received_on", "closed_on", "state", "applicant_class", "agency")
    if table == "t4":
        remedies = counting.remedies(agencies, year, row, column).order_by("accepted_on", "pk")
        return remedies.select_related("application")
    documents = counting.documents(agencies, year, row, column).order_by("formed_on", "pk")
    return documents.only("title", "document_number", "formed_on", "lapsed_on", "agency")


def _case(found: Any) -> dict[str, str]:
    """Describe a case in the list by its number and dates, never by its applicant."""
    if isinstance(found, Remedy):
        label, matter = f"{found.get_way_display()} {found.case_number}".strip(), found.application
        text = f"{found.body}　{found.accepted_on} 受理　{found.get_result_display()}　{found.concluded_on or ''}"
    elif isinstance(found, Application):
        label, matter = found.number, found
        closed = f"{found.closed_on} 办结" if found.closed_on else "没有办结"
        text = f"{found.get_applicant_class_display()}　{found.received_on} 收到　{closed}　{found.get_state_display()}"
    else:
        label, matter = found.title, found
        lapsed = f"　{found.lapsed_on} 失效" if found.lapsed_on else ""
        text = f"{found.document_number}　{found.formed_on} 成文{lapsed}"
    return {"label": label, "url": desk_url(matter), "text": text}


def _contributions(report: AnnualReport, cell: str) -> list[dict[str, Any]]:
    """List what each agency's report adds to a cell of the county's."""
    pks = [part["report"] for part in report.counted.get("parts", [])]
    found = AnnualReport.objects.filter(pk__in=pks).select_related("agency").order_by("agency__code")
    return [
        {"name": part.reporter, "version": part.version, "value": cell_text(part.table[cell])}
        for part in found
    ]


def _signature(signature: Any, report: AnnualReport) -> str:
    said = f"{signature.signer_name}　{localtime(signature.at):%Y-%m-%d %H:%M}　{signature.remark}".rstrip()
    return said if signature.round == report.round else f"{said}（第 {signature.round} 次提交的）"
