"""What a figure is for one agency, by one query, or for each and the county, by two."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from statistics import fmean, median
from typing import Any, NamedTuple

from django.db.models import Aggregate, Avg, Case, Count, F, FloatField, Max, Sum, When
from django.db.models import Value as Constant

from foundation.agencies.models import Agency
from foundation.figures.declared import Figure, Of, Span


class Value(NamedTuple):
    """A figure's number, None where there is nothing of which it could be one; and how many rows stand behind it."""

    number: float | None
    rows: int

    @property
    def shown(self) -> str:
        """The number as people read it; a dash where there is none."""
        return "—" if self.number is None else f"{self.number:.1f}".removesuffix(".0")


class Values(NamedTuple):
    """A figure of the county, and by the key of each agency that has rows."""

    county: Value
    agencies: dict[int, Value]
    #: What it is of an agency without rows: none of something is zero, the share of nothing is no number.
    without_rows: Value

    def of(self, agency: int) -> Value:
        """The figure of an agency."""
        return self.agencies.get(agency, self.without_rows)


class _Median(Aggregate):
    """The middle of the measures."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


_OF: Mapping[Of, type[Aggregate]] = {
    Of.MEDIAN: _Median,
    Of.MEAN: Avg,
    Of.GREATEST: Max,
    Of.SUM: Sum,
}


def values(figure: Figure, span: Span) -> Values:
    """The figure of the county and of each agency in these days."""
    counted, rows = _counted(figure), figure.rows(span).order_by()
    by_agency = rows.values(whose=F(figure.agency)).annotate(**counted)
    return Values(
        county=_value(figure, rows.aggregate(**counted)),
        agencies={row["whose"]: _value(figure, row) for row in by_agency if row["whose"] is not None},
        without_rows=_value(figure, {"rows_behind": 0, "part_of_them": 0, "one_of_many": None}),
    )


def value(figure: Figure, span: Span, agency: Agency | None, without: Collection[int] = ()) -> Value:
    """The figure of one agency, or of the whole county, in these days, `without` the rows of these numbers; one query."""
    rows = figure.rows(span).order_by()
    if agency is not None:
        rows = rows.filter(**{figure.agency: agency})
    if without:
        rows = rows.exclude(pk__in=without)
    return _value(figure, rows.aggregate(**_counted(figure)))


class Behind(NamedTuple):
    """One row behind a figure as it counts: its number, its matter, for which agency, whether it is the part, its measure."""

    row: int
    ref: str
    agency: int
    part: bool
    measure: float | None


_OF_ROWS: Mapping[Of, Callable[[Sequence[float]], float]] = {
    Of.MEDIAN: median,
    Of.MEAN: fmean,
    Of.GREATEST: max,
    Of.SUM: sum,
}


def rows_behind(figure: Figure, span: Span, agencies: Collection[int]) -> list[Behind]:
    """The rows behind a figure of these agencies, for whoever keeps what was counted; one query."""
    rows = figure.rows(span).filter(**{f"{figure.agency}__in": agencies}).order_by("pk")
    rows = rows.annotate(behind_agency=F(figure.agency))
    if figure.part is not None:
        rows = rows.annotate(behind_part=Case(When(figure.part, then=True), default=Constant(False)))
    elif figure.measure is not None:
        rows = rows.annotate(behind_measure=figure.measure)
    return [_behind(row) for row in rows]


def _behind(row: Any) -> Behind:
    measure = getattr(row, "behind_measure", None)
    part = bool(getattr(row, "behind_part", False))
    return Behind(row.pk, row.ref, row.behind_agency, part, None if measure is None else float(measure))


def value_of(figure: Figure, rows: Sequence[Behind]) -> Value:
    """What a figure is of these rows: the same as `value` makes of them in the database."""
    measures = [row.measure for row in rows if row.measure is not None]
    return _value(
        figure,
        {
            "rows_behind": len(rows),
            "part_of_them": sum(row.part for row in rows),
            "one_of_many": _OF_ROWS[figure.of](measures) if measures else None,
        },
    )


def _counted(figure: Figure) -> dict[str, Aggregate]:
    """What is asked of the rows of a figure."""
    counted: dict[str, Aggregate] = {"rows_behind": Count("pk")}
    if figure.part is not None:
        counted["part_of_them"] = Count("pk", filter=figure.part)
    elif figure.measure is not None:
        counted["one_of_many"] = _OF[figure.of](figure.measure)
    return counted


def _value(figure: Figure, row: Mapping[str, Any]) -> Value:
    behind = row["rows_behind"]
    if figure.part is not None:
        return Value(100 * row["part_of_them"] / behind if behind else None, behind)
    if figure.measure is not None:
        number = row["one_of_many"]
        return Value(None if number is None else float(number), behind)
    return Value(behind, behind)
