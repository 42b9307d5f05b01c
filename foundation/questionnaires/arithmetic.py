"""The arithmetic of questionnaires: shares, their intervals, tables by groups, whether the sheets add up.

Pure Python, whole numbers where it can be. A share is in percent with one decimal, half up, and shares are not forced to 100.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

from foundation.questionnaires.wording import Kind, Question, Ticks

#: The quantile of the normal distribution for 95 %.
_Z = 1.959963984540054
#: Of fewer answers nothing is concluded.
ENOUGH = 30
#: Cells of tables by groups that hold fewer are hidden.
LEAST_CELL = 5
_TENTH = Decimal("0.1")


def percent(part: int, whole: int) -> Decimal | None:
    """A share in percent, one decimal, half up; None of nothing."""
    if whole == 0:
        return None
    return Decimal((2000 * part + whole) // (2 * whole)) * _TENTH


def wilson(part: int, whole: int) -> tuple[Decimal, Decimal] | None:
    """The interval of 95 % of a share by Wilson, in percent; None of nothing."""
    return wilson_of(part / whole, whole) if whole else None


def wilson_of(share: float, whole: int) -> tuple[Decimal, Decimal]:
    """The same of a mean of points between 0 and 1 of so many persons: cautious, for points vary less than yes and no."""
    square = _Z * _Z
    middle = share + square / (2 * whole)
    half = _Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    low, high = ((middle + sign * half) / (1 + square / whole) for sign in (-1, 1))
    return _rounded(max(0.0, low)), _rounded(min(1.0, high))


def _rounded(share: float) -> Decimal:
    # Twelve decimals are more than a float is worth and keep a half a half.
    return Decimal(f"{share * 100:.12f}").quantize(_TENTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Share:
    """A share under its full name: `part` of `whole` persons."""

    label: str
    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        """In percent; None where nobody answered."""
        return percent(self.part, self.whole)

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """The interval of 95 %; None where there are too few answers to conclude anything."""
        return wilson(self.part, self.whole) if self.enough else None

    @property
    def enough(self) -> bool:
        """Whether there are enough answers to conclude anything."""
        return self.whole >= ENOUGH


def satisfaction(counts: Sequence[int]) -> tuple[Share, Share]:
    """The two rates of a scale, both named in full: whoever does not know, or says nothing, is not in n."""
    well, rather, badly = counts[:3]
    n = well + rather + badly
    return Share("满意率", well, n), Share("满意和基本满意率", well + rather, n)


@dataclass(frozen=True)
class Tally:
    """The ticks of one question: how many each option has, how many persons answered, how many left it blank."""

    counts: list[int]
    answered: int
    blank: int


def tally(question: Question, ballots: Iterable[Ticks]) -> Tally:
    """Count one question: a person who ticks several options is one person."""
    counts, answered, blank = [0] * len(question.options), 0, 0
    for ticks in ballots:
        places = ticks.get(question.key, [])
        answered, blank = answered + bool(places), blank + (not places)
        for place in places:
            counts[place] += 1
    return Tally(counts, answered, blank)


def shares(question: Question, counted: Tally) -> list[Share]:
    """The share of each option among those who answered; of a scale among those who know, and of 不了解 none."""
    if question.kind is Kind.SCALE:
        n = sum(counted.counts[:3])
        return [
            Share(label, part, n) for label, part in zip(question.options[:3], counted.counts, strict=False)
        ]
    return [
        Share(label, part, counted.answered)
        for label, part in zip(question.options, counted.counts, strict=True)
    ]


#: The head of the column and of the row of those who left a question blank.
BLANK = "没有回答"


@dataclass(frozen=True)
class Cross:
    """A question by the groups of another; a hidden cell is None."""

    heads: list[str]
    rows: list[tuple[str, list[int | None]]]


def cross(by: Question, of: Question, ballots: Iterable[Ticks]) -> Cross:
    """How the groups of `by` answered `of`; small cells are hidden, and others with them so that nobody subtracts."""
    heads, names = [*of.options, BLANK], [*by.options, BLANK]
    cells = [[0] * len(heads) for _ in names]
    for ticks in ballots:
        row = cells[(ticks.get(by.key) or [len(names) - 1])[0]]
        for place in ticks.get(of.key) or [len(heads) - 1]:
            row[place] += 1
    hidden = _hidden(cells)
    rows = [
        (name, [None if (y, x) in hidden else cell for x, cell in enumerate(row)])
        for y, (name, row) in enumerate(zip(names, cells, strict=True))
    ]
    return Cross(heads, rows)


def _hidden(cells: list[list[int]]) -> set[tuple[int, int]]:
    """The places of cells that are hidden: small ones, and in each line so many more that the sum tells none of them."""
    hidden = {(y, x) for y, row in enumerate(cells) for x, cell in enumerate(row) if cell < LEAST_CELL}
    lines = [[(y, x) for x in range(len(row))] for y, row in enumerate(cells)]
    lines += [[(y, x) for y in range(len(cells))] for x in range(len(cells[0]))]
    changed = True
    while changed:
        changed = False
        for line in lines:
            away = [place for place in line if place in hidden]
            shown = [place for place in line if place not in hidden]
            if away and shown and (len(away) == 1 or sum(cells[y][x] for y, x in away) < LEAST_CELL):
                hidden.add(min(shown, key=lambda place: (cells[place[0]][place[1]], place)))
                changed = True
    return hidden


def reconcile(*, printed: int, issued: int, returned: int, void: int, valid: int) -> list[str]:
    """The sentences about sheets and slips that do not add up; empty where they do.

    Printed are those issued and kept; issued those returned and outstanding; returned those valid and void.
    """
    wrong = []
    if issued > printed:
        wrong.append(f"发出 {issued} 份，多于印制的 {printed} 份")
    if returned > issued:
        wrong.append(f"收回 {returned} 份，多于发出的 {issued} 份")
    if returned != valid + void:
        wrong.append(f"收回 {returned} 份，不等于有效 {valid} 份加作废 {void} 份")
    return wrong
