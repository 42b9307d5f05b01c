"""Bar charts as SVG, with a description of every number for screen readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

#: Widths and heights, in units of the drawing, which the page scales.
LABEL, BAR, NUMBER = 124, 190, 56
ROW, GAP, THICK = 30, 6, 18
#: Characters of a label that fit.
FITTING = 8


@dataclass(frozen=True)
class Bar:
    """A labelled value."""

    label: str
    value: int | Decimal


def bars(title: str, given: Sequence[Bar], *, unit: str = "件") -> SafeString:
    """Draw horizontal bars; title and description state every value."""
    most = max((bar.value for bar in given), default=0) or 1
    said = "；".join(f"{bar.label} {bar.value} {unit}" for bar in given)
    height = len(given) * ROW + GAP
    rows = format_html_join(
        "",
        '<text class="chart-label" x="{}" y="{}" text-anchor="end">{}</text>'
        '<rect class="chart-bar" x="{}" y="{}" width="{}" height="{}"></rect>'
        '<text class="chart-number" x="{}" y="{}">{}</text>',
        (_drawn(bar, n * ROW + GAP, most) for n, bar in enumerate(given)),
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


def _drawn(bar: Bar, top: int, most: int | Decimal) -> tuple[Any, ...]:
    """The values of a bar's label, rectangle and number; a bar that is not 0 is at least one unit wide."""
    width = max(1 if bar.value else 0, int(bar.value * BAR / most))
    label = bar.label if len(bar.label) <= FITTING else f"{bar.label[: FITTING - 1]}…"
    base = top + THICK - 4
    return LABEL - GAP, base, label, LABEL, top, width, THICK, LABEL + width + GAP, base, bar.value
