"""Making the PDF of each issued letter, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from foundation.agencies.actors import Actor
from foundation.correspondence.letters import kept_together
from foundation.correspondence.models import Letter
from foundation.files.acts import store_made
from foundation.papers import render
from foundation.worker import work_through


def print_waiting(letters: type[Letter], *, at: datetime, by: Actor) -> int:
    """Make the PDF of every letter that has none; returns how many were made. Workers may run it at the same time.

    A letter that fails is logged and comes after the others in the next call.
    """
    return work_through(_in_turn(letters), lambda pk: _print(letters, pk, at, by), "letter")


def _waiting(letters: type[Letter]) -> QuerySet[Any]:
    return letters._default_manager.filter(file__isnull=True).exclude(content="")


def _in_turn(letters: type[Letter]) -> Iterator[int]:
    tried = set[int]()
    while (letter := _waiting(letters).exclude(pk__in=tried).order_by("tries", "pk").first()) is not None:
        tried.add(letter.pk)
        # Counted beforehand, in a transaction of its own: also what takes all the time there is was tried.
        letters._default_manager.filter(pk=letter.pk).update(tries=F("tries") + 1)
        yield letter.pk


def _print(letters: type[Letter], pk: int, at: datetime, by: Actor) -> bool:
    with transaction.atomic():
        letter = _waiting(letters).select_for_update(skip_locked=True).filter(pk=pk).first()
        if letter is None:  # another worker has it
            return False
        letter.file = store_made(
            render(kept_together(letter.content), title=letter.caption),
            name=f"{letter.kind}-{letter.pk}.pdf",
            agency=letter.keeper,
            audience=letter.audience,
            by=by,
            at=at,
        )
        letter.save(update_fields=["file"])
    return True
