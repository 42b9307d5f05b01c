"""The nightly self-check: what it sees, once; what was mended stays as history; whose it is and who has to act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosure.models import Document, EmptyHead
from foundation.agencies.models import Agency, RoleGrant
from foundation.deadlines import clocks
from foundation.deadlines.limits import LIMITS
from foundation.search.models import Entry
from foundation.shortcomings import MEASURES, Seen
from inspection.clockwork import check_all
from inspection.models import Finding, Inspection, SelfCheck, Shortfall
from inspection.statute import STANDARDS, months_before
from tests.doors import Doors
from tests.inspection.people import SUPERVISOR, Office
from tests.personas import County

pytestmark = pytest.mark.django_db


def night(county: County, days: int = 1) -> datetime:
    """Three in the morning, so many days on."""
    county.at = (county.at + timedelta(days=days)).replace(hour=3, minute=0)
    return county.at


def standing(indicator: str, code: str = "") -> list[Shortfall]:
    """What falls short now of an indicator, of everybody or of one agency."""
    rows = Shortfall.objects.standing().filter(indicator=indicator)
    return list(rows.filter(agency__code=code) if code else rows)


def equipped(agency: Agency) -> None:
    """It named everything that PD-2 wants."""
    Agency.objects.filter(pk=agency.pk).update(
        disclosure_office="党政综合办公室", disclosure_officer="办公室主任"
    )


@pytest.mark.clause("PD-2")
def test_an_agency_without_a_mechanism_stands_on_the_supervisors_desk_with_who_must_act(
    doors: Doors, office: Office
) -> None:
    county = office.county
    for agency in county.agencies.values():
        equipped(agency)
    clerk = county.people["rfbsc-applications_clerk"]
    clerk.grants.filter(role="applications_clerk").delete()
    check_all(at=night(county))
    (row,) = standing("mechanism", "rfbsc")
    assert row.detail == "没有经办人"
    assert county.people["rfbsc-agency_admin"].full_name in row.who
    assert not standing("mechanism", "lxcz")
    page = doors.desk(SUPERVISOR).get("/desk/").content.decode()
    assert "没有明确公开工作机构和负责人员（PD-2）" in page
    assert row.who in page
    # The administrator who has to act is told; a stranger's desk says nothing of it.
    assert "本单位有" in doors.desk("rfbsc-agency_admin").get("/desk/").content.decode()
    # Somebody is appointed: the next night it is gone, and kept as history.
    RoleGrant.objects.create(staff=clerk, role="applications_clerk", agency=clerk.agency)
    check_all(at=night(county))
    assert not standing("mechanism", "rfbsc")
    row.refresh_from_db()
    assert row.mended_on == county.at.date()


@pytest.mark.clause("PD-2")
def test_a_closed_account_holds_no_post(office: Office) -> None:
    county = office.county
    equipped(county.agencies["rfbsc"])
    head = county.people["rfbsc-disclosure_head"]
    type(head).objects.filter(pk=head.pk).update(is_active=False)
    check_all(at=night(county))
    assert [row.detail for row in standing("mechanism", "rfbsc")] == ["没有负责人"]


@pytest.mark.clause("国办秘函〔2019〕19号")
def test_what_is_not_updated_shows_with_the_day_since_when(office: Office) -> None:
    county = office.county
    document = county.published()
    Document.objects.filter(pk=document.pk).update(head="20-1")
    check_all(at=night(county, 10))
    assert not standing("news")
    assert not standing("home")
    check_all(at=night(county, 5))
    (row,) = standing("news", "rfbsc")
    assert (row.since, row.label) == (document.published_at.date(), "最新公开")
    (home,) = standing("home")
    assert home.agency.code == "xzfb"
    assert not standing("policy")
    check_all(at=night(county, 185))
    assert {row.subject for row in standing("policy", "rfbsc")} == {"20-1"}
    Entry.objects.update(published_at=county.at)
    check_all(at=night(county))
    assert not standing("news")
    assert not standing("home")


@pytest.mark.clause("国办秘函〔2019〕19号")
def test_an_empty_column_shows_until_it_is_filled_or_explained(office: Office) -> None:
    county = office.county
    check_all(at=night(county))
    before = {row.subject for row in standing("empty", "rfbsc")}
    assert {"20-1", "20-7", "21-t1"} <= before
    assert standing("empties", "xzfb")
    document = county.published()
    Document.objects.filter(pk=document.pk).update(head="20-1")
    EmptyHead.objects.create(
        agency=county.agencies["rfbsc"], head="20-7", why="none", said="", said_on=county.at.date()
    )
    check_all(at=night(county))
    assert before - {row.subject for row in standing("empty", "rfbsc")} == {"20-1", "20-7"}


@pytest.mark.clause("PD-8")
def test_a_missing_guide_and_a_late_annual_report_show(office: Office) -> None:
    county = office.county
    agency = county.agencies["rfbsc"]
    check_all(at=night(county))
    assert {row.agency.code for row in standing("guide")} >= {"rfbsc", "lxcz"}
    assert not standing("report")

    class Report:
        kind, pk, title = "annual_report", 1, "荣丰办事处 2025 年年度报告"

    Report.agency = agency  # type: ignore[attr-defined]
    clocks.start(LIMITS["annual_report.report"], Report(), at=county.at, span=3)  # type: ignore[arg-type]
    check_all(at=night(county, 5))
    (row,) = standing("report")
    assert (row.agency, row.label) == (agency, "荣丰办事处 2025 年年度报告")
    clocks.meet(LIMITS["annual_report.report"], Report(), at=county.at)  # type: ignore[arg-type]
    check_all(at=night(county))
    assert not standing("report")


def test_what_stands_as_it_stood_is_not_written_row_by_row(office: Office) -> None:
    """A statement that names each row takes seconds to make where thousands stand for months."""
    check_all(at=night(office.county))
    assert Shortfall.objects.standing().count() > 10
    with CaptureQueriesContext(connection) as captured:
        check_all(at=night(office.county))
    written = [query["sql"] for query in captured if query["sql"].startswith('UPDATE "inspection_shortfall"')]
    assert written
    assert not [sql for sql in written if "CASE WHEN" in sql]


@pytest.mark.clause("国办秘函〔2019〕19号")
def test_it_may_run_twice_and_miss_a_week(doors: Doors, office: Office) -> None:
    county = office.county
    at = night(county)
    assert check_all(at=at) is not None
    rows = Shortfall.objects.count()
    assert check_all(at=at + timedelta(hours=1)) is None
    assert (Shortfall.objects.count(), SelfCheck.objects.count()) == (rows, 1)
    assert check_all(at=at.replace(hour=0) + timedelta(days=1)) is None
    county.at += timedelta(days=5)
    assert "夜里自查停了" in doors.desk(SUPERVISOR).get("/desk/").content.decode()
    run = check_all(at=night(county, 4))
    assert "夜里自查停了" not in doors.desk(SUPERVISOR).get("/desk/").content.decode()
    assert run is not None
    assert (run.appeared, run.mended, Shortfall.objects.count()) == (0, 0, rows)
    assert set(Shortfall.objects.values_list("last_seen_on", flat=True)) == {county.at.date()}


@pytest.mark.clause("国办秘函〔2019〕19号")
def test_one_indicator_that_stumbles_stops_no_other_and_mends_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = office.county
    check_all(at=night(county))
    guides = len(standing("guide"))
    assert guides

    def stumbles(at: datetime, before: datetime) -> Iterator[Seen]:
        yield from ()
        raise LookupError

    monkeypatch.setitem(MEASURES, "guide", [stumbles])
    run = check_all(at=night(county))
    assert run is not None
    assert run.failed == ["guide"]
    assert len(standing("guide")) == guides
    assert {row.last_seen_on for row in standing("empty")} == {county.at.date()}


@pytest.mark.clause("国办秘函〔2019〕19号")
def test_what_comes_back_is_a_row_of_its_own(office: Office) -> None:
    county = office.county
    document = county.published()
    check_all(at=night(county, 20))
    Entry.objects.update(published_at=county.at)
    check_all(at=night(county))
    check_all(at=night(county, 20))
    rows = Shortfall.objects.filter(indicator="news", agency__code="rfbsc").order_by("pk")
    assert [row.mended_on is None for row in rows] == [False, True]
    assert document.agency_id == rows[0].agency_id


@pytest.mark.clause("PD-11")
def test_every_indicator_is_measured_and_says_who_acts() -> None:
    assert {code for code, found in MEASURES.items() if found} == set(STANDARDS)
    assert all(standard.acts and standard.remedy and standard.threshold for standard in STANDARDS.values())


@pytest.mark.clause("PD-11")
def test_an_inspection_is_opened_in_one_click_with_what_the_check_shows(doors: Doors, office: Office) -> None:
    county = office.county
    check_all(at=night(county))
    row = standing("guide", "rfbsc")[0]
    page = doors.desk(SUPERVISOR).get(reverse("admin:inspection_shortfall_change", args=[row.pk]))
    assert "立项检查" in page.content.decode()
    form = doors.desk(SUPERVISOR).get(reverse("admin:act", args=["inspection.open", "agency:rfbsc"]))
    assert f'value="{row.pk}"' in form.content.decode()
    asked = form.context["form"].initial | {"source": "check", "shortfalls": [row.pk]}
    sent = doors.post("inspection.open", "agency:rfbsc", SUPERVISOR, asked)
    assert sent.status_code == 302, sent.context["form"].errors
    finding = Finding.objects.get()
    assert (finding.indicator, finding.breaches, finding.state) == ("guide", "PD-8", "recorded")
    assert Inspection.objects.get().source == "check"


@pytest.mark.clause("PD-11")
def test_everybody_sees_their_own_rows_alone(doors: Doors, office: Office) -> None:
    check_all(at=night(office.county))
    own, other = standing("guide", "rfbsc")[0], standing("guide", "lxcz")[0]
    address = reverse("admin:inspection_shortfall_changelist")
    desk = doors.desk("rfbsc-records_office")
    page = desk.get(f"{address}?standing=yes").content.decode()
    assert own.label in page
    assert other.label not in page
    for row, status in ((own, 200), (other, 404)):
        assert desk.get(reverse("admin:inspection_shortfall_change", args=[row.pk])).status_code == status
    assert other.label in doors.desk(SUPERVISOR).get(f"{address}?of=lxcz").content.decode()
    # A reviewer of secrecy has nothing to do with it.
    assert own.label not in doors.desk("rfbsc-secrecy_reviewer").get(address).content.decode()


def test_six_months_back_ends_with_the_month() -> None:
    day = datetime(2026, 8, 31).date()
    assert str(months_before(day, 6)) == "2026-02-28"
    assert str(months_before(day, 8)) == "2025-12-31"
