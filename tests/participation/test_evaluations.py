"""The later look at a decision in force: the county decides on it, and takes notice of what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from foundation.agencies.models import Agency
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.figures.computing import values
from foundation.figures.declared import FIGURES, Span
from foundation.notices.models import Notice
from participation.models import Decision, Evaluation, Examination
from participation.statute import MANY_OBJECTIONS
from tests.participation.people import Office
from tests.participation.submissions import (
    ASKED,
    COUNTY,
    ORDERED,
    RESULT,
    county_office,
    evaluation_asked,
    in_force,
    objects,
)
from tests.personas import County

pytestmark = pytest.mark.django_db


@pytest.fixture
def government(county: County) -> Agency:
    """The county government's office."""
    return county_office(county)


@pytest.fixture
def decision(office: Office, government: Agency) -> Decision:
    return in_force(office)


def detail(decision: Decision) -> str:
    return Client().get(f"/participation/{decision.number}/").content.decode()


def waiting(county: County, username: str) -> set[str]:
    rows = my_matters(county.actor(username), 50)[0]
    return {row.act.name.partition(".")[2] for row in rows if row.matter.kind == "decision_evaluation"}


def decides(county: County, name: str, on: Any, **data: Any) -> Evaluation:
    done: Evaluation = county.do(f"participation.{name}", on, COUNTY, data).matter
    return done


def ordered(office: Office, decision: Decision, **fields: Any) -> Evaluation:
    return decides(
        office.county, "order_evaluation", evaluation_asked(office, decision), **{**ORDERED, **fields}
    )


@pytest.mark.clause("决策条例36")
def test_many_objections_stand_on_the_list_of_the_countys_leader_until_it_is_evaluated(
    office: Office, decision: Decision
) -> None:
    county = office.county
    for n in range(MANY_OBJECTIONS):
        assert not waiting(county, COUNTY)
        objects(county, decision, text=f"意见之{n}")
    assert waiting(county, COUNTY) == {"order_evaluation"}
    assert not waiting(county, "rfbsc-leader"), "who carries it out does not decide on it"
    for told in (COUNTY, "rfbsc-leader"):
        assert Notice.objects.filter(recipient__username=told, subject__contains="后评估").exists()
    figure = FIGURES["participation.much_objected"]
    assert values(figure, Span.of_year(2026)).of(decision.agency_id).shown == "1"
    objects(county, decision, text="又一件")
    evaluation = Evaluation.objects.get()
    assert (evaluation.ground, evaluation.agency.code) == ("many_objections", "lxcz")
    evaluation = decides(county, "order_evaluation", evaluation, **ORDERED)
    assert waiting(county, "rfbsc-drafter") == {"record_evaluation"}
    office.do("record_evaluation", evaluation, "drafter", RESULT)
    assert waiting(county, COUNTY) == {"take_evaluation"}
    assert RESULT["result"] not in detail(decision), "the county takes notice first"
    back = decides(county, "return_evaluation", county.fresh(evaluation), reason="再访谈几户。")
    office.do("record_evaluation", back, "department_head", {**RESULT, "heard": "入户访谈九十户。"})
    decides(county, "take_evaluation", county.fresh(back), conclusion="明年起调整第二档。")
    page = detail(decision)
    for words in ("某某大学公共管理学院", "2026年11月2日", "建议调整", "访谈九十户", "明年起调整第二档。"):
        assert words in page
    assert not waiting(county, COUNTY)
    assert values(figure, Span.of_year(2026)).of(decision.agency_id).shown == "0"
    counted = FIGURES["participation.evaluations"]
    assert values(counted, Span.of_year(2026)).of(decision.agency_id).shown == "1"


@pytest.mark.clause("决策条例36")
def test_the_county_leaves_it_for_a_reason_that_everybody_reads(office: Office, decision: Decision) -> None:
    county = office.county
    evaluation = evaluation_asked(office, decision)
    with pytest.raises(Refused, match="已经有一次在办的后评估"):
        evaluation_asked(office, decision)
    with pytest.raises(Invalid, match="暂不评估的理由"):
        decides(county, "leave_evaluation", evaluation, result="")
    with pytest.raises(Refused, match="手机号码"):
        decides(county, "leave_evaluation", evaluation, result="请打 13800138000 问。")
    decides(county, "leave_evaluation", evaluation, result="刚评估过，再看一年。")
    page = detail(decision)
    assert "刚评估过，再看一年。" in page
    assert ASKED["occasion"] not in page
    county.at += timedelta(minutes=1)
    for n in range(MANY_OBJECTIONS):
        objects(county, decision, text=f"又有意见之{n}")
    assert waiting(county, COUNTY) == {"order_evaluation"}, "it is asked for anew"


