"""Everything of a matter (AR-1): its row in every version, what belongs to it, files, letters, ledger, clocks, notices.

Many matters of one kind are gathered together, in as many queries however many they are. What the structure tells need not be
named: whatever table of the same room refers to the matter and is no matter itself belongs to it, and what refers to that.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Field, ForeignKey, Max, Model
from django.utils.timezone import localdate

from archive.four_properties.testing import DIRECTION
from foundation.agencies.models import Agency, Staff
from foundation.casework.models import LedgerLine, Matter
from foundation.correspondence.models import Letter
from foundation.deadlines.models import Clock
from foundation.files.models import StoredFile
from foundation.notices.models import Notice
from foundation.privacy.fields import EncryptedTextField
from foundation.records.declared import Belonging, Kind, root_of

#: Digests of secrets and keyed marks of people, which prove nothing to anybody: they are not kept.
_SECRETS = ("_hash", "_token", "_mark", "fingerprint", "_key")


@dataclass
class Piece:
    """A file of a matter: which, where it stands, what it is called, whether it is an issued letter."""

    file: StoredFile
    place: str
    title: str
    is_letter: bool = False
    document_number: str = ""
    dated_on: date | None = None


@dataclass
class Gathered:
    """What belongs to one matter."""

    row: Any
    #: Rows by table, as JSON takes them: what everybody in the archive may read, and what tells of people.
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    personal: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    #: The matters that go into this file, this one first: kind and number.
    matters: list[tuple[str, int]] = field(default_factory=list)
    ledger: list[dict[str, Any]] = field(default_factory=list)
    clocks: list[dict[str, Any]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    upto: int = 0
    #: Letters whose file the printing has not made yet.
    unprinted: list[str] = field(default_factory=list)
    #: When the room erased what it told of people, where it has.
    erased: bool = False
    _pieces_seen: set[int] = field(default_factory=set)

    @property
    def digest(self) -> str:
        """SHA-256 over what the matter is made of: that somebody looked at it changes nothing."""
        said = [
            self.tables,
            self.personal,
            sorted(f"{each.place} {each.file.sha256}" for each in self.pieces),
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def record(self) -> bytes:
        """What is kept of the matter as a text that people and programs read, without what tells of people."""
        said = {
            "事项": [f"{kind}:{pk}" for kind, pk in self.matters],
            "内容": self.tables,
            "办理记录": self.ledger,
            "期限": self.clocks,
            "通知": self.notices,
        }
        return json.dumps(said, ensure_ascii=False, indent=1).encode()

    def record_of_people(self) -> bytes:
        """What tells of people, by itself; nothing where nothing does."""
        return json.dumps(self.personal, ensure_ascii=False, indent=1).encode() if self.personal else b""


#: Numbers of rows of a table, each with the numbers of the matters to which it belongs.
Owned = dict[int, set[int]]


def gather(kind: Kind, numbers: Iterable[int]) -> dict[int, Gathered]:
    """Everything of these matters of one kind, by their numbers."""
    model = kind.record.model
    rows = {row.pk: row for row in model._base_manager.filter(pk__in=list(numbers)).select_related("agency")}
    found = {pk: Gathered(row, matters=[(model.kind, pk)]) for pk, row in rows.items()}
    if not found:
        return found
    collector = _Collector(found)
    collector.take(model, rows.values(), {pk: {pk} for pk in rows})
    collector.below(model, {pk: {pk} for pk in rows}, kind.record.but, kind.record.also)
    for part in kind.parts:
        owned = _belonging(part, model, list(rows))
        for pk, roots in owned.items():
            for root in roots:
                found[root].matters.append((part.model.kind, pk))
        collector.take(part.model, part.model._base_manager.filter(pk__in=owned), owned)
        collector.below(part.model, owned, part.but, part.also)
    collector.finish()
    _process(found)
    return found


def _belonging(part: Belonging, model: type[Matter], numbers: list[int]) -> Owned:
    owned: Owned = defaultdict(set)
    for path in part.to:
        if root_of(part, path) is model:
            rows = part.model._base_manager.filter(**{f"{path}__in": numbers}).order_by("pk")
            for pk, root in rows.values_list("pk", path):
                owned[pk].add(root)
    return dict(owned)


class _Collector:
    """Takes in rows, table by table."""

    def __init__(self, found: dict[int, Gathered]) -> None:
        self.found = found
        self.people: set[int] = set()
        self.agencies: set[int] = set()
        self.files: dict[int, list[tuple[int, str, str, Any]]] = defaultdict(list)
        self.taken: set[tuple[type[Model], int]] = set()

    def take(self, model: type[Model], rows: Iterable[Any], owned: Owned) -> None:
        """The rows themselves, and their earlier versions."""
        read = list(rows)
        for row in read:
            self._put(model, row, owned[row.pk], str(model._meta.verbose_name))
        history = getattr(model, "history", None)
        if history is not None and read:
            versions = history.filter(**{f"{model._meta.pk.name}__in": [row.pk for row in read]})
            named = f"{model._meta.verbose_name}的历次版本"
            for version in versions.order_by("history_date", "history_id"):
                of = owned[getattr(version, model._meta.pk.attname)]
                self._put(type(version), version, of, named)

    def _put(self, model: type[Model], row: Any, roots: set[int], table: str) -> None:
        plain, personal = self._values(model, row, roots, table)
        for root in roots:
            gathered = self.found[root]
            gathered.tables.setdefault(table, []).append(plain)
            if personal:
                gathered.personal.setdefault(table, []).append({"编号": row.pk, **personal})
            if getattr(row, "erased_at", None) is not None:
                gathered.erased = True
            if isinstance(row, Letter) and row.file_id is None:
                gathered.unprinted.append(str(row))

    def _values(
        self, model: type[Model], row: Any, roots: set[int], table: str
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        plain: dict[str, Any] = {}
        personal: dict[str, Any] = {}
        for column in _columns(model):
            value = getattr(row, column.attname)
            if value in (None, "", [], {}):
                continue
            if isinstance(column, ForeignKey):
                self._refers(column, value, row, roots, table)
            if isinstance(column, EncryptedTextField):
                personal[str(column.verbose_name)] = value
            else:
                plain[str(column.verbose_name)] = _worded(column, row, value)
        return plain, personal

    def _refers(self, column: Any, value: int, row: Any, roots: set[int], table: str) -> None:
        target = column.related_model
        if issubclass(target, Staff):
            self.people.add(value)
        elif issubclass(target, Agency):
            self.agencies.add(value)
        elif issubclass(target, StoredFile):
            for root in roots:
                self.files[value].append((root, f"{row._meta.label}:{row.pk}.{column.name}", table, row))

    def below(
        self, model: type[Model], owned: Owned, but: frozenset[str], also: tuple[str, ...] = ()
    ) -> None:
        """What refers to these rows, and what they refer to where that belongs to the file."""
        if not owned:
            return
        for relation in _relations(model):
            if relation.get_accessor_name() in but:
                continue
            self._follow(relation.related_model, relation.field, owned)
        for name in also:
            column: Any = model._meta.get_field(name)
            pairs = model._base_manager.filter(pk__in=owned).exclude(**{name: None}).values_list("pk", name)
            further: Owned = defaultdict(set)
            for pk, target in pairs:
                further[target] |= owned[pk]
            self.take(
                column.related_model, column.related_model._base_manager.filter(pk__in=further), further
            )
            self.below(column.related_model, dict(further), frozenset())

    def _follow(self, model: type[Any], column: Any, owned: Owned) -> None:
        rows = [
            row
            for row in model._base_manager.filter(**{f"{column.name}__in": list(owned)}).order_by("pk")
            if (model, row.pk) not in self.taken
        ]
        if not rows:
            return
        self.taken |= {(model, row.pk) for row in rows}
        further = {row.pk: owned[getattr(row, column.attname)] for row in rows}
        self.take(model, rows, further)
        self.below(model, further, frozenset())

    def finish(self) -> None:
        """The files that were referred to, and the names of people and agencies."""
        rows = StoredFile.objects.filter(pk__in=self.files).in_bulk()
        for pk, uses in sorted(self.files.items()):
            stored = rows[pk]
            for root, place, table, row in uses:
                gathered = self.found[root]
                if stored.erased_at is None and pk not in gathered._pieces_seen:
                    gathered._pieces_seen.add(pk)
                    gathered.pieces.append(_piece(stored, place, table, row))
        people = {
            pk: f"{name or username}"
            for pk, name, username in Staff.objects.filter(pk__in=self.people).values_list(
                "pk", "full_name", "username"
            )
        }
        agencies = dict(Agency.objects.filter(pk__in=self.agencies).values_list("pk", "name"))
        for gathered in self.found.values():
            gathered.tables.setdefault("人员", []).append({str(k): v for k, v in sorted(people.items())})
            gathered.tables.setdefault("单位", []).append({str(k): v for k, v in sorted(agencies.items())})


def _piece(stored: StoredFile, place: str, table: str, row: Any) -> Piece:
    if isinstance(row, Letter):
        return Piece(stored, place, row.caption, True, row.document_number, localdate(row.issued_at))
    title = next(
        (
            text
            for name in ("title", "caption", "name")
            if isinstance(text := getattr(row, name, None), str) and text
        ),
        "",
    )
    # A personal file's own name says nothing, and a row's text may tell of people.
    named = stored.name if stored.audience == "personal" or not title else title
    return Piece(stored, place, DIRECTION.sub("", f"{table}：{named}")[:500])


@cache
def _columns(model: type[Model]) -> list[Field[Any, Any]]:
    return [
        column
        for column in model._meta.concrete_fields
        if not isinstance(column, SearchVectorField)
        and not column.name.endswith(_SECRETS)
        and column.get_internal_type() not in ("BinaryField", "GeneratedField")
    ]


@cache
def _relations(model: type[Model]) -> list[Any]:
    """The relations by which rows of the same room that are no matters refer to this one."""
    room = model._meta.app_label
    return [
        relation
        for relation in model._meta.related_objects
        if (relation.one_to_many or relation.one_to_one)
        and relation.related_model._meta.app_label == room
        and not issubclass(relation.related_model, Matter)
        and not relation.related_model._meta.proxy
        and not hasattr(relation.related_model, "history_object")
    ]


def _worded(column: Any, row: Any, value: Any) -> Any:
    """A value as it is kept: moments and days as ISO 8601 has them, choices with their words."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if column.choices and isinstance(value, str | int):
        words = dict(column.flatchoices)
        return f"{words[value]}（{value}）" if value in words and str(words[value]) != str(value) else value
    if isinstance(value, str | int | bool | float):
        return value
    return json.loads(json.dumps(value, ensure_ascii=False, default=str))


