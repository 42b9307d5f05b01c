"""What programs read of evaluations: what was announced alone, as the pages tell it."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from django.test import Client

from foundation.machines import editions
from foundation.machines.declaring import DATASETS
from tests.evaluation.rounds import Rounds

pytestmark = [pytest.mark.django_db, pytest.mark.clause("SE-6")]


def told(address: str) -> Any:
    answer = Client().get(f"/api/v1/evaluations{address}")
    assert answer.status_code == 200
    return answer.json()


def test_nothing_is_told_before_the_announcement(rounds: Rounds) -> None:
    row = rounds.settled()
    card = rounds.passed_on(row)
    result = rounds.result(row)
    assert told("")["items"] == told("/suggestions")["items"] == []
    assert Client().get(f"/api/v1/evaluations/{result.pk}").status_code == 404
    rounds.announce(row)
    found = {one["agency"]: one for one in told("")["items"]}
    assert (found["rfbsc"]["grade"], found["rfbsc"]["index"], found["rfbsc"]["main_knowing"]) == (
        "满意",
        88.1,
        32,
    )
    assert (found["lxcz"]["grade"], found["lxcz"]["index"]) == ("样本不足", None)
    assert told(f"/{result.pk}") == found["rfbsc"]
    assert [one["text"] for one in told("/suggestions")["items"]] == [card.text]
    assert told("?agency=lxcz")["items"] == [found["lxcz"]]
    assert told("?year=2025")["items"] == []


def test_the_files_of_the_night_hold_the_same(rounds: Rounds) -> None:
    rounds.passed_on(rounds.announced())
    for name, many in (("evaluations", 2), ("suggestions", 1)):
        editions.make(DATASETS[name], rounds.county.at)
        content = b"".join(Client().get(f"/data/{name}.jsonl.gz"))  # type: ignore[arg-type]
        assert len(gzip.decompress(content).splitlines()) == many
        assert all(json.loads(line)["year"] == 2026 for line in gzip.decompress(content).splitlines())
