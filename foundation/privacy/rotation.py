"""Encrypting all personal data with the newest key: columns here, files in the steps of other rooms.

Each step works in batches of its own transaction under row locks, skips what is done, and may be stopped and run again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import connection, models, transaction

from foundation.privacy.fields import EncryptedTextField
from foundation.privacy.keys import Unreadable, is_newest, renew

BATCH = 500


@dataclass
class Found:
    """The result of a step: the number of values under an older key, and where no key fits."""

    old: int = 0
    unreadable: list[str] = field(default_factory=list)


#: A function of whether only to check, without changes.
Step = Callable[[bool], Found]

_steps_of_rooms: dict[str, Step] = {}


def add_step(name: str, step: Step) -> None:
    """Add a step of an upper room to every rotation; called from its `AppConfig.ready`."""
    _steps_of_rooms[name] = step


def steps() -> Iterator[tuple[str, Step]]:
    """A step for every table with encrypted columns, histories included, then the steps of upper rooms."""
    for model in apps.get_models():
        columns = [str(f.column) for f in model._meta.local_fields if isinstance(f, EncryptedTextField)]
        if columns and model._meta.managed and not model._meta.proxy:
            yield model._meta.label, partial(_rotate_table, model, columns)
    yield from _steps_of_rooms.items()


def _rotate_table(model: type[models.Model], columns: list[str], check: bool) -> Found:
    found = Found()
    last: Any = None
    while True:
        with transaction.atomic():
            rows = _batch(model, columns, last, lock=not check)
            for pk, *tokens in rows:
                changed = {}
                for column, token in zip(columns, tokens, strict=True):
                    if not token or is_newest(token):
                        continue
                    try:
                        changed[column] = renew(token)
                    except Unreadable:
                        found.unreadable.append(f"{model._meta.label} {pk} {column}")
                found.old += len(changed)
                if changed and not check:
                    _write(model, pk, changed)
        if not rows:
            return found
        last = rows[-1][0]


# Plain SQL: the model would decrypt, and its manager, signals and history would run.
def _batch(model: type[models.Model], columns: list[str], last: Any, *, lock: bool) -> list[tuple[Any, ...]]:
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    after = "" if last is None else f"WHERE {key} > %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join([key, *map(quote, columns)])} FROM {table} {after} ORDER BY {key} LIMIT %s"  # noqa: S608
            + (" FOR UPDATE" if lock else ""),
            [BATCH] if last is None else [last, BATCH],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _write(model: type[models.Model], pk: Any, tokens: dict[str, str]) -> None:
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    sets = ", ".join(f"{quote(column)} = %s" for column in tokens)
    # Append-only tables must allow this change, which alters nothing readable. The triggers are off in this transaction alone.
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {sets} WHERE {key} = %s", [*tokens.values(), pk])  # noqa: S608
