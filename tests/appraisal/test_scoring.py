"""The arithmetic: vectors of the regulation, and what holds of any scheme (AP-6, AP-7)."""

from __future__ import annotations

import itertools
import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.drawing import drawn, lot
from appraisal.rules import explained, read, rule_of, worded
from appraisal.scoring import (
    FULL,
    Absent,
    BadRule,
    Grade,
    Kind,
    Leaf,
    Line,
    Reading,
    Rule,
    Terms,
    add_up,
    cents,
    check_tree,
    converted,
    decimal,
    for_share,
    grade_of,
    points,
    share_of_months,
)
from appraisal.standard import nodes
from appraisal.statute import UnitClass

D = Decimal


@pytest.mark.clause("AP-7")
@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("95.00", Grade.EXCELLENT),
        ("94.995", Grade.EXCELLENT),
        ("94.99", Grade.GOOD),
        ("94.9949", Grade.GOOD),
        ("85.00", Grade.GOOD),
        ("84.99", Grade.QUALIFIED),
        ("75.00", Grade.QUALIFIED),
        ("74.99", Grade.UNQUALIFIED),
        ("0", Grade.UNQUALIFIED),
    ],
)
def test_a_total_is_rounded_half_up_and_then_graded(total: str, grade: Grade) -> None:
    assert grade_of(D(total)) is grade


@pytest.mark.clause("AP-7")
def test_a_veto_makes_unqualified_whatever_the_sum_and_takes_every_bonus() -> None:
    lines = [Line(Rule(Kind.MANUAL, D(100)), D(99)), Line(Rule(Kind.BONUS, D(2), each=D(1), most=D(2)), D(2))]
    found = add_up(lines, Terms(D(5)), [Grade.UNQUALIFIED])
    assert (found.base, found.bonus, found.total, found.grade) == (D(99), D(0), D(99), Grade.UNQUALIFIED)
    assert add_up(lines, Terms(D(5)), [Grade.GOOD]).grade is Grade.GOOD
    assert add_up([Line(Rule(Kind.MANUAL, D(100)), D(80))], Terms(), [Grade.GOOD]).grade is Grade.QUALIFIED


@pytest.mark.clause("AP-6")
@pytest.mark.parametrize(
    ("rule", "number", "earned"),
    [
        (Rule(Kind.HAS, D(3)), "1", "3"),
        (Rule(Kind.HAS, D(3)), "0", "0"),
        (Rule(Kind.PER_CASE, D(5), each=D(2)), "2", "1"),
        (Rule(Kind.PER_CASE, D(5), each=D(2)), "9", "0"),
        (Rule(Kind.PER_CASE, D(5), each=D(2), most=D(3)), "9", "2"),
        (Rule(Kind.RATIO, D(6)), "97.5", "5.85"),
        (Rule(Kind.RATIO, D(3), reverse=True), "25", "2.25"),
        (Rule(Kind.LADDER, D(5), steps=((D(95), D(5)), (D(85), D(3)))), "90", "3"),
        (Rule(Kind.LADDER, D(5), steps=((D(95), D(5)), (D(85), D(3)))), "84.99", "0"),
        (Rule(Kind.LADDER, D(5), steps=((D(2), D(5)), (D(7), D(3))), falling=True), "7", "3"),
        (Rule(Kind.TARGET, D(4), target=D(12)), "9", "3"),
        (Rule(Kind.TARGET, D(4), target=D(12)), "13", "4"),
        (Rule(Kind.FREQUENCY, D(4), target=D(14)), "14", "4"),
        (Rule(Kind.FREQUENCY, D(4), target=D(14)), "15", "0"),
        (Rule(Kind.FREQUENCY, D(4), target=D(14), each=D("0.5")), "17", "2.5"),
        (Rule(Kind.BONUS, D(2), each=D("0.5"), most=D(2)), "9", "2"),
        (Rule(Kind.RATIO, D(1)), "33.335", "0.33"),
        (Rule(Kind.RATIO, D(1)), "33.5", "0.34"),
    ],
)
def test_every_way_of_scoring(rule: Rule, number: str, earned: str) -> None:
    assert points(rule, Reading(D(number), 1)) == D(earned)


@pytest.mark.clause("AP-6")
def test_the_share_of_nothing_does_not_apply() -> None:
    assert points(Rule(Kind.RATIO, D(5)), Reading(None)) is None
    assert add_up([Line(Rule(Kind.MANUAL, D(100)), None)], Terms()).grade is None


@pytest.mark.clause("AP-6")
def test_what_does_not_apply_is_spread_given_or_lost() -> None:
    def of(absent: Absent) -> Decimal | None:
        lines = [
            Line(Rule(Kind.MANUAL, D(80)), D("75.996")),
            Line(Rule(Kind.RATIO, D(20), absent), None),
        ]
        return add_up(lines, Terms()).total

    assert (of(Absent.SPREAD), of(Absent.FULL), of(Absent.ZERO)) == (D("95.00"), D("96.00"), D("76.00"))


