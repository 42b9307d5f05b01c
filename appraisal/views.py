"""Published appraisals: every unit as a row of a table, the method, the scheme; no ranking, no popularity (AP-9)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from appraisal.models import Appraisal, Case, Rectification
from appraisal.published import HEAD, heads_of, rows_of, scheme_of, table
from appraisal.statute import DEBRIS_NOTE, METHOD, Grade, UnitClass
from foundation.clauses import Citation, cite
from foundation.pages.public import public_page
from foundation.sheets import csv_file

cite("AP-9", by=Citation("page", "appraisal:detail", "考核结果逐单位公布，算法、方案和下载文件一并公布"))


def find(year: int) -> Appraisal:
    """The published appraisal of a year; 404 without one."""
    row: Appraisal | None = (
        Appraisal.objects.public().filter(year=year).select_related("agency", "scheme").first()
    )
    if row is None:
        raise Http404
    return row


@public_page()
def year_list(request: HttpRequest) -> HttpResponse:
    """Every published year, the newest first, and how units are appraised."""
    rows = list(Appraisal.objects.public().select_related("scheme").order_by("-year"))
    return render(request, "appraisal/list.html", {"rows": rows, "method": METHOD})


@public_page()
def detail(request: HttpRequest, year: int) -> HttpResponse:
    """One year: what was generally lost, every unit by kind and name, the method, the scheme that was issued."""
    row = find(year)
    cases = list(Case.objects.public().filter(appraisal=row).select_related("agency"))
    told = {
        each.case_id: each
        for each in Rectification.objects.filter(case__in=cases, circulated_at__isnull=False)
    }
    groups: list[dict[str, Any]] = []
    for kind in UnitClass:
        mine = sorted((case for case in cases if case.unit_class == kind), key=lambda case: case.agency.code)
        if mine:
            heads = heads_of(mine)
            groups.append({"label": kind.label, "heads": heads, "rows": rows_of(mine, heads, told)})
    context = {
        "row": row,
        "groups": groups,
        "grades": [(grade.label, sum(case.grade == grade.value for case in cases)) for grade in Grade],
        "many": len(cases),
        "method": METHOD,
        "scheme": scheme_of(row.scheme),
        "debris": DEBRIS_NOTE,
        "objected": sum(case.objected_at is not None for case in cases),
        "corrected": sum(case.outcome == Case.Outcome.CORRECTED for case in cases),
    }
    return render(request, "appraisal/detail.html", context)


@public_page()
def result_file(request: HttpRequest, year: int) -> HttpResponse:
    """Every unit and indicator as CSV, from which everybody adds up again."""
    row = find(year)
    cases = Case.objects.public().filter(appraisal=row).select_related("agency", "appraisal__scheme")
    return csv_file(f"appraisal-{year}", HEAD, table(cases.order_by("unit_class", "agency__code")))


urlpatterns: list[URLPattern] = [
    path("", year_list, name="list"),
    path("<int:year>/", detail, name="detail"),
    path("<int:year>/result.csv", result_file, name="result"),
]
