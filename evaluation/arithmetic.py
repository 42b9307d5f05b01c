"""The arithmetic of a round, as its plan publishes it before it opens (SE-6): points, heads, ways, index, grade. No Django.

Everything is exact until it is shown with one decimal, half up; the grade goes by the number that is shown, so that whoever
computes it again from the published counts comes to the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from evaluation.plan import Asked
from evaluation.statute import PANEL_ENOUGH, Grade, Head, Way
from foundation.questionnaires.arithmetic import ENOUGH, wilson_of


@dataclass(frozen=True)
class Rules:
    """The numbers of a plan: points of the three answers, weights of ways and heads in percent, from where a grade begins."""

    points: tuple[int, int, int]
    ways: Mapping[Way, int]
    heads: Mapping[Head, int]
    #: From this index on 满意, and from this one on 基本满意.
    well: int
    rather: int


def shown(value: Fraction | None) -> Decimal | None:
    """A number with one decimal, half up."""
    if value is None:
        return None
    exact = Decimal(value.numerator * 100_000_000 // value.denominator) / 100_000_000
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


def score(counts: Sequence[int], rules: Rules) -> Fraction | None:
    """The points of one question; None where nobody knows. Whoever does not know, or says nothing, is not in n."""
    n = sum(counts[:3])
    if n == 0:
        return None
    return Fraction(sum(points * many for points, many in zip(rules.points, counts[:3], strict=True)), n)


def heads_of(
    asked: Sequence[Asked], counts: Mapping[str, Sequence[int]], rules: Rules, enough: int
) -> dict[Head, Fraction]:
    """The points of each head: the mean of those of its questions on which enough persons know something.

    A head without such a question is not there: nobody decides alone what a unit is worth.
    """
    found: dict[Head, Fraction] = {}
    for head in Head:
        scores = [
            points
            for question in asked
            if question.head is head
            and sum(counts.get(question.key, ())[:3]) >= enough
            and (points := score(counts[question.key], rules)) is not None
        ]
        if scores:
            found[head] = sum(scores, Fraction(0)) / len(scores)
    return found


def weighed(values: Mapping[Head, Fraction], weights: Mapping[Head, int]) -> Fraction | None:
    """The weighted mean of the heads that there are; None where there is none."""
    total = sum(weights[head] for head in values)
    if total == 0:
        return None
    return sum((values[head] * weights[head] for head in values), Fraction(0)) / total


@dataclass(frozen=True)
class Counted:
    """What one way says of a unit: how many persons (of the panel: sheets), how many of them know, ticks by question."""

    persons: int
    knowing: int
    counts: Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Said:
    """What one way comes to: its heads and its index, None where nobody knows anything."""

    persons: int
    knowing: int
    heads: dict[Head, Fraction]
    index: Fraction | None
    #: How many know of the question of which the fewest do, among those that count.
    least: int = 0

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """The interval of 95 % of the index by Wilson; cautious, for points vary less than yes and no."""
        if self.index is None or self.least == 0:
            return None
        return wilson_of(float(self.index) / 100, self.least)


def said(asked: Sequence[Asked], counted: Counted, rules: Rules, enough: int = ENOUGH) -> Said:
    """The heads and the index of one way, of the questions on which at least so many know something."""
    heads = heads_of(asked, counted.counts, rules, enough)
    known = [sum(counted.counts.get(question.key, ())[:3]) for question in asked]
    least = min((n for n in known if n >= enough), default=0)
    return Said(counted.persons, counted.knowing, heads, weighed(heads, rules.heads), least)


@dataclass(frozen=True)
class Verdict:
    """A unit's grade, and its index where there is one; `across` are the grades that the interval reaches besides."""

    grade: Grade
    index: Decimal | None
    #: The ways that count, with their weights in percent.
    counting: dict[Way, int]
    across: tuple[Grade, ...] = ()


def grade_of(index: Decimal, rules: Rules) -> Grade:
    """The grade of an index as it is shown."""
    if index >= rules.well:
        return Grade.WELL
    return Grade.RATHER if index >= rules.rather else Grade.BADLY


def judge(ways: Mapping[Way, Said], rules: Rules) -> Verdict:
    """The grade of a unit: of the ways that have enough, by their weights. Without enough questionnaires there is none."""
    main = ways[Way.MAIN]
    if main.knowing < ENOUGH or main.index is None:
        return Verdict(Grade.TOO_FEW, None, {})
    enough = {Way.MAIN: ENOUGH, Way.PANEL: PANEL_ENOUGH, Way.OPEN: ENOUGH}
    counting: dict[Way, int] = {}
    total = Fraction(0)
    for way, told in ways.items():
        if told.index is not None and told.knowing >= enough[way] and rules.ways[way]:
            counting[way] = rules.ways[way]
            total += told.index * rules.ways[way]
    if not counting:
        return Verdict(Grade.TOO_FEW, None, {})
    index = shown(total / sum(counting.values()))
    assert index is not None, "a number was put in"
    grade = grade_of(index, rules)
    reached: set[Grade] = set()
    if main.interval is not None and Way.MAIN in counting:
        weight, weights = counting[Way.MAIN], sum(counting.values())
        rest = total - main.index * weight
        for bound in main.interval:
            moved = shown((Fraction(bound) * weight + rest) / weights)
            assert moved is not None, "a number was put in"
            reached.add(grade_of(moved, rules))
    across = tuple(each for each in Grade if each in reached - {grade})
    return Verdict(grade, index, counting, across)