@pytest.mark.clause("AP-6")
def test_bonuses_are_capped_and_need_their_base_and_the_total_is_a_hundred() -> None:
    def of(base: str, bonus: str, terms: Terms) -> Decimal | None:
        lines = [
            Line(Rule(Kind.MANUAL, D(100)), D(base)),
            Line(Rule(Kind.BONUS, D(3), each=D(1), most=D(3)), D(bonus)),
            Line(Rule(Kind.BONUS, D(3), each=D(1), most=D(3)), D(3)),
        ]
        return add_up(lines, terms).total

    assert of("90", "3", Terms(D(4), D(80))) == 94
    assert of("79.99", "3", Terms(D(4), D(80))) == D("79.99")
    assert of("99", "9", Terms(D(8), D(80))) == 100
    assert converted(D("92.35"), D("0.04")) == D("3.69")


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "1e9", "-1", "10分", "3.005", "abc", "1001"])
def test_numbers_that_are_none_make_no_rule(bad: str) -> None:
    with pytest.raises(BadRule):
        decimal(bad)


@pytest.mark.parametrize("bad", ["NaN", "-1", "Infinity"])
def test_a_figure_that_is_no_number_makes_no_points(bad: str) -> None:
    with pytest.raises(BadRule):
        points(Rule(Kind.RATIO, D(5)), Reading(D(bad)))


_NUMBERS = st.decimals(0, 10_000, places=2, allow_nan=False)
_POINTS = st.decimals(0, 100, places=2, allow_nan=False)


@given(_POINTS, _NUMBERS, st.sampled_from([Kind.HAS, Kind.RATIO, Kind.PER_CASE, Kind.TARGET, Kind.FREQUENCY]))
def test_points_never_leave_their_bounds(full: Decimal, number: Decimal, kind: Kind) -> None:
    rule = Rule(kind, full, each=D(1), target=D(7))
    found = points(rule, Reading(number, 1))
    assert found is not None
    assert 0 <= found <= full
    assert found == cents(found)


@given(_NUMBERS, _NUMBERS)
def test_more_cases_never_earn_more(few: Decimal, many: Decimal) -> None:
    rule = Rule(Kind.PER_CASE, D(10), each=D("0.5"))
    less, more = sorted((few, many))
    assert points(rule, Reading(less)) >= points(rule, Reading(more))  # type: ignore[operator]


_LINE = st.builds(
    lambda full, share, absent: (full, share, absent),
    st.decimals("0.01", 30, places=2, allow_nan=False),
    st.none() | st.integers(0, 100),
    st.sampled_from(list(Absent)),
)


@given(st.lists(_LINE, min_size=1, max_size=6), st.integers(0, 8))
def test_a_total_lies_between_nothing_and_a_hundred(
    lines: list[tuple[Decimal, int | None, Absent]], bonus: int
) -> None:
    """Whatever applies, whatever is spread; and the same lines in another order come to the same."""
    total = sum(full for full, _share, _absent in lines)
    if total > 100:
        return
    rest = Line(Rule(Kind.MANUAL, FULL - total), D(0))
    made = [
        Line(Rule(Kind.RATIO, full, absent), None if share is None else cents(full * share / 100))
        for full, share, absent in lines
    ] + [rest, Line(Rule(Kind.BONUS, D(9), each=D(1), most=D(9)), D(bonus))]
    found = add_up(made, Terms(D(5), D(80)))
    if found.total is None:
        assert found.spread == 100
        return
    assert 0 <= found.total <= 100
    assert found.total == cents(found.total)
    assert found.grade is grade_of(found.total)
    assert add_up(list(reversed(made)), Terms(D(5), D(80))) == found


@pytest.mark.clause("AP-5", "AP-6")
def test_the_sample_adds_up_to_a_hundred_for_every_kind_of_unit() -> None:
    tree = nodes()
    parents = {node.parent for node in tree}
    leaves = [
        Leaf(
            node.code,
            node.points,
            frozenset(node.classes),
            node.parent,
            node.kind not in ("bonus", "veto"),
            node.code not in parents,
        )
        for node in tree
    ]
    found = check_tree(leaves, dict(UnitClass.choices))
    assert found.wrong == []
    assert set(found.sums.values()) == {D(100)}
    assert all(node.clause for node in tree if node.kind)


@pytest.mark.clause("AP-5")
def test_the_heads_of_the_sample_follow_one_another_as_in_the_regulation() -> None:
    heads = [node for node in nodes() if not node.parent and not node.kind]
    assert [int(head.code) for head in heads] == list(range(1, len(heads) + 1))
    items = [re.findall("[一二三四五]|[0-9]+", head.name.rpartition("）")[0]) for head in heads]
    order = [("一二三四五".index(item), *map(int, parts[:1])) for item, *parts in items]
    assert order == sorted(order)


def test_a_hundredth_too_little_is_told() -> None:
    leaves = [Leaf(str(n), D("33.33"), frozenset(["a"])) for n in range(3)]
    assert check_tree(leaves, {"a": "部门"}).wrong == [("", "部门的指标加起来是 99.99，要正好 100")]


