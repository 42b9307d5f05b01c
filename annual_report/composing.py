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


class Adjusting(Protocol):
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
class Making:
    """What one cell is made of; `reckoned` is its number without the override, blank while it is still to be entered."""

    counted: Number | None = None
    entered: Number | None = None
    #: Cases handled outside the portal, by source.
    elsewhere: dict[str, Number] = field(default_factory=dict)
    reckoned: Value = ""
    override: Number | None = None
    reason: str = ""

    @property
    def value(self) -> Value:
        """The number in the report."""
        return self.reckoned if self.override is None else self.override


def composed(counted: Mapping[str, Number], adjustments: Iterable[Adjusting]) -> dict[str, Making]:
    """Compute the making of every cell; a sum adds up its cells with their overrides."""
    makings = {cell: Making(counted.get(cell)) for cell in CELLS}
    for adjustment in adjustments:
        making, value = makings[adjustment.cell], fitting(adjustment.cell, adjustment.value)
        if adjustment.kind == ENTRY:
            making.entered = value
        elif adjustment.kind == ELSEWHERE:
            making.elsewhere[adjustment.note] = value
        else:
            making.override, making.reason = value, adjustment.note
    for cell, making in makings.items():
        if cell not in ENTERED or making.entered is not None:
            making.reckoned = sum(making.elsewhere.values(), (making.counted or 0) + (making.entered or 0))
    for cell, parts in SUMS.items():
        makings[cell].reckoned = sum(amount(makings[part].value) for part in parts)
    return makings


def compose(counted: Mapping[str, Number], adjustments: Iterable[Adjusting] = ()) -> Figures:
    """Compute the figures of a report."""
    return Figures({cell: making.value for cell, making in composed(counted, adjustments).items()})


def fitting(cell: str, value: Decimal) -> Number:
    """Convert a number to what its cell holds: a whole number, or money."""
    return value.normalize() + 0 if cell == FEE else int(value)


def fitted(cells: Mapping[str, Any]) -> dict[str, Number]:
    """Read counts that were stored as JSON, by cell."""
    return {cell: fitting(cell, Decimal(str(value))) for cell, value in cells.items()}
