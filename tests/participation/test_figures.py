"""The figures of public participation, by agency, with the rows behind them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.timezone import localdate

from foundation.figures.computing import values
from foundation.figures.declared import FIGURES, Span
from participation.models import Source
from participation.receiving import Said, receive
from tests.participation.hearings import Hearings, discussed
from tests.participation.people import ANNOUNCED, Office, new_token, says
from tests.participation.submissions import ANSWER, SAID, Proposing, in_force, objects
from tests.personas import County

pytestmark = pytest.mark.django_db


#: What is shown where nothing happened: no number of nothing, and no share of it.
NOTHING = {
    "decisions": "0",
    "consulted": "—",
    "calls": "0",
    "thirty_days": "—",
    "silent": "—",
    "opinions": "0",
    "on_paper": "—",
    "taken_up": "—",
    "not_adopted": "—",
    "days_to_feedback": "—",
    "before_decision": "—",
    "hearings": "0",
    "hearings_on_time": "—",
    "representatives": "0",
    "citizens_heard": "—",
    "attendance": "—",
    "symposia": "0",
    "polls": "0",
    "attendees": "0",
    "legal_review_days": "—",
    "proposals": "0",
    "proposals_on_paper": "—",
    "studied": "0",
    "proposals_answered": "0",
    "proposals_taken_up": "—",
    "days_to_decide": "—",
    "objections": "0",
    "days_to_answer": "—",
    "proposals_in_time": "—",
    "objections_in_time": "—",
    "much_objected": "0",
    "evaluations": "0",
}


def shown(agency: int) -> dict[str, str]:
    """Every figure of the room for an agency in 2026, as the desk shows it."""
    year = Span.of_year(2026)
    ours = [id for id in FIGURES if id.startswith("participation.")]
    return {id.partition(".")[2]: values(FIGURES[id], year).of(agency).shown for id in ours}


@pytest.mark.clause("PP-4")
@pytest.mark.clause("PP-7")
def test_figures_follow_a_decision_from_catalogue_to_feedback(county: County) -> None:
    office = Office(county)
    call = office.opened()
    says(call, "第二档的价格偏高，请再算一算。")
    on_paper = Said(article="", stance="other", text="希望分三年慢慢涨。", consent="anonymous")
    assert call.opened_at is not None
    receive(call, on_paper, new_token(), county.at, channel=Source.LETTER)
    call = office.fed_back(office.answered(office.closed(call)))
    proposed = Proposing(county).taken_up()
    assert proposed.decision is not None
    objection = objects(county, in_force(office))
    office.do("answer_objection", objection, "drafter", {**ANSWER, "shown": SAID["text"]})
    agency = call.agency_id
    assert shown(agency) == {
        **NOTHING,
        "decisions": "2",
        "consulted": "50",
        "calls": "1",
        "thirty_days": "100",
        "silent": "0",
        "opinions": "2",
        "on_paper": "50",
        "taken_up": "100",
        "not_adopted": "0",
        "days_to_feedback": "0",
        "before_decision": "100",
        "studied": "1",
        "objections": "1",
        "days_to_answer": "0",
        "objections_in_time": "100",
    }
    client = Client()
    client.force_login(county.people["rfbsc-records_office"])
    page = client.get("/desk/figures/participation.opinions/?year=2026").content.decode()
    assert call.title in page, "the matter behind an opinion is its call; who says it stays with it"


@pytest.mark.clause("PP-10")
@pytest.mark.clause("PP-12")
def test_figures_follow_a_hearing_and_a_discussion(county: County) -> None:
    office, document = Office(county), county.determined()
    hearing = Hearings(office).reported()
    decision = discussed(office, document)
    attended = {"group": "public", "name": "测试甲", "meeting": "第 8 次常务会议"}
    office.do("record_attendee", decision, "drafter", {**attended, "met_on": str(localdate(county.at))})
    county.do("disclosure.publish", document, "rfbsc-records_office")
    office.do("announce", county.fresh(decision), "records_office", ANNOUNCED)
    assert shown(hearing.agency_id) == {
        **NOTHING,
        "decisions": "2",
        "consulted": "0",
        "before_decision": "100",
        "hearings": "1",
        "hearings_on_time": "100",
        "representatives": "10",
        "citizens_heard": "60",
        "attendance": "90",
        "symposia": "1",
        "attendees": "1",
        "legal_review_days": "0",
    }
