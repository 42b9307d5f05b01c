"""The reads of annual reports for the rest of the room, the desk and the public pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from annual_report import composing, counting, rules, statute
from annual_report.drafting import Office, Subject
from annual_report.figures import Figures
from annual_report.layout import CELLS, FEE, SUMS
from annual_report.models import AnnualReport, Origin, Paper, Scope
from evaluation.statute import Grade
from foundation.agencies.county import COUNTY_GOVERNMENT, is_county_government
from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import desk_url
from foundation.casework.overview import Cell, column
from foundation.deadlines.counting import midnight
from foundation.files.publications import Publication, publishes
from foundation.rooms import Part
from foundation.search.entries import EntryData, indexed

# Who owes a report


def county_office() -> Agency | None:
    """Find the county office, whose cases are the county government's own and which compiles its report."""
    return agency_with(AgencyFunction.COUNTY_OFFICE)


def reporter_of(agency: Agency) -> str:
    """Return the name in which an agency reports: the county office reports for the county government (条例49)."""
    return COUNTY_GOVERNMENT if is_county_government(agency) else agency.name


def is_government(report: AnnualReport) -> bool:
    """Whether it is the report of a government, which must contain more (条例50(4))."""
    return report.is_county or report.agency.kind in statute.GOVERNMENTS


def agencies_known_in(year: int) -> QuerySet[Agency]:
    """Find the agencies that the portal knew before the year was over, or that have a report of that year."""
    known = Agency.history.filter(history_date__lt=midnight(date(year + 1, 1, 1)))  # type: ignore[attr-defined]
    begun = AnnualReport.objects.existing().filter(year=year)
    return Agency.objects.public().filter(Q(pk__in=known.values("id")) | Q(pk__in=begun.values("agency")))


def _obliged(year: int) -> QuerySet[Agency]:
    """Find the known agencies that PD-2 obliges to report."""
    return agencies_known_in(year).filter(kind__in=sorted(statute.REPORTING_KINDS))


def agencies_owing(year: int) -> QuerySet[Agency]:
    """Find the agencies that owe a report for a year; not the county office, whose report is the county's (条例49)."""
    exempt = AnnualReport.objects.filter(year=year, state=AnnualReport.State.EXEMPT)
    taken_over = AnnualReport.objects.existing().filter(year=year)
    return (
        _obliged(year)
        .exclude(functions__contains=[AgencyFunction.COUNTY_OFFICE])
        .exclude(pk__in=exempt.exclude(agency__in=taken_over.values("agency")).values("agency"))
    )


def owes(agency: Agency, year: int) -> bool:
    """Whether PD-9 or 条例49 sets an agency a time limit for the report of a year."""
    return _obliged(year).filter(pk=agency.pk).exists()


@column("report", "年度报告")
def last_years_report(agencies: Mapping[int, Agency], at: datetime) -> dict[int, Cell]:
    """The state of each agency's report of last year, for the supervisors' table; four queries at most."""
    year = localdate(at).year - 1
    begun = AnnualReport.objects.exclude(state=AnnualReport.State.ABANDONED)
    reports = begun.filter(year=year).order_by("version")
    found = {report.agency_id: report for report in reports}
    owing = set(_obliged(year).values_list("pk", flat=True))
    cells = {
        pk: Cell(f"{year} 年的还没有开始", 3, desk_url(agency), "breach")
        for pk, agency in agencies.items()
        if pk in owing
    }
    for pk, report in found.items():
        done = report.state in (*AnnualReport.PUBLIC, AnnualReport.State.EXEMPT)
        late = not done and localdate(at) > statute.last_day(year, county=report.is_county)
        weight, level = (0, "main") if done else (2, "breach") if late else (1, "main")
        cells[pk] = Cell(str(report.get_state_display()), weight, desk_url(report), level)
    return cells


# What the figures are


def counted_now(report: AnnualReport) -> dict[str, Any]:
    """Count a report now: `cells` and `facts`; for the county also the reports added up (`parts`) and the names `missing`.

    Seven queries for an agency, more for the county.
    """
    agencies, year = [report.agency], report.year
    second, published = counting.table2(agencies, year)
    cells = Counter({**second, **counting.table3(agencies, year), **counting.table4(agencies, year)})
    facts = {"published": published, **counting.facts(agencies, year)}
    parts: list[dict[str, Any]] = []
    missing: list[str] = []
    if report.is_county:
        for part in published_by_agencies(year, apart_from=report.agency):
            cells.update(_addends(part.table))
            facts = _sum_of_facts(facts, part.counted.get("facts", {}))
            parts.append({"agency": part.agency.code, "report": part.pk, "version": part.version})
        missing = [a.name for a in agencies_owing(year).exclude(code__in=[part["agency"] for part in parts])]
    written: dict[str, Any] = {c: str(n) if isinstance(n, Decimal) else n for c, n in cells.items()}
    return {"cells": written, "facts": facts, "parts": parts, "missing": missing}


def _addends(figures: Figures) -> dict[str, Any]:
    """Return the cells that the county's report adds up: all but the sums."""
    return {cell: figures.sum(cell) for cell in figures if cell not in SUMS}


