"""Count the cases behind the figures: one grouped query for each table, and four for the facts that the texts tell.

Sums are computed by `composing`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from annual_report.layout import BLOCKS, DOCUMENTS, OUTCOMES, PARTS, ROWS, STOCK
from applications.models import Application, Remedy
from applications.models.application import ApplicantClass
from applications.statute import REPLY
from disclosure.models import Document
from disclosure.statute import LAPSED, PUBLICATION
from evaluation.queries import standings
from evaluation.statute import Grade
from foundation.agencies.models import Agency
from foundation.deadlines.counting import midnight
from foundation.deadlines.models import Clock

#: Counts by the name of the cell.
Cells = dict[str, int]

#: The column in which each class of applicants counts.
CLASSES: dict[str, str] = dict(zip(ApplicantClass.values, PARTS, strict=True))
#: `Application.report_row` of the rows of results that it calls by another name.
RESULT_CODES: dict[str, str] = {"open": "a", "partial": "b"}
_WAYS = dict(
    zip(BLOCKS, (Remedy.Way.RECONSIDERATION, Remedy.Way.DIRECT_SUIT, Remedy.Way.SUIT_AFTER), strict=True)
)


def documents(agencies: Iterable[Agency], year: int, code: str, column: str) -> QuerySet[Document]:
    """Find the published documents behind one cell of table two."""
    return _published(agencies).filter(_of_stock(column, year), normative=code)


def table2(agencies: Iterable[Agency], year: int) -> tuple[Cells, int]:
    """Count the documents of table two, and all documents first published in the year; one query.

    A document is made in the year of its formation, repealed in the year in which it lapsed, and in force at the end of the year.
    One that was imported as lapsed, without the day, is neither repealed nor in force.
    """
    conditions = {column: _of_stock(column, year) for column in STOCK}
    conditions["published"] = Q(first_published_on__range=_bounds(year))
    groups = _grouped(_published(agencies), "normative", conditions)
    cells = {f"t2.{code}.{column}": groups[code][column] for code in DOCUMENTS for column in STOCK}
    return cells, sum(group["published"] for group in groups.values())


def applications(
    agencies: Iterable[Agency], year: int, row: str, column: str = "total"
) -> QuerySet[Application]:
    """Find the applications behind one cell of table three."""
    found = Application.objects.filter(_open_in(agencies, year), _condition(row, year))
    if column == "total":
        return found
    return found.filter(applicant_class=next(name for name, own in CLASSES.items() if own == column))


def table3(agencies: Iterable[Agency], year: int) -> Cells:
    """Count the applications of table three; one query.

    An application is new in the year of its receipt, done in the year of its closing, and carried out while it is open at the end
    of the year; so 一 + 二 = (七) + 四. An application to correct a record (条例41) asks for no information and
    counts nowhere here.
    """
    conditions = {row: _condition(row, year) for row in ROWS if row != "done"}
    groups = _grouped(Application.objects.filter(_open_in(agencies, year)), "applicant_class", conditions)
    return {f"t3.{row}.{column}": groups[name][row] for row in conditions for name, column in CLASSES.items()}


def remedies(agencies: Iterable[Agency], year: int, block: str, outcome: str) -> QuerySet[Remedy]:
    """Find the reconsiderations and suits behind one cell of table four."""
    conditions = _outcomes(year)
    condition = conditions.get(outcome) or Q(*conditions.values(), _connector=Q.OR)
    return Remedy.objects.filter(condition, way=_WAYS[block], application__agency__in=list(agencies))


def table4(agencies: Iterable[Agency], year: int) -> Cells:
    """Count the remedies of table four: decided in the year, or still open when it ended; one query."""
    conditions = _outcomes(year)
    found = Remedy.objects.filter(
        Q(*conditions.values(), _connector=Q.OR), application__agency__in=list(agencies)
    )
    groups = _grouped(found, "way", conditions)
    return {f"t4.{block}.{name}": groups[way][name] for block, way in _WAYS.items() for name in conditions}


def facts(agencies: Iterable[Agency], year: int) -> dict[str, Any]:
    """Count the facts that the texts tell: fees in yuan with their cases, corrections, replies, documents, grades; four queries.

    `replies` are those to applications for information; a correction (条例41) is told apart from them.
    """
    own = list(agencies)
    corrections = Application.objects.filter(agency__in=own, sort=Application.Sort.CORRECTION)
    corrected = corrections.aggregate(
        received=Count("pk", filter=Q(received_on__range=_bounds(year))),
        closed=Count("pk", filter=Q(closed_on__range=_bounds(year))),
    )
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
    ).exclude(limit=REPLY.code, matter_kind=Application.kind, matter_id__in=corrections.values("pk"))
    groups = _grouped(met, "limit", {"met": Q(ending="met"), "in_time": Q(ended_at__lt=F("due_at"))})
    evaluated = standings(own, year)
    replies, publications = groups[REPLY.code], groups[PUBLICATION.code]
    return {
        "fee": str(paid["fee"] or 0),
        "fee_cases": paid["cases"],
        "corrections": corrected["received"],
        "corrections_closed": corrected["closed"],
        "replies": replies["met"],
        "replies_in_time": replies["in_time"],
        "publications": publications["met"],
        "publications_in_time": publications["in_time"],
        **{f"evaluated_{grade.value}": evaluated[grade.value] for grade in Grade},
    }


def _grouped(found: QuerySet[Any], by: str, conditions: Mapping[str, Q]) -> Mapping[str, Counter[str]]:
    """Count how many of each group fulfil each of the conditions; one query."""
    counts: dict[str, Any] = {f"n_{name}": Count("pk", filter=wanted) for name, wanted in conditions.items()}
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
    """The condition on which a document counts as made, repealed or in force."""
    first, last = _bounds(year)
    if column == "made":
        return Q(formed_on__range=(first, last))
    if column == "repealed":
        return Q(lapsed_on__range=(first, last))
    return Q(formed_on__lte=last) & (Q(lapsed_on__gt=last) | ~Q(validity__in=LAPSED))


def _outcomes(year: int) -> dict[str, Q]:
    """The condition of each outcome: decided so in the year, or pending when it ended."""
    first, last = _bounds(year)
    decided = {
        name: Q(concluded_on__range=(first, last), result=name) for name in OUTCOMES if name != "total"
    }
    pending = Q(accepted_on__lte=last) & (Q(concluded_on=None) | Q(concluded_on__gt=last))
    return {**decided, "pending": pending}


def _open_in(agencies: Iterable[Agency], year: int) -> Q:
    """The condition that an application of these agencies for information was open on some day of the year.

    One that was struck out, being registered twice, is none.
    """
    first, last = _bounds(year)
    asked = Q(agency__in=list(agencies), sort=Application.Sort.INFORMATION, received_on__lte=last)
    return asked & ~Q(state=Application.State.STRUCK) & (Q(closed_on=None) | Q(closed_on__gte=first))


def _condition(row: str, year: int) -> Q:
    """The condition on which an application open in the year counts in a row of table three."""
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
    return closed & Q(report_row=RESULT_CODES.get(row, row))
