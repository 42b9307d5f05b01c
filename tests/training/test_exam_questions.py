"""Reading questions and papers, drawing, points, what a question is worth: no database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from training.questions import (
    Unusable,
    award,
    check_question,
    draw,
    lasts,
    read_fixed,
    read_key,
    read_questions,
    read_rules,
    said_key,
    worth,
)

PASTED = """单选 A2 PD-9 易
应当主动公开的信息，自形成之日起几个工作日内公开？
A. 10 个
B．20 个
答案：B
解析：二十个工作日内。

判断　B2　SR-4
没有通过审查的内容可以先发出。
答案:错
解析：不得发出。

简答 B4 OR-4 难
怎么办？
答案：一次性告知补正。
解析：先补正。
"""


def test_questions_are_read_as_people_paste_them() -> None:
    first, second, third = read_questions(PASTED)
    assert (first.sort, first.tag, first.clause, first.level) == ("single", "A2", "PD-9", "easy")
    assert first.options == ["10 个", "20 个"]
    assert first.answer == "B"
    assert (second.sort, second.answer, second.level) == ("judge", "错", "medium")
    assert third.answer == "一次性告知补正。"
    assert third.facts()["stem"] == "怎么办？"


@pytest.mark.parametrize("text", ["", "\n\n", "A2 单选 PD-9\n题", "单选 Z9 PD-9\n题", "单选\n题"])
def test_what_cannot_be_read_is_said(text: str) -> None:
    with pytest.raises(Unusable):
        read_questions(text)


@pytest.mark.parametrize(
    ("sort", "options", "key", "reference", "says"),
    [
        ("single", ["一"], [0], "", "2 到 8"),
        ("single", ["一", "一"], [0], "", "一样"),
        ("single", ["一", "二"], [0, 1], "", "只有一个"),
        ("single", ["一", "二"], [2], "", "字母"),
        ("multiple", ["一", "二"], [0], "", "至少有两个"),
        ("judge", ["对", "错"], [], "", "对"),
        ("short", [], [], " ", "评分要点"),
        ("single", [str(n) for n in range(9)], [0], "", "2 到 8"),
    ],
)
def test_a_question_needs_options_and_a_key(
    sort: str, options: list[str], key: list[int], reference: str, says: str
) -> None:
    assert any(says in wrong for wrong in check_question(sort, options, key, reference))


def test_a_key_is_read_and_said() -> None:
    assert read_key("ａ、c", "multiple") == [0, 2]
    assert read_key("错", "judge") == [1]
    assert read_key("X", "single") == []
    assert read_key("", "single") == []
    assert said_key("multiple", [0, 2]) == "AC"
    assert said_key("judge", [0]) == "对"


@pytest.mark.clause("TR-4")
@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ("", "一道题也没有"),
        ("A2 单选 0 0", "大于 0"),
        ("A2 单选 0 100", "大于 0"),
        ("A2 单选 5 4", "20 分，要正好 100 分"),
        ("A2 单选 5 21", "105 分"),
        ("A2 单选 5 10\nA2 单选 5 10", "写了两行"),
        ("A2 单选 -5 -20", "读不懂"),
        ("A9 单选 5 20", "读不懂"),
    ],
)
def test_a_paper_of_nothing_or_not_of_a_hundred_points_is_refused(rules: str, says: str) -> None:
    with pytest.raises(Unusable, match=says):
        read_rules(rules)


def test_a_paper_is_read() -> None:
    parts = read_rules("ａ2 单选 ５题 10分\nB2 简答 1 50")
    assert [(part.tag, part.sort, part.count, part.points) for part in parts] == [
        ("A2", "single", 5, 10),
        ("B2", "short", 1, 50),
    ]
    assert read_fixed("12 50\n13 50分") == {12: 50, 13: 50}


@pytest.mark.parametrize("text", ["", "12 0", "12 99", "12 50\n12 50", "十二 100", "12 101"])
def test_named_questions_make_a_hundred_points_or_nothing(text: str) -> None:
    with pytest.raises(Unusable):
        read_fixed(text)


def test_the_same_seed_draws_the_same_paper_and_another_another() -> None:
    parts = [(list(range(50)), 10, 5), (list(range(50, 60)), 5, 10)]
    options = dict.fromkeys(range(60), 4)
    first = draw(7, parts, options)
    assert draw(7, parts, options) == first
    assert draw(8, parts, options) != first
    assert sum(one.points for one in first) == 100
    assert len({one.question for one in first}) == 15
    assert all(sorted(one.options) == [0, 1, 2, 3] for one in first)
    assert [one.question for one in first] != sorted(one.question for one in first)
    with pytest.raises(ValueError, match=r"[Ss]ample"):
        draw(7, [([1], 2, 50)], {})


def test_points_for_exactly_the_key() -> None:
    assert award([0, 2], [2, 0], 5) == 5
    assert award([0, 2], [0], 5) == 0
    assert award([0], [0, 1], 5) == 0
    assert award([0], [], 5) == 0


@pytest.mark.clause("TR-4")
def test_half_as_much_time_again() -> None:
    assert lasts(60, extra=False) == timedelta(minutes=60)
    assert lasts(60, extra=True) == timedelta(minutes=90)
    assert lasts(45, extra=True) == timedelta(minutes=68)


def test_what_a_question_proved_to_be() -> None:
    assert worth([(1.0, 90)] * 9).difficulty is None
    good = worth([(1.0, 90)] * 10 + [(0.0, 40)] * 10)
    assert (good.difficulty, good.discrimination, good.finding) == (0.5, 1.0, "")
    bad = worth([(0.0, 90)] * 10 + [(1.0, 40)] * 10)
    assert "负" in bad.finding
    assert "几乎没有人" in worth([(0.0, n) for n in range(20)]).finding
    assert "人人" in worth([(1.0, n) for n in range(20)]).finding
    assert "太低" in worth([(0.5, n) for n in range(20)]).finding
    assert worth([]).said == "还没有考过"
