"""What a round says of each unit, computed from frozen counts and signed sheets by the arithmetic of its plan (SE-6, SE-7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from evaluation.arithmetic import Counted, Said, Verdict, judge, said, shown
from evaluation.models import Conflict, Round, ScoreSheet, Unit
from evaluation.plan import Asked
from evaluation.statute import PANEL_ENOUGH, Way
from foundation.questionnaires import results as counted
from foundation.questionnaires.results import LAYERS


@dataclass(frozen=True)
class Told:
    """The result of one unit: its verdict, and what it is made of as it is kept."""

    verdict: Verdict
    ways: dict[str, Any]


def computed(row: Round) -> list[tuple[Unit, Told]]:
    """The result of every unit of a counted round, in their order; three queries.

    A sheet of somebody who declared a conflict with the unit after signing it does not count.
    """
    assert row.questionnaire is not None, "what is counted was opened"
    subjects = counted.of(row.questionnaire)["subjects"]
    sheets = _by_unit(row)
    asked, rules = row.asked, row.rules
    found = []
    for unit, subject in zip(
        row.units.select_related("evaluated__successor").order_by("place"), subjects, strict=True
    ):
        ways = {
            Way.MAIN: said(asked, _counted(subject, "main"), rules),
            Way.PANEL: said(asked, panel(asked, sheets[unit.pk]), rules, PANEL_ENOUGH),
            Way.OPEN: said(asked, _counted(subject, "open"), rules),
        }
        verdict = judge(ways, rules)
        kept = {way.value: _kept(told) for way, told in ways.items()}
        kept["counting"] = {way.value: weight for way, weight in verdict.counting.items()}
        kept["sheets"] = {key: list(counts) for key, counts in panel(asked, sheets[unit.pk]).counts.items()}
        kept["ballots"] = subject["ballots"]
        kept["apart"] = subject["persons"]["apart"]
        found.append((unit, Told(verdict, kept)))
    return found


def _by_unit(row: Round) -> defaultdict[int, list[dict[str, list[int]]]]:
    found: defaultdict[int, list[dict[str, list[int]]]] = defaultdict(list)
    declared = Conflict.objects.filter(supervisor=OuterRef("supervisor"), unit=OuterRef("unit__evaluated"))
    rows = ScoreSheet.objects.filter(~Exists(declared), round=row)
    for unit, ticks in rows.values_list("unit_id", "ticks"):
        found[unit].append(ticks)
    return found


def _counted(subject: Mapping[str, Any], layer: str) -> Counted:
    """The frozen counts of one unit in one layer."""
    assert layer in LAYERS, "a layer that is counted"
    counts = {str(told["number"]): told["layers"][layer]["counts"] for told in subject["questions"]}
    return Counted(subject["persons"][layer], subject["knowing"][layer], counts)


def panel(asked: Sequence[Asked], sheets: Sequence[Mapping[str, list[int]]]) -> Counted:
    """The signed sheets on one unit, counted like questionnaires."""
    counts = {question.key: [0, 0, 0, 0] for question in asked}
    knowing = 0
    for ticks in sheets:
        knowing += any(places[0] < 3 for key, places in ticks.items() if key in counts)
        for key, places in ticks.items():
            if key in counts:
                counts[key][places[0]] += 1
    return Counted(len(sheets), knowing, counts)


def _kept(told: Said) -> dict[str, Any]:
    """One way as it is kept: numbers with one decimal as text."""
    index, interval = shown(told.index), told.interval
    return {
        "persons": told.persons,
        "knowing": told.knowing,
        "least": told.least,
        "index": str(index) if index is not None else None,
        "interval": [str(bound) for bound in interval] if interval else None,
        "heads": {head.value: str(shown(points)) for head, points in told.heads.items()},
    }
