"""What a room says of each kind of matter that only the room knows; the archive reads it and knows no room (AR-1, AR-3(3)).

Each kind says one of three things: it is kept (`keeps`), it goes into the file of the matter to which it belongs (`belongs`),
or it is no record of its own, and why (`passes_over`). What holds a record back from destruction rooms find themselves (`holds`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Model, Q, QuerySet

from foundation.casework.matters import matter_kinds
from foundation.casework.models import Matter
from foundation.casework.worklist import while_running
from foundation.deadlines.limits import TimeLimit


class Term(StrEnum):
    """How long a record is kept (国家档案局令第8号), the shortest first; the value is that of DA/T 13-2022."""

    TEN = "D10"
    THIRTY = "D30"
    PERMANENT = "Y"

    @property
    def label(self) -> str:
        """In words: 30 年."""
        return {"D10": "10 年", "D30": "30 年", "Y": "永久"}[self.value]

    @property
    def years(self) -> int | None:
        """The years, or None without end."""
        return {"D10": 10, "D30": 30, "Y": None}[self.value]

    @property
    def rank(self) -> int:
        """Its place from the shortest to the longest."""
        return list(Term).index(self)


class Arrangement(StrEnum):
    """How a record is arranged."""

    #: DA/T 22-2015: each document by itself.
    ITEM = "item"
    #: GB/T 9705-2008: all of a case in one volume.
    VOLUME = "volume"


#: 门类代码 of DA/T 13-2022: documents, the professional files of cases, social media, photos, sound, film, things.
DOCUMENTS, CASES, SOCIAL, PHOTOS, SOUND, FILM, THINGS = "WS", "ZY", "MT", "ZP", "LY", "LX", "SW"


@dataclass(frozen=True)
class Over:
    """Rows in these states that are over on the day after `last_day`, though no act says so: a shift, a duty that was fulfilled.

    `last_day` is a column or an expression of the row, a date; null while it goes on.
    """

    states: tuple[str, ...]
    last_day: Any
    #: What is said in place of the state: 值班已结束.
    said: str


@dataclass(frozen=True)
class Needs:
    """What the ledger of a matter holds when it has ended in one of these states: one act at least of these, called so in words.

    No way leads there without them; where they are not in the ledger, what is kept of the matter is not whole (DA/T 70-2018).
    """

    said: str
    acts: tuple[str, ...]
    ended: tuple[str, ...]


def needed(ended: tuple[str, ...], acts: Mapping[str, str | tuple[str, ...]]) -> tuple[Needs, ...]:
    """What the ledgers of matters that ended in one of these states hold: acts, by what they are called."""
    return tuple(
        Needs(said, (names,) if isinstance(names, str) else names, ended) for said, names in acts.items()
    )


@dataclass(frozen=True)
class Record:
    """How matters of one kind are kept.

    `ended` are the states in which one is done with, whether it may come back or not, but while a limit of `owes` runs on it;
    `over` says which rows are it in other states; `void` are the ended states of what came to nothing, which is proposed not to
    be filed. `heading` is the 机构（问题） under which it stands. `longer` are conditions of a row that lengthen its term. `also`
    names what it refers to and what belongs to its file; `but` relations that do not. `number`, `formed_on` name columns.
    `openness` says how far the public reads a row. `needs` is what the ledger of an important matter has to hold. `apart` are
    the rows whose very existence only the matter's own readers learn, so that no list, count or keeper of the archive tells of
    them to others.
    """

    model: type[Matter]
    ended: tuple[str, ...]
    arrangement: Arrangement
    term: Term
    heading: str
    category: str = DOCUMENTS
    void: tuple[str, ...] = ()
    longer: tuple[tuple[Q, Term], ...] = ()
    also: tuple[str, ...] = ()
    but: frozenset[str] = frozenset()
    number: str = ""
    formed_on: str = ""
    openness: Callable[[Any], str] | None = None
    #: The column of a row that names its category, where rows differ.
    category_in: str = ""
    apart: Q | None = None
    over: Over | None = None
    owes: tuple[TimeLimit, ...] = ()
    needs: tuple[Needs, ...] = ()

    def done_with(self, day: date) -> QuerySet[Any]:
        """The matters of this kind that have ended on that day; `last_day` is that of those which no act ended."""
        rows: QuerySet[Any] = self.model._base_manager.all()
        done = Q(state__in=self.ended)
        if self.over is not None:
            rows = rows.alias(last_day=self.over.last_day)
            done |= Q(state__in=self.over.states, last_day__lt=day)
        if self.owes:
            done &= ~while_running(*self.owes)(self.model)
        found: QuerySet[Any] = rows.filter(done)
        return found


@dataclass(frozen=True)
class Belonging:
    """A kind whose matters go into the file of another: by which paths of columns, tried in this order; and when one has ended.

    A matter with none of these is kept by itself, as `alone` says.
    """

    model: type[Matter]
    to: tuple[str, ...]
    ended: tuple[str, ...]
    alone: Record | None = None
    but: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()
    needs: tuple[Needs, ...] = ()


@dataclass(frozen=True)
class PassedOver:
    """A kind that is no record of its own, and the reason, which the approved table of scope says as well."""

    model: type[Matter]
    why: str


Said = Record | Belonging | PassedOver
#: What is said of each kind.
SAID: dict[str, Said] = {}

#: The references, of those asked about, of matters that may not be destroyed now; why, nobody learns from the archive.
Holding = Callable[[Iterable[str]], Collection[str]]
#: What is said of each that a room holds.
HELD = "依法暂缓销毁"
HOLDING: list[Holding] = []


@dataclass(frozen=True)
class Kind:
    """A kind as the archive goes through it."""

    record: Record
    #: The kinds that go into its files.
    parts: list[Belonging] = field(default_factory=list)


def keeps(
    model: type[Matter],
    *,
    ended: tuple[str, ...],
    kept_as: Arrangement,
    term: Term,
    heading: str,
    **more: Any,
) -> None:
    """Declare that matters of a kind are kept, as `Record` says; raises `ValueError` for a second word on it."""
    but = frozenset(more.pop("but", ()))
    _say(model, Record(model, ended, kept_as, term, heading, but=but, **more))


def belongs(
    model: type[Matter],
    *to: str,
    ended: tuple[str, ...],
    but: Iterable[str] = (),
    also: tuple[str, ...] = (),
    needs: tuple[Needs, ...] = (),
    **alone: Any,
) -> None:
    """Declare that matters of a kind go into the file of the one that these paths lead to.

    Where some have none, `kept_as`, `term` and the rest say how those are kept by themselves.
    """
    record = None
    if alone:
        kept_as = alone.pop("kept_as")
        record = Record(
            model,
            ended,
            kept_as,
            alone.pop("term"),
            alone.pop("heading"),
            but=frozenset(but),
            also=also,
            needs=needs,
            **alone,
        )
    _say(model, Belonging(model, to, ended, record, frozenset(but), also, needs))


def passes_over(model: type[Matter], why: str) -> None:
    """Declare that matters of a kind are no records of their own, and why."""
    _say(model, PassedOver(model, why))


def holds(holding: Holding) -> Holding:
    """Declare how a room finds which records may not be destroyed now; a few queries, however many are asked about."""
    HOLDING.append(holding)
    return holding


def _say(model: type[Matter], said: Said) -> None:
    if model.kind in SAID:
        raise ValueError(f"{model.kind} is declared twice.")
    SAID[model.kind] = said


def root_of(belonging: Belonging, path: str) -> type[Matter]:
    """The kind to which one of its paths leads."""
    model: type[Model] = belonging.model
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    if not issubclass(model, Matter):
        raise TypeError(f"{belonging.model.kind}: {path} leads to {model.__name__}, which is no matter")
    return model


def files() -> dict[str, Kind]:
    """Every kind that has files of its own, with the kinds that go into them, from the ground up."""
    found: dict[str, Kind] = {}
    for model in matter_kinds():
        said = SAID.get(model.kind)
        record = said.alone if isinstance(said, Belonging) else said
        if isinstance(record, Record):
            found[model.kind] = Kind(record)
    for said in SAID.values():
        if isinstance(said, Belonging):
            for kind in dict.fromkeys(root_of(said, path).kind for path in said.to):
                if kind in found:
                    found[kind].parts.append(said)
    return found


def held(refs: Iterable[str]) -> dict[str, str]:
    """Which of these matters may not be destroyed now, by what all rooms find: each with the same words.

    A word of its own for each room would tell whoever reads the list that there is a case or an inspection (AC-3).
    """
    asked = list(refs)
    return dict.fromkeys((ref for holding in HOLDING for ref in holding(asked)), HELD)
