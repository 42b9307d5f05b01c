"""What the portal does by itself: finds, collects and tests what ended, files what was signed for, looks again each night."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, localtime

from archive import filing, fixity, retention, statute
from archive.collecting import collect
from archive.finding import TABLES, by_kind, described, new_numbers, table_of
from archive.gathering import batches, gather, newest_lines, open_files
from archive.models import FilingList, FilingYear, FixityRun, Item, Kept, Loan, QuarterCheck, SealedItem
from archive.models.apart import apart
from archive.testing import examine_all
from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import Agency
from foundation.casework.acts import perform
from foundation.casework.clockwork import perform_on_each
from foundation.casework.many import make_many, perform_on_many
from foundation.records.declared import Kind, files

logger = logging.getLogger(__name__)
#: How many items one transaction holds: many enough to be quick, few enough that a killed run loses little.
BATCH = 100
#: From this hour on: after the clocks of the midnight before.
FROM_HOUR = 1
State = Kept.State


def act_on(table: type[Kept], what: str) -> str:
    """The name of an act on the items of a table."""
    return f"archive.{what}_sealed" if table is SealedItem else f"archive.{what}"


def sweep(*, at: datetime, most: int = 10_000) -> int:
    """Find what ended, collect and test it; what a run leaves the next takes up. Returns how many items it found."""
    found = 0
    for kind in files().values():
        found += _find(kind, at, most - found)
    for table in TABLES:
        _collect(table, at, most)
        _test(table, at, most)
    return found


def _find(kind: Kind, at: datetime, most: int) -> int:
    found = 0
    while found < most and (numbers := new_numbers(kind, min(BATCH, most - found))):
        table = table_of(kind)
        try:
            with transaction.atomic():
                made = make_many(act_on(table, "find"), list(described(kind, numbers, at)), at=at)
                _suggest(kind, table, made, at)
        except IntegrityError as error:
            if "once_each_time" not in str(error):
                raise
            # Another worker found them at this very moment.
            logger.info("Somebody else is finding what ended of %s", kind.record.model.kind)
            break
        found += len(made)
    return found


def _suggest(kind: Kind, table: type[Kept], made: list[Any], at: datetime) -> None:
    """Of what came to nothing it is proposed at once not to file it; people agree or not."""
    if not kind.record.void:
        return
    model: Any = kind.record.model
    void = dict(
        model._base_manager.filter(
            pk__in=[item.source_id for item in made], state__in=kind.record.void
        ).values_list("pk", "state")
    )
    data = {
        item.pk: {"reason": f"事项没有办成（{item.ended_as}），没有形成需要归档的文件。"}
        for item in made
        if item.source_id in void
    }
    perform_on_many(act_on(table, "suggest_leaving"), table, data, at=at)


def _collect(table: type[Kept], at: datetime, most: int) -> None:
    waiting = list(table._base_manager.filter(state=State.FOUND).order_by("pk")[:most])
    for name, items in by_kind(waiting).items():
        kind = files()[name]
        numbers = [item.pk for item in items]
        for batch in batches(numbers, BATCH):
            collect(kind, _read(table, batch), at)


def _test(table: type[Kept], at: datetime, most: int) -> None:
    waiting = table._base_manager.filter(state=State.COLLECTED, tested_at=None).order_by("pk")
    for batch in batches(list(waiting.values_list("pk", flat=True)[:most]), BATCH):
        with transaction.atomic():
            tested = examine_all(_read(table, batch), statute.AT_FILING, at)
            passed: dict[int, dict[str, Any]] = {pk: {} for pk, each in tested.items() if each.passed}
            failed = {pk: {"faults": each.faults} for pk, each in tested.items() if each.faults}
            perform_on_many(act_on(table, "pass_test"), table, passed, at=at)
            perform_on_many(act_on(table, "fail_test"), table, failed, at=at)
            asks: dict[int, Any] = {
                pk: {"waiting": each.waiting}
                for pk, each in tested.items()
                if each.waiting and not each.faults
            }
            perform_on_many(act_on(table, "ask_person"), table, asks, at=at)


def _read(table: type[Kept], numbers: Iterable[int]) -> list[Any]:
    rows = table._base_manager.filter(pk__in=list(numbers)).select_related("agency", "maker")
    return list(rows.order_by("pk"))


def look_again(*, at: datetime) -> int:
    """Once a night: what waits and is open again, what ended again, what changed after it was filed. Returns how many changed."""
    changed = 0
    for table in TABLES:
        for kind in files().values():
            if table_of(kind) is table:
                changed += _look_again(kind, table, at)
    return changed


def _look_again(kind: Kind, table: type[Kept], at: datetime) -> int:
    """The newest item of every matter, so many at a time."""
    name, changed = kind.record.model.kind, 0
    newest = table._base_manager.filter(source_kind=name).order_by("source_id", "-sequence")
    numbers = list(newest.distinct("source_id").values_list("pk", flat=True))
    for batch in batches(numbers, BATCH):
        items = _read(table, batch)
        ids = [item.source_id for item in items]
        going_on, lines = open_files(kind, ids), newest_lines(kind, ids)
        with transaction.atomic():
            changed += _those_waiting(kind, table, items, going_on, lines, at)
            changed += _those_filed(kind, table, items, going_on, lines, at)
    return changed


def _those_waiting(
    kind: Kind, table: type[Kept], items: list[Any], going_on: set[int], lines: dict[int, int], at: datetime
) -> int:
    waiting = [item for item in items if item.state in Kept.WAITING]
    open_again: dict[int, dict[str, Any]] = {item.pk: {} for item in waiting if item.source_id in going_on}
    perform_on_many(act_on(table, "resume"), table, open_again, at=at)
    ended = {
        item.pk: {"ended_at": at}
        for item in items
        if item.state == State.RESUMED and item.source_id not in going_on
    }
    perform_on_many(act_on(table, "end_again"), table, ended, at=at)
    moved = [
        item
        for item in waiting
        if item.pk not in open_again
        and item.state != State.FOUND
        and lines.get(item.source_id, 0) > item.seen_upto
    ]
    collect(kind, moved, at)
    return len(open_again) + len(ended) + len(moved)


def _those_filed(
    kind: Kind, table: type[Kept], items: list[Any], going_on: set[int], lines: dict[int, int], at: datetime
) -> int:
    """What is filed, or was left out, and changed since and has ended again, gets a supplement."""
    settled = (*Kept.IN_ARCHIVE, State.LEFT_OUT)
    moved = [
        item
        for item in items
        if item.state in settled
        and item.source_id not in going_on
        and lines.get(item.source_id, 0) > item.seen_upto
    ]
    if not moved:
        return 0
    gathered = gather(kind, [item.source_id for item in moved])
    really = [item for item in moved if gathered[item.source_id].digest != item.collected_digest]
    for (
        item
    ) in moved:  # that somebody only looked at it is remembered, so that it is not gathered again tomorrow
        table._base_manager.filter(pk=item.pk).update(seen_upto=lines[item.source_id])
    numbers = [item.source_id for item in really]
    if numbers:
        make_many(act_on(table, "find"), list(described(kind, numbers, at)), at=at)
    return len(numbers)


def file_signed(*, at: datetime, most: int = 200) -> int:
    """File what keepers signed for, a batch in each transaction, at most so many batches; returns how many items were filed."""
    filed = 0
    for _turn in range(most):
        done = _file_a_batch(at)
        if done is None:
            break
        filed += done
    return filed


def _file_a_batch(at: datetime) -> int | None:
    with transaction.atomic():
        signed = FilingList.objects.filter(state=FilingList.State.SIGNED)
        row = signed.select_for_update(skip_locked=True, of=("self",), no_key=True).order_by("pk").first()
        if row is None:
            return None
        ready = Item.objects.filter(agency=row.agency_id, pk__gt=row.reached, pk__lte=row.upto)
        numbers = list(ready.exclude(apart()).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not numbers:
            perform("archive.end_list", on=row, actor=SYSTEM, at=at)
            return 0
        filed, returned = _file(_read(Item, numbers), row, at)
        data = {"reached": numbers[-1], "filed": filed, "returned": returned}
        perform("archive.list_went_on", on=row, actor=SYSTEM, at=at, data=data)
        return filed


def _file(items: list[Any], row: FilingList, at: datetime) -> tuple[int, int]:
    """File those of these that are ready and as they were collected; how many, and how many went back."""
    ready = [item for item in items if item.state == State.READY]
    faults = filing.damaged(ready)
    for name, several in by_kind(ready).items():
        ids = [item.source_id for item in several]
        going_on, lines = open_files(files()[name], ids), newest_lines(files()[name], ids)
        for item in several:
            if item.source_id in going_on:
                faults.setdefault(item.pk, []).append("完整性：事项又在办理，没有办结的不归档")
            elif lines.get(item.source_id, 0) > item.seen_upto:
                faults.setdefault(item.pk, []).append("完整性：收集以后事项又办理过，请重新收集")
    sound = [item for item in ready if item.pk not in faults]
    places = filing.places(sound, at)
    data = {
        item.pk: {
            "code": places[item.pk].code,
            "serial": places[item.pk].serial,
            "volume": places[item.pk].volume,
            "by": row.signed_by_id,
            "list": row.ref,
        }
        for item in sound
    }
    perform_on_many("archive.file_signed", Item, data, at=at)
    filing.copy_all(sound)
    perform_on_many("archive.fail_test", Item, {pk: {"faults": said} for pk, said in faults.items()}, at=at)
    return len(sound), len(faults)


def open_checks(*, at: datetime) -> int:
    """Open this quarter's check and the year before for every agency that has none; how many (AR-3(2), AR-3(4))."""
    today = localdate(at)
    year, quarter = statute.quarter_of(today)
    agencies = list(Agency.objects.public().order_by("code"))
    checked = set(QuarterCheck.objects.filter(year=year, quarter=quarter).values_list("agency", flat=True))
    begun = set(FilingYear.objects.filter(year=year - 1).values_list("agency", flat=True))
    done = 0
    # A portal that begins in the middle of a quarter, or of a year, begins with the next.
    if today <= statute.quarter_due(year, quarter):
        rows = [agency for agency in agencies if agency.pk not in checked]
        done += perform_on_each("archive.open_quarter", rows, at=at, year=year, quarter=quarter)
    formed = Item.objects.filter(year=year - 1).order_by().values_list("agency", flat=True).distinct()
    if today <= statute.filed_by(year - 1):
        rows = [agency for agency in agencies if agency.pk in set(formed) and agency.pk not in begun]
        done += perform_on_each("archive.open_year", rows, at=at, year=year - 1)
    return done


def end_loans(*, at: datetime) -> int:
    """What was lent until yesterday is read no more."""
    over = Loan.objects.filter(state=Loan.State.LENT, until_on__lt=localdate(at))
    return perform_on_each("archive.end_loan", over, at=at)


def nightly(*, at: datetime) -> bool:
    """Everything that is done once a night, from `FROM_HOUR` on; each part may be broken off and goes on with the next call.

    Returns whether there was anything left to do.
    """
    if localtime(at).hour < FROM_HOUR:
        return False
    open_checks(at=at)
    end_loans(at=at)
    run = FixityRun.objects.filter(day=localdate(at)).first()
    if run is not None and run.ended_at is not None:
        return False
    look_again(at=at)
    lengthen_volumes(at=at)
    retention.follow(at=at)
    fixity.check(at=at)
    return True


def lengthen_volumes(*, at: datetime) -> int:
    """Have every volume kept as long as the longest kept of what is in it."""
    return perform_on_each("archive.lengthen_volume", filing.shorter_than_inside(), at=at)
