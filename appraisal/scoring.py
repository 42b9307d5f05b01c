"""The arithmetic of a scheme (AP-6, AP-7): pure, in decimals, half up to the hundredth; no Django, no clock.

An indicator reads one number and makes points of it, between none and its full points. What does not apply is spread over the
rest, given, or lost, as the indicator says. Bonus points are capped one by one and together, and the total at 100.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum

FULL = Decimal(100)
CENT = Decimal("0.01")
ZERO = Decimal(0)
#: No single number of a scheme is greater.
MOST = Decimal(1000)
_PLAIN = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")


class Kind(StrEnum):
    """How a number becomes points."""

    HAS = "has"
    PER_CASE = "per_case"
    RATIO = "ratio"
    LADDER = "ladder"
    TARGET = "target"
    FREQUENCY = "frequency"
    MANUAL = "manual"
    BONUS = "bonus"
    VETO = "veto"


class Absent(StrEnum):
    """What becomes of the points of an indicator that does not apply."""

    SPREAD = "spread"
    FULL = "full"
    ZERO = "zero"


class Grade(StrEnum):
    """The grades of AP-7."""

    EXCELLENT = "excellent"
    GOOD = "good"
    QUALIFIED = "qualified"
    UNQUALIFIED = "unqualified"


#: From how many points a grade begins, the best first (AP-7).
BANDS: tuple[tuple[Grade, Decimal], ...] = (
    (Grade.EXCELLENT, Decimal(95)),
    (Grade.GOOD, Decimal(85)),
    (Grade.QUALIFIED, Decimal(75)),
    (Grade.UNQUALIFIED, ZERO),
)
ORDER = tuple(grade for grade, _least in BANDS)


class BadRule(ValueError):
    """The parameters of an indicator make no rule; the message says what is wrong."""


def cents(number: Decimal) -> Decimal:
    """The number with two decimals, half up."""
    return number.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Reading:
    """A figure of one unit: its number, None where there is nothing of which it could be one, and the rows behind it."""

    number: Decimal | None
    rows: int = 0
    #: Of a share how many of the rows it is: points are made of this, and not of a share that was rounded before.
    part: int | None = None


@dataclass(frozen=True)
class Rule:
    """How one indicator makes points. `steps` are those of a ladder: from how many (or up to how many), and the points."""

    kind: Kind
    points: Decimal
    absent: Absent = Absent.SPREAD
    #: Points for each case, or for each day beyond; the most that cases take away or that a bonus gives.
    each: Decimal = ZERO
    most: Decimal | None = None
    #: Of a share of what is bad the rest counts.
    reverse: bool = False
    steps: tuple[tuple[Decimal, Decimal], ...] = ()
    #: Steps that say “at most” instead of “at least”.
    falling: bool = False
    #: The number that earns all points; the longest gap in days.
    target: Decimal = ZERO
    #: The best grade that a veto leaves.
    ceiling: Grade = Grade.UNQUALIFIED

    def __post_init__(self) -> None:
        for number in (self.points, self.each, self.target, *(part for step in self.steps for part in step)):
            _sound(number)
        if self.most is not None:
            _sound(self.most)
        needs = {
            Kind.PER_CASE: (self.each > 0, "逐件扣分要写每件扣几分"),
            Kind.LADDER: (bool(self.steps), "阶梯要写每一级"),
            Kind.TARGET: (self.target > 0, "目标要大于 0"),
            Kind.FREQUENCY: (self.target > 0, "频次要写最长几天"),
            Kind.BONUS: (
                self.each > 0 and self.most is not None and self.most <= self.points,
                "加分要写每项几分、最多几分，最多不超过这一项的满分",
            ),
        }
        holds, says = needs.get(self.kind, (True, ""))
        if not holds:
            raise BadRule(says)
        self._ordered()

    def _ordered(self) -> None:
        """The better the number, the more points, and never more than all."""
        bounds = [bound for bound, _points in self.steps]
        points = [points for _bound, points in self.steps]
        if bounds != sorted(set(bounds), reverse=not self.falling) or points != sorted(
            set(points), reverse=True
        ):
            raise BadRule("阶梯要从好到差排，分值一级比一级低")
        if points and points[0] > self.points:
            raise BadRule("阶梯的分值不能超过这项指标的满分")

    @property
    def counts(self) -> bool:
        """Whether its points are among the hundred."""
        return self.kind not in (Kind.BONUS, Kind.VETO)


def for_share(rule: Rule, share: Decimal) -> Rule:
    """The rule for a unit that is there for a share of the months: what it is to reach is that share of the target."""
    if rule.kind is not Kind.TARGET or share >= 1:
        return rule
    return replace(rule, target=max(cents(rule.target * share), CENT))


def share_of_months(since: date, first: date, last: date) -> Decimal:
    """Of the months from the first to the last day those from a day on, both ends with their whole months."""
    months = [12 * day.year + day.month for day in (since, first, last)]
    return Decimal(months[2] - months[0] + 1) / Decimal(months[2] - months[1] + 1)


def _sound(number: Decimal) -> None:
    if not number.is_finite() or number < 0 or number > MOST:
        raise BadRule("分值和参数要在 0 到 1000 之间")


def decimal(text: object) -> Decimal:
    """A finite number of at most two decimals, not negative. Raises `BadRule`."""
    if not _PLAIN.fullmatch(str(text)):
        raise BadRule(f"“{str(text)[:20]}”不是数字")
    number = Decimal(str(text))
    _sound(number)
    if number != cents(number):
        raise BadRule(f"“{str(text)[:20]}”最多写两位小数")
    return number


def points(rule: Rule, reading: Reading) -> Decimal | None:
    """The points of one indicator for a number, with two decimals; None where it does not apply (0/0)."""
    number = reading.number
    if number is None:
        return None
    if not number.is_finite() or number < 0:
        raise BadRule("数字不是零或者正数")
    with localcontext() as context:
        context.prec = 50
        made = {
            Kind.HAS: lambda: rule.points if number > 0 else ZERO,
            Kind.PER_CASE: lambda: rule.points - min(rule.each * number, _cap(rule)),
            Kind.RATIO: lambda: _of_share(rule, reading, number),
            Kind.LADDER: lambda: _on_ladder(rule, number),
            Kind.TARGET: lambda: rule.points * min(number, rule.target) / rule.target,
            Kind.FREQUENCY: lambda: _in_rhythm(rule, number),
            Kind.BONUS: lambda: min(rule.each * number, _cap(rule)),
        }[rule.kind]()
        return cents(max(made, ZERO))


def _cap(rule: Rule) -> Decimal:
    return rule.points if rule.most is None else rule.most


def _of_share(rule: Rule, reading: Reading, number: Decimal) -> Decimal:
    """Multiplied before it is divided, so that what is half a hundredth stays that."""
    if reading.part is not None and reading.rows:
        part, whole = Decimal(reading.part), Decimal(reading.rows)
    else:
        part, whole = min(number, FULL), FULL
    return rule.points * (whole - part if rule.reverse else part) / whole


def _on_ladder(rule: Rule, number: Decimal) -> Decimal:
    for bound, earned in rule.steps:
        if number <= bound if rule.falling else number >= bound:
            return earned
    return ZERO


def _in_rhythm(rule: Rule, number: Decimal) -> Decimal:
    if number <= rule.target:
        return rule.points
    return rule.points - rule.each * (number - rule.target) if rule.each else ZERO


@dataclass(frozen=True)
class Line:
    """One indicator in a sum: its rule, and its points, None where it does not apply."""

    rule: Rule
    points: Decimal | None


@dataclass(frozen=True)
class Totals:
    """What a unit's points come to."""

    #: The points before any bonus, what was spread over the rest taken into account; None where nothing applies.
    base: Decimal | None
    bonus: Decimal
    total: Decimal | None
    grade: Grade | None
    #: How many points do not apply and are spread over the rest.
    spread: Decimal = ZERO


