"""Many opinions at once: none is lost, and none is there twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from foundation.visitors.codes import new_token
from participation.models import Call, Opinion
from participation.receiving import Received, Said, receive
from tests.participation.people import Office
from tests.personas import County

MANY, AT_ONCE = 1_000, 8
SAID = Said(
    article="", stance="for", text="支持，建议尽快实施。", consent="anonymous", contact="a@example.com"
)


@pytest.fixture
def call(county: County) -> Call:
    return Office(county).opened()


@pytest.mark.django_db(transaction=True)
def test_a_thousand_at_once_are_a_thousand(call: Call) -> None:
    at = call.opened_at
    assert at is not None
    tokens = [new_token() for _ in range(MANY)]

    def send(token: str) -> Received:
        try:
            return receive(call, SAID, token, at)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        # Every tenth is sent twice.
        done = list(pool.map(send, [*tokens, *tokens[::10]]))
    assert Opinion.objects.count() == MANY
    assert len({each.opinion.pk for each in done}) == MANY
    assert sum(each.again for each in done) == MANY // 10