def _sum_of_facts(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {
        name: str(Decimal(value) + Decimal(str(other.get(name, 0))))
        if name == "fee"
        else value + int(other.get(name, 0))
        for name, value in one.items()
    }


def published_by_agencies(year: int, *, apart_from: Agency) -> list[AnnualReport]:
    """List each agency's published report for a year, by the agencies' codes; the county's report adds them up."""
    found = AnnualReport.objects.filter(year=year, scope=Scope.AGENCY, state__in=AnnualReport.PUBLIC)
    return list(found.exclude(agency=apart_from).select_related("agency").order_by("agency__code"))


def previous_of(report: AnnualReport) -> AnnualReport | None:
    """Find the report of the year before."""
    return AnnualReport.objects.comparable().filter(agency=report.agency_id, year=report.year - 1).first()


#: The labels of the facts that the texts tell.
FACTS: dict[str, str] = {
    "published": "主动公开的政府信息件数",
    "fee": "信息处理费（元）",
    "fee_cases": "收取信息处理费的申请",
    "corrections": "新收的更正申请",
    "corrections_closed": "办结的更正申请",
    "replies": "作出的答复",
    "replies_in_time": "按期作出的答复",
    "publications": "公布的公文",
    "publications_in_time": "按期公布的公文",
    **{f"evaluated_{grade.value}": f"社会评议为{grade.label}的" for grade in Grade},
}


@dataclass(frozen=True)
class Drift:
    """A count that has changed since the figures were taken: of a cell, of a fact, or of the reports added up."""

    label: str
    before: Any
    now: Any
    cell: str = ""


def drift(report: AnnualReport) -> list[Drift]:
    """List what has changed since the cases were counted; nothing for an imported, exempt or abandoned report."""
    if report.origin == Origin.IMPORTED or report.state in (report.State.EXEMPT, report.State.ABANDONED):
        return []
    counted = counted_now(report)
    cells, before = composing.stored_numbers(counted["cells"]), report.counted_cells
    found = [Drift(CELLS[cell], before.get(cell, 0), cells.get(cell, 0), cell) for cell in CELLS]
    facts = report.counted.get("facts", {})
    found += [Drift(label, facts.get(name, 0), counted["facts"][name]) for name, label in FACTS.items()]
    changed = [drift for drift in found if drift.before != drift.now]
    parts = report.counted.get("parts", [])
    if not changed and parts != counted["parts"]:
        changed.append(Drift("汇总的报告（份）", len(parts), len(counted["parts"])))
    return changed


def verdicts(report: AnnualReport, previous: AnnualReport | None) -> list[rules.Verdict]:
    """Check every rule, with last year's report where it is known."""
    return rules.check(
        report.table,
        previous.table if previous is not None else None,
        {code: text for code, text in report.texts.items() if text},
    )


def subject_of(report: AnnualReport) -> Subject:
    """Collect what the draft of its texts is written from."""
    agency = report.agency
    return Subject(
        reporter=report.reporter,
        year=report.year,
        figures=report.table,
        county=report.is_county,
        facts=report.counted.get("facts", {}),
        office=Office(agency.disclosure_office, agency.office_address, agency.office_phone),
        missing=tuple(report.counted.get("missing", ())),
        parts=len(report.counted.get("parts", ())),
        address=f"{settings.SITE_URL}{reverse('annual_reports:list')}" if settings.SITE_URL else "",
    )


# Comparing


@dataclass(frozen=True)
class Change:
    """Last year's value of a cell, and whether this year's differs so much that a reader should look."""

    before: Any
    notable: bool


def changes(now: Figures, before: Figures | None) -> dict[str, Change]:
    """Compare each cell with last year's; empty where last year's report is not known."""
    if before is None:
        return {}
    return {cell: Change(before[cell], _notable(cell, before[cell], value)) for cell, value in now.items()}


def _notable(cell: str, before: Any, now: Any) -> bool:
    if isinstance(before, str) or isinstance(now, str):
        return bool(before != now)
    least = statute.NOTABLE_REMEDIES if cell.startswith("t4.") else statute.NOTABLE_CASES
    by = abs(now - before)
    return bool(by and (cell == FEE or by >= least) and 100 * by >= statute.NOTABLE_PERCENT * before)


# The index


@indexed(AnnualReport.kind, "年度报告", lambda at: AnnualReport.objects.public(at).select_related("agency"))
def index(report: AnnualReport) -> EntryData:
    """Index the texts of a report, and 政府信息公开年报, the name of the column by which people search for it."""
    return EntryData.of(
        report,
        text="\n".join([*report.texts.values(), "政府信息公开年报"]),
        url=reverse("annual_reports:detail", args=[report.agency.code, report.year]),
    )


@publishes
def files_with(sha256: str, at: datetime) -> Iterator[Publication]:
    """Find the published files of reports with this digest."""
    reports = AnnualReport.objects.once_public(at)
    found = Paper.objects.filter(
        file__sha256=sha256, final=True, report__in=reports, digest=F("report__digest")
    )
    for paper in found.select_related("report__agency"):
        report = paper.report
        assert report.published_at is not None
        yield Publication(
            title=f"{report.title}（{paper.get_format_display()}）",
            agency=report.reporter,
            at=report.published_at,
            url=reverse("annual_reports:detail", args=[report.agency.code, report.year]),
            ended=report.ended,
        )


def published_in(year: int, at: datetime) -> list[AnnualReport]:
    """List the public reports of a year: the county's first, then the agencies'."""
    found = AnnualReport.objects.public(at).filter(year=year).light().select_related("agency")
    return sorted(found, key=lambda report: (not report.is_county, report.agency.kind, report.agency.code))


def on_agency_page(agency: Agency, at: datetime) -> Part | None:
    """Show an agency's published reports on its page, the newest first; None where there are none."""
    reports = list(AnnualReport.objects.public(at).filter(agency=agency).light().order_by("-year"))
    return Part("annual_report/parts/of_agency.html", reports) if reports else None
