"""Tables three and four from the cases: one grouped query each, whatever there is of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django.db.models import Count, Q, QuerySet

from annual_report.layout import BLOCKS, COLUMNS, OUTCOMES, PARTS, RESULTS, ROWS
from applications.models import Application, Remedy
from applications.models.application import ApplicantClass
from foundation.agencies.models import Agency

Table = dict[str, dict[str, int]]

#: The column in which each class of applicants counts.
CLASSES: dict[str, str] = dict(zip(ApplicantClass.values, PARTS, strict=True))
#: The row in which each result of an application counts: the report calls 予以公开 and 部分公开 by names of their own.
RESULT_ROWS: dict[str, str] = {
    "a": "open",
    "b": "partial",
    **{row: row for row in RESULTS if row[-1].isdigit()},
}
_WAYS = dict(
    zip((Remedy.Way.RECONSIDERATION, Remedy.Way.DIRECT_SUIT, Remedy.Way.SUIT_AFTER), BLOCKS, strict=True)
)


def applications(
    agencies: Iterable[Agency], year: int, row: str, column: str = "total"
) -> QuerySet[Application]:
    """The cases behind one cell of table three."""
    found = Application.objects.filter(_touched(agencies, year), _condition(row, year))
    if column == "total":
        return found
    return found.filter(applicant_class=next(name for name, own in CLASSES.items() if own == column))


def table3(agencies: Iterable[Agency], year: int) -> Table:
    """Table three of these agencies together; one query.

    An application counts as new in the year of its receipt, as done in the year of its closing, and is carried over as long
    as it was open when the year ended: 一 + 二 = (七) + 四 holds of itself.
    """
    counts: dict[str, Any] = {
        row: Count("pk", filter=_condition(row, year)) for row in ("new", "carry_in", "carry_out", *RESULTS)
    }
    found = (
        Application.objects.filter(_touched(agencies, year))
        .order_by()
        .values("applicant_class")
        .annotate(**{f"n_{row}": counted for row, counted in counts.items()})
    )
    table: Table = {row: dict.fromkeys(COLUMNS, 0) for row in ROWS}
    for group in found:
        column = CLASSES[group["applicant_class"]]
        for row in counts:
            table[row][column] = group[f"n_{row}"]
    for column in PARTS:
        table["done"][column] = sum(table[row][column] for row in RESULTS)
    for cells in table.values():
        cells["total"] = sum(cells[column] for column in PARTS)
    return table


def table4(agencies: Iterable[Agency], year: int) -> Table:
    """Table four of these agencies together: what was decided in the year, and what was still open when it ended; one query."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    decided = Q(concluded_on__range=(first, last))
    pending = Q(accepted_on__lte=last) & (Q(concluded_on=None) | Q(concluded_on__gt=last))
    found = (
        Remedy.objects.filter(decided | pending, application__agency__in=list(agencies))
        .order_by()
        .values("way")
        .annotate(
            n_pending=Count("pk", filter=pending),
            **{
                f"n_{result}": Count("pk", filter=decided & Q(result=result))
                for result in ("upheld", "corrected", "other")
            },
        )
    )
    table: Table = {block: dict.fromkeys(OUTCOMES, 0) for block in BLOCKS}
    for group in cast(Iterable[dict[str, Any]], found):
        cells = table[_WAYS[Remedy.Way(group["way"])]]
        for name in ("upheld", "corrected", "other", "pending"):
            cells[name] = group[f"n_{name}"]
        cells["total"] = sum(group[f"n_{name}"] for name in ("upheld", "corrected", "other", "pending"))
    return table


def _touched(agencies: Iterable[Agency], year: int) -> Q:
    """Received by the end of the year, and open in it at least for a day."""
    return Q(agency__in=list(agencies), received_on__lte=date(year, 12, 31)) & (
        Q(closed_on=None) | Q(closed_on__gte=date(year, 1, 1))
    )


def _condition(row: str, year: int) -> Q:
    """What makes an application of the year count in a row."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    closed = Q(closed_on__range=(first, last))
    if row == "new":
        return Q(received_on__gte=first)
    if row == "carry_in":
        return Q(received_on__lt=first)
    if row == "carry_out":
        return ~closed
    if row == "done":
        return closed
    return closed & Q(report_row=next(code for code, own in RESULT_ROWS.items() if own == row))
