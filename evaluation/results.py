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
from evaluation.statute import PANEL_ENOUGH, Capacity, Way
from foundation.questionnaires import results as counted
from foundation.questionnaires.arithmetic import LEAST_CELL
from foundation.questionnaires.results import HIDDEN
from foundation.sheets import MARK, as_csv


@dataclass(frozen=True)
class Told:
    """The result of one unit: its verdict, and what it is made of as it is kept."""

    verdict: Verdict
    ways: dict[str, Any]


def computed(row: Round) -> list[tuple[Unit, Told]]:
    """The result of every unit of a counted round, in their order; three queries.

    A sheet counts that two people entered alike, unless whoever signed it declared a conflict with the unit afterwards.
    """
    assert row.questionnaire is not None, "what is counted was opened"
    subjects = counted.of(row.questionnaire)["subjects"]
    sheets = _by_unit(row)
    asked, rules = row.asked, row.rules
    found = []
    for unit, subject in zip(row.units.order_by("place"), subjects, strict=True):
        signed = panel(asked, [ticks for _capacity, ticks in sheets[unit.pk]])
        ways = {
            Way.MAIN: said(asked, _counted(subject, "main"), rules),
            Way.PANEL: said(asked, signed, rules, PANEL_ENOUGH),
            Way.OPEN: said(asked, _counted(subject, "open"), rules),
        }
        verdict = judge(ways, rules)
        kept = {
            **{way.value: _kept(told) for way, told in ways.items()},
            "counting": {way.value: weight for way, weight in verdict.counting.items()},
            "sheets": signed.counts,
            "signed": {each: sum(as_ == each for as_, _ticks in sheets[unit.pk]) for each in Capacity.values},
            "ballots": subject["ballots"],
            "apart": subject["persons"]["apart"],
        }
        found.append((unit, Told(verdict, kept)))
    return found


def _by_unit(row: Round) -> defaultdict[int, list[tuple[str, dict[str, list[int]]]]]:
    """The sheets that count, by unit: as what each was signed, and its ticks."""
    found: defaultdict[int, list[tuple[str, dict[str, list[int]]]]] = defaultdict(list)
    declared = Conflict.objects.filter(supervisor=OuterRef("supervisor"), unit=OuterRef("unit__evaluated"))
    rows = ScoreSheet.objects.entered_twice().filter(~Exists(declared), round=row)
    for unit, capacity, ticks in rows.values_list("unit_id", "supervisor__capacity", "ticks"):
        found[unit].append((capacity, ticks))
    return found


def _counted(subject: Mapping[str, Any], layer: str) -> Counted:
    """The frozen counts of one unit in one layer."""
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


#: The head of the file from which everybody computes every index again.
HEAD = (
    "单位",
    "方式",
    "方案里的权重",
    "计算时的权重",
    "人（张）",
    "其中评议小组",
    "其中社会监督员",
    "了解情况的",
    "题号",
    "方面",
    "题目",
    "满意",
    "基本满意",
    "不满意",
    "不了解",
)


def as_file(row: Round) -> bytes:
    """Every answer of an announced round, by unit, way and question: with the plan everybody computes every index again.

    What fewer than five persons answered, and what fewer sheets than count say, is not in it.
    """
    assert row.questionnaire is not None, "what is announced was counted"
    subjects = counted.of(row.questionnaire)["subjects"]
    weights = dict(zip(Way, row.ways, strict=True))
    rows: list[tuple[Any, ...]] = []
    for result in row.results.select_related("unit").order_by("unit__place"):
        subject = subjects[result.unit.place]
        signed = Counted(
            result.ways["panel"]["persons"], result.ways["panel"]["knowing"], result.ways["sheets"]
        )
        for way, told, least in (
            (Way.MAIN, _counted(subject, "main"), LEAST_CELL),
            (Way.PANEL, signed, PANEL_ENOUGH),
            (Way.OPEN, _counted(subject, "open"), LEAST_CELL),
        ):
            before = (result.unit.name, way.label, weights[way], result.counting.get(way.value, 0))
            split = [result.signed.get(each, "") if way is Way.PANEL else "" for each in Capacity.values]
            for question in row.asked:
                counts = told.counts[question.key]
                shown_counts = counts if sum(counts) >= least else (HIDDEN,) * 4
                about = (question.number, question.head.label, question.text)
                rows.append((*before, told.persons, *split, told.knowing, *about, *shown_counts))
    return (MARK + as_csv(HEAD, rows)).encode()
