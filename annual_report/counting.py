"""The figures from the cases, by the names of their cells: one grouped query for each table, whatever there is of them, and
two for what the texts tell. What a table adds up, `composing` adds up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from annual_report.layout import BLOCKS, DOCUMENTS, OUTCOMES, PARTS, RESULTS, ROWS, STOCK
from applications.models import Application, Remedy
from applications.models.application import ApplicantClass
from applications.statute import REPLY
from disclosure.models import Document
from disclosure.statute import LAPSED, PUBLICATION
from foundation.agencies.models import Agency
from foundation.deadlines.counting import midnight
from foundation.deadlines.models import Clock

#: What was counted, by the name of the cell.
Cells = dict[str, int]

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


def documents(agencies: Iterable[Agency], year: int, code: str, column: str) -> QuerySet[Document]:
    """The published documents behind one cell of table two."""
    return _published(agencies).filter(_of_stock(column, year), normative=code)


def table2(agencies: Iterable[Agency], year: int) -> tuple[Cells, int]:
    """What of table two the portal knows, and how many documents were first published in the year; one query.

    A document counts as made in the year of its formation, as repealed in the year in which it lapsed, and as in force when the
    year ended. One that was imported as lapsed, without the day, counts in neither.
    """
    published = Q(first_published_on__range=_bounds(year))
    conditions = {column: _of_stock(column, year) for column in STOCK}
    groups = _grouped(_published(agencies), "normative", {"published": published, **conditions})
    cells = {f"t2.{code}.{column}": groups[code][column] for code in DOCUMENTS for column in STOCK}
    return cells, sum(group["published"] for group in groups.values())


def applications(
    agencies: Iterable[Agency], year: int, row: str, column: str = "total"
) -> QuerySet[Application]:
    """The cases behind one cell of table three."""
    found = Application.objects.filter(_touched(agencies, year), _condition(row, year))
    if column == "total":
        return found
    return found.filter(applicant_class=next(name for name, own in CLASSES.items() if own == column))


def table3(agencies: Iterable[Agency], year: int) -> Cells:
    """Table three of these agencies together; one query.

    An application counts as new in the year of its receipt, as done in the year of its closing, and is carried over as long
    as it was open when the year ended: 一 + 二 = (七) + 四 holds of itself.
    """
    conditions = {row: _condition(row, year) for row in ROWS if row != "done"}
    groups = _grouped(Application.objects.filter(_touched(agencies, year)), "applicant_class", conditions)
    return {f"t3.{row}.{column}": groups[name][row] for row in conditions for name, column in CLASSES.items()}


def remedies(agencies: Iterable[Agency], year: int, block: str, outcome: str) -> QuerySet[Remedy]:
    """The reconsiderations and suits behind one cell of table four."""
    way = next(way for way, name in _WAYS.items() if name == block)
    conditions = {name: _reached(name, year) for name in OUTCOMES if name != "total"}
    condition = conditions.get(outcome) or Q(*conditions.values(), _connector=Q.OR)
    return Remedy.objects.filter(condition, way=way, application__agency__in=list(agencies))


def table4(agencies: Iterable[Agency], year: int) -> Cells:
    """Table four of these agencies together: what was decided in the year, and what was still open when it ended; one query."""
    conditions = {name: _reached(name, year) for name in OUTCOMES if name != "total"}
    touched = Remedy.objects.filter(
        Q(*conditions.values(), _connector=Q.OR), application__agency__in=list(agencies)
    )
    groups = _grouped(touched, "way", conditions)
    return {f"t4.{block}.{name}": groups[way][name] for way, block in _WAYS.items() for name in conditions}


def facts(agencies: Iterable[Agency], year: int) -> dict[str, Any]:
    """What the texts tell beside the tables; two queries.

    Fees collected (yuan), and of how many cases; replies given and documents published in the year, and those in time.
    """
    own = list(agencies)
    paid = Application.objects.filter(agency__in=own, paid_on__range=_bounds(year)).aggregate(
        fee=Sum("fee"), cases=Count("pk")
    )
    first, after = _moments(year)
    met = Clock.objects.filter(
        limit__in=[REPLY.code, PUBLICATION.code],
        agency__in=own,
        ended_at__gte=first,
        ended_at__lt=after,
        ending="met",
    )
    groups = _grouped(met, "limit", {"met": Q(ending="met"), "in_time": Q(ended_at__lt=F("due_at"))})
    replies, publications = groups[REPLY.code], groups[PUBLICATION.code]
    return {
        "fee": str(paid["fee"] or 0),
        "fee_cases": paid["cases"],
        "replies": replies["met"],
        "replies_in_time": replies["in_time"],
        "publications": publications["met"],
        "publications_in_time": publications["in_time"],
    }


def _grouped(found: QuerySet[Any], by: str, conditions: Mapping[str, Q]) -> Mapping[str, Counter[str]]:
    """How many of each group fulfil each of the conditions; one query."""
    counts: dict[str, Any] = {
        f"n_{name}": Count("pk", filter=condition) for name, condition in conditions.items()
    }
    groups: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for group in found.order_by().values(by).annotate(**counts):
        groups[group[by]].update({name: group[f"n_{name}"] for name in conditions})
    return groups


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
