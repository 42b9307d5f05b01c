"""Running numbers: each series and year for itself, none given twice, none lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from foundation.correspondence.models import NumberSeries
from foundation.correspondence.numbering import document_number, next_serial, reserve


@pytest.mark.django_db
def test_each_series_and_year_begins_at_one() -> None:
    assert [next_serial("letters:slj", 2026) for _ in range(3)] == [1, 2, 3]
    assert next_serial("letters:nmj", 2026) == 1
    assert next_serial("letters:slj", 2027) == 1


@pytest.mark.django_db
def test_a_number_brought_along_moves_the_series_up_and_never_down() -> None:
    reserve("documents:slj", 2026, 41)
    reserve("documents:slj", 2026, 7)
    assert next_serial("documents:slj", 2026) == 42


@pytest.mark.django_db
def test_what_was_not_used_is_the_next_ones() -> None:
    with transaction.atomic():
        assert next_serial("letters:slj", 2026) == 1
        transaction.set_rollback(True)
    assert next_serial("letters:slj", 2026) == 1


@pytest.mark.django_db(transaction=True)
def test_the_first_of_a_year_is_given_once_however_many_ask() -> None:
    def take(_n: int) -> int:
        try:
            with transaction.atomic():
                return next_serial("letters:slj", 2026)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(take, range(40)))
    assert sorted(taken) == list(range(1, 41))
    assert NumberSeries.objects.get().last == 40


def test_document_numbers() -> None:
    assert document_number("五自然资公复", 2026, 12) == "五自然资公复〔2026〕12号"
