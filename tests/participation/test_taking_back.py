"""Whoever proposed something, or objected to a decision, takes it back by number and query code until it is answered."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.utils import timezone

from foundation.agencies.actors import Actor
from foundation.casework.acts import perform
from foundation.casework.refusals import NotPermitted, Refused
from foundation.deadlines.models import Clock as Limit
from foundation.visitors.codes import new_token
from participation.acts.objecting import since_evaluation
from participation.clockwork import erase_due
from participation.doors import CODES
from participation.models import Objection, Proposal
from tests.participation.people import Office
from tests.participation.submissions import ANSWER, SAID, Proposing, in_force, objects
from tests.participation.test_pages import Clock, html
from tests.personas import County

pytestmark = pytest.mark.django_db

TRACK = "/participation/track/"


@pytest.fixture
def office(county: County) -> Office:
    Proposing(county)
    return Office(county)


@pytest.fixture(autouse=True)
def clock(county: County, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """An hour after the last act."""
    moved = Clock(county.at + timedelta(hours=1))
    monkeypatch.setattr(timezone, "now", lambda: moved.at)
    cache.clear()
    return moved


def opened(kind: str, number: str, token: str) -> Client:
    """A browser in which number and code were entered."""
    client = Client()
    answer = client.post(TRACK, {"number": number, "code": CODES.code_of(token)})
    assert (answer.status_code, answer["Location"]) == (303, f"{TRACK}{kind}/")
    return client


def take_back(client: Client, kind: str, page: str) -> int:
    [token] = re.findall(r'name="token" value="([^"]+)"', page)
    return client.post(f"{TRACK}{kind}/withdraw/", {"token": token}).status_code


@pytest.mark.clause("决策条例10")
def test_a_proposal_is_taken_back_until_it_is_answered(county: County, office: Office, clock: Clock) -> None:
    proposing, token = Proposing(county), new_token()
    proposal = proposing.referred(proposing.submitted(token=token))
    address = f"/participation/proposals/{proposal.number}/"
    assert Client().get(address).status_code == 200
    client = opened("proposal", proposal.number, token)
    page = html(client.get(f"{TRACK}proposal/"))
    assert client.post(f"{TRACK}proposal/withdraw/", {"token": "x"}).status_code == 403
    assert take_back(client, "proposal", page) == 303
    assert county.fresh(proposal).state == "withdrawn"
    assert "您已经撤回" in html(client.get(f"{TRACK}proposal/"))
    assert Client().get(address).status_code == 404
    assert proposal.number not in html(Client().get("/participation/proposals/"))
    assert not Limit.objects.of("proposal", proposal.pk).open().exists()
    assert take_back(client, "proposal", page) == 303, "a second click"
    county.at = clock.at
    with pytest.raises(Refused, match="本人已撤回"):
        proposing.studied(county.fresh(proposal))


@pytest.mark.clause("决策条例10")
def test_what_was_answered_is_not_taken_back(county: County, office: Office, clock: Clock) -> None:
    proposing, token = Proposing(county), new_token()
    proposal = proposing.submitted(token=token)
    client = opened("proposal", proposal.number, token)
    page = html(client.get(f"{TRACK}proposal/"))
    declined = proposing.declined(proposal)
    assert "withdraw" not in html(client.get(f"{TRACK}proposal/"))
    assert take_back(client, "proposal", page) == 303
    assert county.fresh(declined).state == "declined"
    with pytest.raises(InternalError), transaction.atomic():
        Proposal.objects.filter(pk=declined.pk).update(state="withdrawn")
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Proposal.objects.filter(pk=proposing.submitted().pk).update(state="withdrawn", answer="好。")


@pytest.mark.clause("决策条例35")
def test_an_objection_that_is_taken_back_counts_no_more(county: County, office: Office, clock: Clock) -> None:
    decision, token = in_force(office), new_token()
    objection = objects(county, decision, token=token)
    clock.at += timedelta(days=1)
    address = f"/participation/{decision.number}/"
    assert "到昨天收到意见" in html(Client().get(address))
    client = opened("objection", objection.number, token)
    page = html(client.get(f"{TRACK}objection/"))
    assert take_back(client, "objection", page) == 303
    assert "您已经撤回" in html(client.get(f"{TRACK}objection/"))
    assert "到昨天还没有收到意见" in html(Client().get(address)), "the kept page moves on"
    assert since_evaluation(decision).count() == 0
    assert not Limit.objects.of("objection", objection.pk).open().exists()
    county.at = clock.at + timedelta(days=366 * (settings.APPLICATION_RETENTION_YEARS + 1))
    erase_due(at=county.at)
    assert (Objection.objects.get().text, Objection.objects.get().name) == ("", "")


@pytest.mark.clause("决策条例35")
def test_nobody_takes_back_what_is_not_theirs_or_was_answered(county: County, office: Office) -> None:
    objection = objects(county, in_force(office))
    stranger = Actor.citizen("别人", holds="objection:999999")
    name = "participation.withdraw_objection"
    with pytest.raises(Refused):
        perform(name, on=objection, actor=stranger, at=county.at)
    for by in ("rfbsc-drafter", "rfbsc-leader"):
        with pytest.raises(NotPermitted):
            county.do(name, objection, by)
    given: dict[str, Any] = {**ANSWER, "shown": SAID["text"]}
    answered = office.do("answer_objection", objection, "drafter", given).matter
    holder = Actor.citizen("提意见的人", holds=answered.ref)
    with pytest.raises(Refused, match="已答复"):
        perform(name, on=answered, actor=holder, at=county.at)
