"""The four-property test of items (DA/T 70-2018): at filing, at transfer and in keeping; each run is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive import statute
from archive.describing import described
from archive.four_properties import Examined, Outcome, Result, Stage, Totals, examine
from archive.four_properties.results import Answer, Item
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
    units = described(items)
    found = {item.pk: _tested(item, units[item.pk], stage, at, answers or {}) for item in items}
    if items:
        runs: type[Any] = SealedDetection if isinstance(items[0], SealedItem) else Detection
        runs._base_manager.bulk_create(
            [
                runs(item_id=pk, stage=stage, passed=tested.passed, points=tested.points, at=at)
                for pk, tested in found.items()
            ]
        )
    return found


def _tested(item: Kept, unit: Archived, stage: str, at: datetime, answers: Mapping[Item, Answer]) -> Tested:
    asks = item.source_kind == "archive_material"
    erased = sum(entry.erased_size for entry in unit.entries)
    given = Examined(
        unit,
        stage=_STAGES[stage],
        totals=Totals(len(unit.members), item.bytes - erased, item.pages),
        asks_for_process=asks,
        answers={**_answers(item), **answers},
    )
    results = examine(given, at)
    faults = [f"{each.label}：{each.reason}" for each in results if each.outcome is Outcome.FAILED]
    faults += _secret(item)
    waits = [each for each in results if each.outcome is Outcome.WAITING]
    blocking = [each for each in waits if each.item not in MAY_WAIT.get(stage, frozenset())]
    return Tested([_point(each) for each in results], faults, [_said(each) for each in blocking])


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


def _secret(item: Kept) -> list[str]:
    """A marking of secrecy in what the item says of itself: such a text has no place on this network."""
    marked = [found for found in detect(f"{item.title}\n{item.note}") if found.kind is Kind.SECRECY_MARKING]
    return ["安全性：题名或者备注里有密级标志，涉密材料不得进入本系统，请按保密规定处理"] if marked else []
