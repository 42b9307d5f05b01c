"""The figures of public participation, by agency, with the rows behind them."""

from __future__ import annotations

import pytest
from django.test import Client

from foundation.figures.computing import values
from foundation.figures.declared import FIGURES, Span
from participation.models import Source
from participation.receiving import Said, receive
from tests.participation.people import Office, new_token, says
from tests.participation.submissions import ANSWER, SAID, Proposing, in_force, objects
from tests.personas import County

pytestmark = pytest.mark.django_db


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
    year = Span.of_year(2026)
    agency = call.agency_id

    def shown(id: str) -> str:
        return values(FIGURES[f"participation.{id}"], year).of(agency).shown

    assert {
        id.partition(".")[2]: shown(id.partition(".")[2]) for id in FIGURES if id.startswith("participation.")
    } == {
        "decisions": "2",
        "consulted": "50",
        "calls": "1",
        "thirty_days": "100",
        "silent": "0",
        "opinions": "2",
        "on_paper": "50",
        "taken_up": "100",
        "days_to_feedback": "0",
        "proposals": "0",
        "proposals_on_paper": "—",
        "studied": "1",
        "proposals_answered": "0",
        "proposals_taken_up": "—",
        "days_to_decide": "—",
        "objections": "1",
        "days_to_answer": "0",
        "proposals_in_time": "—",
        "objections_in_time": "100",
        "much_objected": "0",
        "evaluations": "0",
    }
    client = Client()
    client.force_login(county.people["rfbsc-records_office"])
    page = client.get("/desk/figures/participation.opinions/?year=2026").content.decode()
    assert call.title in page, "the matter behind an opinion is its call; who says it stays with it"
