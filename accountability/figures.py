"""What is counted of cases: those of years that are over and whose decision holds, by level; the rows stay with their teams."""

from __future__ import annotations

from django.db.models import QuerySet

from accountability.models import Case
from accountability.queries import final, years_over
from accountability.statute import Level
from foundation.figures.declared import Span, Unit, figure

_LABELS = {Level.SLIGHT: "第一档", Level.HARMFUL: "第二档", Level.GRAVE: "第三档"}


def _declare(level: Level, label: str) -> None:
    @figure(
        f"accountability.level_{level.value}",
        f"办结的责任追究，{label}",
        unit=Unit.MATTERS,
        clause="AC-6(2)",
    )
    def decided(span: Span) -> QuerySet[Case]:
        """By the day on which they were closed, in years that are over; of the commission, not of agencies they were about."""
        return final().filter(span.holds("closed_at"), years_over(), final_level=level)


for _level, _label in _LABELS.items():
    _declare(_level, _label)
