"""The public list of what came of the applications: refusals too, no persons."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.test import Client

from applications.outcomes import RESULTS
from applications.statute import OUTCOMES
from tests.applicants import Desk, on

pytestmark = [pytest.mark.django_db, pytest.mark.clause("OR-4"), pytest.mark.clause("条例44")]

REFUSED = {"outcome": "internal_affairs", "facts": "所涉信息是内部的排班表", "reasons": "只管内部事务"}


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def rows(address: str = "/replies/outcomes.csv") -> list[list[str]]:
    return list(csv.reader(StringIO(page(address).lstrip("\ufeff"))))[1:]


def test_every_outcome_has_its_result() -> None:
    assert {outcome.row[0] for outcome in OUTCOMES.values()} == set(RESULTS)


def test_refusals_stand_beside_what_was_given_and_nobody_is_named(desk: Desk) -> None:
    application = desk.closed(on("2026-11-02"), on("2026-11-06"))
    refused = desk.closed(on("2026-11-02"), on("2026-11-09"), REFUSED)
    text = page("/replies/outcomes/")
    for said in (OUTCOMES["internal_affairs"].label, OUTCOMES["internal_affairs"].basis, "2026-11", "50.0"):
        assert said in text
    for told in (application, refused):
        for hidden in (told.number, told.wanted, told.applicant.name, "排班表", "2026-11-09", "2026-11-06"):
            assert hidden not in text
    assert [row[0] for row in rows()] == ["2026-11", "2026-11"]
    assert [row[2] for row in rows()] == ["不予公开", "予以公开"]


def test_the_list_is_narrowed_and_odd_filters_are_ignored(desk: Desk) -> None:
    desk.closed(on("2026-11-02"), on("2026-11-06"))
    desk.closed(on("2026-11-02"), on("2026-11-09"), REFUSED)
    given, withheld = OUTCOMES["disclosed"].label, OUTCOMES["internal_affairs"].label
    assert [row[3] for row in rows("/replies/outcomes.csv?result=d")] == [withheld]
    assert "不予公开的</h2>" in page("/replies/outcomes/?result=d")
    assert not rows("/replies/outcomes.csv?year=2025")
    assert len(rows("/replies/outcomes.csv?agency=nobody&year=x&result=%27")) == 2
    assert given in page("/replies/outcomes/?agency=rfbsc&year=2026")
    assert Client().get("/replies/outcomes/?page=9").status_code == 404


def test_what_is_not_issued_is_not_counted(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    desk.signed(desk.drafted(application, on("2026-11-05")), on("2026-11-05"))
    assert not rows()
    assert "还没有发出的答复" in page("/replies/outcomes/")
