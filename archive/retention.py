"""Which matters' rooms have erased what they told of people: the archive follows them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Model

from archive import copies
from archive.collecting import members_of
from archive.finding import TABLES, table_of
from archive.gathering import batches, erasable_tables
from archive.models import Kept, SealedItem
from archive.models.item import MemberBase
from foundation.casework.clockwork import perform_on_each
from foundation.files.acts import erase
from foundation.records.declared import files

BATCH = 500


def follow(*, at: datetime) -> int:
    """Where a room has erased what its rows told of people, erase the archive's part of that with its copy; how many."""
    done = 0
    for table in TABLES:
        done += _what_was_erased(table)
        parts = members_of(table)._base_manager.filter(sort=MemberBase.Sort.PERSONAL, file__erased_at=None)
        for name, numbers in erased_sources(table):
            for batch in batches(numbers, BATCH):
                found = parts.filter(item__source_kind=name, item__source_id__in=batch)
                for member in found.select_related("file").defer("file__text"):
                    with transaction.atomic():
                        erase(member.file, at)
                        _mark(member)
                    done += 1
    # A bag that was made before holds what is erased now.
    outdated = SealedItem.objects.filter(members__file__erased_at__gte=F("bag__uploaded_at")).distinct()
    perform_on_each("archive.unpack_sealed", outdated, at=at)
    return done


def _what_was_erased(table: type[Kept]) -> int:
    """Files that a room erased itself, as letters: their copies go too."""
    parts = members_of(table)._base_manager.filter(file__erased_at__isnull=False)
    waiting = parts.exclude(condition=MemberBase.Condition.ERASED)
    done = 0
    for member in waiting.select_related("file").defer("file__text"):
        with transaction.atomic():
            _mark(member)
        done += 1
    return done


def _mark(member: Any) -> None:
    copies.erase(member.file)
    member.condition = MemberBase.Condition.ERASED
    member.save(update_fields=["condition"])


def erased_sources(table: type[Kept]) -> Iterator[tuple[str, list[int]]]:
    """By kind, the numbers of matters of which every row that can be erased has been."""
    for name, kind in files().items():
        if table_of(kind) is not table:
            continue
        found: set[int] = set()
        left: set[int] = set()
        for model, path in erasable_tables(kind):
            found |= _numbers(model, path, erased=True)
            left |= _numbers(model, path, erased=False)
        if numbers := sorted(found - left):
            yield name, numbers


def _numbers(model: type[Model], path: str, *, erased: bool) -> set[int]:
    rows = model._base_manager.filter(erased_at__isnull=not erased)
    return set(rows.exclude(**{path: None}).values_list(path, flat=True))
