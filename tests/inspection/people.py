"""Inspections taken as far as a test needs them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from foundation.agencies.models import Agency, RoleGrant, Staff
from foundation.agencies.roles import AgencyFunction, AgencyKind, Role
from foundation.casework.acts import Done
from inspection.models import Finding, Inspection, Part
from tests.personas import FOUNDED, SHANGHAI, County

SUPERVISOR, INSPECTOR = "county_supervisor", "secrecy_inspector"
OTHER = "second_supervisor"

FOUND: dict[str, Any] = {
    "what": "三份文件没有写明效力",
    "place": "公文栏目第一页",
    "breaches": "PD-9",
    "gravity": "ordinary",
}
CORRECTED: dict[str, Any] = {"corrected": "已经逐份补上效力属性。"}


def proof(text: str = "改正后的截图") -> SimpleUploadedFile:
    """A file that shows something."""
    return SimpleUploadedFile("说明.txt", text.encode(), content_type="text/plain")


class Office:
    """The county's supervisors and the secrecy administration, who inspect `rfbsc` unless told otherwise."""

    def __init__(self, county: County) -> None:
        self.county = county

    @classmethod
    def of(cls, county: County) -> Office:
        """With the office in whose name it is inspected, and a second supervisor."""
        office = Agency(
            code="xzfb",
            name="五原县人民政府办公室",
            short_name="县政府办公室",
            kind=AgencyKind.DEPARTMENT,
            functions=[AgencyFunction.COUNTY_OFFICE, AgencyFunction.DISCLOSURE_OFFICE],
        )
        office._history_date = FOUNDED  # type: ignore[attr-defined]
        office.save()
        county.agencies["xzfb"] = office
        second = Staff(username=OTHER, full_name="第二督查", agency=office)
        second._history_date = FOUNDED  # type: ignore[attr-defined]
        second.save()
        RoleGrant.objects.create(staff=second, role=Role.COUNTY_SUPERVISOR, agency=None)
        leader = Staff(username="xzfb-leader", full_name="办公室领导", agency=office)
        leader._history_date = FOUNDED  # type: ignore[attr-defined]
        leader.save()
        RoleGrant.objects.create(staff=leader, role=Role.LEADER, agency=office)
        county.people |= {OTHER: second, "xzfb-leader": leader}
        return cls(county)

    def do(self, name: str, on: Any, by: str, data: Mapping[str, Any] | None = None, **more: Any) -> Done:
        """An act, a minute after the last one."""
        ref = on if isinstance(on, str) else on.ref
        return self.county.do(f"inspection.{name}", ref, by, data, **more)

    def on(self, day: str) -> datetime:
        """It is that day, in the morning."""
        self.county.at = datetime.fromisoformat(day).replace(hour=9, tzinfo=SHANGHAI)
        return self.county.at

    def pk(self, username: str) -> int:
        """The number of an account."""
        return self.county.people[username].pk

    def opened(self, *codes: str, by: str = SUPERVISOR, **given: Any) -> Inspection:
        """An inspection of these agencies."""
        agencies = codes or ("rfbsc",)
        data = {
            "title": "第四季度公开检查",
            "source": "plan",
            "plan": "看公开栏目和办理情况。",
            "planned_on": str((self.county.at + timedelta(days=1)).date()),
            "agencies": [self.county.agencies[code].pk for code in agencies],
            "inspectors": [self.pk(by)],
            "shortfalls": [],
            **given,
        }
        name = "open_secrecy" if by == INSPECTOR else "open"
        made: Inspection = self.do(name, f"agency:{agencies[0]}", by, data).matter
        return made

    def begun(self, *codes: str, by: str = SUPERVISOR, **given: Any) -> Inspection:
        """Announced."""
        row = self.opened(*codes, by=by, **given)
        done: Inspection = self.do("announce", row, by).matter
        return done

    def part(self, row: Inspection, code: str = "rfbsc") -> Part:
        """What it has to do with an agency, as it is now."""
        found: Part = Part.objects.select_related("inspection", "agency").get(
            inspection=row, agency__code=code
        )
        return found

    def recorded(self, part: Part, by: str = SUPERVISOR, **given: Any) -> Finding:
        """One finding."""
        files = {"files": given.pop("files")} if "files" in given else {}
        made: Finding = self.do("record_finding", part, by, {**FOUND, **given}, files=files).matter
        return made

    def told(self, by: str = SUPERVISOR, *, findings: int = 1, **given: Any) -> Part:
        """The agency was told of its findings."""
        row = self.begun(by=by, **given)
        part = self.part(row)
        for _n in range(findings):
            self.recorded(part, by)
        self.do("tell_findings", part, by, {"days": 5, "source": "县里定的"})
        return self.part(row)

    def stated(self, by: str = SUPERVISOR, *, findings: int = 1, **given: Any) -> Part:
        """It said what it thinks of them."""
        part = self.told(by, findings=findings, **given)
        answers = "rfbsc-secrecy_office" if by == INSPECTOR else "rfbsc-records_office"
        self.do("state_view", part, answers, {"view": "属实，马上改。"})
        return self.part(part.inspection)

    def ordered(self, by: str = SUPERVISOR, *, findings: int = 1, **given: Any) -> Part:
        """It was ordered to put them right by 2 December."""
        part = self.stated(by, findings=findings, **given)
        order = {"demands": "逐份补上。", "correct_by": "2026-12-02"}
        self.do("order_correction", part, by, order)
        return self.part(part.inspection)

    def finding(self, part: Part, number: int = 1) -> Finding:
        """One of its findings, as it is now."""
        found: Finding = Finding.objects.select_related("part__inspection", "agency").get(
            part=part, number=number
        )
        return found

    def reported(self, part: Part, number: int = 1, *, by: str = "rfbsc-records_office") -> Finding:
        """The agency says that it is put right."""
        data = {**CORRECTED, "corrected_on": str(self.county.at.date())}
        self.do("report_correction", self.finding(part, number), by, data, files={"files": [proof()]})
        return self.finding(part, number)
