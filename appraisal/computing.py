"""Reading every figure of a scheme once, and each unit's lines of it: two queries a figure, one more of what was stopped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F
from django.utils.timezone import localdate

from appraisal import scoring
from appraisal.models import Appraisal, Case, Dispute, Indicator, Scheme, Standing
from appraisal.scoring import ZERO, Reading
from foundation.agencies.models import Agency
from foundation.deadlines.models import Clock
from foundation.figures.computing import Value, value, values
from foundation.figures.declared import FIGURES, Figure, Of, Span

#: With what a pause of a clock is recorded that force majeure made (OR-5(2)).
FORCE = "不可抗力"


@dataclass(frozen=True)
class Read:
    """One figure for every unit: its number and rows, and how many of them force majeure stopped."""

    by_agency: Mapping[int, Value]
    otherwise: Value
    excused: Mapping[int, int]
    figure: Figure

    def of(self, agencies: Sequence[int]) -> Reading:
        """The figure of a unit and of those merged into it."""
        found = [self.by_agency[pk] for pk in agencies if pk in self.by_agency] or [self.otherwise]
        return together(self.figure, found)

    def stopped(self, agencies: Iterable[int]) -> int:
        """How many of its rows force majeure stopped."""
        return sum(self.excused.get(pk, 0) for pk in agencies)


def together(figure: Figure, found: Sequence[Value]) -> Reading:
    """The figure of several agencies as one: shares by their rows, the greatest of all; of a median that of the first."""
    rows = sum(each.rows for each in found)
    numbers = [each for each in found if each.number is not None]
    if not numbers:
        return Reading(None, rows)
    if figure.part is not None:
        parts = sum(round(each.number * each.rows / 100) for each in numbers if each.number is not None)
        return Reading(Decimal(100 * parts) / Decimal(rows), rows, parts)
    given = [Decimal(str(each.number)) for each in numbers]
    if figure.measure is None or figure.of is Of.SUM:
        return Reading(sum(given, ZERO), rows)
    return Reading(max(given) if figure.of is Of.GREATEST else given[0], rows)


def read_all(ids: Collection[str], span: Span) -> dict[str, Read]:
    """Every figure that is declared, by its id; a figure of a room that is not there is not read."""
    return {id: _read(FIGURES[id], span) for id in ids if id in FIGURES}


def _read(figure: Figure, span: Span) -> Read:
    _county, by_agency, otherwise = values(figure, span)
    return Read(by_agency, otherwise, _excused(figure, span), figure)


def _excused(figure: Figure, span: Span) -> dict[int, int]:
    """Of a figure of clocks: how many of its rows were stopped by force majeure, by agency."""
    rows = figure.rows(span).order_by()
    if rows.model is not Clock:
        return {}
    stopped = rows.filter(pauses__reason__contains=FORCE).values(whose=F(figure.agency))
    return {row["whose"]: row["many"] for row in stopped.annotate(many=Count("pk", distinct=True))}


def line_of(leaf: Indicator, reading: Reading, stopped: int = 0, without: int = 0) -> dict[str, Any]:
    """One computed indicator as it is kept."""
    made = scoring.points(leaf.rule, reading) if leaf.rule.kind is not scoring.Kind.VETO else None
    return {
        "code": leaf.code,
        "number": None if reading.number is None else str(scoring.cents(reading.number)),
        "rows": reading.rows,
        "stopped": stopped,
        "without": without,
        "points": None if made is None else str(made),
    }


def predecessors_of(agencies: Iterable[int]) -> dict[int, list[int]]:
    """Each of these with every agency that was merged into it, over several steps; one query."""
    into = dict(Agency.objects.exclude(successor=None).values_list("pk", "successor_id"))
    found: dict[int, list[int]] = {pk: [pk] for pk in agencies}
    for pk in into:
        at, steps = pk, 0
        while at in into and steps < len(into):
            at, steps = into[at], steps + 1
        if at in found and at != pk:
            found[at].append(pk)
    return found


def span_of(scheme: Scheme, at: datetime) -> Span:
    """The appraised days, up to today."""
    return scheme.span._replace(last=min(scheme.ends_on, max(localdate(at), scheme.starts_on)))


@dataclass(frozen=True)
class Computed:
    """What was read of one unit."""

    agency: int
    unit_class: str
    lines: list[dict[str, Any]]
    earned: Decimal
    possible: Decimal


def compute(
    leaves: Sequence[Indicator],
    units: Sequence[tuple[int, str]],
    span: Span,
    disputes: Mapping[int, Mapping[str, set[int]]] | None = None,
) -> list[Computed]:
    """The lines of every unit (agency, kind): two or three queries a figure, one for mergers, one a disputed figure."""
    read = read_all({leaf.figure for leaf in leaves if leaf.computed}, span)
    merged = predecessors_of(pk for pk, _kind in units)
    disputes = disputes or {}
    return [
        _of_unit(
            [leaf for leaf in leaves if leaf.computed and leaf.is_for(kind)],
            pk,
            kind,
            read,
            merged[pk],
            span,
            disputes.get(pk, {}),
        )
        for pk, kind in units
    ]


def _of_unit(
    leaves: Sequence[Indicator],
    agency: int,
    unit_class: str,
    read: Mapping[str, Read],
    with_merged: Sequence[int],
    span: Span,
    without: Mapping[str, set[int]],
) -> Computed:
    lines, earned, possible = [], ZERO, ZERO
    for leaf in leaves:
        found = read.get(leaf.figure)
        if found is None:
            # Of a room that is not there nothing is known: the indicator does not apply.
            lines.append(line_of(leaf, Reading(None)))
            continue
        apart = without.get(leaf.figure, set())
        reading = _without(found.figure, with_merged, span, apart) if apart else found.of(with_merged)
        line = line_of(leaf, reading, found.stopped(with_merged), len(apart))
        lines.append(line)
        if leaf.rule.counts and line["points"] is not None:
            earned += Decimal(line["points"])
            possible += leaf.points
    return Computed(agency, unit_class, lines, earned, possible)


def _without(figure: Figure, agencies: Sequence[int], span: Span, rows: Collection[int]) -> Reading:
    """The figure of a unit without the rows that were found not to count."""
    found = [value(figure, span, Agency(pk=pk), rows) for pk in agencies]
    return together(figure, found)


def excused_rows(cases: Iterable[Case]) -> dict[int, dict[str, set[int]]]:
    """By agency and figure the rows that were found not to count; one query."""
    found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    rows = Dispute.objects.filter(case__in=[case.pk for case in cases], state=Dispute.State.EXCUSED)
    for agency, figure, row in rows.values_list("case__agency_id", "figure", "row"):
        found[agency][figure].add(row)
    return found


def recompute(appraisal: Appraisal, at: datetime) -> tuple[date, list[dict[str, str]]]:
    """Read everything anew for the cases that are not frozen, keep it where it differs, and say what differs."""
    leaves = appraisal.scheme.leaves
    # Late figures of frozen units are read and kept as well: listed beside what was frozen, and not applied.
    cases = list(Case.objects.filter(appraisal=appraisal).going_on().select_related("agency"))
    span = span_of(appraisal.scheme, at)
    units = [(case.agency_id, case.unit_class) for case in cases]
    found = {one.agency: one for one in compute(leaves, units, span, excused_rows(cases))}
    last = {
        row.case_id: row
        for row in Standing.objects.filter(case__in=cases).order_by("case_id", "-pk").distinct("case_id")
    }
    made, changes = [], []
    for case in cases:
        one, before = found[case.agency_id], last.get(case.pk)
        if before is not None and before.lines == one.lines:
            continue
        changes += differences(case, before.lines if before else [], one.lines)
        made.append(
            Standing(
                case=case, at=at, until=span.last, lines=one.lines, earned=one.earned, possible=one.possible
            )
        )
    Standing.objects.bulk_create(made)
    return span.last, changes


def differences(
    case: Case, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> list[dict[str, str]]:
    """Which numbers of a unit are others than before; nothing of a first reading."""
    old = {line["code"]: line for line in before}
    return [
        {
            "unit": case.name,
            "code": line["code"],
            "before": f"{said(old[line['code']])}",
            "after": said(line),
        }
        for line in after
        if line["code"] in old
        and (old[line["code"]]["number"], old[line["code"]]["points"]) != (line["number"], line["points"])
    ]


def said(line: Mapping[str, Any]) -> str:
    """A line in words: its number, and its points."""
    number = "没有" if line["number"] is None else line["number"]
    return f"{number}（{'不适用' if line['points'] is None else line['points'] + ' 分'}）"


def trial(scheme: Scheme, span: Span) -> list[dict[str, str]]:
    """What the computed indicators would have given every unit in other days: earned, and of how many."""
    agencies = {agency.pk: agency for agency in units_of(scheme)}
    units = [(pk, str(scheme.class_of(agency))) for pk, agency in agencies.items()]
    return [
        {
            "unit": agencies[one.agency].short_name,
            "earned": str(one.earned),
            "possible": str(one.possible),
            "absent": "、".join(line["code"] for line in one.lines if line["points"] is None),
        }
        for one in compute(scheme.leaves, units, span)
    ]


def units_of(scheme: Scheme) -> list[Agency]:
    """The units that AP-4 has appraised: every one that exists and is of a kind."""
    rows = Agency.objects.public().order_by("kind", "code")
    return [agency for agency in rows if scheme.class_of(agency) is not None]