def _process(found: dict[int, Gathered]) -> None:
    """Ledger, clocks and notices of the matters and of what goes into their files."""
    by_kind: dict[str, dict[int, list[Gathered]]] = defaultdict(lambda: defaultdict(list))
    for gathered in found.values():
        for kind, pk in gathered.matters:
            by_kind[kind][pk].append(gathered)
    told: dict[str, list[Gathered]] = {}
    for kind, owners in by_kind.items():
        for line in LedgerLine.objects.filter(matter_kind=kind, matter_id__in=owners).order_by("pk"):
            told[f"ledger:{line.pk}"] = owners[line.matter_id]
            for gathered in owners[line.matter_id]:
                gathered.ledger.append(_line(line))
                gathered.upto = max(gathered.upto, line.pk)
        clocks = Clock.objects.filter(matter_kind=kind, matter_id__in=owners)
        for clock in clocks.prefetch_related("pauses", "events").order_by("pk"):
            for event in clock.events.all():
                told[f"clock:{event.pk}"] = owners[clock.matter_id]
            for gathered in owners[clock.matter_id]:
                gathered.clocks.append(_clock(clock))
    for notice in Notice.objects.filter(key__in=told).select_related("recipient").order_by("pk"):
        for gathered in told[notice.key]:
            gathered.notices.append(
                {
                    "收件人": str(notice.recipient),
                    "标题": notice.subject,
                    "时间": notice.created_at.isoformat(),
                    "阅读": notice.read_at.isoformat() if notice.read_at else "",
                }
            )


