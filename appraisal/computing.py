"""Reading every figure of a scheme once, and each unit's lines of it: two queries a figure, one more of what was stopped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F
from django.utils.timezone import localdate

from appraisal import scoring
from appraisal.models import Appraisal, Case, CountedRow, Dispute, Indicator, Scheme, Standing
from appraisal.scoring import ZERO, Reading
from foundation.agencies.models import Agency
from foundation.deadlines.models import Clock
from foundation.figures.computing import Behind, Value, rows_behind, value, value_of, values
from foundation.figures.declared import FIGURES, Figure, Of, Span

#: With what a pause of a clock is recorded that force majeure made (OR-5(2)).
FORCE = "不可抗力"


class Unit(NamedTuple):
    """A unit as it is appraised: as which kind, and for which share of the months."""

    agency: int
    unit_class: str
    share: Decimal = Decimal(1)


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


def line_of(
    leaf: Indicator, reading: Reading, stopped: int = 0, without: int = 0, share: Decimal = Decimal(1)
) -> dict[str, Any]:
    """One computed indicator as it is kept; of a unit that is there for a share of the months by what that has to reach."""
    rule = scoring.for_share(leaf.rule, share)
    made = scoring.points(rule, reading) if rule.kind is not scoring.Kind.VETO else None
    target = {"target": str(rule.target)} if rule is not leaf.rule else {}
    return {
        "code": leaf.code,
        "number": None if reading.number is None else str(scoring.cents(reading.number)),
        "rows": reading.rows,
        "stopped": stopped,
        "without": without,
        "points": None if made is None else str(made),
        **target,
    }


def predecessors_of(agencies: Iterable[int], apart: Container[int] = ()) -> dict[int, list[int]]:
    """Each of these with every agency that was merged into it, over several steps; one query.

    Those `apart` count for themselves: they were frozen before they were merged.
    """
    into = dict(Agency.objects.exclude(successor=None).values_list("pk", "successor_id"))
    found: dict[int, list[int]] = {pk: [pk] for pk in agencies}
    for pk in into:
        at, steps = pk, 0
        while at in into and steps < len(into):
            at, steps = into[at], steps + 1
        if at in found and at != pk and pk not in apart:
            found[at].append(pk)
    return found


def with_merged(case: Case) -> list[int]:
    """The unit of a case and every agency of which the rows count for it."""
    apart = set(Case.objects.filter(appraisal=case.appraisal_id).going_on().values_list("unit_id", flat=True))
    return predecessors_of([case.unit_id], apart)[case.unit_id]


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
    units: Sequence[Unit],
    span: Span,
    disputes: Mapping[int, Mapping[str, set[int]]] | None = None,
) -> list[Computed]:
    """The lines of every unit: two or three queries a figure, one for mergers, one a disputed figure."""
    read = read_all({leaf.figure for leaf in leaves if leaf.computed}, span)
    own = {unit.agency for unit in units}
    merged = predecessors_of(own, own)
    found = []
    for unit in units:
        agencies = merged[unit.agency]
        without = _together(disputes or {}, agencies)
        lines = [
            _read_of(leaf, read.get(leaf.figure), agencies, span, without.get(leaf.figure, set()), unit.share)
            for leaf in computed_of(leaves, unit.unit_class)
        ]
        found.append(_added(unit.agency, unit.unit_class, leaves, lines))
    return found


def computed_of(leaves: Iterable[Indicator], unit_class: str) -> list[Indicator]:
    """The indicators of a kind of unit that the portal reads."""
    return [leaf for leaf in leaves if leaf.computed and leaf.is_for(unit_class)]


def _together(disputes: Mapping[int, Mapping[str, set[int]]], agencies: Iterable[int]) -> dict[str, set[int]]:
    """The rows of a unit and of those merged into it that were found not to count, by figure."""
    found: dict[str, set[int]] = defaultdict(set)
    for agency in agencies:
        for figure, rows in disputes.get(agency, {}).items():
            found[figure] |= rows
    return found


def _read_of(
    leaf: Indicator,
    read: Read | None,
    agencies: Sequence[int],
    span: Span,
    apart: Collection[int],
    share: Decimal,
) -> dict[str, Any]:
    if read is None:
        # Of a room that is not there nothing is known: the indicator does not apply.
        return line_of(leaf, Reading(None))
    if apart:
        reading = together(read.figure, [value(read.figure, span, Agency(pk=pk), apart) for pk in agencies])
    else:
        reading = read.of(agencies)
    return line_of(leaf, reading, read.stopped(agencies), len(apart), share)


def _added(
    agency: int, unit_class: str, leaves: Iterable[Indicator], lines: list[dict[str, Any]]
) -> Computed:
    """The lines with what they earn, and of how many points."""
    counting = {leaf.code: leaf.points for leaf in leaves if leaf.rule.counts}
    known = [line for line in lines if line["points"] is not None and line["code"] in counting]
    earned = sum((Decimal(line["points"]) for line in known), ZERO)
    possible = sum((counting[line["code"]] for line in known), ZERO)
    return Computed(agency, unit_class, lines, earned, possible)


def excused_rows(cases: Iterable[Case]) -> dict[int, dict[str, set[int]]]:
    """By unit and figure the rows that were found not to count, in these cases or of units that were merged; one query."""
    found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    years = {case.appraisal_id for case in cases}
    rows = Dispute.objects.filter(case__appraisal__in=years, state=Dispute.State.EXCUSED)
    for unit, figure, row in rows.values_list("case__unit_id", "figure", "row"):
        found[unit][figure].add(row)
    return found


def unit_of(case: Case) -> Unit:
    """The unit as this case appraises it."""
    return Unit(case.unit_id, case.unit_class, case.share)


def behind(case: Case, figure: Figure) -> list[Behind]:
    """The rows behind a figure of a case: as they were counted, or, before it is frozen, as they are now."""
    if case.frozen_id:
        rows = CountedRow.objects.filter(standing=case.frozen_id, figure=figure.id)
        return [Behind(*row) for row in rows.values_list("row", "row_ref", "agency_id", "part", "measure")]
    standing = case.last_standing
    span = span_of(case.appraisal.scheme, standing.at if standing else case.created_at)
    return rows_behind(figure, span, with_merged(case))


def freeze(case: Case, at: datetime) -> Standing:
    """What the portal knows of a unit at this moment, with the rows behind each number: one or two queries a figure."""
    scheme, agencies = case.appraisal.scheme, with_merged(case)
    span = span_of(scheme, at)
    leaves = computed_of(scheme.leaves, case.unit_class)
    figures = {leaf.figure: FIGURES[leaf.figure] for leaf in leaves if leaf.figure in FIGURES}
    rows = {id: rows_behind(figure, span, agencies) for id, figure in figures.items()}
    stopped = {id: _stopped_rows(figure, span, rows[id]) for id, figure in figures.items()}
    gone = _together(excused_rows([case]), agencies)
    lines = [_counted(leaf, case, rows, stopped, gone) for leaf in leaves]
    one = _added(case.unit_id, case.unit_class, leaves, lines)
    frozen: Standing = Standing.objects.create(
        case=case, at=at, until=span.last, lines=lines, earned=one.earned, possible=one.possible
    )
    CountedRow.objects.bulk_create(
        CountedRow(
            standing=frozen,
            figure=id,
            row=row.row,
            row_ref=row.ref,
            agency_id=row.agency,
            part=row.part,
            measure=row.measure,
            stopped=row.row in stopped[id],
        )
        for id, found in rows.items()
        for row in found
    )
    return frozen


def _stopped_rows(figure: Figure, span: Span, rows: Sequence[Behind]) -> set[int]:
    """Which of these rows force majeure stopped."""
    asked = figure.rows(span)
    if asked.model is not Clock:
        return set()
    stopped = asked.filter(pauses__reason__contains=FORCE, pk__in=[row.row for row in rows])
    return set(stopped.order_by().values_list("pk", flat=True))


def _counted(
    leaf: Indicator,
    case: Case,
    rows: Mapping[str, Sequence[Behind]],
    stopped: Mapping[str, Collection[int]],
    gone: Mapping[str, set[int]],
) -> dict[str, Any]:
    """One line out of rows that are kept, without those that were found not to count."""
    if leaf.figure not in rows:
        return line_of(leaf, Reading(None))
    figure, apart = FIGURES[leaf.figure], gone.get(leaf.figure, set())
    by_agency: dict[int, list[Behind]] = defaultdict(list)
    for row in rows[leaf.figure]:
        if row.row not in apart:
            by_agency[row.agency].append(row)
    # The unit itself first, as `predecessors_of` has it: of a median its own stands for all.
    own_first = sorted(by_agency, key=lambda pk: (pk != case.unit_id, pk))
    found = [value_of(figure, by_agency[pk]) for pk in own_first] or [value_of(figure, [])]
    return line_of(leaf, together(figure, found), len(stopped[leaf.figure]), len(apart), case.share)


def frozen_anew(case: Case, figures: Collection[str]) -> dict[str, dict[str, Any]]:
    """The lines of some figures by their frozen rows, without those that were found not to count since; by indicator."""
    leaves = [leaf for leaf in computed_of(case.leaves, case.unit_class) if leaf.figure in figures]
    kept = CountedRow.objects.filter(standing=case.frozen_id)
    known = [figure for figure in figures if figure in FIGURES]
    rows = {id: behind(case, FIGURES[id]) for id in known}
    stopped = {id: list(kept.filter(figure=id, stopped=True).values_list("row", flat=True)) for id in known}
    own = {row.agency for found in rows.values() for row in found} | {case.unit_id}
    gone = _together(excused_rows([case]), own)
    return {leaf.code: _counted(leaf, case, rows, stopped, gone) for leaf in leaves}


def recompute(appraisal: Appraisal, at: datetime) -> tuple[date, list[dict[str, str]]]:
    """Read everything anew for the cases that are not frozen, keep it where it differs, and say what differs."""
    leaves = appraisal.scheme.leaves
    # Late figures of frozen units are read and kept as well: listed beside what was frozen, and not applied.
    cases = list(Case.objects.filter(appraisal=appraisal).going_on())
    for case in cases:
        case.appraisal = appraisal
    span = span_of(appraisal.scheme, at)
    units = [unit_of(case) for case in cases]
    found = {one.agency: one for one in compute(leaves, units, span, excused_rows(cases))}
    last = {
        row.case_id: row
        for row in Standing.objects.filter(case__in=cases).order_by("case_id", "-pk").distinct("case_id")
    }
    made, changes = [], []
    for case in cases:
        one, before = found[case.unit_id], last.get(case.pk)
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
    units = [Unit(pk, str(scheme.class_of(agency))) for pk, agency in agencies.items()]
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
