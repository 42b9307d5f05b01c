"""Panel and social supervisors: announced, appointed for a term, never on a unit of their own (SE-5)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from evaluation.clockwork import expire_terms
from evaluation.models import ScoreSheet, Supervisor
from foundation.casework.refusals import Invalid, Refused
from tests.evaluation.rounds import Rounds

pytestmark = [pytest.mark.django_db, pytest.mark.clause("SE-5")]


def test_from_nomination_to_the_end_of_the_term(rounds: Rounds, client: Client) -> None:
    person = rounds.nominated("乙某")
    assert "乙某" not in client.get("/evaluation/supervisors/").text
    rounds.do("announce_supervisor", person, "records_office")
    assert "乙某" in client.get("/evaluation/supervisors/").text
    assert "13800138000" not in client.get("/evaluation/supervisors/").text
    with pytest.raises(Refused, match="才满 5 日"):
        rounds.do("appoint", person, "department_head", {"starts_on": "2026-03-10"})
    rounds.county.at += timedelta(days=5)
    done = rounds.do("appoint", person, "department_head", {"starts_on": "2026-03-10"}).matter
    assert (str(done.starts_on), str(done.ends_on), done.certificate) == (
        "2026-03-10",
        "2028-03-09",
        "P2026-001",
    )
    rounds.on("2028-03-09")
    assert expire_terms(at=rounds.county.at) == 0
    rounds.on("2028-03-10")
    assert expire_terms(at=rounds.county.at) == 1
    again = rounds.do("reappoint", rounds.fresh(done), "department_head").matter
    assert (again.state, str(again.starts_on), str(again.ends_on)) == (
        "appointed",
        "2028-03-10",
        "2030-03-09",
    )
    assert again.certificate == "P2028-001"
    with pytest.raises(Refused, match="以后才能续聘"):
        rounds.do("reappoint", again, "department_head")
    ended = rounds.do("end_supervisor", again, "department_head", {"reason": "调走了。"}).matter
    assert str(ended.ends_on) == "2028-03-10"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"age": 21}, "22 到 65"),
        ({"age": 66}, "22 到 65"),
        ({"employer": "隆兴昌镇人民政府"}, "被评议单位"),
        ({"employer": "隆兴昌镇"}, "被评议单位"),
    ],
)
def test_who_may_not_be_appointed(rounds: Rounds, fields: dict[str, Any], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        rounds.nominated(**fields)


def test_their_age_is_asked_and_not_kept(rounds: Rounds) -> None:
    rounds.nominated()
    assert "age" not in {field.name for field in Supervisor._meta.get_fields()}


def test_a_sheet_counts_once_and_not_for_a_unit_of_their_own(rounds: Rounds) -> None:
    person = rounds.appointed()
    row = rounds.opened()
    unit = rounds.county.agencies["lxcz"]
    rounds.do("declare_conflict", person, "drafter", {"unit": unit.pk, "because": "配偶在该单位工作"})
    with pytest.raises(Invalid, match="要回避"):
        rounds.scored(row, person, 0, "lxcz")
    rounds.scored(row, person, 0)
    with pytest.raises(Invalid, match="已经录过两遍"):
        rounds.scored(row, person, 1)
    sheet = ScoreSheet.objects.get()
    other = rounds.unit(row, "lxcz")
    fields = {
        "round": row,
        "supervisor": person,
        "ticks": {"1": [0]},
        "signed_on": sheet.signed_on,
        "entered_at": sheet.entered_at,
    }
    with pytest.raises(DatabaseError, match="declared a conflict"), transaction.atomic():
        ScoreSheet.objects.create(**fields, unit=other)
    with pytest.raises(DatabaseError, match="outside their term"), transaction.atomic():
        ScoreSheet.objects.create(**{**fields, "signed_on": "2030-01-01"}, unit=sheet.unit)


def test_whose_term_is_over_does_not_evaluate(rounds: Rounds) -> None:
    person = rounds.appointed(starts_on="2026-03-25")
    row = rounds.opened()
    with pytest.raises(Invalid, match="不在聘期里"):
        rounds.scored(row, person, 0)


def test_sheets_of_the_panel_weigh_as_planned(rounds: Rounds) -> None:
    people = [rounds.nominated(f"{name}某", "panel") for name in "甲乙丙"]
    for person in people:
        rounds.do("announce_supervisor", person, "records_office")
    rounds.county.at += timedelta(days=6)
    for person in people:
        rounds.do("appoint", person, "department_head", {"starts_on": "2026-03-10"})
    row = rounds.opened()
    rounds.answered(row, [0] * 30)
    for person in people:
        rounds.scored(row, person, 1)
    done = rounds.do("grade_round", rounds.counted(row, 30), "department_head").matter
    result = rounds.result(done)
    assert (result.index, result.ways["panel"]["index"]) == (Decimal("88.0"), "70.0")
    few = rounds.result(done, "lxcz")
    assert (few.grade, few.panel_index) == ("too_few", None)
    with pytest.raises(DatabaseError, match="until the round is counted"), transaction.atomic():
        ScoreSheet.objects.create(
            round=done,
            supervisor=people[0],
            unit=few.unit,
            ticks={"1": [0]},
            signed_on=row.opens_on,
            entered_at=done.created_at,
        )


def test_a_conflict_that_is_declared_later_takes_the_sheet_out(rounds: Rounds) -> None:
    people = [rounds.nominated(f"{name}某", "panel") for name in "甲乙丙"]
    for person in people:
        rounds.do("announce_supervisor", person, "records_office")
    rounds.county.at += timedelta(days=6)
    people = [
        rounds.do("appoint", one, "department_head", {"starts_on": "2026-03-10"}).matter for one in people
    ]
    row = rounds.opened()
    rounds.answered(row, [0] * 30)
    for person in people:
        rounds.scored(row, person, 1)
    unit = rounds.county.agencies["rfbsc"]
    rounds.do("declare_conflict", people[0], "drafter", {"unit": unit.pk, "because": "后来才知道"})
    done = rounds.do("grade_round", rounds.counted(row, 30), "department_head").matter
    result = rounds.result(done)
    assert (result.ways["panel"]["persons"], result.panel_index, result.counting) == (2, None, {"main": 60})
    assert result.index == Decimal("100.0")


def test_what_is_signed_after_the_last_day_does_not_count(rounds: Rounds) -> None:
    person = rounds.appointed()
    row = rounds.closed(rounds.opened())
    rounds.on("2026-04-15")
    with pytest.raises(Invalid, match="签的不算"):
        rounds.scored(row, person, 0)


def test_a_sheet_counts_once_two_people_entered_it_alike(rounds: Rounds) -> None:
    person = rounds.appointed()
    row = rounds.opened()
    unit = rounds.unit(row, "rfbsc")
    data = {"supervisor": person.pk, "unit": unit.pk, "signed_on": "2026-03-20", "q1": "0", "q2": "1"}
    rounds.do("record_sheet", row, "drafter", data)
    with pytest.raises(Invalid, match="由另一个人录"):
        rounds.do("record_sheet", row, "drafter", data)
    with pytest.raises(Invalid, match="第 1 题、第 2 题两遍录的不一样"):
        rounds.do("record_sheet", row, "applications_clerk", {**data, "q1": "2", "q2": ""})
    assert not ScoreSheet.objects.entered_twice().exists()
    # Whoever mistyped enters it anew.
    rounds.do("record_sheet", row, "drafter", {**data, "q1": "2"})
    rounds.do("record_sheet", row, "applications_clerk", {**data, "q1": "2"})
    sheet = ScoreSheet.objects.entered_twice().get()
    assert sheet.ticks == {"1": [2], "2": [1]}
    with pytest.raises(Invalid, match="已经录过两遍"):
        rounds.do("record_sheet", row, "drafter", data)
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        ScoreSheet.objects.filter(pk=sheet.pk).update(ticks={"1": [0]})


def test_what_one_person_alone_entered_does_not_count(rounds: Rounds) -> None:
    person = rounds.appointed()
    row = rounds.opened()
    data = {
        "supervisor": person.pk,
        "unit": rounds.unit(row, "rfbsc").pk,
        "signed_on": "2026-03-20",
        "q1": "2",
    }
    rounds.do("record_sheet", row, "drafter", data)
    with pytest.raises(DatabaseError, match="evalsheet_by_two"), transaction.atomic():
        ScoreSheet.objects.update(second_by=ScoreSheet.objects.get().entered_by)
    done = rounds.do("grade_round", rounds.counted(row, 0), "department_head").matter
    assert rounds.result(done).ways["panel"]["persons"] == 0
