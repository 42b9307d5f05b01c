"""The arithmetic of hours: within the session, never twice, by years, in whole minutes (TR-5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.people import moment
from training.hours import Piece, by_year, credited, overlap, without
from training.statute import YEAR_MINUTES, hours

SESSION = (moment("2026-11-05 09:00"), moment("2026-11-05 12:00"))


def _at(clock: str, day: str = "2026-11-05") -> object:
    return moment(f"{day} {clock}")


def test_what_lies_outside_the_session_does_not_count() -> None:
    pieces = credited((_at("08:00"), _at("13:00")), SESSION, 180)
    assert pieces == [Piece(2026, *SESSION, 180)]


def test_no_more_counts_than_the_plan_says() -> None:
    assert sum(piece.minutes for piece in credited(SESSION, SESSION, 150)) == 150


def test_seconds_make_no_minute() -> None:
    late = SESSION[0] + timedelta(seconds=1)
    assert sum(piece.minutes for piece in credited((late, SESSION[1]), SESSION, 180)) == 179


def test_what_counts_elsewhere_counts_once() -> None:
    taken = [(_at("10:00"), _at("11:00"))]
    pieces = credited(SESSION, SESSION, 180, taken)
    assert [piece.minutes for piece in pieces] == [60, 60]


def test_a_session_over_new_year_is_split() -> None:
    span = (moment("2026-12-31 22:00"), moment("2027-01-01 01:00"))
    pieces = credited(span, span, 180)
    assert [(piece.year, piece.minutes) for piece in pieces] == [(2026, 120), (2027, 60)]


@pytest.mark.clause("TR-5")
def test_hours_are_cut_off_and_never_rounded_up() -> None:
    assert YEAR_MINUTES == 720
    assert hours(719) == "15.9"
    assert hours(720) == "16.0"
    assert hours(0) == "0.0"


spans = st.tuples(st.integers(0, 600), st.integers(0, 600)).map(sorted).filter(lambda pair: pair[0] < pair[1])


@given(presence=spans, taken=st.lists(spans, max_size=4))
def test_pieces_neither_overlap_nor_leave_the_session(presence: list[int], taken: list[list[int]]) -> None:
    base = SESSION[0] - timedelta(hours=2)

    def real(pair: list[int]) -> tuple:
        return base + timedelta(minutes=pair[0]), base + timedelta(minutes=pair[1])

    others = [real(pair) for pair in taken]
    pieces = credited(real(presence), SESSION, 180, others)
    assert sum(piece.minutes for piece in pieces) <= 180
    for piece in pieces:
        assert SESSION[0] <= piece.start < piece.end <= SESSION[1]
        assert all(overlap((piece.start, piece.end), other) is None for other in others)
    assert without(SESSION, []) == [SESSION]
    assert len(by_year(SESSION)) == 1
