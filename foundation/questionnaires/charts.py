"""The frozen result as tables with bars beside them, for pages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from foundation.questionnaires import results
from foundation.questionnaires.models import Questionnaire
from foundation.questionnaires.results import Answered, Column

#: Where the bars of a chart begin and how long the longest is, in units of its picture.
_LEFT, _FULL, _STEP = 150, 240, 34


@dataclass(frozen=True)
class Bar:
    """One bar of a chart."""

    label: str
    y: int
    width: Decimal
    text: str


@dataclass(frozen=True)
class Chart:
    """The bars of one question in one layer, beside their table; `said` are the same in words."""

    column: Column
    bars: list[Bar]
    height: int
    said: str


def _chart(column: Column) -> Chart:
    """The shares of the options as bars; labels that are too long for the picture end in …: the table has them in full."""
    bars: list[Bar] = []
    for line in column.lines:
        if line.share is None or line.share.percent is None:
            continue
        share = line.share.percent
        label = line.label if len(line.label) <= 9 else f"{line.label[:8]}…"
        bars.append(Bar(label, len(bars) * _STEP, share * _FULL / 100, f"{share}%"))
    shared = [line for line in column.lines if line.share is not None and line.share.percent is not None]
    said = "；".join(f"{line.label} {line.share.percent}%" for line in shared if line.share is not None)
    return Chart(column, bars, len(bars) * _STEP, said)


@dataclass(frozen=True)
class Shown:
    """One question with its tables and charts."""

    answered: Answered
    charts: list[Chart]


def shown(asked: Questionnaire) -> list[Shown]:
    """Every question of a counted questionnaire with its tables and charts."""
    return [Shown(each, [_chart(column) for column in each.columns]) for each in results.answered(asked)]
