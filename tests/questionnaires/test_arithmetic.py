"""Shares, intervals, hidden cells, sheets: the vectors of the facts, and the edges."""

from __future__ import annotations

from decimal import Decimal

import pytest

from foundation.questionnaires.arithmetic import (
    Share,
    cross,
    percent,
    reconcile,
    satisfaction,
    shares,
    tally,
    wilson,
)
from foundation.questionnaires.wording import Kind, Question, Ticks, WordingError, listed, proper, questions

WORDING = """【分组】您住在哪里？
县城
乡镇
【满意度】您对公交车准点满意吗？
【多选】您坐公交车做什么？
- 看病
- 买东西
- 上班
【填写】最该改的一件事是什么？
"""


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (4, 5, "37.6", "96.4"),
        (24, 30, "62.7", "90.5"),
        (48, 60, "68.2", "88.2"),
        (80, 100, "71.1", "86.7"),
        (320, 400, "75.8", "83.6"),
        (30, 30, "88.6", "100.0"),
        (0, 30, "0.0", "11.4"),
    ],
)
def test_wilson(part: int, whole: int, low: str, high: str) -> None:
    assert wilson(part, whole) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(1, 3, "33.3"), (2, 3, "66.7"), (1, 8, "12.5"), (1, 16, "6.3"), (1, 2000, "0.1"), (0, 7, "0.0")],
)
def test_one_decimal_half_up(part: int, whole: int, shown: str) -> None:
    """1/16 is 6.25: a float rounds that to 6.2."""
    assert percent(part, whole) == Decimal(shown)


def test_of_nothing_there_is_no_share() -> None:
    assert percent(0, 0) is None
    assert wilson(0, 0) is None
    well, both = satisfaction([0, 0, 0, 12])
    assert (well.whole, well.percent, both.percent, well.interval) == (0, None, None, None)


def test_n_is_without_those_who_do_not_know() -> None:
    well, both = satisfaction([20, 10, 10, 60])
    assert (well.label, well.whole, well.percent) == ("满意率", 40, Decimal("50.0"))
    assert (both.label, both.part, both.percent) == ("满意和基本满意率", 30, Decimal("75.0"))


@pytest.mark.parametrize(("n", "enough"), [(0, False), (1, False), (29, False), (30, True)])
def test_few_answers_conclude_nothing(n: int, enough: bool) -> None:
    share = Share("满意率", n, n)
    assert share.enough is enough
    assert (share.interval is not None) is enough


def test_several_ticks_are_one_person() -> None:
    """50 of 60 are 83.3 %, whatever else they ticked."""
    several = questions(WORDING)[2]
    ballots: list[Ticks] = [{"3": [0, 1, 2]}] * 50 + [{"3": [1]}] * 10 + [{}] * 5
    counted = tally(several, ballots)
    assert (counted.counts, counted.answered, counted.blank) == ([50, 60, 50], 60, 5)
    assert [share.percent for share in shares(several, counted)] == [
        Decimal("83.3"),
        Decimal("100.0"),
        Decimal("83.3"),
    ]


def _ballots(cells: list[list[int]]) -> list[Ticks]:
    return [{"1": [y], "2": [x]} for y, row in enumerate(cells) for x, n in enumerate(row) for _ in range(n)]


def test_cells_under_five_are_hidden_and_cannot_be_subtracted() -> None:
    by, of = questions(WORDING)[:2]
    table = cross(by, of, _ballots([[4, 30, 20, 10], [40, 5, 6, 7]]))
    cells = dict(table.rows)
    assert cells["县城"][0] is None
    for line in [*cells.values(), *map(list, zip(*cells.values(), strict=True))]:
        assert line.count(None) != 1, table
    assert 30 in cells["县城"]
    shown = [cell for row in cells.values() for cell in row if cell is not None]
    assert min(shown) >= 5


def test_sheets_add_up_or_it_is_said_where_not() -> None:
    assert reconcile(printed=100, issued=80, returned=60, void=5, valid=55) == []
    wrong = reconcile(printed=10, issued=12, returned=13, void=1, valid=11)
    assert len(wrong) == 3
    assert "发出 12 份" in wrong[0]


def test_wording_is_read() -> None:
    found = questions(WORDING)
    assert [question.kind for question in found] == [Kind.GROUP, Kind.SCALE, Kind.SEVERAL, Kind.TEXT]
    assert found[2] == Question(3, Kind.SEVERAL, "您坐公交车做什么？", ("看病", "买东西", "上班"))


@pytest.mark.parametrize(
    ("wording", "says"),
    [
        ("", "还没有题目"),
        ("您好", "要以题型开头"),
        ("【随便】问什么？", "不认识"),
        ("【单选】问什么？\n一个", "1 个选项"),
        ("【单选】问什么？\n是\n是", "重复"),
        ("【满意度】问什么？\n很好", "不写选项"),
        ("【填写】", "没有写问什么"),
        ("【填写】问？\n" * 31, "最多 30 道"),
        (f"【填写】{'长' * 300}", "超过 200 个字"),
    ],
)
def test_what_cannot_be_asked_is_named(wording: str, says: str) -> None:
    with pytest.raises(WordingError, match=says):
        questions(wording)


@pytest.mark.parametrize(
    "ticks", [{"1": [2]}, {"1": [0, 1]}, {"1": []}, {"4": [0]}, {"9": [0]}, {"3": [1, 0]}, {"3": [-1]}]
)
def test_ticks_beside_the_questions_are_none(ticks: Ticks) -> None:
    assert not proper(questions(WORDING), ticks)
    assert proper(questions(WORDING), {"1": [1], "3": [0, 2]})


def test_a_list_of_questions_numbers_them_and_tells_their_options_apart() -> None:
    assert listed(WORDING) == [
        ("1 分组", "您住在哪里？（县城；乡镇）"),
        ("2 满意度", "您对公交车准点满意吗？"),
        ("3 多选", "您坐公交车做什么？（看病；买东西；上班）"),
        ("4 填写", "最该改的一件事是什么？"),
    ]


@pytest.mark.parametrize(("wording", "shown"), [("", []), ("【单选】\n\n甲", [("", "【单选】"), ("", "甲")])])
def test_a_draft_that_cannot_be_asked_yet_is_listed_as_it_stands(
    wording: str, shown: list[tuple[str, str]]
) -> None:
    with pytest.raises(WordingError):
        questions(wording)
    assert listed(wording) == shown
