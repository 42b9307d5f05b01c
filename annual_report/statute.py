"""The time limits and contents that PD-9, 条例49 and 条例50 set for annual reports."""

from __future__ import annotations

from datetime import date

from foundation.agencies.roles import AgencyKind
from foundation.deadlines.limits import TimeLimit, Unit

_OFFICE = ("applications_clerk", "disclosure_head", "leader")
#: The days left on the 10th, the 20th and the 28th of the last month.
_WARNINGS = (22, 12, 4)

#: PD-9: published and sent to the superior authority by 31 January, whatever day of the week that is.
REPORT = TimeLimit(
    code="annual_report.report",
    clause="PD-9(3)",
    label="上一年度报告公布并报送",
    span=31,
    unit=Unit.DATE,
    warn=_WARNINGS,
    tells=_OFFICE,
    until="次年 1 月 31 日",
    public="上一年度的政府信息公开年报，1 月 31 日前公布",
)

#: 条例49¶2: the county government's report is published by 31 March; in a leap year that is one day more (`span`).
COUNTY_REPORT = TimeLimit(
    code="annual_report.county_report",
    clause="条例49",
    label="县政府上一年度报告公布",
    span=90,
    unit=Unit.DATE,
    warn=_WARNINGS,
    tells=(*_OFFICE, "county_leader"),
    until="次年 3 月 31 日",
    public="县政府上一年度的政府信息公开年报，3 月 31 日前公布",
)

#: PD-2: the kinds of agencies that owe a report. A utility (条例55) or a party body may make one.
REPORTING_KINDS: frozenset[AgencyKind] = frozenset(
    {AgencyKind.DEPARTMENT, AgencyKind.TOWNSHIP, AgencyKind.SUBDISTRICT, AgencyKind.COMMUNITY}
)

#: 条例50(4): the kinds of agencies that are governments, whose reports must contain `GOVERNMENT_TELLS`.
GOVERNMENTS: frozenset[AgencyKind] = frozenset({AgencyKind.TOWNSHIP})

#: A figure is marked when it differs from last year's by this percentage and this number of cases or remedies; no clause says so.
NOTABLE_PERCENT = 30
NOTABLE_CASES = 5
NOTABLE_REMEDIES = 1

#: 条例50(4): what a government's report must also contain, with the words of which one must occur.
GOVERNMENT_TELLS: dict[str, tuple[str, ...]] = {
    "工作考核": ("考核",),
    "社会评议": ("评议",),
    "责任追究": ("责任追究", "追责", "问责"),
}

#: The national format of annual reports.
FORMAT = "国办公开办函〔2021〕30号"


def last_day(year: int, *, county: bool) -> date:
    """Return the last day on which the report of a year is in time."""
    return date(year + 1, 3, 31) if county else date(year + 1, 1, 31)


def span(year: int, *, county: bool) -> int:
    """Count the days from the end of the year to that day."""
    return (last_day(year, county=county) - date(year, 12, 31)).days