@dataclass(frozen=True)
class Terms:
    """What a scheme says of bonuses: their cap together, and the base that they need."""

    bonus_cap: Decimal = ZERO
    bonus_from: Decimal = ZERO


def add_up(lines: Iterable[Line], terms: Terms, vetoes: Sequence[Grade] = ()) -> Totals:
    """The sum of the lines; a veto leaves the sum as it is, lowers the grade and takes every bonus."""
    got, spread, bonus = ZERO, ZERO, ZERO
    for line in lines:
        rule = line.rule
        if rule.kind is Kind.VETO:
            continue
        if rule.kind is Kind.BONUS:
            bonus += min(line.points or ZERO, _cap(rule))
        elif line.points is not None:
            got += _within(line.points, rule)
        elif rule.absent is Absent.FULL:
            got += rule.points
        elif rule.absent is Absent.SPREAD:
            spread += rule.points
    if spread >= FULL:
        return Totals(None, ZERO, None, None, spread)
    with localcontext() as context:
        context.prec = 50
        base = min(cents(got * FULL / (FULL - spread)), FULL)
    earned = cents(min(bonus, terms.bonus_cap) if base >= terms.bonus_from and not vetoes else ZERO)
    total = min(base + earned, FULL)
    return Totals(base, earned, total, lowered(grade_of(total), vetoes), spread)


