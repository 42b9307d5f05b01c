"""Compute each cell from what was counted, entered, added from elsewhere, and overridden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from annual_report.figures import Figures, Number, Value, amount
from annual_report.layout import CELLS, ENTERED, FEE, SUMS

#: The kinds of adjustment: a number the portal does not know, cases handled elsewhere, a number in place of the computed one.
ENTRY, ELSEWHERE, OVERRIDE = "entry", "elsewhere", "override"


class AdjustmentLike(Protocol):
    """A number that somebody gave for a cell, with its source or reason."""

    @property
    def kind(self) -> str: ...
    @property
    def cell(self) -> str: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def note(self) -> str: ...


@dataclass
class Breakdown:
    """What one cell is made of; `computed` is its number without the override, blank while it is still to be entered."""

    counted: Number | None = None
    entered: Number | None = None
    #: Cases handled outside the portal, by source.
    elsewhere: dict[str, Number] = field(default_factory=dict)
    computed: Value = ""
    override: Number | None = None
    reason: str = ""

    @property
    def value(self) -> Value:
        """The number in the report."""
        return self.computed if self.override is None else self.override


def breakdowns(counted: Mapping[str, Number], adjustments: Iterable[AdjustmentLike]) -> dict[str, Breakdown]:
    """Compute the breakdown of every cell; a sum adds up its cells with their overrides."""
    found = {cell: Breakdown(counted.get(cell)) for cell in CELLS}
    for adjustment in adjustments:
        breakdown, value = found[adjustment.cell], cell_number(adjustment.cell, adjustment.value)
        if adjustment.kind == ENTRY:
            breakdown.entered = value
        elif adjustment.kind == ELSEWHERE:
            breakdown.elsewhere[adjustment.note] = value
        else:
            breakdown.override, breakdown.reason = value, adjustment.note
    for cell, breakdown in found.items():
        if cell not in ENTERED or breakdown.entered is not None:
            breakdown.computed = sum(
                breakdown.elsewhere.values(), (breakdown.counted or 0) + (breakdown.entered or 0)
            )
    for cell, parts in SUMS.items():
        found[cell].computed = sum(amount(found[part].value) for part in parts)
    return found


def compose(counted: Mapping[str, Number], adjustments: Iterable[AdjustmentLike] = ()) -> Figures:
    """Compute the figures of a report."""
    return Figures({cell: breakdown.value for cell, breakdown in breakdowns(counted, adjustments).items()})


def cell_number(cell: str, value: Decimal) -> Number:
    """Convert a number to what its cell holds: a whole number, or money."""
    return value.normalize() + 0 if cell == FEE else int(value)


def stored_numbers(cells: Mapping[str, Any]) -> dict[str, Number]:
    """Read counts that were stored as JSON, by cell."""
    return {cell: cell_number(cell, Decimal(str(value))) for cell, value in cells.items()}
