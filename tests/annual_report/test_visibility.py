"""What citizens see of an annual report in each of its states, through every address there is, as one table."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annual_report.models import AnnualReport
from annual_report.printing import MAKERS, make_missing_papers
from foundation.agencies.actors import SYSTEM
from foundation.search.entries import rebuild
from foundation.search.models import Entry
from foundation.search.queries import search
from tests.annual_report.offices import Office, county_office
from tests.annual_report.test_way import withdrawn
from tests.files.samples import pdf
from tests.personas import County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-9(3)", "条例50", "PD-9(2)")]

SAID = "杏子入库前没有预冷。"
LATER = "葡萄晾晒不够二十天。"
STATES = [state.value for state in AnnualReport.State]

#: What an address shows of a report: its text; its title or name alone; nothing; or the newer version in its place.
ALL, NAMED, NOTHING, NEWER = "all", "named", "nothing", "newer"

HIDDEN: dict[str, Any] = {
    "list": NOTHING,
    "agency": NOTHING,
    "compare": NOTHING,
    "detail": 404,
    "version": 404,
    "pdf": 404,
    "docx": 404,
    "xlsx": 404,
    "json": 404,
    "csv": 404,
    "search": NOTHING,
}
PUBLISHED: dict[str, Any] = {
    "list": NAMED,
    "agency": NAMED,
    "compare": NAMED,
    "detail": ALL,
    "version": ALL,
    "pdf": 200,
    "docx": 200,
    "xlsx": 200,
    "json": 200,
    "csv": 200,
    "search": ALL,
}
#: The stone that says what was there and why it went.
WITHDRAWN: dict[str, Any] = {**HIDDEN, "list": NAMED, "detail": 410, "version": 410}
SUPERSEDED: dict[str, Any] = {**PUBLISHED, "detail": NEWER, "search": NEWER}
TABLE: dict[str, dict[str, Any]] = {
    **dict.fromkeys(STATES, HIDDEN),
    "published": PUBLISHED,
    "submitted": PUBLISHED,
    "superseded": SUPERSEDED,
    "withdrawn": WITHDRAWN,
}


@pytest.fixture(autouse=True)
def typeset_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may have a file is asked here; what is in it, elsewhere."""
    monkeypatch.setitem(MAKERS, "pdf", lambda contents: pdf(title=contents.title))


def the_report(county: County, state: str) -> AnnualReport:
    """A report that was taken to a state by acts."""
    code = "bmj" if state == "with_county_leader" else "rfbsc"
    office = Office(county, code)
    if state == "exempt":
        report = office.open().report
        reason = {"reason": "2026 年才设立。"}
        county.do("annual_report.exempt", report.ref, "county_supervisor", reason)
        return office.report
    if state == "abandoned":
        office.submitted()
        newer = office.act("revise", reason="试一试。").matter
        office.take(newer).act("write", problems=SAID)
        office.act("abandon", reason="没有要更正的。")
        return office.report
    office.compiled().act("write", problems=SAID)
    way = {
        "compiling": lambda: None,
        "with_county_leader": office.with_leader,
        "superseded": office.submitted,
        "withdrawn": office.submitted,
    }
    (way.get(state) or getattr(office, state))()
    report = office.report
    if state == "withdrawn":
        make_missing_papers(at=office.at, by=SYSTEM)
        office.act("withdraw", reason="有个人信息。")
    if state == "superseded":
        newer = office.act("revise", reason="改写一段。").matter
        office.take(newer).act("write", problems=LATER)
        make_missing_papers(at=office.at, by=SYSTEM)
        office.published()
    make_missing_papers(at=office.at, by=SYSTEM)
    report = county.fresh(report)
    assert report.state == state
    return report


def address_of(name: str, report: AnnualReport) -> str:
    code, year, version = report.agency.code, report.year, report.version
    return {
        "list": lambda: reverse("annual_reports:list"),
        "agency": lambda: reverse("agencies:detail", args=[code]),
        "compare": lambda: reverse("annual_reports:compare"),
        "detail": lambda: reverse("annual_reports:detail", args=[code, year]),
        "version": lambda: reverse("annual_reports:version", args=[code, year, version]),
    }.get(name, lambda: reverse("annual_reports:file", args=[code, year, version, name]))()


def shown_at(name: str, report: AnnualReport) -> Any:
    if name == "search":
        found = Entry.objects.filter(kind="annual_report")
        text = "\n".join(entry.text for entry in found)
        if SAID in text:
            assert report.pk in {entry.object_id for entry in search("杏子").entries}
        return ALL if SAID in text else NEWER if LATER in text else NOTHING
    answer = Client().get(address_of(name, report))
    if answer.status_code != 200:
        return answer.status_code
    content = b"".join(answer) if answer.streaming else answer.content
    if name in ("pdf", "docx", "xlsx", "json", "csv"):
        return 200
    text = content.decode()
    if SAID in text:
        return ALL
    if LATER in text:
        return NEWER
    return (
        NAMED
        if f"/annual-reports/{report.agency.code}/" in text or f'"{report.agency.code}-2025"' in text
        else NOTHING
    )


