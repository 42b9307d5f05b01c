"""The public pages of annual reports."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from annual_report import data, queries, statute
from annual_report.comparing import compare as side_by_side
from annual_report.models import AnnualReport, Paper
from annual_report.showing import body
from foundation.agencies.roles import AgencyKind
from foundation.files.acts import open_file
from foundation.pages import MAX_AGE, public_page

Reply = HttpResponse | FileResponse
#: How many reports stand side by side at most.
SIDE_BY_SIDE = 6


@public_page
def report_list(request: HttpRequest) -> HttpResponse:
    """A year's reports: the county's first, then each agency that owes one, published or not yet."""
    at = timezone.now()
    years = _years(at)
    year = _chosen_year(request, years)
    reports = list(queries.standing(year, at)) if year else []
    there = {report.agency_id for report in reports}
    late = year is not None and localdate(at) > statute.last_day(year, county=False)
    missing = [a for a in queries.still_owing(year) if a.pk not in there] if year else []
    kinds = [
        (
            kind.label,
            [report for report in reports if report.agency.kind == kind and not report.is_county],
            [agency for agency in missing if agency.kind == kind],
        )
        for kind in AgencyKind
    ]
    context = {
        "years": years,
        "year": year,
        "county": next((report for report in reports if report.is_county), None),
        "kinds": [entry for entry in kinds if entry[1] or entry[2]],
        "count": len(reports),
        "missing_count": len(missing),
        "late": late,
        "last_day": statute.last_day(year, county=False) if year else None,
    }
    return render(request, "annual_report/report_list.html", context)


def _years(at: datetime) -> list[int]:
    """The years of which something is published, the newest first."""
    found = AnnualReport.objects.public(at).order_by("-year").values_list("year", flat=True)
    return list(found.distinct())


def _chosen_year(request: HttpRequest, years: list[int]) -> int | None:
    asked = request.GET.get("year", "")
    if not asked:
        return years[0] if years else None
    if not asked.isdecimal() or int(asked[:9]) not in years:
        raise Http404
    return int(asked)


@public_page
def report_detail(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The newest published version of a report."""
    at = timezone.now()
    report = get_object_or_404(
        AnnualReport.objects.public(at).select_related("agency"), agency__code=code, year=year
    )
    return _show(request, report, at, current=True)


@public_page
def report_version(request: HttpRequest, code: str, year: int, version: int) -> HttpResponse:
    """One version, also when a corrected one has taken its place."""
    at = timezone.now()
    report = _readable(code, year, version, at)
    return _show(request, report, at, current=report.state in AnnualReport.PUBLIC)


def _readable(code: str, year: int, version: int, at: datetime) -> AnnualReport:
    reports = AnnualReport.objects.readable(at).select_related("agency")
    found: AnnualReport = get_object_or_404(reports, agency__code=code, year=year, version=version)
    return found


def _show(request: HttpRequest, report: AnnualReport, at: datetime, *, current: bool) -> HttpResponse:
    others = AnnualReport.objects.public(at).filter(agency=report.agency_id).order_by("-year")
    versions = AnnualReport.objects.readable(at).filter(agency=report.agency_id, year=report.year)
    previous = AnnualReport.objects.public(at).filter(agency=report.agency_id, year=report.year - 1).first()
    papers = report.papers.filter(final=True, digest=report.digest).select_related("file")
    context = {
        "report": report,
        "body": body(report),
        "current": current,
        "papers": {paper.format: paper for paper in papers},
        "versions": list(versions.light().order_by("-version")),
        "years": list(others.values_list("year", flat=True)),
        "previous": previous,
        "verdicts": queries.verdicts(report, previous),
        "signed_on": localdate(report.signed_at) if report.signed_at else None,
    }
    return render(request, "annual_report/report_detail.html", context)


@require_safe
def report_file(request: HttpRequest, code: str, year: int, version: int, format: str) -> Reply:
    """A readable version as a file: what was made when it was published, or its data."""
    report = _readable(code, year, version, timezone.now())
    if format == "json":
        written = json.dumps(data.as_json(report), ensure_ascii=False)
        return _named(HttpResponse(written, content_type="application/json"), report, format)
    if format == "csv":
        return _named(
            HttpResponse(data.as_csv(report), content_type="text/csv; charset=utf-8"), report, format
        )
    papers = Paper.objects.select_related("file").filter(report=report, final=True, digest=report.digest)
    file = get_object_or_404(papers, format=format).file
    return _named(FileResponse(open_file(file), content_type=file.media_type), report, format, file.sha256)


def _named(response: Reply, report: AnnualReport, format: str, digest: str = "") -> Reply:
    version = f" 第{report.version}版" if report.version > 1 else ""
    name = quote(f"{report.title.replace(' ', '')}{version}.{format}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response["ETag"] = f'"{digest or report.digest}"'
    return response


class CompareForm(forms.Form):
    """Which reports stand side by side."""

    report = forms.MultipleChoiceField(
        label="报告",
        required=False,
        error_messages={"invalid_choice": "没有公布过“%(value)s”这份报告，请从下面选。"},
    )

    def __init__(self, given: Any, *, at: datetime) -> None:
        super().__init__(given)
        reports = AnnualReport.objects.public(at).light().select_related("agency")
        ordered = sorted(reports, key=lambda r: (not r.is_county, r.agency.kind, r.agency.code, -r.year))
        groups: dict[str, list[tuple[str, str]]] = {}
        for report in ordered:
            name = report.reporter if report.is_county else report.agency.name
            groups.setdefault(name, []).append((f"{report.agency.code}-{report.year}", f"{report.year} 年"))
        self.fields["report"].choices = list(groups.items())  # type: ignore[attr-defined]

    def clean_report(self) -> list[str]:
        chosen: list[str] = list(dict.fromkeys(self.cleaned_data["report"]))
        if len(chosen) > SIDE_BY_SIDE:
            raise forms.ValidationError(f"最多选 {SIDE_BY_SIDE} 份，您选了 {len(chosen)} 份。")
        if len(chosen) == 1:
            raise forms.ValidationError("至少选两份，才能对照。")
        return chosen


@public_page
def compare(request: HttpRequest) -> HttpResponse:
    """Years of one agency, or agencies of one year, as tables with small charts."""
    at = timezone.now()
    form = CompareForm(request.GET or None, at=at)
    reports: list[AnnualReport] = []
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data["report"]
        codes = [one.rpartition("-") for one in wanted]
        found = AnnualReport.objects.public(at).filter(
            agency__code__in=[code for code, _, _ in codes], year__in=[int(year) for _, _, year in codes]
        )
        by_name = {f"{r.agency.code}-{r.year}": r for r in found.select_related("agency")}
        reports = [by_name[name] for name in wanted]
    context = {
        "form": form,
        "comparison": side_by_side(reports) if reports else None,
        "reports": reports,
        "any": bool(form.fields["report"].choices),  # type: ignore[attr-defined]
        "most": SIDE_BY_SIDE,
    }
    return render(request, "annual_report/compare.html", context)
