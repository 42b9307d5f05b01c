"""Points, heads, ways, index and grade: exact, shown with one decimal, nothing concluded of too few."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from evaluation.arithmetic import Counted, Rules, Said, grade_of, judge, said, score, shown, weighed
from evaluation.plan import Asked, asked, leading, of_each
from evaluation.statute import HEADS, THRESHOLDS, WAYS, Grade, Head, Way
from foundation.questionnaires.wording import WordingError, questions

RULES = Rules(
    (100, 70, 0),
    dict(zip(Way, WAYS, strict=True)),
    dict(zip(Head, HEADS, strict=True)),
    *THRESHOLDS,
)
ONE = [Asked(n, head, f"{head.label}怎么样？") for n, head in enumerate(Head, 1)]
NOBODY = Said(0, 0, {}, None)


def counted(well: int, rather: int, badly: int, unknown: int = 0) -> Counted:
    counts = {question.key: (well, rather, badly, unknown) for question in ONE}
    return Counted(well + rather + badly + unknown, well + rather + badly, counts)


def judged(
    main: Said, panel: Said = NOBODY, open_web: Said = NOBODY, rules: Rules = RULES
) -> tuple[Grade, object]:
    verdict = judge({Way.MAIN: main, Way.PANEL: panel, Way.OPEN: open_web}, rules)
    return verdict.grade, verdict.index


@pytest.mark.clause("SE-7")
@pytest.mark.parametrize("n", [0, 1, 29])
def test_of_fewer_than_thirty_nothing_is_concluded(n: int) -> None:
    panel = said(ONE, counted(5, 0, 0), RULES, 3)
    assert judged(said(ONE, counted(n, 0, 0), RULES), panel) == (Grade.TOO_FEW, None)
    assert judged(said(ONE, counted(30, 0, 0), RULES), panel) == (Grade.WELL, Decimal("100.0"))


@pytest.mark.clause("SE-7")
def test_who_does_not_know_is_in_no_n() -> None:
    """All 不了解: no division by nothing, no grade."""
    nobody = said(ONE, counted(0, 0, 0, 400), RULES)
    assert (nobody.index, nobody.persons, nobody.knowing, nobody.interval) == (None, 400, 0, None)
    assert judged(nobody) == (Grade.TOO_FEW, None)
    assert said(ONE, counted(20, 10, 10, 400), RULES).index == said(ONE, counted(20, 10, 10), RULES).index


def test_ways_are_weighed_and_what_is_missing_gives_its_weight_to_the_others() -> None:
    main = said(ONE, counted(30, 0, 0), RULES)
    panel = said(ONE, counted(0, 3, 0), RULES, 3)
    assert judged(main, panel) == (Grade.WELL, Decimal("88.0"))
    assert judged(main, said(ONE, counted(0, 2, 0), RULES, 3)) == (Grade.WELL, Decimal("100.0"))
    # The open web weighs nothing unless the plan says so.
    assert judged(main, panel, said(ONE, counted(0, 0, 500), RULES)) == (Grade.WELL, Decimal("88.0"))


def test_a_head_without_anybody_who_knows_is_left_out() -> None:
    counts = {
        question.key: (3, 0, 1, 0) if question.head is Head.CONTENT else (0, 0, 0, 9) for question in ONE
    }
    told = said(ONE, Counted(13, 4, counts), RULES, 4)
    assert told.heads == {Head.CONTENT: Fraction(75)}
    assert told.index == 75
    assert weighed({}, RULES.heads) is None


@pytest.mark.parametrize(
    ("index", "grade"),
    [
        ("85.0", Grade.WELL),
        ("84.9", Grade.RATHER),
        ("70.0", Grade.RATHER),
        ("69.9", Grade.BADLY),
        ("0.0", Grade.BADLY),
    ],
)
def test_thresholds(index: str, grade: Grade) -> None:
    assert grade_of(Decimal(index), RULES) is grade


def test_the_grade_goes_by_the_number_that_is_shown() -> None:
    """84.95 is shown as 85.0, half up, and is 满意: whoever computes it again comes to the same."""
    assert shown(Fraction(8495, 100)) == Decimal("85.0")
    assert shown(Fraction(8494, 100)) == Decimal("84.9")
    assert shown(Fraction(1, 3)) == Decimal("0.3")
    assert shown(None) is None
    main = Said(40, 40, {}, Fraction(8495, 100))
    assert judged(main) == (Grade.WELL, Decimal("85.0"))


def test_an_interval_across_a_threshold_is_said() -> None:
    verdict = judge(
        {Way.MAIN: Said(40, 40, {}, Fraction(86), 40), Way.PANEL: NOBODY, Way.OPEN: NOBODY}, RULES
    )
    assert (verdict.grade, verdict.across) == (Grade.WELL, (Grade.RATHER,))
    narrow = judge(
        {Way.MAIN: Said(4000, 4000, {}, Fraction(95), 4000), Way.PANEL: NOBODY, Way.OPEN: NOBODY}, RULES
    )
    assert narrow.across == ()


def test_an_interval_of_points_is_wilsons_of_its_share() -> None:
    assert Said(60, 60, {}, Fraction(80), 60).interval == (Decimal("68.2"), Decimal("88.2"))


@pytest.mark.clause("SE-4")
def test_a_plan_asks_under_all_six_heads() -> None:
    with pytest.raises(WordingError, match=r"缺这些方面的题目：公开形式.*SE-4"):
        asked("【公开内容】全面吗？")
    with pytest.raises(WordingError, match="要以方面开头"):
        asked("全面吗？")
    text = "\n".join(f"【{head.label}】{head.label}怎么样？" for head in Head)
    assert [question.head for question in asked(text)] == list(Head)
    with pytest.raises(WordingError, match="问了两遍"):
        asked(text + "\n【其他】其他怎么样？")
    kinds = [question.kind.value for question in questions(of_each(text))]
    assert kinds == ["满意度"] * 6 + ["分组", "填写"]
    assert questions(of_each(text))[6].apart == {3}


def test_words_that_push_an_answer_are_pointed_out() -> None:
    assert leading("【其他】您是否同意公开工作显著进步？\n【其他】看得懂吗？") == [
        "【其他】您是否同意公开工作显著进步？"
    ]


def test_no_score_of_nobody() -> None:
    assert score((0, 0, 0, 7), RULES) is None
    assert score((1, 1, 1, 7), RULES) == Fraction(170, 3)


@pytest.mark.clause("SE-7")
def test_nobody_decides_alone_what_a_unit_is_worth() -> None:
    """29 people answer the first question alone, one answers everything: one question counts, and no head of one person."""
    counts = {question.key: (0, 0, 1, 0) for question in ONE} | {"1": (29, 0, 1, 0)}
    told = said(ONE, Counted(30, 30, counts), RULES)
    assert list(told.heads) == [Head.CONTENT]
    assert (told.least, judged(told)) == (30, (Grade.WELL, Decimal("96.7")))
    few = said(ONE, Counted(30, 30, counts | {"1": (28, 0, 1, 0)}), RULES)
    assert (few.index, judged(few)) == (None, (Grade.TOO_FEW, None))


def test_the_panel_moves_the_interval_of_the_whole_index() -> None:
    """Only the share of the questionnaires is uncertain."""
    ways = {
        Way.MAIN: Said(40, 40, {}, Fraction(86), 40),
        Way.PANEL: Said(9, 9, {}, Fraction(100), 9),
        Way.OPEN: NOBODY,
    }
    verdict = judge(ways, RULES)
    assert (verdict.index, verdict.across) == (Decimal("91.6"), (Grade.RATHER,))