def _within(earned: Decimal, rule: Rule) -> Decimal:
    """Points between none and all."""
    return min(max(earned, ZERO), rule.points)


def grade_of(total: Decimal) -> Grade:
    """The grade of a total, which is rounded first (AP-7)."""
    total = cents(total)
    return next(grade for grade, least in BANDS if total >= least)


def lowered(grade: Grade, ceilings: Iterable[Grade]) -> Grade:
    """The grade, no better than any of these ceilings."""
    return max((grade, *ceilings), key=ORDER.index)


def converted(total: Decimal, factor: Decimal) -> Decimal:
    """The score as it enters the unit's yearly target (折算, AP-10)."""
    return cents(total * factor)


@dataclass(frozen=True)
class Leaf:
    """An indicator as the check of a scheme reads it: its points by class of unit."""

    code: str
    points: Decimal
    classes: frozenset[str]
    parent: str = ""
    #: Whether it is one of the hundred points, and whether it has none below it.
    counts: bool = True
    leaf: bool = True


@dataclass
class Checked:
    """What is wrong with a tree, by code, and what each class sums up to."""

    wrong: list[tuple[str, str]] = field(default_factory=list)
    sums: dict[str, Decimal] = field(default_factory=dict)


def check_tree(nodes: Sequence[Leaf], classes: Mapping[str, str]) -> Checked:
    """Whether the leaves of each class come to exactly 100, and each parent to what stands below it, class by class."""
    found, by_code = Checked(), {node.code: node for node in nodes}
    below: dict[str, list[Leaf]] = {}
    for node in nodes:
        below.setdefault(node.parent, []).append(node)
        if node.parent and node.parent not in by_code:
            found.wrong.append((node.code, f"没有上级指标“{node.parent}”"))
        if _circles(node, by_code):
            found.wrong.append((node.code, "上级指标绕成了一圈"))
    for node in nodes:
        parent = by_code.get(node.parent)
        if parent is not None and not node.classes <= parent.classes:
            found.wrong.append((node.code, "适用的类别超出了上级指标"))
        if node.leaf or not node.counts:
            continue
        for kind in sorted(node.classes):
            total = sum((one.points for one in below.get(node.code, ()) if kind in one.classes), ZERO)
            if total != node.points:
                told = f"{classes[kind]}的下级指标加起来是 {total}，这里写的是 {node.points}"
                found.wrong.append((node.code, told))
    for kind, label in classes.items():
        total = sum((n.points for n in nodes if n.leaf and n.counts and kind in n.classes), ZERO)
        found.sums[kind] = total
        if total != FULL:
            found.wrong.append(("", f"{label}的指标加起来是 {total}，要正好 100"))
    return found


def _circles(node: Leaf, by_code: Mapping[str, Leaf]) -> bool:
    seen, at = {node.code}, node.parent
    while at and at in by_code:
        if at in seen:
            return True
        seen.add(at)
        at = by_code[at].parent
    return False
