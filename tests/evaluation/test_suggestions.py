"""What people suggested: passed on, decided in time, put right by the promised day, verified by others, fed back (SE-8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.timezone import localdate

from evaluation.models import Suggestion
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from foundation.questionnaires import taking
from foundation.questionnaires.results import remarks_about
from tests.evaluation.rounds import Rounds, said

pytestmark = [pytest.mark.django_db, pytest.mark.clause("SE-8")]


def open_clock(row: Suggestion, limit: str) -> Clock:
    return Clock.objects.of(row.kind, row.pk).get(limit=f"evaluation.{limit}", ending="")


def adopted(rounds: Rounds, row: Suggestion, on: str = "2026-06-01") -> Suggestion:
    data = {"reply": "预算在二十日内公开。", "promised_on": on}
    made: Suggestion = rounds.do("adopt", row, "department_head", data, code="lxcz").matter
    return made


def test_from_words_to_feedback_with_a_day(rounds: Rounds, client: Client) -> None:
    row = rounds.announced()
    card = rounds.passed_on(row)
    assert open_clock(card, "decide").span == 20
    page = client.get("/evaluation/suggestions/").text
    assert "预算公开得太晚" in page
    with pytest.raises(Invalid, match="天以内的日期"):
        adopted(rounds, card, on="2028-01-01")
    card = adopted(rounds, card)
    clock = open_clock(card, "mend")
    assert str(clock.due_at.date()) == "2026-06-01"
    rounds.on("2026-05-20")
    data = {"done": "预算已经公开。", "done_on": "2026-05-19"}
    card = rounds.do("finish", card, "drafter", data, code="lxcz").matter
    with pytest.raises(NotPermitted):
        rounds.do("verify", card, "department_head", code="lxcz")
    card = rounds.do("verify", card, "records_office").matter
    data = {"manner": "meeting", "feedback": "在村里开了座谈会。"}
    card = rounds.do("feed_back_suggestion", card, "drafter", data, code="lxcz").matter
    assert card.state == "fed_back"
    page = client.get("/evaluation/suggestions/?kind=done").text
    assert "召开座谈会：在村里开了座谈会" in page
    assert "2026年6月1日" in page
    assert "预算" not in client.get("/evaluation/suggestions/?kind=declined").text
    assert "预算" not in client.get("/evaluation/suggestions/?kind=late").text
    rounds.do("file_round", rounds.fresh(row), "drafter")


def test_a_no_has_a_reason(rounds: Rounds, client: Client) -> None:
    row = rounds.announced()
    card = rounds.passed_on(row)
    with pytest.raises(Invalid):
        rounds.do("decline", card, "department_head", {"reply": ""}, code="lxcz")
    rounds.do("decline", card, "department_head", {"reply": "依法不能提前公开。"}, code="lxcz")
    assert "不采纳的理由" in client.get("/evaluation/suggestions/").text


def test_until_the_announcement_nobody_reads_a_card(rounds: Rounds, client: Client) -> None:
    row = rounds.graded()
    rounds.passed_on(row)
    assert "预算公开得太晚" not in client.get("/evaluation/suggestions/").text


def test_what_is_late_is_said_and_can_open_a_case(rounds: Rounds, client: Client) -> None:
    row = rounds.announced()
    card = adopted(rounds, rounds.passed_on(row))
    supervisor = "county_supervisor"
    with pytest.raises(Refused, match="还没有过去"):
        rounds.do("propose_accountability", card, supervisor, {"reason": "拖着不办。"})
    rounds.on("2026-06-03")
    sweep(at=rounds.county.at)
    assert Clock.objects.of(card.kind, card.pk).get(limit="evaluation.mend").breached_at is not None
    card = rounds.do("propose_accountability", card, supervisor, {"reason": "拖着不办。"}).matter
    assert card.accountability
    assert "预算公开得太晚" in client.get("/evaluation/suggestions/?kind=late").text
    assert "已提请追究责任" in client.get("/evaluation/suggestions/").text


def test_what_was_not_put_right_goes_back_under_the_same_promise(rounds: Rounds) -> None:
    row = rounds.announced()
    card = adopted(rounds, rounds.passed_on(row))
    rounds.on("2026-05-20")
    card = rounds.do(
        "finish", card, "drafter", {"done": "好了。", "done_on": "2026-05-20"}, code="lxcz"
    ).matter
    card = rounds.do("return_mending", card, "records_office", {"reason": "网页还打不开。"}).matter
    assert card.state == "mending"
    assert (card.done, card.done_on) == ("", None)
    assert str(open_clock(card, "mend").due_at.date()) == "2026-06-01"
    with pytest.raises(DatabaseError, match="what was promised stays"), transaction.atomic():
        Suggestion.objects.filter(pk=card.pk).update(promised_on="2027-01-01")


def test_another_units_business_goes_there_and_the_days_go_on(rounds: Rounds) -> None:
    row = rounds.announced()
    card = rounds.passed_on(row)
    due = open_clock(card, "decide").due_at
    rounds.county.at += timedelta(days=3)
    data = {"to": rounds.agency.pk, "reason": "归荣丰办事处管。"}
    card = rounds.do("refer_suggestion", card, "department_head", data, code="lxcz").matter
    assert (card.agency.code, card.referred_from.code) == ("rfbsc", "lxcz")
    assert open_clock(card, "decide").due_at > due, "nobody answers for days that others let pass"
    with pytest.raises(Refused, match="已经转办过"):
        rounds.do(
            "refer_suggestion", card, "department_head", {"to": card.referred_from_id, "reason": "还回去"}
        )


def test_the_office_refers_what_a_unit_lets_lie(rounds: Rounds) -> None:
    """With a whole limit for the other unit, why in the ledger, and the days that the first let pass its own breach."""
    row = rounds.announced()
    card = rounds.passed_on(row)
    rounds.county.at += timedelta(days=40)
    sweep(at=rounds.county.at)
    data = {"suggestion": card.pk, "to": rounds.agency.pk, "reason": "归荣丰办事处管，镇里一直没有回话。"}
    with pytest.raises((Refused, NotPermitted)):
        rounds.do("refer_for_unit", row, "department_head", data, code="lxcz")
    with pytest.raises(Invalid, match="就在这个单位"):
        rounds.do("refer_for_unit", row, "records_office", {**data, "to": card.agency_id})
    rounds.do("refer_for_unit", row, "records_office", data)
    card = rounds.fresh(card)
    assert (card.state, card.agency.code, card.referred_from.code) == ("received", "rfbsc", "lxcz")
    first, second = Clock.objects.of(card.kind, card.pk).order_by("pk")
    assert (first.agency.code, first.breached_at is not None, first.ended_at is not None) == (
        "lxcz",
        True,
        True,
    )
    assert (second.agency.code, second.breached_at, second.ended_at) == ("rfbsc", None, None)
    line = LedgerLine.objects.filter(act="evaluation.suggestion_referred").get()
    assert line.reason == data["reason"]
    back = {"to": card.referred_from_id, "reason": "还回去"}
    with pytest.raises(Refused, match="已经转办过"):
        rounds.do("refer_suggestion", card, "department_head", back)
    rounds.do("adopt", card, "department_head", {"reply": "办。", "promised_on": "2026-08-01"})
    with pytest.raises(Invalid):
        rounds.do("refer_for_unit", row, "records_office", data)


def test_names_in_what_was_written_are_hidden_and_no_card_has_any(rounds: Rounds) -> None:
    row = rounds.opened()
    (code,) = rounds.slips(row, 1)
    unit = rounds.unit(row, "lxcz")
    known = rounds.county.actor("lxcz-drafter").name
    text = f"我叫赵小满，窗口的王建国主任和{known}都说归别处管。"
    taking.take(row.questionnaire, said(unit.place, 2, text=text), row.opens_on, code=code)
    graded = rounds.do("grade_round", rounds.counted(row, 1), "department_head").matter
    (kept,) = remarks_about(graded.questionnaire, unit.place)
    assert kept == "我叫〔隐去姓名〕，窗口的〔隐去姓名〕主任和〔隐去姓名〕都说归别处管。"
    with pytest.raises(Invalid, match="像是写了人的姓名（王建国）"):
        rounds.passed_on(graded, text="王建国主任总不在。")
    with pytest.raises(Invalid, match=f"像是写了人的姓名（{known}）"):
        rounds.passed_on(graded, text=f"找{known}总找不到。")


def test_the_result_in_words_is_looked_through_as_well(rounds: Rounds) -> None:
    row = rounds.settled()
    with pytest.raises(Invalid, match="手机号码"):
        rounds.do("announce_round", row, "records_office", {"summary": "有事请打 13800138000。"})


def test_words_are_masked_and_passed_on_without_whose_they_are(rounds: Rounds) -> None:
    row = rounds.opened()
    (code,) = rounds.slips(row, 1)
    unit = rounds.unit(row, "lxcz")
    text = "我是某某，电话 13800138000，<script>预算太晚"
    taking.take(row.questionnaire, said(unit.place, 2, text=text), row.opens_on, code=code)
    graded = rounds.do("grade_round", rounds.counted(row, 1), "department_head").matter
    (kept,) = remarks_about(graded.questionnaire, unit.place)
    assert "13800138000" not in kept
    with pytest.raises(Invalid, match="手机号码"):
        rounds.passed_on(graded, text="请打 13800138000")


def test_last_years_words_stand_before_this_year_asks(rounds: Rounds, client: Client) -> None:
    row = rounds.announced()
    card = adopted(rounds, rounds.passed_on(row))
    card = rounds.do(
        "finish",
        card,
        "drafter",
        {"done": "提前公开了。", "done_on": str(localdate(rounds.county.at))},
        code="lxcz",
    ).matter
    card = rounds.do("verify", card, "records_office").matter
    rounds.do(
        "feed_back_suggestion", card, "drafter", {"manner": "notice", "feedback": "网上公告。"}, code="lxcz"
    )
    rounds.on("2027-02-01")
    rounds.noticed(year=2027, title="2027 年政务公开社会评议", opens_on="2027-03-01", closes_on="2027-03-20")
    page = client.get("/evaluation/2027/").text
    assert "去年您说的，今年改了" in page
    assert "提前公开了" in page
