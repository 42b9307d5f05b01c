"""The reads of annual reports that the rest of the room, the desk and the public pages share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from annual_report import counting, rules, statute
from annual_report.composing import fitting
from annual_report.drafting import Office, Subject
from annual_report.figures import Figures, Number
from annual_report.layout import CELLS, FEE, SUMS
from annual_report.models import AnnualReport, Origin, Scope
from foundation.agencies.county import COUNTY_GOVERNMENT, is_county_government
from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction
from foundation.deadlines.counting import midnight
from foundation.rooms import Part
from foundation.search.entries import EntryData, indexed

# Who owes a report


def county_office() -> Agency | None:
    """The office whose cases are the county government's own (行政复议法 knows the same one), and which makes its report."""
    return agency_with(AgencyFunction.COUNTY_OFFICE)


def reporter_of(agency: Agency) -> str:
    """In whose name an agency reports: the county office's report is the county government's (条例49)."""
    return COUNTY_GOVERNMENT if is_county_government(agency) else agency.name


def is_government(report: AnnualReport) -> bool:
    """条例50(4): whether it is the report of a government, which has more to tell."""
    return report.is_county or report.agency.kind in statute.GOVERNMENTS


def known_in(year: int) -> QuerySet[Agency]:
    """The agencies that the portal knew before the year was over, or that have a report of that year under way."""
    known = Agency.history.filter(history_date__lt=midnight(date(year + 1, 1, 1)))  # type: ignore[attr-defined]
    begun = AnnualReport.objects.standing().filter(year=year)
    return Agency.objects.public().filter(Q(pk__in=known.values("id")) | Q(pk__in=begun.values("agency")))


def _bound(year: int) -> QuerySet[Agency]:
    """The agencies among these that PD-2 binds to report."""
    return known_in(year).filter(kind__in=sorted(statute.OWING))


def owing(year: int) -> QuerySet[Agency]:
    """The agencies that owe a report of their own for a year and were not found to owe none.

    The county office's cases stand in the county's report (条例49).
    """
    exempt = AnnualReport.objects.filter(year=year, state=AnnualReport.State.EXEMPT)
    taken_over = AnnualReport.objects.standing().filter(year=year)
    return (
        _bound(year)
        .exclude(functions__contains=[AgencyFunction.COUNTY_OFFICE])
        .exclude(pk__in=exempt.exclude(agency__in=taken_over.values("agency")).values("agency"))
    )


def owes(agency: Agency, year: int) -> bool:
    """Whether PD-9 or 条例49 sets an agency a time limit for the report of a year."""
    return _bound(year).filter(pk=agency.pk).exists()


# What the figures are


def counted_now(report: AnnualReport) -> dict[str, Any]:
    """What is counted for a report at this moment: `cells` and `facts`; for the county also `parts`, the reports that were
    added up, and `missing`, the names of those that have not reported.

    Five queries for an agency; the county's adds those that read the others' reports.
    """
    cells, facts = _own(report.agency, report.year)
    parts: list[dict[str, Any]] = []
    missing: list[str] = []
    if report.is_county:
        for part in reported(report.year, apart_from=report.agency):
            cells.update(_addends(part.table))
            facts = _sum_of_facts(facts, part.counted.get("facts", {}))
            parts.append({"agency": part.agency.code, "report": part.pk, "version": part.version})
        missing = [a.name for a in owing(report.year).exclude(code__in=[part["agency"] for part in parts])]
    written = {cell: _written(value) for cell, value in cells.items()}
    return {"cells": written, "facts": facts, "parts": parts, "missing": missing}


def _own(agency: Agency, year: int) -> tuple[Counter[str], dict[str, Any]]:
    second, published = counting.table2([agency], year)
    cells = Counter({**second, **counting.table3([agency], year), **counting.table4([agency], year)})
    return cells, {"published": published, **counting.facts([agency], year)}


def _addends(figures: Figures) -> dict[str, Any]:
    """The cells of a report that the county's adds up."""
    return {cell: figures.sum(cell) for cell in figures if cell not in SUMS}


