"""The county government's report: the agencies' published reports and its own cases added up, and who has not reported."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from annual_report import queries
from annual_report.models import AnnualReport
from foundation.casework.refusals import Invalid, Refused
from tests.annual_report.offices import Office, county_office, entry_of
from tests.annual_report.test_way import withdrawn
from tests.applicants import on
from tests.personas import County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("条例49", "PD-9(3)")]


@pytest.fixture
def whole(county: County) -> County:
    """Two agencies with cases and signed reports, and cases of the county's own."""
    county_office(county)
    for code, day in (("rfbsc", "03"), ("rfbsc", "04"), ("lxcz", "05"), ("bmj", "06")):
        withdrawn(county, code, f"2025-03-{day}", f"2025-03-1{day[1]}")
    withdrawn(county, "lxcz", "2025-12-30")
    return county


def test_the_county_adds_up_published_reports_and_its_own_cases(whole: County) -> None:
    Office(whole, "rfbsc").compiled(license=10, fee_wan="1.25").submitted()
    early = Office(whole, "bmj", day="2026-02-02").open()
    assert early.report.reporter == "五原县人民政府"
    assert early.report.table["t3.new.total"] == 3  # two of rfbsc's and its own
    assert early.report.counted["missing"] == ["隆兴昌镇人民政府"]
    assert "已经公布报告的1个机关，隆兴昌镇人民政府没有公布报告，没有计入" in early.report.opening
    lxcz = Office(whole, "lxcz", day="2026-02-03").compiled(license=5, fee_wan="0.5").signed()
    assert queries.drift(early.report) == []  # until it is out
    lxcz.act("publish")
    assert [(d.cell, d.before, d.now) for d in queries.drift(early.report)][:1] == [("t2.license", 10, 15)]
    with pytest.raises(Refused, match=r"取数之后|还没有填报"):
        early.act("hand_in")
    early.at = on("2026-03-02")
    early.act("count")
    early.compiled(license=1, fee_wan="0.1")
    table = early.report.table
    assert {row: table[f"t3.{row}.total"] for row in ("new", "o3", "done", "carry_out")} == {
        "new": 5, "o3": 4, "done": 4, "carry_out": 1,
    }  # fmt: skip
    assert table["t2.license"] == 16
    assert table["t2.fee_wan"] == Decimal("1.85")
    assert early.report.counted["parts"] == [
        {"agency": "lxcz", "report": lxcz.report.pk, "version": 1},
        {"agency": "rfbsc", "report": AnnualReport.objects.get(agency__code="rfbsc").pk, "version": 1},
    ]
    assert "全县在县政府信息公开平台" in early.report.proactive
    early.published()
    page = Client().get("/annual-reports/bmj/2025/").content.decode()
    assert "五原县人民政府 2025 年" in page
    assert "各机关公布的报告逐项相加" in page
    assert "已经公布报告的2个机关。" in page


def test_who_has_not_reported_is_listed_and_each_number_by_agency(whole: County) -> None:
    Office(whole, "rfbsc").submitted()
    office = Office(whole, "bmj", day="2026-02-02").open()
    client = Client()
    client.force_login(whole.people["bmj-applications_clerk"])
    page = client.get(
        reverse("desk:annual_report_annualreport_change", args=[office.report.pk])
    ).content.decode()
    rows = page[page.index("各机关的报告") :]
    assert rows.index("隆兴昌镇人民政府") < rows.index("还没有公布") < rows.index("荣丰办事处")
    assert "已计入" in rows
    cell = client.get(
        reverse("desk:annual_report_cell", args=[office.report.pk, "t3.new.natural"])
    ).content.decode()
    assert "荣丰办事处" in cell
    assert "县政府自己的，共 1 件" in cell
    # A report of another agency stays its own: its page does not exist for the county office's clerk.
    theirs = AnnualReport.objects.get(agency__code="rfbsc")
    assert client.get(reverse("desk:annual_report_annualreport_change", args=[theirs.pk])).status_code == 404


def test_the_head_checks_and_the_countys_leader_signs(whole: County) -> None:
    office = Office(whole, "bmj", day="2026-02-02").with_leader()
    assert office.report.state == "with_county_leader"
    with pytest.raises(Refused):
        office.act("sign", "leader")
    office.act("sign", "county_leader")
    assert {s.capacity for s in office.report.signatures.all()} == {"head", "county_leader"}


def test_a_corrected_version_takes_the_place_of_the_one_added_up(whole: County) -> None:
    Office(whole, "rfbsc").submitted()
    office = Office(whole, "bmj", day="2026-02-02").open()
    theirs = AnnualReport.objects.get(agency__code="rfbsc")
    withdrawn(whole, "rfbsc", "2025-12-29", "2026-01-02")
    again = Office(whole, "rfbsc", day="2026-02-03").take(theirs)
    newer = again.act("revise", reason="补计一件。").matter
    assert queries.drift(office.report) == []  # until it is out
    again.take(newer).published()
    assert {d.cell for d in queries.drift(office.report)} == {"t3.new.natural", "t3.carry_out.natural"}
    office.act("count")
    assert [part["version"] for part in office.report.counted["parts"]] == [2]


def test_old_reports_of_the_county_are_its_past(whole: County) -> None:
    Office(whole, "bmj", year=2024, day="2026-01-10").imported(
        entry_of({"t3.new.natural": 3, "t3.open.natural": 1, "t3.carry_out.natural": 2})
    )
    office = Office(whole, "bmj", day="2026-02-02").compiled()
    with pytest.raises(Refused, match=r"R5 不成立.*上一年度报告结转 2，本年的上年结转写的是 0"):
        office.act("hand_in")


@pytest.mark.clause("PD-1")
def test_only_in_the_countys_office_is_there_a_leader_of_the_county(whole: County) -> None:
    role = {"role": "county_leader"}
    with pytest.raises(Refused, match="不是县政府办公室"):
        whole.do("agencies.grant_role", "staff:rfbsc-leader", "county_supervisor", role)
    with pytest.raises(Refused, match="县级角色"):
        whole.do("agencies.grant_role", "staff:bmj-leader", "bmj-agency_admin", role)
    whole.people["lxcz-leader"].grants.create(role="county_supervisor")
    whole.grant("bmj-leader", "county_leader", "county_supervisor", "lxcz-leader")


def test_a_year_that_was_imported_cannot_be_required_as_well(county: County) -> None:
    office = Office(county).open()
    reason = {"reason": "已在旧网站公布。"}
    county.do("annual_report.exempt", office.report.ref, "county_supervisor", reason)
    Office(county, day="2026-01-06").imported(entry_of({}))
    with pytest.raises(Invalid, match="另有一份报告"):
        county.do("annual_report.require", office.report.ref, "county_supervisor", reason)
