"""The four-property test of items (DA/T 70-2018): at filing, at transfer and in keeping; each run is written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive import statute
from archive.collecting import members_of
from archive.describing import described
from archive.finding import by_kind
from archive.four_properties import Examined, Outcome, Result, Stage, Totals, examine, examine_package
from archive.four_properties.results import Answer, Item, Property
from archive.four_properties.testing import RULES, TOOL
from archive.gathering import gather
from archive.models import Detection, Kept, SealedDetection, SealedItem
from archive.models.item import MemberBase
from archive.packages import Archived, Fault
from foundation.privacy.detectors import Kind, detect
from foundation.records.declared import SAID, Needs, PassedOver, files

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
    # What a room has now is what was collected until it is filed; afterwards its matters may go on.
    at_filing = stage == statute.AT_FILING
    sent, states = (_sent(items, units), _states(items)) if at_filing else ({}, {})
    found = {}
    for item in items:
        unit = units[item.pk]
        compared = {
            "numbers": series.numbers(item),
            "sent": sent.get(item.pk),
            "needs": _needs(item, unit, states),
        }
        found[item.pk] = _tested(item, unit, stage, at, answers or {}, compared)
    if items:
        runs: type[Any] = SealedDetection if isinstance(items[0], SealedItem) else Detection
        runs._base_manager.bulk_create(
            [
                runs(item_id=pk, stage=stage, passed=tested.passed, points=tested.points, at=at)
                for pk, tested in found.items()
            ]
        )
    return found


def examine_the_package(
    unit: Archived,
    at: datetime,
    *,
    faults: Sequence[Fault] | None = None,
    carrier: tuple[Collection[str], Collection[str]] | None = None,
    answers: Mapping[Item, Answer] | None = None,
) -> list[dict[str, str]]:
    """The points of the test that concern a package as a whole: its structure, and its carrier once it lies on one.

    `carrier` is what lies on it and what belongs there; `unit` is any of the package's.
    """
    given = Examined(unit, stage=Stage.TRANSFER, faults=faults, carrier=carrier, answers=answers or {})
    return [_point(result) for result in examine_package(given, at)]


def _sent(items: Sequence[Kept], units: Mapping[int, Archived]) -> dict[int, set[str]]:
    """The digests of what the rooms hand out of each matter at this moment, with those of what the archive wrote down itself."""
    handed: dict[int, dict[int, str]] = {}
    for name, several in by_kind(items).items():
        gathered = gather(files()[name], [item.source_id for item in several])
        for item in several:
            if item.source_id in gathered:
                pieces = gathered[item.source_id].pieces
                handed[item.pk] = {piece.file.pk: piece.file.sha256 for piece in pieces}
    parts: dict[int, list[Any]] = defaultdict(list)
    if items:
        # In the order of the files of a unit, which leaves out what was erased.
        rows = members_of(type(items[0]))._base_manager.filter(item__in=handed, file__erased_at=None)
        for member in rows.order_by("item", "sequence").only("item", "sequence", "sort", "file"):
            parts[member.item_id].append(member)
    found = {}
    for pk, files_of in handed.items():
        lacking, told = dict(files_of), set()
        for member, described_member in zip(parts[pk], units[pk].members, strict=True):
            written = member.sort in (MemberBase.Sort.RECORD, MemberBase.Sort.PERSONAL)
            if lacking.pop(member.file_id, None) is not None or written:
                told.add(described_member.sha256)
        found[pk] = told | set(lacking.values())
    return found


def _states(items: Sequence[Kept]) -> dict[str, str]:
    """The states in which the matters of these items stand, of the kinds whose ledgers have to hold something; a query a kind."""
    numbers: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for kind, _, number in (ref.partition(":") for ref in item.matters):
            numbers[kind].add(number)
    found: dict[str, str] = {}
    for kind, several in numbers.items():
        if needs_of(kind):
            rows: Any = SAID[kind].model._base_manager.filter(pk__in=several).order_by()
            found |= {f"{kind}:{pk}": state for pk, state in rows.values_list("pk", "state")}
    return found


def needs_of(kind: str) -> tuple[Needs, ...]:
    """What the ledgers of matters of a kind have to hold, by the states in which they ended."""
    said = SAID[kind]
    return () if isinstance(said, PassedOver) else said.needs


def _needs(item: Kept, unit: Archived, states: Mapping[str, str]) -> dict[str, list[Needs]]:
    """What the ledgers of its matters have to hold: in these states, else in those to which the ledgers lead."""
    led = {line.matter: line.to_state for line in unit.records.ledger}
    return {
        ref: [each for each in needs if states.get(ref, led.get(ref)) in each.ended]
        for ref in item.matters
        if (needs := needs_of(ref.partition(":")[0]))
    }


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
    compared: dict[str, Any],
) -> Tested:
    asks = item.source_kind == "archive_material"
    erased = sum(entry.erased_size for entry in unit.entries)
    given = Examined(
        unit,
        stage=_STAGES[stage],
        totals=Totals(len(unit.members), item.bytes - erased, item.pages),
        **compared,
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
