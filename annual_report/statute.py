"""What PD-9, 条例49 and 条例50 fix for annual reports. Every value cites its clause."""

from __future__ import annotations

from datetime import date

from foundation.agencies.roles import AgencyKind
from foundation.deadlines.limits import TimeLimit, Unit

_OFFICE = ("applications_clerk", "disclosure_head", "leader")
#: Warned on the 10th, the 20th and the 28th of the last month: so many days are left then.
_WARNINGS = (22, 12, 4)

#: PD-9: by the end of January compiled, reported to the superior authority and published. The law names a date: it does not move.
REPORT = TimeLimit(
    code="annual_report.report",
    clause="PD-9(3)",
    label="上一年度报告公布并报送",
    span=31,
    unit=Unit.DATE,
    warn=_WARNINGS,
    tells=_OFFICE,
    until="次年 1 月 31 日",
)

#: 条例49¶2: the report of the county government itself, by the end of March. In a leap year the days are one more.
COUNTY_REPORT = TimeLimit(
    code="annual_report.county_report",
    clause="条例49",
    label="县政府上一年度报告公布",
    span=90,
    unit=Unit.DATE,
    warn=_WARNINGS,
    tells=(*_OFFICE, "county_leader"),
    until="次年 3 月 31 日",
)

#: PD-2: the bodies that have a disclosure mechanism of their own, and so report. A utility (条例55) or a party body may.
OWING: frozenset[AgencyKind] = frozenset(
    {AgencyKind.DEPARTMENT, AgencyKind.TOWNSHIP, AgencyKind.SUBDISTRICT, AgencyKind.COMMUNITY}
)

#: 条例50(4): reports of governments also tell of appraisal, social evaluation and accountability.
GOVERNMENTS: frozenset[AgencyKind] = frozenset({AgencyKind.TOWNSHIP})

#: A measure of ours: what a figure has to differ from last year's, in per cent of it and in cases, to be marked.
NOTABLE_PERCENT = 30
NOTABLE_CASES = 5
#: Of reconsiderations and suits a single one is worth a look.
NOTABLE_REMEDIES = 1

#: 条例50(4): what a government's report has to tell besides; one of the words for each.
GOVERNMENT_TELLS: dict[str, tuple[str, ...]] = {
    "工作考核": ("考核",),
    "社会评议": ("评议",),
    "责任追究": ("责任追究", "追责", "问责"),
}

#: The format that all reports follow.
FORMAT = "国办公开办函〔2021〕30号"


def last_day(year: int, *, county: bool) -> date:
    """The last day on which the report of a year is in time."""
    return date(year + 1, 3, 31) if county else date(year + 1, 1, 31)


def span(year: int, *, county: bool) -> int:
    """How many days that is after the year's end."""
    return (last_day(year, county=county) - date(year, 12, 31)).days
