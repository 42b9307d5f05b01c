"""What is owed to those who said something stands on somebody's list until it is done (PP-4)."""

from __future__ import annotations

import pytest

from foundation.casework.worklist import my_matters
from participation.models import Call
from tests.participation.people import Office, says
from tests.personas import County

pytestmark = pytest.mark.django_db


def waiting(county: County, role: str, call: Call) -> set[str]:
    """The acts for which a call waits on the list of this person."""
    rows, _count = my_matters(county.actor(f"rfbsc-{role}"), 50)
    return {row.act.name.partition(".")[2] for row in rows if (row.model, row.pk) == (Call, call.pk)}


@pytest.mark.clause("PP-4")
def test_answers_then_feedback_then_channels(county: County) -> None:
    office = Office(county)
    call = office.opened()
    assert waiting(county, "records_office", call) == {"carried_draft"}, "the channels are planned only"
    says(call)
    assert "answer" not in waiting(county, "drafter", call)
    call = office.closed(call)
    assert waiting(county, "drafter", call) == {"answer"}
    assert "feed_back" not in waiting(county, "records_office", call), "not before everything is answered"
    call = office.answered(call)
    assert "answer" not in waiting(county, "drafter", call)
    assert waiting(county, "records_office", call) & {"feed_back"}
    call = office.fed_back(call)
    assert waiting(county, "records_office", call) & {"carried", "carried_draft"}


@pytest.mark.clause("PP-4")
def test_a_withdrawn_draft_owes_answers_to_whoever_spoke(county: County) -> None:
    office = Office(county)
    silent = office.opened()
    silent = office.do("withdraw_call", silent, "records_office", {"reason": "内容有误。"}).matter
    assert waiting(county, "records_office", silent) == set(), "nobody said anything"
    other = Office(county)
    call = other.opened(other.started(title="另一件要征求意见的事项"))
    says(call)
    call = other.do("withdraw_call", call, "records_office", {"reason": "内容有误。"}).matter
    assert waiting(county, "drafter", call) == {"answer"}
    call = other.answered(call)
    assert waiting(county, "records_office", call) == {"feed_back_withdrawn"}
