"""The public page of time limits: how each was kept, by the county and by each agency; as CSV too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.agencies.models import Agency
from foundation.clauses import Citation, Clause, cite
from foundation.deadlines.limits import LIMITS, Bound
from foundation.deadlines.punctuality import Counted, Punctuality, figures, public_limits
from foundation.pages.public import public_page
from foundation.rooms import Part
from foundation.sheets import csv_file

cite("PD-9", by=Citation("page", "time_limits:list", "办理时限公开：各机关按期公开了多少、超期多少"))
cite("SR-10", by=Citation("page", "time_limits:list", "办理时限公开：全县保密审查按期完成了多少"))
cite("条例33", by=Citation("page", "time_limits:list", "办理时限公开：各机关按期答复了多少、用了几天"))

HEAD = ["机关", "时限", "条款", "起算年份", "正在办", "其中等待他人", "按时办结", "超期", "其中还没有办结"]
HEAD += ["办结用时中位数", "单位", "最久一件的起算日", "最久一件已用", "统计截至"]


@dataclass(frozen=True)
class OfLimit:
    """A limit on the page: its clause, how the county kept it, and how each agency did, by name."""

    clause: Clause
    county: Punctuality
    agencies: list[tuple[Agency, Punctuality]]


@public_page("year")
def time_limits(request: HttpRequest) -> HttpResponse:
    """How the county and each agency kept the limits that began in a year, or in all years."""
    counted = figures(timezone.now())
    year = _year(request, counted)
    context = {
        "years": counted.years,
        "year": year,
        "limits": _limits(counted, year),
        "until": counted.until,
        "others": [limit.label for limit in LIMITS.values() if limit.binds is not Bound.AGENCY],
        "none_yet": _none_yet(counted, year),
    }
    return render(request, "deadlines/time_limits.html", context)


@public_page("year")
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same figures with a line for each limit of the county and of each agency."""
    counted = figures(timezone.now())
    year = _year(request, counted)
    lines = []
    for limit in _limits(counted, year):
        for name, one in [("全县", limit.county), *((agency.name, one) for agency, one in limit.agencies)]:
            told = (name, one.limit.label, limit.clause.id, year or "全部")
            lines.append([*told, *_cells(one), counted.until])
    return csv_file(f"time-limits-{year or 'all'}", HEAD, lines)


def on_agency_page(agency: Agency, at: datetime) -> Part | None:
    """How an agency kept its limits, of all years, on its page; None where it had none."""
    counted = figures(at)
    kept = counted.by_agency(agency=agency.pk)
    lines = [(cite(LIMITS[code].clause), of[agency.pk]) for code, of in kept.items()]
    return Part("deadlines/parts/of_agency.html", {"lines": lines, "until": counted.until}) if lines else None


def _year(request: HttpRequest, counted: Counted) -> int | None:
    asked = request.GET.get("year", "")
    if asked and asked not in map(str, counted.years):
        raise Http404("这一年没有可统计的时限。")
    return int(asked) if asked else None


def _limits(counted: Counted, year: int | None) -> list[OfLimit]:
    by_agency = counted.by_agency(year)
    agencies = {agency.pk: agency for agency in Agency.objects.order_by("code")}
    return [
        OfLimit(
            cite(one.limit.clause),
            one,
            [(agencies[pk], by_agency[code][pk]) for pk in agencies if pk in by_agency.get(code, {})],
        )
        for code, one in counted.of_county(year).items()
    ]


def _none_yet(counted: Counted, year: int | None) -> list[str]:
    """What the public limits without any clock count."""
    there = counted.of_county(year)
    return list(dict.fromkeys(limit.label for limit in public_limits() if limit.code not in there))


def _cells(one: Punctuality) -> Iterator[Any]:
    yield from map(str, (one.running, one.paused, one.met, one.breached, one.overdue))
    yield "" if one.median is None else f"{one.median:g}"
    yield one.limit.unit.measure
    yield from (str(one.oldest.since), str(one.oldest.used)) if one.oldest else ("", "")