def _line(line: LedgerLine) -> dict[str, Any]:
    said: dict[str, Any] = {
        column.attname: getattr(line, column.attname)
        for column in line._meta.concrete_fields
        if column.name not in ("id", "form_key", "form_said")
    }
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in said.items()}


def _clock(clock: Clock) -> dict[str, Any]:
    return {
        "期限": clock.label,
        "条款": clock.clause,
        "起算": clock.started_at.isoformat(),
        "届满": clock.due_at.isoformat(),
        "结束": clock.ended_at.isoformat() if clock.ended_at else "",
        "结果": str(clock.get_ending_display()),
        "超期": clock.breached_at.isoformat() if clock.breached_at else "",
        "中止": [
            {"起": p.since.isoformat(), "止": p.until.isoformat() if p.until else "", "原因": p.reason}
            for p in clock.pauses.all()
        ],
    }


def newest_lines(kind: Kind, numbers: list[int]) -> dict[int, int]:
    """The number of the newest ledger line in the files of these matters, by the matter."""
    found: dict[int, int] = defaultdict(int)
    model = kind.record.model
    _newest(model.kind, {pk: {pk} for pk in numbers}, found)
    for part in kind.parts:
        _newest(part.model.kind, _belonging(part, model, numbers), found)
    return found


def _newest(kind: str, owned: Owned, found: dict[int, int]) -> None:
    lines = LedgerLine.objects.filter(matter_kind=kind, matter_id__in=list(owned)).order_by()
    for pk, newest in lines.values_list("matter_id").annotate(Max("pk")):
        for root in owned[pk]:
            found[root] = max(found[root], newest)


