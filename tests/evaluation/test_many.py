"""Many answers and many units: pages ask the database as often however many there are."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluation.models import Round
from foundation.agencies.models import Agency
from foundation.questionnaires import counting, results
from tests.evaluation.rounds import KEYS, RELATION, Rounds

pytestmark = [pytest.mark.django_db, pytest.mark.clause("SE-6")]

#: Raised to 20,000 by hand, to see how long it takes.
MANY = 1_000


def answered_by(row: Round, many: int) -> None:
    """So many people on the open web, each on two units, written by the database itself."""
    units = row.units.count()
    each = json.dumps({key: ["%"] for key in KEYS} | {RELATION: [0]}).replace('"%"', "%")
    with connection.cursor() as cursor:
        for place, ticks in (
            ("NULL::smallint", json.dumps({"1": [0]})),
            (f"(n % {units})::smallint", each),
            (f"((n + 1) % {units})::smallint", each),
        ):
            cursor.execute(
                "INSERT INTO questionnaires_ballot (id, questionnaire_id, layer, day, subject, ticks)"
                f" SELECT gen_random_uuid(), {row.questionnaire_id}, 'web', '{row.opens_on}', {place},"
                f" replace('{ticks}', '%', (n % 3)::text)::jsonb FROM generate_series(1, {many}) n"
            )


def announced(rounds: Rounds, units: int, **fields: object) -> Round:
    """A round of so many units more, with its result."""
    Agency.objects.bulk_create(
        Agency(
            code=f"z{fields['year']}{n}",
            name=f"第 {fields['year']}{n} 局",
            short_name=f"{n} 局",
            kind="department",
        )
        for n in range(units)
    )
    row = rounds.opened(**fields)
    answered_by(row, MANY)
    done = rounds.do("grade_round", rounds.counted(row, 0), "department_head").matter
    fed_back = rounds.do("feed_back", done, "records_office").matter
    for result in row.results.all():
        result.leave()
        result.save()
    return rounds.announce(fed_back)


def asked(address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert Client().get(address).status_code == 200
    return len(seen)


def test_a_result_of_many_units_costs_as_many_queries_as_one_of_few(rounds: Rounds) -> None:
    few = {"year": 2026}
    many = {"year": 2027, "title": "2027 年社会评议", "opens_on": "2027-03-20", "closes_on": "2027-04-10"}
    row = announced(rounds, 2, **few)
    told = results.about(row.questionnaire)
    assert sum(subject.persons["open"] for subject in told) == 2 * MANY
    counts = [asked("/evaluation/2026/"), asked("/evaluation/2026/units/1/")]
    rounds.on("2027-02-01")
    announced(rounds, 30, **many)
    assert abs(asked("/evaluation/2027/") - counts[0]) <= 1, "last year is compared"
    assert abs(asked("/evaluation/2027/units/1/") - counts[1]) <= 1


def test_the_night_writes_many_rows_again_in_one_statement_a_table(rounds: Rounds) -> None:
    row = rounds.opened()
    answered_by(row, MANY)
    with CaptureQueriesContext(connection) as seen:
        counting.shuffle(row.questionnaire)
    assert len(seen) <= 7
