"""A question's three answers as one bar in three parts, beside its table; told by pattern and label, not by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from foundation.questionnaires.results import Answered, Column

#: The length of a whole bar, in units of its picture.
FULL = 300
#: The classes of the three parts, in their order.
PARTS = ("well", "rather", "badly")


@dataclass(frozen=True)
class Part:
    """One part of a bar."""

    name: str
    x: Decimal
    width: Decimal


@dataclass(frozen=True)
class Stacked:
    """One question in the main sample: its column, and its bar; no parts where nobody knows."""

    number: int
    text: str
    columns: list[Column]
    #: The rows of the table: an answer, and how many gave it in each column.
    rows: list[tuple[str, list[int]]]
    parts: list[Part]
    said: str


def stacked(answered: Answered) -> Stacked:
    """The bar of a question with the scale of satisfaction."""
    parts: list[Part] = []
    said = ""
    if answered.columns:
        column = answered.columns[0]
        x = Decimal(0)
        for name, line in zip(PARTS, column.lines[:3], strict=True):
            width = Decimal(FULL * line.count) / column.n if column.n else Decimal(0)
            parts.append(Part(name, x.quantize(Decimal("0.1")), width.quantize(Decimal("0.1"))))
            x += width
        told = [f"{line.label} {line.share.percent}%" for line in column.lines[:3] if line.share]
        said = "；".join(told) if column.n else ""
    labels = [*answered.question.options, "没有回答"]
    counts = [[*(line.count for line in column.lines), column.blank] for column in answered.columns]
    rows = [(label, [column[n] for column in counts]) for n, label in enumerate(labels)]
    question = answered.question
    return Stacked(question.number, question.text, answered.columns, rows, parts if said else [], said)
