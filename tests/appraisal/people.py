"""A year's appraisal, taken as far as a test needs. Nobody in here exists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pgtrigger
from django.core.files.uploadedfile import SimpleUploadedFile

from appraisal.models import Appraisal, Case, Rectification, Scheme
from foundation.agencies.models import Agency, RoleGrant, Staff
from foundation.agencies.roles import AgencyFunction, AgencyKind, Role
from foundation.casework.acts import Done
from tests.personas import FOUNDED, SHANGHAI, County

SUPERVISOR, ASSESSOR, LEADER = "county_supervisor", "assessor", "xzfb-county_leader"
YEAR = 2026


class Office:
    """The county's people of the appraisal; `rfbsc` and `lxcz` are townships, `xzfb` a department, `gs` a utility."""

    def __init__(self, county: County) -> None:
        self.county = county

    @classmethod
    def of(cls, county: County) -> Office:
        """With the office, its leader, and one public service unit."""
        office = _agency(
            county, "xzfb", "五原县人民政府办公室", AgencyKind.DEPARTMENT, [AgencyFunction.COUNTY_OFFICE]
        )
        for role in (Role.COUNTY_LEADER, Role.LEADER, Role.DEPARTMENT_HEAD, Role.RECORDS_OFFICE):
            _person(county, f"xzfb-{role.value}", office, role)
        service = _agency(county, "gs", "五原县供水公司", AgencyKind.UTILITY, [])
        _person(county, "gs-leader", service, Role.LEADER)
        return cls(county)

    def do(self, name: str, on: Any, by: str, data: Mapping[str, Any] | None = None, **more: Any) -> Done:
        """An act, a minute after the last one."""
        ref = on if isinstance(on, str) else on.ref
        return self.county.do(f"appraisal.{name}", ref, by, data, **more)

    def on(self, day: str) -> datetime:
        """It is that day, in the morning."""
        self.county.at = datetime.fromisoformat(day).replace(hour=9, tzinfo=SHANGHAI)
        return self.county.at

    def scheme(self, **given: Any) -> Scheme:
        """A draft of the sample."""
        data = {
            "year": YEAR,
            "title": "2026 年政务公开考核方案（示例）",
            "starts_on": "2026-01-01",
            "ends_on": "2026-11-30",
            "bonus_cap": "4",
            "bonus_from": "80",
            "factor": "0.04",
            "source": "sample",
            **given,
        }
        files = {"file": given["file"]} if "file" in given else {}
        made: Scheme = self.do("draft_scheme", "agency:xzfb", SUPERVISOR, data, files=files).matter
        return made

    def checked(self, **given: Any) -> Scheme:
        """Tried and checked over."""
        row = self.scheme(**given)
        self.do("try_scheme", row, SUPERVISOR)
        found: Scheme = self.do("check_scheme", row, SUPERVISOR).matter
        return found

    def issued(self, **given: Any) -> Scheme:
        """Issued by the county's leader."""
        row = self.checked(**given)
        number = {"number": f"五政办发〔{row.year}〕12号"}
        found: Scheme = self.do("issue_scheme", row, LEADER, number).matter
        return found

    def begun(self, **given: Any) -> Appraisal:
        """Every unit has its case."""
        made: Appraisal = self.do("begin", self.issued(**given), SUPERVISOR).matter
        return made

    def notified(self) -> Appraisal:
        """In the fourth quarter, units are to assess themselves."""
        row = self.begun()
        found: Appraisal = self.do("notify", row, SUPERVISOR).matter
        return found

    def case(self, code: str = "rfbsc", year: int = YEAR) -> Case:
        """A unit's case as it is now."""
        found: Case = Case.objects.select_related("agency", "office", "appraisal__scheme", "frozen").get(
            unit__code=code, appraisal__year=year
        )
        return found

    def assessed(self, code: str = "rfbsc", **given: Any) -> Case:
        """It assessed itself, with all points that people give."""
        case = self.case(code)
        who = f"{code}-leader"
        self.do("assess_itself", case, who, {**manual(case), "summary": "全年工作见逐项。", **given})
        return self.case(code)

    def checked_in_field(self, code: str = "rfbsc", *, by: str = ASSESSOR, **given: Any) -> Case:
        """It was looked at in December."""
        case = self.case(code)
        if self.county.at < datetime(YEAR, 12, 1, tzinfo=SHANGHAI):
            self.on("2026-12-02")
        data = {
            **manual(case),
            "checked_on": str(self.county.at.date()),
            "heard": "听了汇报。",
            "looked": "看了公开栏。",
            "feedback": "公开栏更新及时，内部公开再细一些。",
            "signed_by_unit": "办公室主任",
            "read_out": "on",
            **given,
        }
        self.do("check_in_field", case, by, data)
        return self.case(code)

    def opined(self, code: str = "rfbsc", **given: Any) -> Case:
        """The group said what it comes to."""
        case = self.checked_in_field(code, **given)
        self.do("give_opinion", case, ASSESSOR, {"opinion": "综合平时考核和实地考核。"})
        return self.case(code)

    def served(self, code: str = "rfbsc", **given: Any) -> Case:
        """It has its grade in writing."""
        case = self.opined(code, **given)
        self.do("confirm_grade", case, LEADER)
        self.do("serve", case, SUPERVISOR)
        return self.case(code)

    def final(self, code: str = "rfbsc", **given: Any) -> Case:
        """It has no objection."""
        case = self.served(code, **given)
        self.do("accept", case, f"{code}-leader")
        return self.case(code)

    def rectifying(self, code: str = "rfbsc") -> Rectification:
        """It was found unqualified and puts it right by the end of the month."""
        case = self.final(code, **none(self.case(code)))
        made: Rectification = self.do(
            "order_rectification", case, SUPERVISOR, {"demands": "逐项补上。", "due_on": "2026-12-31"}
        ).matter
        return made

    def later(self, days: int) -> None:
        """So many days pass."""
        self.county.at += timedelta(days=days)


