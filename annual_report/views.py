"""The public pages of annual reports."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.timezone import localdate

from annual_report import data, queries, statute
from annual_report.body import body
from annual_report.comparing import compare as side_by_side
from annual_report.grids import cell_text
from annual_report.layout import CELLS
from annual_report.models import AnnualReport, Paper
from foundation.agencies.county import is_county_government
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyKind
from foundation.files.delivering import deliver, with_download_headers
from foundation.pages.public import public_page

#: The most reports that stand side by side.
SIDE_BY_SIDE = 6


@public_page("year")
def report_list(request: HttpRequest) -> HttpResponse:
    """List a year's reports: the county's first, then each agency that owes one, published or not yet."""
    at = timezone.now()
    years, first = _years(at)
    year = _chosen_year(request, years) or first
    context: dict[str, Any] = {"years": years, "year": year}
    if year is not None:
        context |= _of_year(year, at)
    return render(request, "annual_report/report_list.html", context)


def _years(at: datetime) -> tuple[list[int], int | None]:
    """List the years with a published report, and last year where reports are owed, the newest first; then the one shown first.

    That is last year once its reports are overdue, before that the newest year with a report.
    """
    last = localdate(at).year - 1
    published = set(AnnualReport.objects.public(at).values_list("year", flat=True))
    owed = {last} if queries.agencies_owing(last).exists() else set()
    years = sorted(published | owed, reverse=True)
    if not years:
        return [], None
    over = localdate(at) > statute.last_day(last, county=False)
    return years, last if over and last in years else max(published or years)


def _chosen_year(request: HttpRequest, years: list[int]) -> int | None:
    asked = request.GET.get("year", "")
    if asked and asked not in map(str, years):
        raise Http404
    return int(asked) if asked else None


def _of_year(year: int, at: datetime) -> dict[str, Any]:
    """Collect who has published the report of a year, and how late; who has not; whose was withdrawn."""
    today = localdate(at)
    last_days = {county: statute.last_day(year, county=county) for county in (True, False)}
    reports = list(queries.published_in(year, at))
    there = {report.agency_id for report in reports}
    down = {
        report.agency_id: report
        for report in AnnualReport.objects.tombstones(at).filter(year=year).light().order_by("version")
    }
    missing = [agency for agency in queries.agencies_owing(year) if agency.pk not in there]

    def line(agency: Agency, report: AnnualReport | None = None) -> dict[str, Any]:
        return {
            "agency": agency,
            "name": queries.reporter_of(agency),
            "report": report,
            "days_late": _days_late(
                report.first_published_on if report else today, last_days[is_county_government(agency)]
            ),
            "down": down.get(agency.pk),
        }

    lines = [*(line(report.agency, report) for report in reports), *map(line, missing)]
    county = next((entry for entry in lines if is_county_government(entry["agency"])), None)
    agencies = [entry for entry in lines if not is_county_government(entry["agency"])]
    office = queries.county_office()
    if county is None and office is not None and queries.owes(office, year):
        county = line(office)
    kinds = [(kind.label, [e for e in agencies if e["agency"].kind == kind]) for kind in AgencyKind]
    return {
        "county": county,
        "kinds": [(label, entries) for label, entries in kinds if entries],
        "count": len(reports),
        "missing_count": len(missing),
        "last_day": last_days[False],
        "county_day": last_days[True],
        "over": today > last_days[False],
    }


def _days_late(published: date | None, last_day: date) -> int:
    """Count the days after the last day; 0 where the day of publication is unknown."""
    return max(0, (published - last_day).days) if published else 0


@public_page()
def report_detail(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Show the newest published version of a report, or why it was withdrawn."""
    at = timezone.now()
    reports = AnnualReport.objects.filter(agency__code=code, year=year).select_related("agency")
    report = reports.public(at).first()
    if report is not None:
        return _show(request, report, at, current=True)
    return _withdrawn(request, reports.tombstones(at).light().order_by("-version").first())


def _withdrawn(request: HttpRequest, report: AnnualReport | None) -> HttpResponse:
    if report is None:
        raise Http404
    return render(request, "annual_report/report_withdrawn.html", {"report": report}, status=410)


