"""Several at once: one form for many matters, or many files for one; each is an act of its own with its own ledger line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from typing import Any

from django import forms
from django.db.models import Max
from django.http import QueryDict

from foundation.agencies.actors import Actor
from foundation.casework import matters, once
from foundation.casework.acts import ACTS, Act, Done, Step, desk_url, perform
from foundation.casework.fields import ManyFiles
from foundation.casework.forms import ActForm
from foundation.casework.models import LedgerLine, Matter
from foundation.casework.refusals import Invalid, Refused
from foundation.casework.worklist import awaited_by, names_of, with_clock
from foundation.files.kept import NotTaken, identity, without

#: Matters on one page, and files in one form.
MOST_MATTERS, MOST_FILES = 30, 20


@dataclass(frozen=True)
class Together:
    """An act that many matters may wait for: the fields that each matter has of its own; the others are asked once."""

    label: str
    own: tuple[str, ...] = ()


#: By the name of the act.
TOGETHER: dict[str, Together] = {}
#: Acts that take one file: what several at once are called.
FILES: dict[str, str] = {}


def together(name: str, label: str, *, own: tuple[str, ...] = ()) -> None:
    """Offer an act for all the matters on somebody's list that wait for it."""
    TOGETHER[name] = Together(label, own)


def many_files(name: str, label: str) -> None:
    """Offer an act that takes a `file` and its `title` for several files; each is called by its file name."""
    FILES[name] = label


@dataclass
class Outcome:
    """What became of one of them."""

    name: str
    url: str
    done: Done | None = None
    #: Why not: the refusal, or sentences on what was entered.
    refused: list[str] = field(default_factory=list)


@dataclass
class Row:
    """A matter that waits, with what is asked about it alone."""

    ref: str
    name: dict[str, Any]
    form: ActForm
    seen: int
    picked: bool
    outcome: Outcome | None = None


def waiting_rows(declared: Act, actor: Actor, at: datetime, entered: QueryDict | None = None) -> list[Row]:
    """The matters that wait for this person to do this, the nearest due first, `MOST_MATTERS` at most."""
    found: list[Any] = []
    for model in matters.matter_kinds():
        condition = awaited_by(declared, model, actor) if issubclass(model, declared.on) else None
        if condition is not None:
            rows = with_clock(model._default_manager.filter(condition).select_related("agency"), model)
            found += rows.order_by("nearest_due", "pk")[:MOST_MATTERS]
    found = found[:MOST_MATTERS]
    names = names_of((matter.ref for matter in found), actor)
    seen = _last_lines(found)
    picked = entered.getlist("pick") if entered is not None else []
    own = TOGETHER[declared.name].own
    return [
        Row(
            matter.ref,
            names[matter.ref],
            _only(
                declared.asks(entered, prefix=_prefix(matter.ref), step=Step(declared, matter, actor, at)),
                own,
            )
            if matter.ref in picked
            else _only(
                declared.asks(prefix=_prefix(matter.ref), step=Step(declared, matter, actor, at)), own
            ),
            seen.get((matter.kind, matter.pk), 0),
            entered is None or matter.ref in picked,
        )
        for matter in found
        if matter.ref in names
    ]


def shared_form(declared: Act, rows: list[Row], entered: QueryDict | None = None) -> ActForm | None:
    """What is asked once for all, with what the first of them would be filled in with; None where nothing is."""
    if not rows:
        return None
    form = declared.asks(entered, step=rows[0].form.step)
    shared = tuple(name for name in form.fields if name not in TOGETHER[declared.name].own)
    return _only(form, shared) if shared else None


def _only(form: ActForm, names: tuple[str, ...]) -> ActForm:
    for name in list(form.fields):
        if name not in names:
            del form.fields[name]
    return form


def _prefix(ref: str) -> str:
    return ref.replace(":", "-")


def _last_lines(found: list[Matter]) -> dict[tuple[str, int], int]:
    """The number of the last ledger line of each, as the page shows it; one query for each kind."""
    numbers: dict[str, list[int]] = {}
    for matter in found:
        numbers.setdefault(matter.kind, []).append(matter.pk)
    last: dict[tuple[str, int], int] = {}
    for kind, pks in numbers.items():
        lines = LedgerLine.objects.filter(matter_kind=kind, matter_id__in=pks).order_by()
        for pk, number in lines.values("matter_id").annotate(n=Max("sequence")).values_list("matter_id", "n"):
            last[kind, pk] = number
    return last