@pytest.mark.parametrize("state", STATES)
def test_citizens_see_exactly_what_the_table_says(county: County, state: str) -> None:
    county_office(county)
    report = the_report(county, state)
    expected = TABLE[state]
    if state == "abandoned":
        # Its first version is out; of what was given up nothing is seen.
        assert shown_at("version", report) == 404
        assert shown_at("search", report) == NOTHING
        assert SAID not in Client().get(address_of("detail", report)).content.decode()
        return
    assert {name: shown_at(name, report) for name in expected} == expected
    # An index made anew holds the same.
    rebuild(AnnualReport.kind, lambda: county.at)
    assert shown_at("search", report) == expected["search"]


@pytest.mark.parametrize("state", ["compiling", "with_leader", "submitted"])
def test_at_the_desk_an_agency_sees_its_own_alone(county: County, state: str) -> None:
    report = the_report(county, state)
    addresses = [
        reverse("desk:annual_report_annualreport_change", args=[report.pk]),
        reverse("desk:annual_report_cell", args=[report.pk, "t3.new.natural"]),
        *(reverse("desk:annual_report_paper", args=[report.pk, paper.pk]) for paper in report.papers.all()),
    ]
    for who, expected in (("rfbsc-leader", 200), ("lxcz-leader", 404), ("county_supervisor", 200)):
        client = Client()
        client.force_login(county.people[who])
        assert {client.get(address).status_code for address in addresses} == {expected}
        everything = client.get(reverse("desk:annual_report_annualreport_changelist")).content.decode()
        assert (report.title in everything) == (expected == 200)


def test_who_owes_a_report_and_has_none_is_told_to_everybody(county: County) -> None:
    Office(county).submitted()
    county.at = county.at.replace(year=2026, month=1, day=20)
    page = Client().get("/annual-reports/?year=2025").content.decode()
    assert "隆兴昌镇人民政府" in page
    assert "还没有公布" in page
    assert "超过期限" not in page
    county.at = county.at.replace(month=2, day=1)
    # Now last year is what everybody asks for, whoever has published.
    page = Client().get("/annual-reports/").content.decode()
    assert "超过期限，还没有公布" in page
    for asked in ("2019", "x", "0000020251", "２０２５", "2025.0", "+2025"):
        assert Client().get("/annual-reports/", {"year": asked}).status_code == 404


def test_who_was_late_is_told_and_by_how_many_days(county: County) -> None:
    Office(county, day="2026-02-03").submitted()
    county.at = county.at.replace(month=3, day=1)
    assert "迟 3 天" in Client().get("/annual-reports/?year=2025").content.decode()
    assert "迟 3 天" in Client().get("/annual-reports/rfbsc/2025/").content.decode()


def test_whoever_oversees_sees_who_has_reported_and_who_has_not(county: County) -> None:
    county_office(county)
    Office(county).submitted()
    Office(county, "lxcz").open()
    county.at = county.at.replace(year=2026, month=2, day=2)
    client = Client()
    client.force_login(county.people["county_supervisor"])
    address = reverse("desk:annual_report_annualreport_changelist")
    page = client.get(address).content.decode()
    assert "2025 年的报告：已公布 1 份，应编 3 份，超期未公布 1 份" in page
    rows = page[page.index("办到哪一步") :]
    assert "还没有开始" in rows  # the county's own
    assert rows.index("编制中") < rows.index("已公布并报送")
    assert "还没有回执" in rows
    assert "2024 年的报告" in client.get(address, {"year": "2024"}).content.decode()
    client.force_login(county.people["rfbsc-leader"])
    assert "办到哪一步" not in client.get(address).content.decode()


def test_reports_stand_side_by_side(county: County) -> None:
    Office(county, year=2024).compiled(license=2).submitted()
    withdrawn(county, "rfbsc", "2025-03-03", "2025-03-10")
    Office(county).compiled(license=5).submitted()
    Office(county, "lxcz").compiled(license=9).submitted()
    two = Client().get("/annual-reports/compare/?report=rfbsc-2025&report=rfbsc-2024").content.decode()
    assert "+3" in two
    assert "<desc>2025 年 1 件；2024 年 0 件</desc>" in two
    assert "各份都是 0 件" in two
    three = Client().get("/annual-reports/compare/?report=rfbsc-2025&report=lxcz-2025").content.decode()
    assert "\N{MINUS SIGN}4" in three
    one = Client().get("/annual-reports/compare/?report=rfbsc-2025").content.decode()
    assert "再选一份，就可以对照" in one
    assert "前者减后者" not in one
    unknown = Client().get("/annual-reports/compare/?report=rfbsc-2025&report=nobody-2025")
    assert unknown.status_code == 200
    assert "没有公布过" in unknown.content.decode()


def test_public_pages_of_reports_are_the_same_for_everyone(county: County) -> None:
    Office(county).submitted()
    client = Client()
    client.force_login(county.people["rfbsc-leader"])
    for address in ("/annual-reports/", "/annual-reports/rfbsc/2025/", "/annual-reports/compare/"):
        answers = [Client().get(address), client.get(address)]
        assert answers[0].content == answers[1].content
        assert "max-age" in answers[0]["Cache-Control"]
        assert "Set-Cookie" not in answers[0]
        again = Client().get(address, HTTP_IF_NONE_MATCH=answers[0]["ETag"])
        assert again.status_code == 304
        assert Client().post(address).status_code == 405