def manual(case: Case) -> dict[str, str]:
    """All points of every indicator that people answer for."""
    leaves = [leaf for leaf in case.leaves if leaf.kind == "manual"]
    return {f"p{leaf.place}": str(leaf.points) for leaf in leaves}


def none(case: Case) -> dict[str, str]:
    """No points, with the reason."""
    leaves = [leaf for leaf in case.leaves if leaf.kind == "manual"]
    words = {f"w{leaf.place}": "没有公开。" for leaf in leaves}
    return {**{f"p{leaf.place}": "0" for leaf in leaves}, **words}


def looked_again(case: Case, tenths: int) -> dict[str, str]:
    """A recheck that finds so many tenths of everything that had cost points."""
    found = {}
    for line in case.result:
        leaf = next(leaf for leaf in case.leaves if leaf.code == line["code"])
        if leaf.rule.counts and line["points"] is not None and Decimal(line["points"]) < leaf.points:
            found[f"p{leaf.place}"] = str(round(leaf.points * tenths / 10, 2))
            found[f"w{leaf.place}"] = "现场看了。"
    return {"rechecked": "逐项看过。", **found}


def workbook_file(content: bytes) -> SimpleUploadedFile:
    """A workbook as it is uploaded."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return SimpleUploadedFile("方案.xlsx", content, content_type=kind)


def _agency(
    county: County, code: str, name: str, kind: AgencyKind, functions: list[AgencyFunction]
) -> Agency:
    row = Agency(code=code, name=name, short_name=name.removeprefix("五原县"), kind=kind, functions=functions)
    row._history_date = FOUNDED  # type: ignore[attr-defined]
    row.save()
    county.agencies[code] = row
    return row


def _person(county: County, username: str, agency: Agency, role: Role) -> None:
    row = Staff(username=username, full_name=f"{agency.short_name}{role.label}", agency=agency)
    row._history_date = FOUNDED  # type: ignore[attr-defined]
    row.save()
    RoleGrant.objects.create(staff=row, role=role, agency=agency)
    county.people[username] = row


def published_year(county: County) -> Appraisal:
    """A published year of one unit, for pages; past the triggers that would have it played."""
    here = {"agency": county.agencies["rfbsc"], "created_at": county.at}
    with pgtrigger.ignore():
        scheme = Scheme.objects.create(
            **here,
            year=2024,
            title="2024 年考核方案",
            number="五政〔2024〕1号",
            starts_on=date(2024, 1, 1),
            ends_on=date(2024, 12, 31),
            tried_at=county.at,
            issued_at=county.at,
        )
        Scheme.objects.filter(pk=scheme.pk).update(state="issued")
        row = Appraisal.objects.create(
            **here,
            year=2024,
            scheme=scheme,
            notified_at=county.at,
            published_at=county.at,
            summary="考核了一个单位。",
        )
        Appraisal.objects.filter(pk=row.pk).update(state="published")
        case = Case.objects.create(
            **here,
            appraisal=row,
            office=row.agency,
            unit=row.agency,
            counts_from=scheme.starts_on,
            name="荣丰办事处",
            unit_class="township",
        )
        Case.objects.filter(pk=case.pk).update(
            state="published", grade="good", total=90, base=90, bonus=0, final_at=county.at
        )
    found: Appraisal = Appraisal.objects.get(pk=row.pk)
    return found
