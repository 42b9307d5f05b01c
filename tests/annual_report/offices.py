"""The offices of an agency at work on its annual report, for the tests: opened, compiled, taken as far as a test needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from annual_report.figures import Figures
from annual_report.layout import CELLS, SUMS
from annual_report.models import AnnualReport
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyFunction, AgencyKind
from foundation.casework.acts import Done, perform
from secrecy_review.models import Review
from tests.applicants import on
from tests.personas import OPINION, County
from tests.ready import ready

#: Two reports as they were published, in the format in which they are imported.
PUBLISHED = {path.stem: path for path in (Path(__file__).parent / "published").glob("*.json")}

#: What only people can write.
WRITTEN: dict[str, str] = {
    "platform": "统一栏目都在县政府信息公开平台。",
    "supervision": "培训两次。工作考核合格，社会评议满意，没有责任追究。",
    "problems": "答复说理还不够充分。\n已经组织学习。",
}
ENTERED: dict[str, Any] = {"license": 3, "penalty": 0, "coercion": 0, "fee_wan": "0.5", "source": "台账"}


class Office:
    """One agency's offices; each act a minute after the last."""

    def __init__(self, county: County, code: str = "rfbsc", *, year: int = 2025, day: str = "") -> None:
        self.county, self.code, self.year = county, code, year
        self.at: datetime = on(day or f"{year + 1}-01-05")
        self.agency: Agency = county.agencies[code]
        self._taken: AnnualReport | None = None

    @property
    def report(self) -> AnnualReport:
        """The report that was taken up, or the first of the agency and year, as the database has it now."""
        report = self._report()
        assert report is not None
        return report

    def _report(self) -> AnnualReport | None:
        reports = AnnualReport.objects.filter(agency=self.agency, year=self.year)
        return (reports.filter(pk=self._taken.pk) if self._taken else reports).order_by("pk").first()

    def act(self, name: str, by: str = "applications_clerk", matter: Any = None, **data: Any) -> Done:
        """An act of whoever holds that role in the agency."""
        return self.do(f"annual_report.{name}", by, matter or self._report() or self.agency, data)

    def do(self, name: str, by: str, matter: Any, data: Mapping[str, Any]) -> Done:
        self.at = (
            self.at.replace(minute=self.at.minute + 1)
            if self.at.minute < 59
            else self.at.replace(hour=self.at.hour + 1, minute=0)
        )
        self.county.at = max(self.county.at, self.at)
        username = by if by in self.county.people else f"{self.code}-{by}"
        files = {key: value for key, value in data.items() if isinstance(value, SimpleUploadedFile)}
        return perform(
            name, on=matter, actor=self.county.actor(username), at=self.at, data=dict(data), files=files
        )

    @ready
    def open(self) -> Office:
        self.act("open", matter=self.agency, year=self.year)
        return self

    def take(self, report: AnnualReport) -> Office:
        """Go on with a report that is there already."""
        self._taken = report
        return self

    @ready
    def compiled(self, **entered: Any) -> Office:
        """Opened, entered and written."""
        if self._report() is None:
            self.open()
        self.act("enter", **{**ENTERED, **entered})
        self.act("write", **WRITTEN)
        return self

    @ready
    def under_review(self) -> Office:
        """Compiled if it was not, and with the secrecy reviewer."""
        if self._report() is None:
            self.compiled()
        self.act("hand_in")
        return self

    @ready
    def checking(self) -> Office:
        self.under_review()
        review = Review.objects.of(self.report).open().get()
        self.do("secrecy_review.give_opinion", "secrecy_reviewer", review, OPINION)
        return self

    @ready
    def with_leader(self) -> Office:
        self.checking()
        self.act("approve", "disclosure_head")
        return self

    @ready
    def signed(self) -> Office:
        self.with_leader()
        self.act("sign", "county_leader" if self.report.is_county else "leader")
        return self

    @ready
    def published(self) -> Office:
        self.signed()
        self.act("publish")
        return self

    @ready
    def submitted(self) -> Office:
        self.published()
        self.act("send", sent_to="县政府办公室", sent_on=str(self.at.date()))
        return self

    def imported(self, content: bytes, name: str = "old.json", **more: Any) -> Office:
        """An old report taken over, of a year in which the portal did not know the agency yet."""
        known_since(self.agency, f"{self.year + 1}-01-02")
        file = SimpleUploadedFile(name, content)
        self.act("import_report", matter=self.agency, year=self.year, file=file, **more)
        return self


def known_since(agency: Agency, day: str) -> None:
    """Let the portal have known an agency from that day on."""
    Agency.history.filter(id=agency.pk).update(history_date=on(day))  # type: ignore[attr-defined]


def county_office(county: County) -> Agency:
    """The county government's office among the personas' agencies: `bmj` takes its function on."""
    office = county.agencies["bmj"]
    office.kind = AgencyKind.DEPARTMENT
    office.functions = [AgencyFunction.COUNTY_OFFICE, AgencyFunction.DISCLOSURE_OFFICE]
    office.save()
    return office


def entry_of(cells: Mapping[str, Any]) -> bytes:
    """A report with these cells, noughts elsewhere and sums that fit."""
    whole: dict[str, Any] = {cell: cells.get(cell, 0) for cell in CELLS}
    for cell, parts in SUMS.items():
        whole[cell] = sum(whole[part] for part in parts)
    return json.dumps(Figures(whole).entry()).encode()
