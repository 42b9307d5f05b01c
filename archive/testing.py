"""The four-property test of items (DA/T 70-2018): at filing, at transfer and in keeping; each run is written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive import statute
from archive.describing import described
from archive.four_properties import Examined, Outcome, Result, Stage, Totals, examine
from archive.four_properties.results import Answer, Item, Property
from archive.four_properties.testing import RULES, TOOL
from archive.models import Detection, Kept, SealedDetection, SealedItem
from archive.packages import Archived
from foundation.privacy.detectors import Kind, detect

#: What may wait at filing: a virus scanner beside the house's own inspection of every upload is asked for when it leaves.
MAY_WAIT = {statute.AT_FILING: frozenset({Item.VIRUS}), statute.IN_KEEPING: frozenset(Item)}
_STAGES = {
    statute.AT_FILING: Stage.FILING,
    statute.AT_TRANSFER: Stage.TRANSFER,
    statute.IN_KEEPING: Stage.KEEPING,
}


@dataclass(frozen=True)
class Tested:
    """What came of one test: every point, what is wrong in sentences, and what a person has to say yet."""

    points: list[dict[str, str]]
    faults: list[str]
    waiting: list[str]

    @property
    def passed(self) -> bool:
        """Whether it may go on."""
        return not self.faults and not self.waiting


def examine_all(
    items: Sequence[Kept], stage: str, at: datetime, answers: Mapping[Item, Answer] | None = None
) -> dict[int, Tested]:
    """Test these items of one table, by their numbers; the runs are written down. `answers` of a person hold for all of them."""
    units, series = described(items), _Series(items)
    found = {
        item.pk: _tested(item, units[item.pk], stage, at, answers or {}, series.numbers(item))
        for item in items
    }
    if items:
        runs: type[Any] = SealedDetection if isinstance(items[0], SealedItem) else Detection
        runs._base_manager.bulk_create(
            [
                runs(item_id=pk, stage=stage, passed=tested.passed, points=tested.points, at=at)
                for pk, tested in found.items()
            ]
        )
    return found


class _Series:
    """The numbers given in the series of these items; one query for all of them, none before they have codes."""

    def __init__(self, items: Sequence[Kept]) -> None:
        self._given: dict[tuple[int | None, str], list[int]] = defaultdict(list)
        coded = [item for item in items if item.code]
        if coded:
            makers, years = {item.maker_id for item in coded}, {item.year for item in coded}
            rows = type(coded[0])._base_manager.filter(maker__in=makers, year__in=years, code__isnull=False)
            for maker, code, serial in rows.values_list("maker_id", "code", "serial").order_by():
                self._given[maker, _before_number(code or "")].append(serial or 0)

    def numbers(self, item: Kept) -> list[int] | None:
        """Those of its own series; None for an item without a code, or whose code does not end with its number."""
        if not item.code or not item.code.endswith(str(item.serial)):
            return None
        return self._given[item.maker_id, _before_number(item.code)]


def _before_number(code: str) -> str:
    """What all codes of a series have in common: a term that was lengthened later stays in the code as it was."""
    return code.rstrip("0123456789")


def _tested(
    item: Kept,
    unit: Archived,
    stage: str,
    at: datetime,
    answers: Mapping[Item, Answer],
    numbers: list[int] | None,
) -> Tested:
    asks = item.source_kind == "archive_material"
    erased = sum(entry.erased_size for entry in unit.entries)
    given = Examined(
        unit,
        stage=_STAGES[stage],
        totals=Totals(len(unit.members), item.bytes - erased, item.pages),
        numbers=numbers,
        asks_for_process=asks,
        answers={**_answers(item), **answers},
    )
    results = examine(given, at)
    faults = [f"{each.label}：{each.reason}" for each in results if each.outcome is Outcome.FAILED]
    secret = _secret(item)
    faults += [f"{each['property']}：{each['reason']}" for each in secret]
    waits = [each for each in results if each.outcome is Outcome.WAITING]
    blocking = [each for each in waits if each.item not in MAY_WAIT.get(stage, frozenset())]
    return Tested([*map(_point, results), *secret], faults, [_said(each) for each in blocking])


def _said(result: Result) -> str:
    return f"{result.label}：{result.reason}"


def _point(result: Result) -> dict[str, str]:
    return {
        "property": result.of.value,
        "code": result.item.value,
        "label": result.label,
        "outcome": result.outcome.value,
        "reason": result.reason,
        "tool": result.tool,
        "version": result.version,
    }


def _answers(item: Kept) -> dict[Item, Answer]:
    return {
        Item(code): Answer(
            passed=told["passed"],
            said=told["said"],
            by=told["by"],
            at=datetime.fromisoformat(told["at"]),
            tool=told.get("tool", ""),
            version=told.get("version", ""),
        )
        for code, told in item.answers.items()
    }


def _secret(item: Kept) -> list[dict[str, str]]:
    """A failed point for a marking of secrecy in what the item says of itself: such a text has no place on this network."""
    if not any(found.kind is Kind.SECRECY_MARKING for found in detect(f"{item.title}\n{item.note}")):
        return []
    return [
        {
            "property": Property.SAFE.value,
            "code": "safe.marking",
            "label": "题名、备注没有密级标志",
            "outcome": Outcome.FAILED.value,
            "reason": "题名或者备注里有密级标志，涉密材料不得进入本系统，请按保密规定处理",
            "tool": TOOL,
            "version": RULES,
        }
    ]
