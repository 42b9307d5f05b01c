"""Micro-surveys, interviews and online sessions: announced, answered without a name, reported with what is adopted (NM-17)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.test import Client

from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.questionnaires.models import Ballot
from newmedia.models import Exchange
from tests.newmedia.people import GATES, INTERVIEW, Office
from tests.newmedia.test_accounts import waits


def announced(office: Office, **more: Any) -> Exchange:
    row = office.planned(**more)
    assert (row.ref, "newmedia.announce_exchange") in waits(office.county, "rfbsc-leader")
    return office.do("announce_exchange", row, "leader", {"gates": GATES}).matter


def answer(row: Exchange, **given: str) -> Any:
    return Client().post(f"/newmedia/exchanges/{row.pk}/answer/", {"q1": "0", "altcha": "x", **given})


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every challenge counts as solved, and a network may answer as often as it likes."""
    monkeypatch.setattr("foundation.questionnaires.answering.proof.solved", lambda _solution: True)
    monkeypatch.setattr("foundation.questionnaires.answering.taking.mark_network", lambda *_: True)


@pytest.mark.clause("NM-17")
@pytest.mark.usefixtures("solved")
def test_a_survey_is_answered_and_reported_with_what_is_adopted(
    office: Office,
) -> None:
    row = announced(office)
    page = Client().get(f"/newmedia/exchanges/{row.pk}/").content.decode()
    assert "办在哪里方便" in page
    assert "不记名" in page
    early = answer(row)
    assert early.status_code == 409
    assert "到时候再来填" in early.content.decode()
    office.county.at += timedelta(hours=2)
    form = Client().get(f"/newmedia/exchanges/{row.pk}/answer/").content.decode()
    assert "问卷码" not in form
    assert answer(row).status_code == 200
    assert answer(row, q1="1").status_code == 200
    assert answer(row, q1="").status_code == 422
    assert answer(row, q1="7").status_code == 422
    assert Ballot.objects.filter(questionnaire=row.questionnaire).count() == 2
    with pytest.raises(Refused, match="才结束"):
        office.do("report_exchange", row, "leader", {"summary": "两人", "uses": "办"})
    office.county.at += timedelta(hours=26)
    late = answer(row)
    assert late.status_code == 409
    assert "不再收问卷" in late.content.decode()
    told = {"summary": "两个人答了。", "uses": "食堂办在葵花社区。"}
    row = office.do("report_exchange", row, "leader", told).matter
    page = Client().get(f"/newmedia/exchanges/{row.pk}/").content.decode()
    assert "食堂办在葵花社区" in page
    assert "样本不足" in page
    csv = Client().get(f"/newmedia/exchanges/{row.pk}/result.csv").content.decode()
    assert "葵花社区" in csv


@pytest.mark.clause("NM-17")
def test_without_a_solved_challenge_nothing_is_taken(office: Office) -> None:
    row = announced(office)
    office.county.at += timedelta(hours=2)
    refused = answer(row)
    assert refused.status_code == 422
    assert "挡住机器" in refused.content.decode()
    assert "问卷码" not in refused.content.decode()


@pytest.mark.clause("NM-17")
def test_an_interview_is_announced_and_reported(office: Office) -> None:
    row = announced(office, **{**INTERVIEW, "wording": ""})
    page = Client().get(f"/newmedia/exchanges/{row.pk}/").content.decode()
    assert "住建局分管供暖的副局长" in page
    assert Client().get(f"/newmedia/exchanges/{row.pk}/answer/").status_code == 404
    assert "冬季供暖怎么保障" in Client().get("/newmedia/exchanges/").content.decode()
    with pytest.raises(InternalError, match="NM-17"), transaction.atomic():
        Exchange.objects.filter(pk=row.pk).update(topic="别的")


@pytest.mark.clause("NM-17")
def test_it_is_approved_by_another_before_it_begins(office: Office) -> None:
    row = office.planned()
    with pytest.raises(Invalid, match="还没有核对"):
        office.do("announce_exchange", row, "leader", {"gates": GATES[:4]})
    with pytest.raises(Refused, match="终审"):
        office.do("announce_exchange", row, "department_head", {"gates": GATES})
    with pytest.raises(NotPermitted):
        office.do("announce_exchange", row, "drafter", {"gates": GATES})
    office.county.at += timedelta(hours=2)
    with pytest.raises(Refused, match="先预告，后开始"):
        office.do("announce_exchange", row, "leader", {"gates": GATES})


@pytest.mark.clause("NM-17")
def test_called_off_in_public(office: Office) -> None:
    row = announced(office)
    row = office.do("call_off_exchange", row, "leader", {"reason": "改为现场征求意见"}).matter
    assert "改为现场征求意见" in Client().get(f"/newmedia/exchanges/{row.pk}/").content.decode()
    assert Client().get(f"/newmedia/exchanges/{row.pk}/answer/").status_code == 404
    other = office.planned(row.account, title="另一题")
    assert office.do("abandon_exchange", other, "drafter", {"reason": "重写"}).matter.state == "abandoned"


@pytest.mark.clause("NM-17")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"wording": ""}, "还没有题目"),
        ({"wording": "没有写是哪一种题"}, "题"),
        ({"sort": "interview"}, "谁来答"),
        ({"starts_at_0": "2026-01-01"}, "晚于现在"),
        ({"ends_at_0": "2026-11-02", "ends_at_1": "09:30"}, "晚于"),
        ({"topic": "电话 13800138000"}, "请删去"),
    ],
)
def test_odd_plans_are_refused(office: Office, change: dict[str, str], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        office.planned(**change)


def test_a_plan_is_changed_until_it_is_announced(office: Office) -> None:
    row = office.do("edit_exchange", office.planned(), "drafter", {"title": "食堂办在哪个社区"}).matter
    assert row.title == "食堂办在哪个社区"