def perform_all(declared: Act, actor: Actor, at: datetime, entered: QueryDict) -> list[Outcome]:
    """Perform the act on every matter that was ticked, each in a transaction of its own, and say what became of each."""
    refs = list(dict.fromkeys(entered.getlist("pick")))[:MOST_MATTERS]
    known = [ref for ref in refs if matters.named_by(ref) is not None]
    names = names_of((ref for ref in known if ref.partition(":")[2].isdecimal()), actor)
    own, key = TOGETHER[declared.name].own, entered.get("once", "")
    outcomes = []
    for ref in refs:
        if ref not in names:
            outcomes.append(Outcome(ref, "", refused=["没有这一事项，请核对编号。"]))
            continue
        data = QueryDict(mutable=True)
        for name in declared.asks.base_fields:
            sent_as = f"{_prefix(ref)}-{name}" if name in own else name
            if sent_as in entered:
                data.setlist(name, entered.getlist(sent_as))
        seen = _number(entered.get(f"{_prefix(ref)}-seen", ""))
        outcome = Outcome(f"{names[ref]['title']}（{names[ref]['subline']}）", names[ref]["url"])
        _try(
            outcome,
            lambda ref=ref, data=data, seen=seen: perform(  # type: ignore[misc]
                declared.name, on=ref, actor=actor, at=at, data=data, seen=seen, sent=once.Sent.of(key, data)
            ),
        )
        outcomes.append(outcome)
    return outcomes


def _try(outcome: Outcome, act: Callable[[], Done]) -> None:
    try:
        outcome.done = act()
    except Refused as refused:
        outcome.refused = [str(refused)]
    except Invalid as invalid:
        outcome.refused = [f"{label}：{' '.join(texts)}" for label, texts in invalid.errors.items()]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


# Several files for one matter


class SeveralFiles(forms.Form):
    """The files of the page."""

    files = ManyFiles(  # type: ignore[assignment]
        most=MOST_FILES,
        label="文件",
        help_text=f"一次最多 {MOST_FILES} 个；附件名称取文件名，不对的可以移除后重新上传。",
    )


def fields_beside(declared: Act, step: Step, entered: QueryDict | None = None) -> list[Any]:
    """The fields of the act that are asked once for all files."""
    form = declared.asks(entered, step=step)
    return _only(form, tuple(name for name in form.fields if name not in ("file", "title"))).visible_fields()


def perform_with_each(
    declared: Act, matter: Any, actor: Actor, at: datetime, entered: QueryDict, uploads: list[Any]
) -> list[Outcome]:
    """Perform the act once for each file, and say what became of each, in their order."""
    seen, key, outcomes = _number(entered.get("seen", "")), entered.get("once", ""), []
    beside = without(entered)
    for n, upload in enumerate(uploads):
        data = beside.copy()
        data["title"] = PurePath(str(upload.name)).stem[:200]
        each = sha256(f"{key}\0{n}\0{identity(upload)}".encode()).hexdigest()[:22] if key else ""
        outcome = Outcome(str(upload.name), desk_url(matter))
        if isinstance(upload, NotTaken) and not upload.kept_id:
            outcome.refused = [upload.why]
            outcomes.append(outcome)
            continue
        _try(
            outcome,
            lambda data=data, upload=upload, each=each, seen=seen: perform(  # type: ignore[misc]
                declared.name,
                on=matters.ref_of(matter),
                actor=actor,
                at=at,
                data=data,
                files={"file": upload},
                seen=seen,
                sent=once.Sent.of(each, beside),
            ),
        )
        if outcome.done is not None:
            # What was shown is what this person did since.
            seen = outcome.done.line.sequence if not outcome.done.again else None
        outcomes.append(outcome)
    return outcomes


def offered(names: list[str]) -> list[tuple[Act, Together, int]]:
    """Of the acts for which the rows of a list wait, those that can be done together, and for how many."""
    return [
        (ACTS[name], several, names.count(name))
        for name, several in TOGETHER.items()
        if names.count(name) > 1
    ]
