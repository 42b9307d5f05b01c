"""A symposium, and who attends the meeting that decides."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines.calendar import Calendar
from participation.statute import full_working_days
from tests.participation.hearings import Hearings, Symposia, at
from tests.participation.people import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def symposia(office: Office) -> Symposia:
    return Symposia(office)


@pytest.mark.clause("PP-5")
@pytest.mark.parametrize(("served", "days"), [("2026-09-28", 5), ("2026-09-29", 4), ("2026-10-12", 0)])
def test_working_days_before_are_full_ones_between(served: str, days: int) -> None:
    """The holiday does not count; the Saturday after it that is worked does."""
    first, second = date.fromisoformat(served), date(2026, 10, 12)
    assert full_working_days(first, second, Calendar.load()) == days


@pytest.mark.clause("PP-5")
@pytest.mark.parametrize("missing", ["deputy", "member", "expert", "affected"])
def test_whoever_must_be_invited_and_is_not_stops_it(symposia: Symposia, missing: str) -> None:
    delivered = symposia.delivered(symposia.invited(but=missing))
    with pytest.raises(Refused, match="还没有邀请"):
        symposia.held(delivered)


@pytest.mark.clause("PP-5")
def test_papers_less_than_five_working_days_before_are_refused(symposia: Symposia) -> None:
    invited = symposia.invited()
    symposia.county.at = at("2026-11-13")
    with pytest.raises(Invalid, match="只有 4 个完整的工作日"):
        symposia.delivered(invited)
    symposia.county.at = at("2026-11-20", 10)
    with pytest.raises(Refused, match="没有在召开 5 个工作日以前收到材料"):
        symposia.office.do("hold_symposium", invited, "drafter", {"present": []})
    later = {"held_on": "2026-12-01", "held_time": "09:00", "reason": "材料送达晚了"}
    moved = symposia.office.do("postpone_symposium", invited, "drafter", later).matter
    assert symposia.held(symposia.delivered(moved)).state == "held"


@pytest.mark.clause("PP-5")
def test_every_opinion_is_analysed_before_the_report_and_goes_with_the_decision(symposia: Symposia) -> None:
    said = symposia.said()
    decision = said.decision
    with pytest.raises(Refused, match="“座谈讨论”还没有举行并形成报告"):
        symposia.office.submitted(decision)
    with pytest.raises(Refused, match="还有 1 条意见没有分析"):
        symposia.office.do("report_symposium", said, "department_head", {"report": "报告"})
    assert symposia.reported(said).state == "reported"
    statement = symposia.office.submitted(decision).statement
    for words in ("租房的怎么算", "写进第三条", "四位代表到会", "邀请 4 人，到会 4 人"):
        assert words in statement


@pytest.mark.clause("PP-12")
def test_who_attends_the_deciding_meeting_is_recorded_and_shown_masked(symposia: Symposia) -> None:
    decision = symposia.reported().decision
    submitted = symposia.office.submitted(decision)
    day = str(symposia.county.at.date())
    given = {
        "group": "public",
        "name": "列席人甲",
        "meeting": "县政府第 8 次常务会议",
        "met_on": day,
        "said": "同意。",
    }
    symposia.office.do("record_attendee", submitted, "drafter", given)
    page = Client().get(f"/participation/{decision.number}/").content.decode()
    assert "列**" in page
    assert "列席人甲" not in page
    assert "县政府第 8 次常务会议" in page
    with pytest.raises(Invalid, match="会议"):
        symposia.office.do("record_attendee", submitted, "drafter", given | {"meeting": "找 13800138000 问"})


def test_hearing_and_symposium_are_two_ways(office: Office) -> None:
    """A hearing does not stand for the symposium that is planned as well."""
    decision = office.started(ways=["hearing", "symposium"])
    Hearings(office).drafted(decision)
    with pytest.raises(Refused, match="“听证”“座谈讨论”还没有举行"):
        office.submitted(decision)
