"""Objections to a decision in force: from anybody, answered by the agency in charge; what is none is set aside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.deadlines.models import Clock
from participation.acts.objecting import since_evaluation
from participation.models import Decision, Objection
from participation.statute import OBJECTION
from tests.participation.people import Office
from tests.participation.submissions import ANSWER, SAID, in_force, objects
from tests.personas import County

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(office: Office) -> Decision:
    return in_force(office)


def detail(decision: Decision) -> str:
    answer = Client().get(f"/participation/{decision.number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def waiting(county: County, username: str) -> set[str]:
    return {row.act.name for row in my_matters(county.actor(username), 50)[0]}


@pytest.mark.clause("决策条例35")
def test_an_objection_is_answered_by_the_agency_in_charge_and_read_by_everybody(
    office: Office, decision: Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = office.county
    objection = objects(county, decision, text="第二档算错了。请打 13800138000。", contact="a@mail.example")
    assert (objection.number, objection.agency) == ("F2026-0001", decision.agency)
    assert Clock.objects.of("objection", objection.pk).open().get().limit == OBJECTION.code
    assert waiting(county, "rfbsc-drafter") == {"participation.answer_objection"}
    monkeypatch.setattr(timezone, "now", lambda: county.at + timedelta(days=1))
    assert "到昨天收到意见" in detail(decision)
    assert "第二档算错了" not in detail(decision)
    given = {**ANSWER, "shown": "第二档算错了。〔隐去电话〕。"}
    with pytest.raises(Invalid, match="公布的文字里有"):
        office.do("answer_objection", objection, "drafter", {**given, "shown": objection.text})
    with pytest.raises(Invalid, match="原话"):
        office.do("answer_objection", objection, "drafter", {**given, "shown": "水价很好。"})
    with pytest.raises(Invalid, match="姓名"):
        office.do("answer_objection", objection, "drafter", {**given, "answer": "感谢朱某某。"})
    done = office.do("answer_objection", objection, "drafter", given).matter
    assert not Clock.objects.of("objection", done.pk).open().exists()
    for page in (
        detail(decision),
        Client().get(f"/participation/{decision.number}/objections/").content.decode(),
    ):
        for words in ("第二档算错了。〔隐去电话〕", "已经改为按年计算", "朱**", "已经改进"):
            assert words in page
        assert "13800138000" not in page
        assert "朱某某" not in page
    for change in ({"answer": "没有改"}, {"state": "received"}):
        with pytest.raises(InternalError), transaction.atomic():
            Objection.objects.update(**change)
    hidden = {"shown": "〔隐去一句〕。〔隐去电话〕。", "reason": "提出人要求"}
    office.do("hide_in_objection", done, "drafter", hidden)
    assert "第二档算错了" not in detail(decision)


@pytest.mark.clause("决策条例35")
def test_people_object_to_what_was_announced_and_to_nothing_else(office: Office) -> None:
    decision = office.started()
    with pytest.raises(Refused):
        objects(office.county, decision)
    assert Client().get(f"/participation/{decision.number}/object/").status_code == 404
    row = Objection(
        agency=decision.agency,
        decision=decision,
        number="F2026-0009",
        created_at=office.county.at,
        received_at=office.county.at,
        consent="anonymous",
        channel="web",
        form_token="x" * 64,
    )
    with pytest.raises(InternalError), transaction.atomic():
        row.save()


@pytest.mark.clause("决策条例35")
def test_without_consent_an_answer_goes_to_its_sender_alone(office: Office, decision: Decision) -> None:
    objection = objects(office.county, decision, consent="private")
    office.do("answer_objection", objection, "drafter", ANSWER)
    page = detail(decision)
    assert "不同意公布内容，已经答复本人" in page
    for words in (SAID["text"], ANSWER["answer"], "朱"):
        assert words not in page


@pytest.mark.clause("决策条例35")
def test_what_came_by_telephone_is_entered_and_what_is_none_set_aside(
    office: Office, decision: Decision
) -> None:
    given = {**SAID, "channel": "telephone", "received_on": str(office.county.at.date())}
    done = office.do("record_objection", decision, "applications_clerk", given)
    assert done.matter.number in done.shown[0]
    said = {"ground": "elsewhere", "reason": "这是供水公司的事，请打供水公司电话。"}
    aside = office.do("set_aside_objection", done.matter, "department_head", said).matter
    assert "供水公司" in aside.set_aside_for
    assert aside.number not in detail(decision)


def test_the_page_of_a_decision_takes_as_many_queries_for_one_objection_as_for_many(
    office: Office, decision: Decision
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            detail(decision)
        return len(queries)

    def answered(n: int) -> None:
        objection = objects(office.county, decision, text=f"意见之{n}")
        office.do("answer_objection", objection, "drafter", {**ANSWER, "shown": f"意见之{n}"})

    answered(0)
    one = asked()
    for n in range(1, 8):
        answered(n)
    assert asked() == one
    assert "看全部答复" in detail(decision)


@pytest.mark.clause("决策条例36")
def test_many_who_say_the_same_are_many(office: Office, decision: Decision) -> None:
    rows = [objects(office.county, decision) for _n in range(3)]
    for row, ground in zip(rows, ("repeated", "spam"), strict=False):
        given = {"ground": ground, "reason": "前一件已经答复。"}
        with pytest.raises(NotPermitted):
            office.do("set_aside_objection", row, "drafter", given)
        office.do("set_aside_objection", row, "department_head", given)
    assert since_evaluation(decision).count() == 2
