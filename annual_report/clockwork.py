"""What the portal does by itself: open reports when the year is over, and compare signed figures with the cases."""

from __future__ import annotations

import logging
from datetime import datetime
from hashlib import sha256

from django.utils.timezone import localdate

from annual_report import queries
from annual_report.models import AnnualReport
from foundation.agencies.actors import SYSTEM
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.acts import desk_url, perform
from foundation.casework.refusals import Refused
from foundation.notices.acts import tell

logger = logging.getLogger(__name__)

#: How many years back signed figures are compared with the cases.
YEARS_WATCHED = 2


def open_reports(*, at: datetime, year: int | None = None) -> list[AnnualReport]:
    """Open the report of a year, by default last year's, for every agency that owes one and has none; return the new ones."""
    year = year or localdate(at).year - 1
    existing = AnnualReport.objects.filter(year=year).exclude(state=AnnualReport.State.ABANDONED)
    waiting = list(queries.agencies_owing(year).exclude(pk__in=existing.values("agency")))
    office = queries.county_office()
    if office is not None and queries.owes(office, year) and not existing.filter(agency=office).exists():
        waiting.append(office)
    opened = []
    for agency in waiting:
        try:
            done = perform("annual_report.open", on=agency, actor=SYSTEM, at=at, data={"year": year})
            opened.append(done.matter)
        except Refused:  # somebody opened it meanwhile
            logger.info("the annual report of %s for %s is there already", agency.code, year)
    return opened


def tell_of_drift(*, at: datetime) -> int:
    """Tell the disclosure office once how the cases of a signed report differ from its figures; return how many reports do."""
    found = 0
    since = localdate(at).year - YEARS_WATCHED
    for report in AnnualReport.objects.signed().filter(year__gte=since).select_related("agency"):
        drifts = queries.drift(report)
        if not drifts:
            continue
        found += 1
        said = "；".join(f"{drift.label}：签发 {drift.before}，现在 {drift.now}" for drift in drifts)
        remedy = (
            "公布的报告不变；需要更正的，请制作更正版，重新签发。"
            if report.state in AnnualReport.PUBLIC
            else "可以请签发领导撤回签发、重新取数；也可以先公布，再制作更正版。"
        )
        tell(
            holders((Role.APPLICATIONS_CLERK, Role.DISCLOSURE_HEAD), report.agency),
            subject=f"签发之后数据有变动：{report.title}",
            body=f"{said}。{remedy}",
            key=f"annual_report:{report.pk}:{sha256(said.encode()).hexdigest()[:16]}",
            at=at,
            url=desk_url(report),
            clause="条例50",
        )
    return found
