"""Figures count matters, lead to them and do not flatter; supervisors see every agency at a glance."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure.statute import REFUSAL_REPORT
from foundation.agencies.models import Agency, RoleGrant
from foundation.casework.overview import figures, table
from foundation.casework.worklist import my_matters, names_of
from foundation.deadlines import clocks
from foundation.deadlines.models import Clock
from tests.applicants import Desk, on
from tests.doors import Doors
from tests.personas import County


def by_label(county: County, username: str, day: str) -> dict[str, str]:
    return {f["label"]: str(f["value"]) for f in figures(county.actor(username), on(day))}


@pytest.mark.clause("PD-9")
def test_figures_count_matters_not_clocks(county: County) -> None:
    document = county.draft(formed_on="2026-10-12")
    clocks.start(REFUSAL_REPORT, document, at=county.at)
    assert Clock.objects.open().count() == 2
    assert by_label(county, "rfbsc-leader", "2026-11-03")["办理中"] == "1"
    assert by_label(county, "rfbsc-leader", "2026-12-30")["已超期"] == "1"


@pytest.mark.clause("PD-9")
def test_what_is_overdue_and_open_lowers_the_rate(county: County) -> None:
    county.published()
    assert by_label(county, "rfbsc-leader", "2026-11-20")["本年按期率"] == "100.0%"
    county.draft(formed_on="2026-10-12")
    assert by_label(county, "rfbsc-leader", "2026-11-03")["本年按期率"] == "100.0%"
    # The document and its review were in time.
    assert by_label(county, "rfbsc-leader", "2026-11-20")["本年按期率"] == "66.7%"


@pytest.mark.clause("PD-9")
def test_each_figure_leads_to_the_matters_that_it_counts(doors: Doors) -> None:
    county = doors.county
    over, near, far = (county.draft(formed_on=day) for day in ("2026-09-01", "2026-10-12", "2026-11-02"))
    elsewhere = county.draft("lxcz", title="关于秸秆禁烧的通知", formed_on="2026-09-01")
    desk = doors.desk("rfbsc-leader")
    for figure in desk.get("/desk/").context["figures"]:
        page = desk.get(figure["url"])
        assert page.status_code == 200
        urls = {row["url"] for row in page.context["rows"]}
        if str(figure["value"]).isdecimal():
            assert len(urls) == figure["value"], figure
        assert not any(str(elsewhere.pk) in url for url in urls)
    addresses = {row["url"] for row in desk.get("/desk/due/open/").context["rows"]}
    assert all(any(f"/{d.pk}/" in url for url in addresses) for d in (over, near, far))
    assert doors.desk("rfbsc-leader").get("/desk/due/nothing/").status_code == 404
    assert doors.desk("rfbsc-leader").get("/desk/due/open/?agency=none").status_code == 404


@pytest.mark.clause("PD-1")
def test_supervisors_see_agencies_worst_first_and_each_number_is_a_link(doors: Doors) -> None:
    county = doors.county
    county.draft(formed_on="2026-09-01")
    late = [county.draft("lxcz", title=f"关于第 {n} 项的通知", formed_on="2026-09-01") for n in (1, 2)]
    desk = doors.desk("county_supervisor")
    overview = desk.get("/desk/").context["overview"]
    names = [row["name"] for row in overview["rows"]]
    assert names[:2] == [county.agencies["lxcz"].short_name, county.agencies["rfbsc"].short_name]
    assert [head["label"] for head in overview["heads"]] == [
        "已超期",
        "3 个工作日内到期",
        "办理中",
        "按期率",
        "公开指南和计划",
        "不公开信息复核",
        "在岗未培训",
        "年度报告",
        "归档",
        "自查",
        "检查问题",
        "机构人员",
    ]
    cell = overview["rows"][0]["cells"][0]["cell"]
    assert (cell.text, cell.level) == ("2", "breach")
    assert {row["title"] for row in desk.get(cell.url).context["rows"]} == {d.title for d in late}
    assert doors.desk("rfbsc-leader").get("/desk/").context["overview"] is None
    html = desk.get("/desk/?sort=officers").content.decode()
    assert 'aria-sort="descending"' in html
    for address in re.findall(r'href="(/desk/[^"]*|\?sort=[a-z]*)"', html.partition('id="waiting"')[0]):
        assert desk.get(address if address.startswith("/") else f"/desk/{address}").status_code == 200, (
            address
        )


@pytest.mark.clause("PD-2")
def test_an_agency_without_its_officers_shows_as_a_finding(county: County) -> None:
    Desk(county)
    RoleGrant.objects.filter(agency=county.agencies["rfbsc"], role="applications_clerk").delete()
    shown = table(county.actor("county_supervisor"), county.at, "officers")
    first = shown["rows"][0]
    cell = first["cells"][-1]["cell"]
    assert first["name"] == county.agencies["rfbsc"].short_name
    assert (cell.text, cell.level) == ("缺经办人", "breach")


@pytest.mark.clause("PD-1")
def test_seventy_agencies_cost_as_many_queries_as_two(county: County) -> None:
    actor = county.actor("county_supervisor")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            shown = table(actor, county.at)
        assert len(shown["rows"]) == Agency.objects.public().count()
        return len(captured)

    county.draft()
    few = queries()
    agencies = Agency.objects.bulk_create(
        Agency(code=f"a{n}", name=f"第 {n} 号机关", short_name=f"{n} 号", kind="department")
        for n in range(70)
    )
    Clock.objects.bulk_create(
        Clock(
            limit="disclosure.publication",
            clause="PD-9",
            span=20,
            unit="working_days",
            matter_kind="document",
            matter_id=1000 + agency.pk,
            subject="通知",
            agency=agency,
            started_at=county.at,
            opened_at=county.at,
            due_at=on("2026-12-01"),
        )
        for agency in agencies
    )
    assert queries() == few


@pytest.mark.clause("OR-3")
def test_an_application_is_called_by_what_it_asks_its_agency_and_its_masked_applicant(doors: Doors) -> None:
    desk = Desk(doors.county)
    application = desk.registered(on("2026-11-02"))
    html = doors.desk("rfbsc-applications_clerk").get("/desk/").content.decode()
    for said in (application.wanted, desk.agency.short_name, "测＊＊", application.number):
        assert said in html, said
    assert "测试人" not in html
    page = doors.desk("rfbsc-applications_clerk").get("/desk/due/open/").content.decode()
    assert application.wanted in page
    assert "测试人" not in page
    reply = desk.drafted(application, on("2026-11-03"))
    html = doors.desk("rfbsc-applications_clerk").get("/desk/").content.decode()
    assert reply.title in html
    assert "测＊＊" in html
    desk.clerk("applications.submit_reply", reply, on("2026-11-03"))
    desk.by("records_office", "secrecy_review.request", reply, on("2026-11-03"))
    [row] = my_matters(doors.county.actor("rfbsc-secrecy_reviewer"), 5)[0]
    assert (row.name, row.whose) == (application.wanted, "测＊＊")
    # Drafters read reviews, and not the applications beyond them.
    [ref] = [row.matter.ref]
    drafter, clerk = (doors.county.actor(f"rfbsc-{role}") for role in ("drafter", "applications_clerk"))
    assert names_of([ref], clerk)[ref]["title"] == application.wanted
    assert names_of([ref], drafter)[ref] | {"url": ""} == {
        "title": reply.title,
        "subline": "保密审查",
        "whose": "",
        "url": "",
        "agency": "荣丰办事处",
        "state": "待审查",
    }
