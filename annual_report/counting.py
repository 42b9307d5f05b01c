"""The figures from the cases: one grouped query for each table, whatever there is of them, and two for what the texts tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db.models import Count, F, Q, QuerySet, Sum

from annual_report.layout import BLOCKS, COLUMNS, DOCUMENTS, OUTCOMES, PARTS, RESULTS, ROWS, STOCK
from applications.models import Application, Remedy
from applications.models.application import ApplicantClass
from applications.statute import REPLY
from disclosure.models import Document
from disclosure.statute import LAPSED, PUBLICATION
from foundation.agencies.models import Agency
from foundation.deadlines.counting import midnight
from foundation.deadlines.models import Clock

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


#: How the result of a remedy is called in table four.
_CONCLUDED = ("upheld", "corrected", "other")


def documents(agencies: Iterable[Agency], year: int, code: str, column: str) -> QuerySet[Document]:
    """The published documents behind one cell of table two."""
    return _published(agencies).filter(_of_stock(column, year), normative=code)


def table2(agencies: Iterable[Agency], year: int) -> tuple[Table, int]:
    """What of table two the portal knows, and how many documents were first published in the year; one query.

    A document counts as made in the year of its formation, as repealed in the year in which it lapsed, and as in force when the
    year ended. One that was imported as lapsed, without the day, counts in neither.
    """
    found = (
        _published(agencies)
        .order_by()
        .values("normative")
        .annotate(
            n_published=Count("pk", filter=Q(first_published_on__range=_bounds(year))),
            **{f"n_{column}": Count("pk", filter=_of_stock(column, year)) for column in STOCK},
        )
    )
    groups = {group["normative"]: group for group in cast(Iterable[dict[str, Any]], found)}
    none = dict.fromkeys((f"n_{column}" for column in STOCK), 0)
    table = {code: {column: groups.get(code, none)[f"n_{column}"] for column in STOCK} for code in DOCUMENTS}
    return table, sum(group["n_published"] for group in groups.values())


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


def remedies(agencies: Iterable[Agency], year: int, block: str, outcome: str) -> QuerySet[Remedy]:
    """The reconsiderations and suits behind one cell of table four."""
    way = next(way for way, name in _WAYS.items() if name == block)
    conditions = {name: _reached(name, year) for name in OUTCOMES if name != "total"}
    condition = conditions.get(outcome) or Q(*conditions.values(), _connector=Q.OR)
    return Remedy.objects.filter(condition, way=way, application__agency__in=list(agencies))


def table4(agencies: Iterable[Agency], year: int) -> Table:
    """Table four of these agencies together: what was decided in the year, and what was still open when it ended; one query."""
    results = [*_CONCLUDED, "pending"]
    found = (
        Remedy.objects.filter(
            Q(*(_reached(name, year) for name in results), _connector=Q.OR),
            application__agency__in=list(agencies),
        )
        .order_by()
        .values("way")
        .annotate(**{f"n_{name}": Count("pk", filter=_reached(name, year)) for name in results})
    )
    table: Table = {block: dict.fromkeys(OUTCOMES, 0) for block in BLOCKS}
    for group in cast(Iterable[dict[str, Any]], found):
        cells = table[_WAYS[Remedy.Way(group["way"])]]
        for name in results:
            cells[name] = group[f"n_{name}"]
        cells["total"] = sum(group[f"n_{name}"] for name in results)
    return table


def facts(agencies: Iterable[Agency], year: int) -> dict[str, Any]:
    """What the texts tell beside the tables; two queries.

    Fees collected (yuan), and of how many cases; replies given and documents published in the year, and those in time.
    """
    own = list(agencies)
    paid = Application.objects.filter(agency__in=own, paid_on__range=_bounds(year)).aggregate(
        fee=Sum("fee"), cases=Count("pk")
    )
    first, after = _moments(year)
    met = (
        Clock.objects.filter(
            limit__in=[REPLY.code, PUBLICATION.code],
            agency__in=own,
            ending="met",
            ended_at__gte=first,
            ended_at__lt=after,
        )
        .order_by()
        .values("limit")
        .annotate(n=Count("pk"), n_in_time=Count("pk", filter=Q(ended_at__lt=F("due_at"))))
    )
    by_limit = {row["limit"]: row for row in met}
    none = {"n": 0, "n_in_time": 0}
    replies, publications = (by_limit.get(limit.code, none) for limit in (REPLY, PUBLICATION))
    return {
        "fee": str(paid["fee"] or 0),
        "fee_cases": paid["cases"],
        "replies": replies["n"],
        "replies_in_time": replies["n_in_time"],
        "publications": publications["n"],
        "publications_in_time": publications["n_in_time"],
    }


def _bounds(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _moments(year: int) -> tuple[datetime, datetime]:
    first, last = _bounds(year)
    return midnight(first), midnight(last + timedelta(days=1))


def _published(agencies: Iterable[Agency]) -> QuerySet[Document]:
    return Document.objects.filter(state=Document.State.PUBLISHED, agency__in=list(agencies))


def _of_stock(column: str, year: int) -> Q:
    """What makes a document count as made, repealed or in force."""
    first, last = _bounds(year)
    if column == "made":
        return Q(formed_on__range=(first, last))
    if column == "repealed":
        return Q(lapsed_on__range=(first, last))
    return Q(formed_on__lte=last) & (Q(lapsed_on__gt=last) | ~Q(validity__in=LAPSED))


def _reached(name: str, year: int) -> Q:
    """A remedy that was decided so in the year, or was pending when it ended."""
    first, last = _bounds(year)
    if name == "pending":
        return Q(accepted_on__lte=last) & (Q(concluded_on=None) | Q(concluded_on__gt=last))
    return Q(concluded_on__range=(first, last), result=name)


def _touched(agencies: Iterable[Agency], year: int) -> Q:
    """Received by the end of the year, and open in it at least for a day."""
    first, last = _bounds(year)
    return Q(agency__in=list(agencies), received_on__lte=last) & (Q(closed_on=None) | Q(closed_on__gte=first))


def _condition(row: str, year: int) -> Q:
    """What makes an application of the year count in a row."""
    first, last = _bounds(year)
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
