"""A round from plan to announcement: the plan is fixed before anybody answers, and nobody reads anything before the count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from evaluation.clockwork import open_and_close
from evaluation.models import Round, Unit, UnitResult
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from foundation.questionnaires import counting, results, taking
from foundation.questionnaires.models import Ballot, Questionnaire
from foundation.questionnaires.taking import NotTaken
from tests.evaluation.rounds import ONCE, PLAN, QUESTIONS, Rounds, said

pytestmark = pytest.mark.django_db


@pytest.mark.clause("SE-6")
def test_only_the_countys_office_organises(rounds: Rounds) -> None:
    other = rounds.county.agencies["lxcz"]
    with pytest.raises(Refused, match="SE-6"):
        rounds.do("plan_round", other, "drafter", PLAN, code="lxcz")


@pytest.mark.clause("SE-6")
@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"ways": "问卷（凭问卷码和纸质） 60\n评议小组和社会监督员 30\n公开网页 0"}, "加起来是 90"),
        ({"ways": "问卷（凭问卷码和纸质） 60"}, "缺"),
        ({"heads": "公开内容 二十"}, "看不懂"),
        ({"points": "70、100、0"}, "第一个是 100"),
        ({"points": "100、70"}, "三个数"),
        ({"well": 70, "rather": 85}, "要高于"),
        ({"closes_on": "2026-03-22"}, "一共 3 天"),
        ({"closes_on": "2026-09-22"}, "一共"),
        ({"questions": "【公开内容】全面吗？"}, "缺这些方面"),
        ({"once": "没有题型"}, "第一行要以题型开头"),
        ({"purpose": "请打 13800138000。"}, "手机号码"),
    ],
)
def test_a_plan_that_cannot_be_computed_is_refused(rounds: Rounds, fields: dict[str, Any], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        rounds.planned(**fields)


@pytest.mark.clause("SE-4")
def test_a_new_plan_proposes_questions_under_six_heads(rounds: Rounds) -> None:
    made = rounds.do("plan_round", rounds.agency, "drafter", PLAN).matter
    assert len(made.asked) == 14
    assert (made.points, made.ways, made.well) == ([100, 70, 0], [60, 40, 0], 85)


@pytest.mark.clause("SE-6")
def test_the_plan_is_public_some_days_before_it_opens(rounds: Rounds) -> None:
    row = rounds.ready(opens_on="2026-03-05", closes_on="2026-03-20")
    with pytest.raises(Refused, match="方案要公示 5 日"):
        rounds.do("notice_round", row, "records_office")


@pytest.mark.clause("SE-3")
def test_every_organ_and_utility_is_evaluated_and_no_party_body(rounds: Rounds) -> None:
    row = rounds.noticed()
    assert set(row.units.values_list("evaluated__code", flat=True)) == {"rfbsc", "lxcz"}


@pytest.mark.clause("SE-6")
def test_what_is_public_is_fixed(rounds: Rounds) -> None:
    row = rounds.noticed()
    for change in ({"ways": [50, 50, 0]}, {"questions": "x"}, {"well": 90}, {"opens_on": "2026-05-01"}):
        with pytest.raises(DatabaseError, match="a reviewed plan is not changed"), transaction.atomic():
            Round.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Unit.objects.filter(round=row).delete()
    opened = rounds.fresh(row)
    rounds.county.at += timedelta(days=30)
    open_and_close(at=rounds.county.at)
    opened = rounds.fresh(row)
    assert opened.questionnaire.subjects == [unit.name for unit in row.units.all()]
    with pytest.raises(DatabaseError), transaction.atomic():
        Questionnaire.objects.filter(pk=opened.questionnaire_id).update(each="【满意度】别的？")
    with pytest.raises(DatabaseError, match="before the round opens"), transaction.atomic():
        Unit.objects.create(
            round=opened, place=9, evaluated=rounds.county.agencies["bmj"], name="x", kind="party"
        )


@pytest.mark.clause("SE-6")
def test_one_round_a_year(rounds: Rounds) -> None:
    rounds.noticed()
    with pytest.raises(Refused, match="2026 年已经有一次社会评议"):
        rounds.planned()
    other = rounds.planned(year=2027, title="2027 年社会评议", opens_on="2027-03-20", closes_on="2027-04-10")
    plan = {**PLAN, "questions": QUESTIONS, "once": ONCE}
    with pytest.raises(Refused, match="2026 年已经有一次社会评议"):
        rounds.do("edit_round", other, "drafter", plan)


@pytest.mark.clause("SE-6")
def test_a_round_that_nobody_could_open_in_time_stays(rounds: Rounds) -> None:
    """The portal was away all the time: it opens nothing whose last day is over."""
    row = rounds.noticed()
    rounds.on("2026-04-11")
    assert open_and_close(at=rounds.county.at) == (0, 0)
    done = rounds.do("withdraw_round", row, "records_office", {"reason": "网站停了一个月。"}).matter
    assert done.state == "withdrawn"


@pytest.mark.clause("SE-6")
def test_it_opens_and_closes_by_itself(rounds: Rounds) -> None:
    row = rounds.noticed()
    rounds.on("2026-03-19")
    assert open_and_close(at=rounds.county.at) == (0, 0)
    rounds.on("2026-03-20")
    assert open_and_close(at=rounds.county.at) == (1, 0)
    assert open_and_close(at=rounds.county.at) == (0, 0)
    rounds.on("2026-04-10")
    assert open_and_close(at=rounds.county.at) == (0, 0)
    rounds.on("2026-04-11")
    assert open_and_close(at=rounds.county.at) == (0, 1)
    assert rounds.fresh(row).state == "closed"


@pytest.mark.clause("SE-6")
def test_it_is_put_off_once_and_everybody_reads_why(rounds: Rounds, client: Client) -> None:
    row = rounds.opened()
    with pytest.raises(Invalid, match="要晚于"):
        rounds.do("extend_round", row, "records_office", {"to": "2026-04-10", "because": "雪大。"})
    rounds.do("extend_round", row, "records_office", {"to": "2026-04-15", "because": "雪大，路不通。"})
    row = rounds.fresh(row)
    assert row.questionnaire.closes_at == row.ends_at
    with pytest.raises(Refused, match="已经延长过一次"):
        rounds.do("extend_round", row, "records_office", {"to": "2026-04-20", "because": "又下雪。"})
    with pytest.raises(DatabaseError, match="put off and nothing else"), transaction.atomic():
        Questionnaire.objects.filter(pk=row.questionnaire_id).update(closes_at=rounds.county.at)
    assert "雪大，路不通" in client.get("/evaluation/2026/").text


@pytest.mark.clause("SE-6")
def test_nobody_reads_a_result_before_the_count(rounds: Rounds) -> None:
    row = rounds.opened()
    rounds.answered(row, [0, 1, 2])
    with pytest.raises(results.NotCounted):
        results.about(row.questionnaire)
    with pytest.raises(Refused):
        rounds.do("grade_round", row, "department_head")


@pytest.mark.clause("SE-5")
def test_after_the_last_second_nothing_is_taken(rounds: Rounds) -> None:
    row = rounds.opened()
    (code,) = rounds.slips(row, 1)
    closed = rounds.closed(row)
    assert not closed.takes(rounds.county.at)
    counting.count(closed.questionnaire, rounds.county.at)
    with pytest.raises(NotTaken, match="结束"):
        taking.take(closed.questionnaire, said(0, 0), row.opens_on, code=code)


@pytest.mark.clause("SE-6")
def test_what_does_not_add_up_is_not_counted(rounds: Rounds) -> None:
    row = rounds.opened()
    rounds.answered(row, [0, 0])
    closed = rounds.closed(row)
    for numbers in (
        {"printed": 1, "issued": 2, "returned": 2, "void": 0},
        {"printed": 5, "issued": 2, "returned": 3, "void": 1, "void_because": "撕破"},
        {"printed": 5, "issued": 5, "returned": 5, "void": 0},
    ):
        with pytest.raises(Invalid):
            rounds.do("count_round", closed, "drafter", numbers)
    with pytest.raises(Invalid, match="写明原因"):
        rounds.do("count_round", closed, "drafter", {"printed": 5, "issued": 5, "returned": 3, "void": 1})


@pytest.mark.clause("SE-7")
def test_the_portal_computes_the_grade_and_nobody_changes_it(rounds: Rounds) -> None:
    row = rounds.graded()
    result, other = rounds.result(row), rounds.result(row, "lxcz")
    # 24 × 100 and 6 × 70 of 32 are 88.125.
    assert (result.grade, str(result.index), result.ways["main"]["knowing"]) == ("well", "88.1", 32)
    assert (other.grade, other.index) == ("too_few", None)
    with pytest.raises(DatabaseError, match="what was computed stays"), transaction.atomic():
        UnitResult.objects.filter(pk=result.pk).update(grade="badly")
    with pytest.raises(DatabaseError), transaction.atomic():
        Questionnaire.objects.filter(pk=row.questionnaire_id).update(result={})


@pytest.mark.clause("SE-7")
def test_who_counted_does_not_grade(rounds: Rounds) -> None:
    row = rounds.opened()
    rounds.county.grant("rfbsc-drafter", "department_head")
    counted = rounds.counted(row, 0)
    with pytest.raises(Refused, match="SE-6"):
        rounds.do("grade_round", counted, "drafter")


@pytest.mark.clause("SE-6")
def test_every_unit_has_it_in_writing_and_may_object(rounds: Rounds) -> None:
    row = rounds.fed_back()
    result = rounds.result(row)
    letter = result.letters.get()
    assert "满意，指数 88.1" in letter.content
    assert "5 个工作日" in letter.content
    assert Clock.objects.of(result.kind, result.pk).filter(limit="evaluation.objection").exists()
    with pytest.raises(Refused, match="还在异议期里"):
        rounds.announce(row)
    rounds.do("object", result, "leader", {"objection": "有两张评分表不是本人签的。"})
    with pytest.raises(Refused):
        rounds.do("object", rounds.fresh(result), "leader", {"objection": "再提一次。"})
    with pytest.raises(Invalid, match="更正后的等次"):
        rounds.do(
            "answer_objection",
            result,
            "department_head",
            {"outcome": "corrected", "grade": "well", "answer": "x"},
        )
    few = {"outcome": "corrected", "grade": "too_few", "answer": "x"}
    with pytest.raises(Invalid, match="更正不出等次"):
        rounds.do("answer_objection", result, "department_head", few)
    data = {"outcome": "corrected", "grade": "rather", "answer": "两张评分表不算。"}
    done = rounds.do("answer_objection", result, "department_head", data).matter
    assert (done.state, done.grade, done.corrected_grade, done.standing) == (
        "settled",
        "well",
        "rather",
        "rather",
    )


@pytest.mark.clause("SE-6")
def test_silence_lets_the_result_stand(rounds: Rounds) -> None:
    row = rounds.fed_back()
    rounds.county.at += timedelta(days=9)
    sweep(at=rounds.county.at)
    assert {result.state for result in row.results.all()} == {"settled"}
    assert rounds.announce(row).state == "announced"


@pytest.mark.clause("SE-6")
def test_a_unit_reads_its_own_result_once_it_is_fed_back_and_no_other(rounds: Rounds) -> None:
    row = rounds.graded()
    mine = rounds.county.actor("lxcz-department_head")
    assert not UnitResult.objects.visible_to(mine).exists()
    rounds.do("feed_back", row, "records_office")
    assert [r.agency.code for r in UnitResult.objects.visible_to(mine)] == ["lxcz"]
    # The round at the desk is the office's: the unit is led to the page that everybody reads.
    client = Client()
    client.force_login(rounds.county.people["lxcz-department_head"])
    page = client.get(f"/desk/evaluation/unitresult/{rounds.result(row, 'lxcz').pk}/change/").text
    assert f'href="/evaluation/{row.year}/"' in page
    assert f"/desk/evaluation/round/{row.pk}/" not in page
    with pytest.raises((NotPermitted, Refused, LookupError)):
        rounds.do("accept", rounds.result(row, "rfbsc"), "department_head", code="lxcz")


@pytest.mark.clause("SE-6")
def test_a_withdrawn_round_shows_nothing_and_another_may_follow(rounds: Rounds, client: Client) -> None:
    row = rounds.opened()
    rounds.answered(row, [0])
    rounds.do("withdraw_round", row, "records_office", {"reason": "题目有错。"})
    page = client.get("/evaluation/2026/").text
    assert "题目有错" in page
    assert "全面吗" not in page
    assert client.get("/evaluation/2026/answer/").status_code == 404
    assert Ballot.objects.count() == 2, "no answer is deleted, none is counted"
    assert rounds.planned(title="2026 年社会评议（重新）").pk != row.pk


@pytest.mark.clause("SE-6")
def test_a_unit_that_was_merged_meanwhile(rounds: Rounds) -> None:
    """Its result stands under its name of that time, with the agency into which it was merged."""
    row = rounds.opened()
    rounds.answered(row, [0] * 30, "lxcz")
    old, new = rounds.county.agencies["lxcz"], rounds.agency
    type(old).objects.filter(pk=old.pk).update(abolished_on="2026-04-01", successor=new)
    graded = rounds.do("grade_round", rounds.counted(row, 30), "department_head").matter
    result = rounds.result(graded, "lxcz")
    assert (result.agency, result.unit.name, result.grade) == (new, "隆兴昌镇人民政府", "well")


@pytest.mark.clause("SE-6")
def test_a_unit_that_was_renamed_meanwhile_stands_under_the_name_that_people_read(
    rounds: Rounds, client: Client
) -> None:
    row = rounds.opened()
    unit = rounds.county.agencies["lxcz"]
    type(unit).objects.filter(pk=unit.pk).update(name="隆兴昌街道办事处")
    rounds.answered(row, [0] * 30, "lxcz")
    rounds.announced_of(row, 30)
    told = client.get(f"/evaluation/2026/units/{rounds.unit(row, 'lxcz').number}/").text
    assert "<h1>隆兴昌镇人民政府</h1>" in told
    assert "隆兴昌镇人民政府,1,满意度" in client.get("/evaluation/2026/result.csv").content.decode()