@public_page()
def report_version(request: HttpRequest, code: str, year: int, version: int) -> HttpResponse:
    """Show one version, also one that was corrected since."""
    at = timezone.now()
    versions = AnnualReport.objects.filter(agency__code=code, year=year, version=version)
    reports = versions.select_related("agency")
    report = reports.readable(at).first()
    if report is not None:
        return _show(request, report, at, current=report.state in AnnualReport.PUBLIC)
    return _withdrawn(request, reports.tombstones(at).light().first())


def _show(request: HttpRequest, report: AnnualReport, at: datetime, *, current: bool) -> HttpResponse:
    others = AnnualReport.objects.public(at).filter(agency=report.agency_id).order_by("-year")
    versions = AnnualReport.objects.readable(at).filter(agency=report.agency_id, year=report.year)
    years = list(others.values_list("year", flat=True))
    previous = others.filter(year=report.year - 1).first()
    papers = report.papers.filter(final=True, digest=report.digest).select_related("file")
    made = {paper.format: paper for paper in papers}
    published = localdate(report.published_at) if report.published_at else None
    first = report.first_published_on
    context = {
        "report": report,
        "body": body(report),
        "current": current,
        "papers": {form: made[form] for form in Paper.Format.values if form in made},
        "versions": list(versions.light().order_by("-version")),
        "years": years,
        "previous_year": report.year - 1 if report.year - 1 in years else None,
        "verdicts": queries.verdicts(report, previous),
        "signed_on": localdate(report.signed_at) if report.signed_at and not report.is_imported else None,
        "published_again": published if published != first else None,
        "days_late": _days_late(first, statute.last_day(report.year, county=report.is_county)),
        "provenance": _provenance(report),
    }
    return render(request, "annual_report/report_detail.html", context)


def _provenance(report: AnnualReport) -> dict[str, Any]:
    """Tell the number of sources outside the portal, and the overridden cells with their computed numbers.

    The reasons are shown at the desk alone: nobody has reviewed them.
    """
    if report.is_imported:
        return {}
    breakdowns = report.breakdowns()
    return {
        "elsewhere": len({source for breakdown in breakdowns.values() for source in breakdown.elsewhere}),
        "settled": [
            (CELLS[cell], cell_text(breakdown.computed) or "空", cell_text(breakdown.value))
            for cell, breakdown in breakdowns.items()
            if breakdown.override is not None and breakdown.override != breakdown.computed
        ],
    }


@public_page()
def report_file(
    request: HttpRequest, code: str, year: int, version: int, format: str
) -> HttpResponse | FileResponse:
    """Deliver a readable version as a file: one made when it was published, or its data."""
    reports = AnnualReport.objects.readable(timezone.now()).select_related("agency")
    report: AnnualReport = get_object_or_404(reports, agency__code=code, year=year, version=version)
    numbered = f" 第{report.version}版" if report.version > 1 else ""
    name = f"{report.title.replace(' ', '')}{numbered}.{format}"
    if format == "json":
        written, content_type = json.dumps(data.as_json(report), ensure_ascii=False), "application/json"
    elif format == "csv":
        written, content_type = data.as_csv(report), "text/csv; charset=utf-8"
    else:
        papers = report.papers.select_related("file").filter(final=True, digest=report.digest)
        return deliver(get_object_or_404(papers, format=format).file, name, public=True)
    return with_download_headers(HttpResponse(written, content_type=content_type), name)


class CompareForm(forms.Form):
    """The reports that stand side by side."""

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
        return chosen


@public_page("report")
def compare(request: HttpRequest) -> HttpResponse:
    """Compare years of one agency, or agencies of one year, in tables and charts."""
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
        "comparison": side_by_side(reports) if len(reports) > 1 else None,
        # A single report leaves nothing to compare it with yet.
        "chosen": reports[0] if len(reports) == 1 else None,
        "reports": reports,
        "any": bool(form.fields["report"].choices),  # type: ignore[attr-defined]
        "most": SIDE_BY_SIDE,
    }
    return render(request, "annual_report/compare.html", context)