def _sum_of_facts(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {
        name: str(Decimal(value) + Decimal(str(other.get(name, 0))))
        if name == "fee"
        else value + int(other.get(name, 0))
        for name, value in one.items()
    }


def _written(value: Number) -> int | str:
    return str(value) if isinstance(value, Decimal) else value


def reported(year: int, *, apart_from: Agency | None = None) -> list[AnnualReport]:
    """Each agency's published report for a year, in the order of the agencies' codes: what the county adds up.

    A published version never changes, so that what was added up can always be looked at again.
    """
    found = AnnualReport.objects.filter(year=year, scope=Scope.AGENCY, state__in=AnnualReport.PUBLIC)
    return list(found.exclude(agency=apart_from).select_related("agency").order_by("agency__code"))


def previous_of(report: AnnualReport) -> AnnualReport | None:
    """The report of the year before, as it is known."""
    return AnnualReport.objects.known().filter(agency=report.agency_id, year=report.year - 1).first()


#: What is counted beside the tables, and told in the texts.
FACTS: dict[str, str] = {
    "published": "主动公开的政府信息件数",
    "fee": "信息处理费（元）",
    "fee_cases": "收取信息处理费的申请",
    "replies": "作出的答复",
    "replies_in_time": "按期作出的答复",
    "publications": "公布的公文",
    "publications_in_time": "按期公布的公文",
}


@dataclass(frozen=True)
class Drift:
    """Something counted that has changed since the figures were taken: a cell, a fact that the texts tell, a report added up."""

    label: str
    before: Any
    now: Any
    cell: str = ""


def drift(report: AnnualReport) -> list[Drift]:
    """What would be counted otherwise now; nothing for figures that were taken over as they stood."""
    if report.origin == Origin.IMPORTED or report.state in (report.State.EXEMPT, report.State.ABANDONED):
        return []
    now = counted_now(report)
    then_cells = report.counted_cells
    now_cells = {cell: fitting(cell, Decimal(str(value))) for cell, value in now["cells"].items()}
    found = [
        Drift(label, then_cells.get(cell, 0), now_cells.get(cell, 0), cell)
        for cell, label in CELLS.items()
        if then_cells.get(cell, 0) != now_cells.get(cell, 0)
    ]
    then_facts = report.counted.get("facts", {})
    found += [
        Drift(label, then_facts.get(name, 0), now["facts"][name])
        for name, label in FACTS.items()
        if then_facts.get(name, 0) != now["facts"][name]
    ]
    if not found and report.counted.get("parts", []) != now["parts"]:
        found.append(Drift("汇总的报告（份）", len(report.counted.get("parts", [])), len(now["parts"])))
    return found


def verdicts(report: AnnualReport, previous: AnnualReport | None) -> list[rules.Verdict]:
    """Every rule, with last year's report where it is known."""
    return rules.check(
        report.table,
        previous.table if previous is not None else None,
        {code: text for code, text in report.texts.items() if text},
    )


def subject_of(report: AnnualReport) -> Subject:
    """What the first draft of its texts is made from."""
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
    """A cell beside what it was."""

    before: Any
    now: Any
    #: Whether it differs so much that a reader should look.
    notable: bool

    @property
    def by(self) -> Any:
        """The difference; none where one of the two is blank."""
        if isinstance(self.before, str) or isinstance(self.now, str):
            return None
        return self.now - self.before


def changes(now: Figures, before: Figures | None) -> dict[str, Change]:
    """Each cell beside last year's; empty where that is not known."""
    if before is None:
        return {}
    return {
        cell: Change(before[cell], value, _notable(cell, before[cell], value)) for cell, value in now.items()
    }


def _notable(cell: str, before: Any, now: Any) -> bool:
    if isinstance(before, str) or isinstance(now, str):
        return bool(before != now)
    least = (
        statute.NOTABLE_REMEDIES if cell.startswith("t4.") else 0 if cell == FEE else statute.NOTABLE_CASES
    )
    by = abs(now - before)
    return bool(by and by >= least and 100 * by >= statute.NOTABLE_PERCENT * before)


# The index


@indexed(
    AnnualReport.kind,
    lambda at: AnnualReport.objects.public(at).select_related("agency"),
)
def index(report: AnnualReport) -> EntryData:
    """Of an annual report its texts; people look for it by the name of the column as well."""
    return EntryData.of(
        report,
        text="\n".join([*report.texts.values(), "政府信息公开年报"]),
        url=reverse("annual_reports:detail", args=[report.agency.code, report.year]),
    )


def standing(year: int, at: datetime) -> Iterable[AnnualReport]:
    """What the public reads of a year: the county's report first, then the agencies'."""
    found = AnnualReport.objects.public(at).filter(year=year).light().select_related("agency")
    return sorted(found, key=lambda report: (not report.is_county, report.agency.kind, report.agency.code))


def on_agency_page(agency: Agency, at: datetime) -> Part | None:
    """An agency's published reports, the newest first, for its own page; None where there are none."""
    reports = list(AnnualReport.objects.public(at).filter(agency=agency).light().order_by("-year"))
    return Part("annual_report/parts/of_agency.html", reports) if reports else None