def open_files(kind: Kind, numbers: list[int], at: datetime) -> set[int]:
    """Which of these matters are not done with: themselves, or something that goes into their files."""
    model: Any = kind.record.model
    over = kind.record.done_with(localdate(at)).filter(pk__in=numbers)
    found = set(numbers) - set(over.values_list("pk", flat=True))
    for part in kind.parts:
        for path in part.to:
            if root_of(part, path) is model:
                parts: Any = part.model._base_manager
                rows = parts.filter(**{f"{path}__in": numbers})
                found |= set(rows.exclude(state__in=part.ended).values_list(path, flat=True))
    return found


def erasable_tables(kind: Kind) -> list[tuple[type[Model], str]]:
    """The tables in the files of a kind whose rows their room may erase, each with the path to the matter."""
    found: list[tuple[type[Model], str]] = []
    seen: set[type[Model]] = set()

    def walk(model: Any, path: str, but: frozenset[str]) -> None:
        if model in seen:
            return
        seen.add(model)
        if "erased_at" in {column.name for column in model._meta.concrete_fields}:
            found.append((model, path or "pk"))
        for relation in _relations(model):
            if relation.get_accessor_name() not in but:
                further = f"{relation.field.name}__{path}" if path else relation.field.name
                walk(relation.related_model, further, frozenset())

    walk(kind.record.model, "", kind.record.but)
    for part in kind.parts:
        for path in part.to:
            if root_of(part, path) is kind.record.model:
                walk(part.model, path, part.but)
    return found


def batches(rows: list[int], size: int) -> Iterator[list[int]]:
    """The numbers, so many at a time."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
