"""Whether what is kept is still what was filed: oldest first, bounded per night, no large file in the way (AR-3(1))."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from math import ceil
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from archive import copies
from archive.models import Damage, FixityRun, Kept, Member, SealedMember
from archive.models.item import MemberBase
from archive.statute import LARGE_BYTES, NIGHTLY_BYTES, NIGHTLY_FILES
from foundation.agencies.actors import SYSTEM
from foundation.casework.acts import perform
from foundation.files.models import StoredFile
from foundation.worker import work_through

logger = logging.getLogger(__name__)
#: All of them are looked at within so many nights: in a month one in ten at least, in a year every one.
NIGHTS = 300
Condition = MemberBase.Condition


def check(*, at: datetime) -> FixityRun | None:
    """Tonight's files, each in a transaction of its own; a run broken off goes on where it stopped. None if it is done."""
    run, _made = FixityRun.objects.get_or_create(day=localdate(at))
    if run.ended_at is not None:
        return None
    for members in (Member, SealedMember):
        # One that fails in a way nobody thought of is tried again tomorrow, and holds up no other.
        work_through(
            _tonight(members, run), partial(_check_one, members, run, at), "The part with the number"
        )
    run.ended_at = at
    run.save(update_fields=["ended_at"])
    return run


def _tonight(members: Any, run: FixityRun) -> Iterator[int]:
    """The numbers of the files whose turn it is, and at the end the one large file that waited longest."""
    kept = members.objects.filter(copied=True, item__state__in=Kept.LYING).exclude(condition=Condition.ERASED)
    oldest = kept.order_by(F("checked_at").asc(nulls_first=True), "pk")
    due = min(NIGHTLY_FILES, ceil(kept.count() / NIGHTS))
    bytes_left = NIGHTLY_BYTES
    for pk, size in list(oldest.filter(size__lte=LARGE_BYTES).values_list("pk", "size")[:due]):
        if bytes_left < size:
            break
        bytes_left -= size
        yield pk
    yield from oldest.filter(size__gt=LARGE_BYTES).values_list("pk", flat=True)[:1]


@transaction.atomic
def _check_one(members: Any, run: FixityRun, at: datetime, pk: int) -> bool:
    rows = members.objects.select_for_update(of=("self",), no_key=True)
    member = rows.select_related("file", "item__agency").defer("file__text").get(pk=pk)
    run.checked += 1
    run.bytes += member.size
    member.condition = look(member, run, at)
    member.checked_at = at
    member.save(update_fields=["condition", "checked_at"])
    run.save()
    return True


def look(member: Any, run: FixityRun, at: datetime) -> str:
    """Compare the file and its copy with what was filed; put the sound one in the place of the other. Returns the condition."""
    stored: StoredFile = member.file
    if stored.erased_at is not None:
        copies.erase(stored)
        return Condition.ERASED
    own, copy = copies.look(stored, stored.place), copies.look(stored, copies.copy_of(stored))
    if own.sound and copy.sound:
        _settle(member, at)
        return Condition.SOUND
    if own.sound and _written(copies.make, stored):
        run.renewed += 1
        _settle(member, at)
        return Condition.SOUND
    run.damaged += 1
    if own.sound:
        _tell(member, f"副本：{copy.why}，现在写不进去", at)
        return Condition.DAMAGED
    if copy.sound:
        _tell(member, own.why, at)
        if not _written(copies.restore, stored):
            return Condition.DAMAGED
        run.restored += 1
        _settle(member, at, mended=True)
        return Condition.SOUND
    run.lost += 1
    _tell(member, f"{own.why}；副本：{copy.why}", at, lost=True)
    return Condition.LOST


def _written(write: Callable[[StoredFile], None], stored: StoredFile) -> bool:
    """Write a file or its copy; False where the disk is full, or does not take it."""
    try:
        write(stored)
    except OSError as error:
        logger.error("The bytes of file %s cannot be written: %s", stored.pk, type(error).__name__)
        return False
    return True


def _tell(member: Any, why: str, at: datetime, *, lost: bool = False) -> None:
    """A damage to the archive's people; of what is sealed its own ledger has a line."""
    if isinstance(member, SealedMember):
        name = "archive.lose_sealed" if lost else "archive.damaged_sealed"
        if lost and member.condition == Condition.LOST:
            return  # its team has been told
        perform(name, on=member.item, actor=SYSTEM, at=at, data={"part": member.sequence, "why": why})
        return
    damage = Damage.objects.filter(member=member, state__in=Damage.OPEN).first()
    if damage is None:
        data = {"member": member, "what": why}
        damage = perform("archive.find_damage", on=member.item, actor=SYSTEM, at=at, data=data).matter
    if lost and damage.state == Damage.State.DAMAGED:
        perform("archive.lose", on=damage, actor=SYSTEM, at=at)


def _settle(member: Any, at: datetime, *, mended: bool = False) -> None:
    """It is sound again, `mended` at this moment or by hand since: what is open of it is settled."""
    if isinstance(member, SealedMember):
        if mended or member.condition in (Condition.DAMAGED, Condition.LOST):
            perform(
                "archive.mended_sealed", on=member.item, actor=SYSTEM, at=at, data={"part": member.sequence}
            )
    else:
        for damage in Damage.objects.filter(member=member, state__in=Damage.OPEN):
            perform("archive.restore", on=damage, actor=SYSTEM, at=at)
