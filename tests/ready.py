"""Matters that many tests begin with: played once by the acts when the template is made, copied by each test.

A method that takes a matter along its way bears `@ready`. What it leaves behind while the template is made is kept there; a test
that calls it with equal arguments, before anything else was done, gets these rows. Any other call plays the acts.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache, wraps
from typing import Any, NamedTuple, TypeVar

from django.db import connection, transaction

from foundation.casework import matters
from foundation.casework.models import LedgerLine
from tests.kept import copy_in, empty, filled, keep

Play = TypeVar("Play", bound=Callable[..., Any])
INDEX = "ready.call"


class Kept(NamedTuple):
    """What a call left behind: the player's clock, the matters that it returned, the schema and tables of its rows."""

    at: datetime | None
    refs: list[str]
    schema: str
    tables: list[str]


#: The tables that held rows before what is being kept; None for whoever does not make a template.
_before: set[str] | None = None


def keep_ready(found: Callable[[], Any], plays: Iterable[Callable[[Any], Any]]) -> None:
    """Let each play in a county just found, and keep what every `@ready` method on its way leaves behind."""
    global _before
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA ready")
        columns = "call text PRIMARY KEY, at timestamptz, refs text[], schema text, tables text[]"
        cursor.execute(f"CREATE TABLE {INDEX} ({columns})")
    for play in plays:
        untouched = set(filled())
        with transaction.atomic():
            county = found()
            _before = set(filled())
            play(county)
            connection.run_on_commit.clear()
        empty(set(filled()) - untouched)
    _before = None


def ready(play: Play) -> Play:
    """Let a method of a player – whoever has a county, and perhaps a clock `at` – take from the template what it makes."""
    signature = inspect.signature(play)

    @wraps(play)
    def played_or_taken(self: Any, *args: Any, **more: Any) -> Any:
        call = _name(play.__qualname__, self, signature.bind(self, *args, **more))
        if _before is not None:
            made = play(self, *args, **more)
            _keep(call, self, made)
            return made
        kept = _calls().get(call)
        if kept is None or LedgerLine.objects.exists():
            return play(self, *args, **more)
        return _take(kept, self)

    return played_or_taken  # type: ignore[return-value]


def _name(method: str, player: Any, given: inspect.BoundArguments) -> str:
    """A call as it is told from others: who plays, at what time of theirs, with which arguments."""
    given.apply_defaults()
    who = {key: value for key, value in vars(player).items() if isinstance(value, str | int | datetime)}
    return f"{method} {who} {dict(list(given.arguments.items())[1:])}"


def _keep(call: str, player: Any, made: Any) -> None:
    tables = sorted(set(filled()) - (_before or set()))
    assert "files_storedfile" not in tables, "the files on disk are each run's own"
    refs = (
        []
        if made is player
        else [matters.ref_of(one) for one in (made if isinstance(made, tuple) else (made,))]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 'ready_' || count(*), coalesce(bool_or(call = %s), false) FROM {INDEX}", [call]
        )
        schema, there_already = cursor.fetchone()
        if there_already:
            return
        keep(tables, schema)
        row = [call, getattr(player, "at", None), refs, schema, tables]
        cursor.execute(f"INSERT INTO {INDEX} VALUES (%s, %s, %s, %s, %s)", row)


def _take(kept: Kept, player: Any) -> Any:
    copy_in(kept.tables, kept.schema)
    if kept.at is not None:
        player.at = kept.at.astimezone(player.at.tzinfo)
        player.county.at = max(player.county.at, player.at)
    made = [_found(ref) for ref in kept.refs]
    return player if not made else made[0] if len(made) == 1 else tuple(made)


def _found(ref: str) -> Any:
    named = matters.named_by(ref)
    assert named is not None
    model, where = named
    return model._default_manager.get(where)


@cache
def _calls() -> dict[str, Kept]:
    """What the template of this run keeps; nothing where it was made by somebody who may not switch off triggers."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT call, at, refs, schema, tables FROM {INDEX}")
        return {call: Kept(*rest) for call, *rest in cursor.fetchall()}