def test_parents_that_circle_or_do_not_add_up_are_told() -> None:
    nodes = [
        Leaf("a", D(60), frozenset("x"), "b", leaf=False),
        Leaf("b", D(60), frozenset("x"), "a", leaf=False),
        Leaf("c", D(50), frozenset("x"), "a"),
        Leaf("d", D(50), frozenset("xy"), "gone"),
    ]
    said = " ".join(text for _code, text in check_tree(nodes, {"x": "部门"}).wrong)
    assert "绕成了一圈" in said
    assert "没有上级指标“gone”" in said


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("per_case", "每件=1；最多=5"),
        ("ratio", "反向"),
        ("ratio", ""),
        ("ladder", "≥95=5；≥85=3"),
        ("ladder", "≤2=5；≤7=3"),
        ("target", "目标=12"),
        ("frequency", "每超一天=0.5；天数=14"),
        ("bonus", "每项=1；最多=3"),
        ("veto", "最高等次=良好"),
    ],
)
def test_parameters_are_read_kept_and_said_again(kind: str, text: str) -> None:
    kept = read(kind, text)
    assert read(kind, worded(kind, kept)) == kept
    assert explained(rule_of(kind, D(5), "spread", kept))


def test_full_width_digits_are_read_and_signs_of_programs_too() -> None:
    assert read("per_case", "每件＝１；最多＝５") == {"each": "1", "most": "5"}
    assert read("ladder", ">=95=5;>=85=3") == read("ladder", "≥95=5；≥85=3")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("per_case", "每件=-1"),
        ("per_case", "每件=1e9"),
        ("per_case", "每件=10分"),
        ("per_case", "每件=1；每件=2"),
        ("ladder", "≥95=5；≤85=3"),
        ("ladder", "差不多"),
        ("manual", "随便"),
        ("veto", "最高等次=甲"),
    ],
)
def test_parameters_that_make_no_sense_are_told(kind: str, text: str) -> None:
    with pytest.raises(BadRule):
        read(kind, text)


@pytest.mark.parametrize("kind", ["per_case", "ladder", "target", "frequency", "bonus"])
def test_a_rule_without_its_parameters_is_none(kind: str) -> None:
    with pytest.raises(BadRule):
        rule_of(kind, D(5), "spread", {})


def test_a_ladder_goes_down_and_stays_below_its_points() -> None:
    for steps in (((D(85), D(3)), (D(95), D(5))), ((D(95), D(6)),), ((D(95), D(5)), (D(85), D(5)))):
        with pytest.raises(BadRule):
            Rule(Kind.LADDER, D(5), steps=steps)


@pytest.mark.clause("AP-8")
@given(st.lists(st.text("abcdef", min_size=1, max_size=5), unique=True, max_size=20), st.integers(0, 25))
def test_a_draw_is_repeated_by_its_seed(pool: list[str], many: int) -> None:
    found = drawn("seed", pool, many)
    assert found == drawn("seed", reversed(pool), many)
    assert len(found) == min(many, len(pool))
    assert set(found) <= set(pool)
    assert all(lot("seed", a) <= lot("seed", b) for a, b in itertools.pairwise(found))


@pytest.mark.clause("AP-6")
@pytest.mark.parametrize(
    ("full", "part", "rows", "made"),
    [("3", 23, 24, "2.88"), ("3", 5, 24, "0.63"), ("6", 43, 48, "5.38"), ("1", 1, 3, "0.33")],
)
def test_points_of_a_share_are_made_of_its_rows(full: str, part: int, rows: int, made: str) -> None:
    share = D(100 * part) / D(rows)
    assert points(Rule(Kind.RATIO, D(full)), Reading(share, rows, part)) == D(made)
    rest = points(Rule(Kind.RATIO, D(full), reverse=True), Reading(share, rows, rows - part))
    assert rest == D(made)


@pytest.mark.clause("AP-6")
def test_a_target_multiplies_before_it_divides() -> None:
    assert points(Rule(Kind.TARGET, D(3), target=D(24)), Reading(D(23), 23)) == D("2.88")


@pytest.mark.clause("AP-6")
def test_no_bonus_gives_more_than_its_points() -> None:
    with pytest.raises(BadRule, match="不超过"):
        Rule(Kind.BONUS, D(2), each=D(5), most=D(20))


@pytest.mark.clause("AP-4")
def test_a_unit_founded_in_the_year_reaches_its_share_of_a_target() -> None:
    """From June to November: six of twelve months, both ends whole; other ways of scoring stay as they are."""
    share = share_of_months(date(2026, 6, 16), date(2025, 12, 1), date(2026, 11, 30))
    assert share == Decimal("0.5")
    assert share_of_months(date(2025, 12, 1), date(2025, 12, 1), date(2026, 11, 30)) == 1
    target = Rule(Kind.TARGET, Decimal(6), target=Decimal(12))
    assert points(for_share(target, share), Reading(Decimal(6), 6)) == 6
    assert points(target, Reading(Decimal(6), 6)) == 3
    assert for_share(target, Decimal(1)) is target
    ladder = Rule(Kind.PER_CASE, Decimal(6), each=Decimal(1))
    assert for_share(ladder, share) is ladder
