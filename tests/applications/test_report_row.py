"""In which row of table three an application counts: one row for the whole reply (国办公开办函〔2021〕30号)."""

from __future__ import annotations

from itertools import product

import pytest

from applications.statute import OUTCOMES, ROW_ORDER, report_row

pytestmark = pytest.mark.clause("条例50")

#: The outcomes of a reply, and the row that counts it.
TABLE = [
    # Everything that was asked for is given, or its place told.
    ("disclosed", "a"),
    ("already_public", "a"),
    ("now_published", "a"),
    ("disclosed already_public", "a"),
    # Something is given and something is not: 部分公开 and nothing else.
    ("partial", "b"),
    ("disclosed state_secret", "b"),
    ("disclosed partial", "b"),
    ("disclosed not_held", "b"),
    ("not_held disclosed", "b"),
    ("disclosed not_ours", "b"),
    ("disclosed needs_processing", "b"),
    ("disclosed still_unclear", "b"),
    ("disclosed special_register", "b"),
    ("disclosed petition", "b"),
    ("disclosed repeated", "b"),
    ("already_public not_held", "b"),
    ("already_public third_party", "b"),
    ("now_published deliberative not_ours", "b"),
    ("partial not_held", "b"),
    ("partial petition repeated", "b"),
    # Nothing is given: the first row in the order of the table.
    ("state_secret", "d1"),
    ("forbidden_by_law third_party", "d2"),
    ("enforcement_file deliberative", "d6"),
    ("special_register not_held", "d8"),
    ("third_party not_held", "d4"),
    ("not_held not_ours", "u1"),
    ("not_ours needs_processing", "u1"),
    ("still_unclear petition", "u3"),
    ("not_held petition", "u1"),
    ("petition repeated", "n1"),
    ("repeated publication", "n2"),
    ("excessive reissue", "n4"),
    ("reissue", "n5"),
    # A correction (条例41) counts only where there is nothing else.
    ("corrected", "o3"),
    ("not_corrected", "o3"),
    ("corrected not_ours", "u1"),
    ("corrected disclosed", "a"),
]


@pytest.mark.parametrize(("outcomes", "row"), TABLE)
def test_one_row_for_the_whole_reply(outcomes: str, row: str) -> None:
    assert report_row(outcomes.split()) == row


def test_the_table_knows_every_outcome() -> None:
    assert {code for outcomes, _row in TABLE for code in outcomes.split()} | {
        "security_stability",
        "internal_affairs",
    } == set(OUTCOMES)


@pytest.mark.parametrize(("one", "other"), list(product(OUTCOMES, OUTCOMES)))
def test_any_two_outcomes_count_once_in_either_order(one: str, other: str) -> None:
    row = report_row([one, other])
    assert row == report_row([other, one])
    assert row in ROW_ORDER
    rows = {OUTCOMES[one].row, OUTCOMES[other].row} - {"o3"}
    if rows & {"a", "b"} and rows != {"a"}:
        assert row == "b"


def test_a_reply_without_outcomes_counts_nowhere() -> None:
    with pytest.raises(ValueError, match="at least one"):
        report_row([])
