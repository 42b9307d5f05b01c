"""Small charts, drawn on the server: bars of a few numbers, each with its words, readable without seeing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

#: In units of the drawing, which the page scales.
LABEL, BAR, NUMBER = 124, 190, 56
ROW, GAP, THICK = 30, 6, 18
#: Characters of a label that fit.
FITTING = 8


@dataclass(frozen=True)
class Bar:
    """One bar."""

    label: str
    value: int | Decimal


def bars(title: str, given: Sequence[Bar], *, unit: str = "件") -> SafeString:
    """A chart of horizontal bars as SVG. Its title and description say all that it shows, to whoever listens."""
    most = max((bar.value for bar in given), default=0) or 1
    said = "；".join(f"{bar.label} {bar.value} {unit}" for bar in given)
    height = len(given) * ROW + GAP
    rows = format_html_join(
        "",
        '<text class="chart-label" x="{}" y="{}" text-anchor="end">{}</text>'
        '<rect class="chart-bar" x="{}" y="{}" width="{}" height="{}"></rect>'
        '<text class="chart-number" x="{}" y="{}">{}</text>',
        (
            (
                LABEL - GAP,
                n * ROW + GAP + THICK - 4,
                _short(bar.label),
                LABEL,
                n * ROW + GAP,
                _width(bar.value, most),
                THICK,
                LABEL + _width(bar.value, most) + GAP,
                n * ROW + GAP + THICK - 4,
                bar.value,
            )
            for n, bar in enumerate(given)
        ),
    )
    return format_html(
        '<svg class="chart" role="img" viewBox="0 0 {} {}" aria-label="{}"><title>{}</title><desc>{}</desc>{}</svg>',
        LABEL + BAR + NUMBER,
        height,
        f"{title}：{said}",
        title,
        said,
        rows,
    )


def _width(value: int | Decimal, most: int | Decimal) -> int:
    """At least a hair for what is there at all."""
    return max(1 if value else 0, int(value * BAR / most))


def _short(label: str) -> str:
    return label if len(label) <= FITTING else f"{label[: FITTING - 1]}…"
