"""Whoever reads the whole database, its history, the order of its rows, ledger and log learns of nobody what they answered."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from evaluation.models import Round
from foundation.accesses.models import Access
from foundation.casework.models import LedgerLine
from foundation.questionnaires import counting, taking
from foundation.questionnaires.codes import digests
from foundation.questionnaires.models import Ballot, Code, Remark
from tests.evaluation.rounds import KEYS, RELATION, WORST, Rounds, said

pytestmark = [pytest.mark.django_db, pytest.mark.clause("SE-5")]


def answered_in_turn(rounds: Rounds, row: Round, many: int) -> list[str]:
    """The codes of so many people, the n-th of whom writes 第 n 个人."""
    made = rounds.slips(row, many)
    for n, code in enumerate(made):
        taking.take(row.questionnaire, said(0, n % 3, text=f"第 {n} 个人"), row.opens_on, code=code)
    return made


def placed(table: str, columns: str) -> list[Any]:
    """Everything that PostgreSQL shows of a table's rows, in their physical order."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} ORDER BY ctid")
        return cursor.fetchall()


def test_after_the_night_neither_place_nor_transaction_tells_which_code_brought_which_answer(
    rounds: Rounds,
) -> None:
    """Guessing by rank – the n-th code in its table wrote the n-th text – is right no more often than by chance."""
    row = rounds.opened()
    made = answered_in_turn(rounds, row, 120)
    who = {digests(row.questionnaire.pk, code)[0]: n for n, code in enumerate(made)}
    right = 0
    for _night in range(5):
        counting.shuffle(row.questionnaire)
        codes = [who[digest] for (digest,) in placed("questionnaires_code", "digest")]
        texts = [int(text.split()[1]) for (text,) in placed("questionnaires_remark", "text")]
        ballots = placed("questionnaires_ballot", "xmin::text")
        assert len({xmin for (xmin,) in ballots}) <= 1, "one transaction wrote them all"
        right += sum(code == text for code, text in zip(codes, texts, strict=True))
    # Of 600 guesses one in 120 is right by chance: five; more than twenty is one case in millions.
    assert right <= 20


def test_no_row_leads_from_one_unit_to_the_other_of_a_person(rounds: Rounds) -> None:
    row = rounds.opened()
    (code,) = rounds.slips(row, 1)
    two = said(0, 0).on | said(1, 2).on
    taking.take(row.questionnaire, taking.Said({"1": [0]}, {}, two), row.opens_on, code=code)
    columns = {field.name for model in (Ballot, Remark, Code) for field in model._meta.get_fields()}
    assert not columns & {"code", "ballot", "person", "at", "time", "created_at", "address", "agent"}
    ids = list(Ballot.objects.values_list("pk", flat=True))
    assert len(set(ids)) == 3
    assert all(pk.version == 4 for pk in ids)


def test_no_history_ledger_access_or_log_tells_of_an_answer(
    rounds: Rounds, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    row = rounds.opened()
    (code,) = rounds.slips(row, 1)
    monkeypatch.setattr(timezone, "now", lambda: rounds.county.at)
    cache.clear()
    lines, accesses = LedgerLine.objects.count(), Access.objects.count()
    given = {"unit": [0], **{f"s0q{key}": "2" for key in KEYS}, f"s0q{RELATION}": "0", "code": code}
    given[f"s0q{WORST}"] = "一句特别的话"
    with caplog.at_level(logging.DEBUG):
        assert Client(REMOTE_ADDR="203.0.113.9").post("/evaluation/2026/answer/", given).status_code == 200
    assert (LedgerLine.objects.count(), Access.objects.count()) == (lines, accesses)
    told = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    for secret in (code, "一句特别的话", "203.0.113.9"):
        assert secret not in told
    models = apps.get_app_config("questionnaires").get_models(include_auto_created=True)
    assert not [model for model in models if "historical" in model._meta.model_name]


def test_every_count_equals_one_made_by_hand(rounds: Rounds) -> None:
    """Codes, sheets, open web and own people of two units, counted again from the rows one by one."""
    row = rounds.opened()
    made = rounds.slips(row, 60)
    for n, code in enumerate(made):
        parts = said(n % 2, n % 4, relation=3 if n % 10 == 0 else 0).on
        taking.take(row.questionnaire, taking.Said({"1": [n % 2]}, {}, parts), row.opens_on, code=code)
    for n in range(7):
        taking.take(row.questionnaire, said(0, n % 3), row.opens_on)
    rows = list(Ballot.objects.values("subject", "layer", "ticks"))
    done = rounds.counted(row, 60)
    told = done.questionnaire.result
    for place, subject in enumerate(told["subjects"]):
        mine = [ballot for ballot in rows if ballot["subject"] == place]
        own = [ballot for ballot in mine if ballot["ticks"].get(RELATION) == [3]]
        rest = [ballot for ballot in mine if ballot not in own]
        main = [ballot for ballot in rest if ballot["layer"] != "web"]
        assert subject["persons"] == {
            "main": len(main), "open": len(rest) - len(main), "apart": len(own)
        }  # fmt: skip
        for question in subject["questions"]:
            for tick, count in enumerate(question["layers"]["main"]["counts"]):
                by_hand = [b for b in main if b["ticks"].get(str(question["number"])) == [tick]]
                assert count == len(by_hand)
    assert sum(told["ballots"].values()) == sum(ballot["subject"] is None for ballot in rows) == 67