@pytest.mark.clause("决策条例36")
def test_the_agency_in_charge_decides_on_nothing(office: Office, decision: Decision) -> None:
    evaluation = evaluation_asked(office, decision)
    for role in ("leader", "department_head", "drafter"):
        with pytest.raises(NotPermitted):
            office.do("order_evaluation", evaluation, role, ORDERED)
        with pytest.raises(NotPermitted):
            office.do("leave_evaluation", evaluation, role, {"result": "不用。"})
    evaluation = decides(office.county, "order_evaluation", evaluation, **ORDERED)
    office.do("record_evaluation", evaluation, "drafter", RESULT)
    with pytest.raises(NotPermitted):
        office.do("take_evaluation", office.county.fresh(evaluation), "leader", {"conclusion": "好。"})


@pytest.mark.clause("决策条例36")
def test_the_county_has_a_decision_evaluated_of_its_own_accord(
    county: County, government: Agency, decision: Decision
) -> None:
    given = {"decision": decision.pk, "ground": "needed", "occasion": "执行满一年。"}
    evaluation = decides(county, "choose_for_evaluation", government, **given)
    assert (evaluation.state, evaluation.decision) == ("asked", decision)
    with pytest.raises(Invalid, match="评估哪一件决策"):
        decides(county, "choose_for_evaluation", government, **given)


@pytest.mark.clause("决策条例36")
def test_who_assessed_before_does_not_evaluate(office: Office, decision: Decision) -> None:
    county = office.county
    Examination.objects.create(
        decision=decision,
        sort="risk",
        on="2026-11-02",
        by="荣丰咨询公司、测试研究所",
        opinion="风险不大。",
        finding="controllable",
        handling="留意来信。",
        at=county.at,
    )
    evaluation = evaluation_asked(office, decision)
    for by in ("某某咨询公司", "某某 律师事务所", "测试研究所"):
        with pytest.raises(Invalid, match="不能再做后评估"):
            decides(county, "order_evaluation", evaluation, **{**ORDERED, "evaluator": by})


@pytest.mark.clause("决策条例36")
def test_the_database_keeps_what_the_county_decided(office: Office, decision: Decision) -> None:
    county = office.county
    rows = Evaluation.objects
    evaluation = evaluation_asked(office, decision)
    refused: list[dict[str, Any]] = [
        {"state": "ordered"},
        {"state": "held", **RESULT, "evaluator": "丙公司", "assessed_before": "无", "conclusion": "好。"},
        {"state": "left", "result": ""},
        {"evaluator": "甲公司", "assessed_before": "乙公司\n甲公司"},
    ]
    for change in refused:
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        rows.create(agency=evaluation.agency, created_at=county.at, decision=decision, ground="needed")
    with pytest.raises(InternalError, match="begins"), transaction.atomic():
        rows.create(
            agency=evaluation.agency,
            created_at=county.at,
            decision=decision,
            ground="needed",
            state="left",
            result="不用。",
            at=county.at,
        )
    evaluation = decides(county, "order_evaluation", evaluation, **ORDERED)
    with pytest.raises(InternalError, match="for the county to say"), transaction.atomic():
        rows.update(evaluator="丙公司")
    office.do("record_evaluation", evaluation, "drafter", RESULT)
    decides(county, "take_evaluation", county.fresh(evaluation), conclusion="按评估结果调整。")
    with pytest.raises(InternalError, match="stays as it is"), transaction.atomic():
        rows.update(result="不好")


@pytest.mark.clause("决策条例35")
def test_what_goes_wrong_in_execution_goes_to_the_county(office: Office, decision: Decision) -> None:
    county = office.county
    report = {"trouble": "change", "text": "新建小区接水，第一档不够用。"}
    office.do("report_execution", decision, "drafter", report)
    assert waiting(county, COUNTY) == {"order_evaluation"}
    assert "新建小区接水" not in detail(decision), "the county government reads it first"
    client = Client()
    client.force_login(county.people[COUNTY])
    page = client.get(f"/desk/participation/evaluation/{Evaluation.objects.get().pk}/change/")
    assert "新建小区接水" in page.content.decode()
    decides(county, "leave_evaluation", Evaluation.objects.get(), result="先补接，半年以后评估。")
    assert waiting(county, COUNTY) == set()


@pytest.mark.clause("决策条例36")
def test_an_evaluation_says_who_was_heard(office: Office, decision: Decision) -> None:
    evaluation = ordered(office, decision)
    with pytest.raises(Invalid, match="听取公众意见"):
        office.do("record_evaluation", evaluation, "drafter", {**RESULT, "heard": ""})


@pytest.mark.clause("决策条例36")
def test_without_an_office_of_the_county_an_objection_is_taken_all_the_same(office: Office) -> None:
    decision = in_force(office)
    for n in range(MANY_OBJECTIONS):
        objects(office.county, decision, text=f"意见之{n}")
    assert not Evaluation.objects.exists()
    with pytest.raises(Refused, match="还没有指定县政府办公室"):
        evaluation_asked(office, decision)
