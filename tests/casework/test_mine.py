"""我发起的 and 等别人的: what somebody began, and what they handed on, with who has it and since when."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.casework.mine import with_others
from foundation.casework.worklist import my_matters
from tests.applicants import Desk, on
from tests.doors import Doors
from tests.personas import County


def elsewhere(county: County, username: str) -> list[tuple[str, str, str]]:
    """What waits for others: title, what for, for whom."""
    rows, count = with_others(county.actor(username), 50, county.at)
    assert count == len(rows)
    return [(row.title, row.todo, row.people) for row in rows]


@pytest.mark.clause("SR-6(2)")
def test_what_was_handed_on_waits_for_somebody_with_a_name(county: County) -> None:
    document = county.draft()
    assert elsewhere(county, "rfbsc-drafter") == []
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    since = county.at
    [row], _count = with_others(county.actor("rfbsc-drafter"), 50, county.at)
    assert (row.title, row.people, row.roles) == (document.title, "荣丰办事处文书室", "文书室")
    assert row.since == since
    assert row.clock is not None
    # Whoever has it has it on the work list, and not among what waits for others.
    assert elsewhere(county, "rfbsc-records_office") == []
    county.do("disclosure.recheck", document.ref, "rfbsc-records_office")
    county.do("secrecy_review.request", document.ref, "rfbsc-records_office")
    people = {people for _title, _todo, people in elsewhere(county, "rfbsc-records_office")}
    assert people == {"荣丰办事处保密审查员"}
    # Who had no hand in it has nothing to wait for; nor has anybody of another agency.
    assert elsewhere(county, "rfbsc-leader") == []
    assert elsewhere(county, "lxcz-drafter") == []


@pytest.mark.clause("OR-3")
def test_an_application_is_named_by_subject_and_masked(county: County) -> None:
    desk = Desk(county)
    reply = desk.drafted(desk.registered(on("2026-11-02")), on("2026-11-03"))
    desk.clerk("applications.submit_reply", reply, on("2026-11-04"))
    county.at = on("2026-11-05")
    rows, _count = with_others(county.actor("rfbsc-applications_clerk"), 50, county.at)
    [row] = [row for row in rows if row.people == "荣丰办事处文书室"]
    assert "春光村" in row.title
    assert "测＊＊" in row.subline
    assert row.clock is not None


@pytest.mark.clause("SR-6(2)")
def test_what_i_began_says_where_it_stands(doors: Doors) -> None:
    county = doors.county
    first = county.draft()
    county.published(title="关于春灌的通知")
    drafter = doors.desk("rfbsc-drafter")
    rows = drafter.get("/desk/mine/").context["rows"]
    assert [(row["title"], row["state"], row["begun"]) for row in rows] == [
        ("关于春灌的通知", "已发布", "拟稿"),
        (first.title, "拟稿", "拟稿"),
    ]
    assert doors.desk("rfbsc-records_office").get("/desk/mine/").context["rows"][0]["begun"] != "拟稿"
    assert doors.desk("lxcz-drafter").get("/desk/mine/").context["rows"] == []


@pytest.mark.clause("OR-3")
def test_whoever_may_no_longer_read_it_does_not_see_what_they_began(doors: Doors) -> None:
    doors.county.draft()
    person = doors.county.people["rfbsc-drafter"]
    assert len(doors.desk("rfbsc-drafter").get("/desk/mine/").context["rows"]) == 1
    person.grants.all().delete()
    assert doors.desk("rfbsc-drafter").get("/desk/mine/").context["rows"] == []
    assert doors.desk("rfbsc-drafter").get("/desk/others/").context["rows"] == []


def test_the_tabs_lead_to_each_other(doors: Doors) -> None:
    doors.county.rechecked()
    for address in ("/desk/", "/desk/mine/", "/desk/others/"):
        html = doors.desk("rfbsc-drafter").get(address).content.decode()
        assert all(f'href="{other}"' in html for other in ("/desk/", "/desk/mine/", "/desk/others/"))
        assert "我发起的" in html


def test_both_lists_cost_the_same_queries_for_any_number(doors: Doors) -> None:
    drafter = doors.desk("rfbsc-drafter")

    def queries(address: str) -> int:
        drafter.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert drafter.get(address).status_code == 200
        return len(captured)

    doors.county.rechecked()
    few = queries("/desk/mine/"), queries("/desk/others/")
    for n in range(4):
        doors.county.rechecked(title=f"关于第 {n} 项的通知")
    assert (queries("/desk/mine/"), queries("/desk/others/")) == few
    assert max(few) < 25
    assert len(drafter.get("/desk/others/").context["rows"]) == 5
    assert my_matters(doors.county.actor("rfbsc-drafter"), 5)[1] == 0
