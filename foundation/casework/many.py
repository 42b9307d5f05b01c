"""One act of the portal's own on many matters of a kind, or the making of many, in as many queries however many they are.

What the portal does thousands of times in a night would take `perform` a dozen queries each. Here the rows are locked, written
and entered in the ledger together, in one transaction; the act's function is called for each and asks nothing of the database.
Such an act has no gates, tells nobody, meets no limit, and nothing follows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, Model, Value, When
from django.db.models.functions import Cast
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from foundation.agencies.actors import SYSTEM
from foundation.casework import ledger, matters
from foundation.casework.acts import ACTS, Act, Step, attribute
from foundation.casework.consequences import followed
from foundation.casework.models import LedgerLine


def perform_on_many(
    name: str, model: type[Model], data: Mapping[int, Mapping[str, Any]], *, at: datetime
) -> list[Any]:
    """Perform an act on the rows with these numbers, each with its data; returns the matters as they are now, in that order.

    A row that is not in a state for it, or gone, is passed over.
    """
    declared = _simple(name)
    sources = declared.sources(model)
    with transaction.atomic():
        rows = model._base_manager.filter(pk__in=data).select_for_update(no_key=True).order_by("pk")
        steps, before = [], []
        for row in rows:
            state = getattr(row, "state", "")
            if sources is None or state in sources:
                steps.append(Step(declared, _attributed(declared, row, at), SYSTEM, at, dict(data[row.pk])))
                before.append(state)
        old = [_values(step.matter) for step in steps]
        for step in steps:
            step.reason = str(step.data.get("reason") or "")
            declared.do(step)
        found = [step.matter for step in steps]
        if found:
            _save(model, found, old, declared, at)
            ledger.append_many([_line(*each) for each in zip(steps, before, strict=True)])
    return found


def make_many(name: str, rows: Sequence[Any], *, at: datetime) -> list[Any]:
    """Have an act that creates matters create these, which are not saved yet and all of one kind."""
    declared = _simple(name)
    if not rows:
        return []
    model = type(rows[0])
    with transaction.atomic():
        made: list[Any] = [_attributed(declared, row, at) for row in rows]
        if hasattr(model, "history"):
            made = bulk_create_with_history(
                made, model, default_date=at, default_change_reason=declared.label
            )
        else:
            made = model._base_manager.bulk_create(made)
        ledger.append_many([_line(Step(declared, row, SYSTEM, at), "") for row in made])
    return made


def _attributed(declared: Act, row: Any, at: datetime) -> Any:
    """The row, with who changes it, when and by which act for its history."""
    return attribute(Step(declared, row, SYSTEM, at), row)


def _simple(name: str) -> Act:
    declared = ACTS[name]
    beside = declared.gates or declared.tells or declared.meets or declared.not_by or followed(name)
    if not declared.by_system or beside:
        raise TypeError(f"{name} is not an act of the portal's own with nothing beside it")
    return declared


def _values(row: Any) -> dict[str, Any]:
    return {each.name: copy(getattr(row, each.attname)) for each in row._meta.concrete_fields}


def _save(
    model: type[Model], rows: list[Any], old: list[dict[str, Any]], declared: Act, at: datetime
) -> None:
    new = [_values(row) for row in rows]
    changed = {name for a, b in zip(old, new, strict=True) for name in a if a[name] != b[name]}
    fields = [each for each in model._meta.concrete_fields if each.name in changed]
    if not fields:
        return
    model._base_manager.filter(pk__in=[row.pk for row in rows]).update(
        **{each.attname: _written(each, rows) for each in fields}
    )
    if hasattr(model, "history"):
        bulk_update_with_history(
            rows,
            model,
            [],
            default_date=at,
            default_change_reason=declared.label,
            manager=model._base_manager,
        )


def _written(column: Any, rows: list[Any]) -> Any:
    """What a column of these rows is set to. A value that all of them take is said once: a case for each is most of the work."""
    values = [getattr(row, column.attname) for row in rows]
    if all(value == values[0] for value in values):
        return values[0]
    cases = [When(pk=row.pk, then=Value(value, column)) for row, value in zip(rows, values, strict=True)]
    return Cast(Case(*cases, output_field=column), output_field=column)


def _line(step: Step, before: str) -> LedgerLine:
    matter = step.matter
    return LedgerLine(
        matter_kind=matters.kind_of(matter),
        matter_id=matter.pk,
        act=step.act.name,
        label=step.act.label,
        actor_kind=SYSTEM.kind,
        actor_name=SYSTEM.name,
        from_state=before,
        to_state=getattr(matter, "state", ""),
        reason=step.reason,
        clauses="、".join(clause.id for clause in step.act.cites),
        digest=matter.content_digest(),
        detail=step.detail,
        at=step.at,
    )
