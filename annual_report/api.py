"""Annual reports for programs: list, the figures and texts of one, and the file of every night."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Field, Path, Query, Schema

from annual_report.data import as_json
from annual_report.models import AnnualReport
from foundation.machines.asking import AskedPublished, Listed, Year, moment, page
from foundation.machines.declaring import Dataset, dataset, part
from foundation.machines.problems import Problem

router = part("annual-reports", "年度报告")

Code = Annotated[str, Path(max_length=30, description="机构代码。", example="rfbsc")]


class ReportRow(Schema):
    """A report in a list."""

    agency: str
    reporter: str
    year: int
    version: int
    published_at: datetime
    url: str


class ReportWhole(ReportRow):
    """A report with its figures and texts; `report` is the file that `report.json` holds."""

    report: dict[str, Any]


class AskedReports(AskedPublished):
    """What the list of reports is asked."""

    report_year: Year | None = Field(None, description="报告的年度（不是发布的年度）。")


def _row(report: AnnualReport) -> dict[str, Any]:
    return {
        "agency": report.agency.code,
        "reporter": report.reporter,
        "year": report.year,
        "version": report.version,
        "published_at": moment(report.published_at),
        "url": reverse("annual_reports:detail", args=[report.agency.code, report.year]),
    }


@router.get("", response=Listed[ReportRow], url_name="reports", summary="年度报告，新的在前")
def reports(request: HttpRequest, asked: Query[AskedReports]) -> Any:
    """公布的年度报告，新公布的在前；数字和文字在单份里。"""
    rows = asked.applied(AnnualReport.objects.public(timezone.now()).light()).select_related("agency")
    if asked.report_year is not None:
        rows = rows.filter(year=asked.report_year)
    return page(request, asked, rows, ReportRow, lambda report: ReportRow(**_row(report)))


@router.get("/{code}/{year}", response=ReportWhole, url_name="report", summary="一份年度报告")
def report(
    request: HttpRequest, code: Code, year: Annotated[int, Path(ge=1949, le=2999, example=2025)]
) -> ReportWhole:
    """一份年度报告的全部数字和文字；已撤回的答复 410 和原因。"""
    at = timezone.now()
    versions = AnnualReport.objects.filter(agency__code=code, year=year).select_related("agency")
    found = versions.public(at).first()
    if found is not None:
        return ReportWhole(**_row(found), report=as_json(found))
    gone = versions.tombstones(at).light().order_by("-version").first()
    if gone is None:
        raise Http404
    raise Problem(
        HTTPStatus.GONE,
        f"{gone.title}已经撤回：{gone.withdrawal_reason}",
        withdrawn_at=moment(gone.withdrawn_at),
        url=reverse("annual_reports:detail", args=[code, year]),
    )


def _rows(at: datetime) -> Iterator[dict[str, Any]]:
    found = AnnualReport.objects.public(at).select_related("agency").order_by("pk")
    for one in found.iterator(chunk_size=100):
        yield {**_row(one), "report": as_json(one)}


def _taken_down() -> Collection[int]:
    withdrawn = AnnualReport.objects.filter(state=AnnualReport.State.WITHDRAWN)
    return set(withdrawn.values_list("pk", flat=True))


dataset(Dataset("annual-reports", "年度报告", _rows, _taken_down))
