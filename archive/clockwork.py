"""What the portal does by itself: finds, collects and tests what ended, files what was signed for, looks again each night."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import localdate, localtime

from archive import copies, filing, fixity, packing, retention, statute
from archive.collecting import collect
from archive.finding import TABLES, by_kind, described, moved_on, new_numbers, scope_in_force, table_of
from archive.gathering import Gathered, batches, gather, newest_lines, open_files
from archive.models import (
    FilingList,
    FilingYear,
    FixityRun,
    Item,
    Kept,
    Loan,
    QuarterCheck,
    SealedItem,
    Transfer,
)
from archive.models.apart import apart
from archive.packages import Damaged, Unfit
from archive.testing import examine_all
from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import Agency, RoleGrant
from foundation.casework import ledger
from foundation.casework.acts import perform
from foundation.casework.clockwork import perform_on_each
from foundation.casework.many import make_many, perform_on_many
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import OutOfDate
from foundation.files.acts import Made, store_many
from foundation.files.models import Audience
from foundation.records.declared import Kind, files
from foundation.worker import work_through

logger = logging.getLogger(__name__)
#: How many items one transaction holds: many enough to be quick, few enough that a killed run loses little.
BATCH = 100
#: The faults of a bag that are named.
MOST_FAULTS = 5
#: The type of what is encrypted.
OCTETS = "application/octet-stream"
#: From this hour on: after the clocks of the midnight before.
FROM_HOUR = 1
State = Kept.State


def act_on(table: type[Kept], what: str) -> str:
    """The name of an act on the items of a table."""
    return f"archive.{what}_sealed" if table is SealedItem else f"archive.{what}"


def sweep(*, at: datetime, most: int = 10_000) -> int:
    """Find what ended, collect and test it; what a run leaves the next takes up. Returns how many items it found."""
    found = 0
    if not copies.roots_answer():
        return found
    for kind in files().values():
        found += _find(kind, at, most - found)
    for table in TABLES:
        _collect(table, at, most)
        _test(table, at, most)
    return found


def _find(kind: Kind, at: datetime, most: int) -> int:
    found = 0
    while found < most and (numbers := new_numbers(kind, min(BATCH, most - found), at)):
        made = _through(numbers, partial(_make_once, kind, at), "What ended of")
        if not made:
            break
        found += made
    return found


def _through(numbers: list[int], do: Callable[[list[int]], int], what: str) -> int:
    """Do it to many at a time, and where that fails to each by itself: one bad row holds up no other. Returns how many."""
    done = 0

    def counted(batch: list[int]) -> bool:
        nonlocal done
        with transaction.atomic():
            number = do(batch)
        done += number
        return True

    for batch in batches(numbers, BATCH):
        if not work_through([batch], counted, what) and len(batch) > 1:
            work_through([[number] for number in batch], counted, what)
    return done


def _make_once(kind: Kind, at: datetime, numbers: list[int]) -> int:
    try:
        with transaction.atomic():
            return len(_make(kind, numbers, at))
    except IntegrityError as error:
        if "once_each_time" not in str(error):
            raise
        # Another worker found them at this very moment.
        logger.info("Somebody else is finding what ended of %s", kind.record.model.kind)
        return 0


def _make(kind: Kind, numbers: list[int], at: datetime) -> list[Any]:
    """Items of these matters, for the first time or once more."""
    made = make_many(act_on(table_of(kind), "find"), list(described(kind, numbers, at)), at=at)
    _suggest(kind, made, at)
    return made


def _suggest(kind: Kind, made: list[Any], at: datetime) -> None:
    """It is proposed not to file what came to nothing, or what the approved table leaves out; people agree or not.

    What stands there at this moment is remembered: only what happens to the matter afterwards brings it back.
    """
    leaving = _reasons(kind, made)
    gathered = gather(kind, [item.source_id for item in made if item.pk in leaving])
    data = {
        item.pk: {
            "reason": leaving[item.pk],
            "collected_digest": gathered[item.source_id].digest,
            "seen_upto": gathered[item.source_id].upto,
        }
        for item in made
        if item.pk in leaving
    }
    table = table_of(kind)
    perform_on_many(act_on(table, "suggest_leaving"), table, data, at=at)


def _reasons(kind: Kind, made: list[Any]) -> dict[int, str]:
    """Why each of these need not be filed, where there is a reason."""
    said = scope_in_force().get(kind.record.model.kind)
    if said is not None and not said.filed:
        return {item.pk: f"归档范围和保管期限表规定不归档：{said.why_not}" for item in made}
    if not kind.record.void:
        return {}
    model: Any = kind.record.model
    numbers = [item.source_id for item in made]
    rows = model._base_manager.filter(pk__in=numbers, state__in=kind.record.void)
    void = set(rows.values_list("pk", flat=True))
    return {
        item.pk: f"事项没有办成（{item.ended_as}），没有形成需要归档的文件。"
        for item in made
        if item.source_id in void
    }


def _collect(table: type[Kept], at: datetime, most: int) -> None:
    waiting = list(table._base_manager.filter(state=State.FOUND).order_by("pk")[:most])
    for name, items in by_kind(waiting).items():
        kind = files()[name]
        numbers = [item.pk for item in items]
        _through(numbers, lambda batch, kind=kind: len(collect(kind, _read(table, batch), at)), name)  # type: ignore[misc]


def _test(table: type[Kept], at: datetime, most: int) -> None:
    waiting = table._base_manager.filter(state=State.COLLECTED, tested_at=None).order_by("pk")
    _through(list(waiting.values_list("pk", flat=True)[:most]), partial(_test_these, table, at), table.kind)


def _test_these(table: type[Kept], at: datetime, batch: list[int]) -> int:
    tested = examine_all(_read(table, batch), statute.AT_FILING, at)
    passed: dict[int, dict[str, Any]] = {pk: {} for pk, each in tested.items() if each.passed}
    failed = {pk: {"faults": each.faults} for pk, each in tested.items() if each.faults}
    perform_on_many(act_on(table, "pass_test"), table, passed, at=at)
    perform_on_many(act_on(table, "fail_test"), table, failed, at=at)
    asks: dict[int, Any] = {
        pk: {"waiting": each.waiting} for pk, each in tested.items() if each.waiting and not each.faults
    }
    perform_on_many(act_on(table, "ask_person"), table, asks, at=at)
    return len(tested)


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
    name = kind.record.model.kind
    newest = table._base_manager.filter(source_kind=name).order_by("source_id", "-sequence")
    numbers = list(newest.distinct("source_id").values_list("pk", flat=True))
    return _through(numbers, partial(_look_at_these, kind, table, at), name)


def _look_at_these(kind: Kind, table: type[Kept], at: datetime, batch: list[int]) -> int:
    items = _read(table, batch)
    ids = [item.source_id for item in items]
    going_on, lines = open_files(kind, ids, at), newest_lines(kind, ids)
    changed = _those_waiting(kind, table, items, going_on, lines, at)
    return changed + _those_filed(kind, table, items, going_on, lines, at)


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
    """What is filed, or left out, changed since and has ended again gets a supplement; what is destroyed is done with."""
    settled = (State.FILED, State.TRANSFERRED, State.LEFT_OUT)
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
    really = [
        item
        for item in moved
        if gathered[item.source_id].digest != item.collected_digest
        and not _only_erased(gathered[item.source_id], item.seen_upto)
    ]
    # That somebody only looked at it is remembered, so that it is not gathered again tomorrow: a mark of this run, not a
    # change of the item, which nobody performs and nobody reads.
    for item in moved:
        item.seen_upto = lines[item.source_id]
    table._base_manager.bulk_update(moved, ["seen_upto"])
    numbers = [item.source_id for item in really]
    if numbers:
        _make(kind, numbers, at)
    return len(numbers)


def _only_erased(gathered: Gathered, since: int) -> bool:
    """Whether nothing happened since that line but that the portal erased what its term is over for: that supplements nothing."""
    if not gathered.erased:
        return False
    theirs = Q()
    for kind, pk in gathered.matters:
        theirs |= Q(matter_kind=kind, matter_id=pk)
    lines = LedgerLine.objects.filter(theirs, pk__gt=since)
    return not lines.exclude(actor_kind=SYSTEM.kind, from_state=F("to_state")).exists()


def file_signed(*, at: datetime, most: int = 200) -> int:
    """File what keepers signed for, a batch in each transaction, at most so many batches; returns how many items were filed.

    A list that cannot be gone on with holds up no other; the next run tries it again.
    """
    filed = turns = 0

    def go_on(pk: int) -> bool:
        nonlocal filed, turns
        while turns < most and (done := _file_a_batch(pk, at)) is not None:
            filed += done
            turns += 1
        return True

    signed = FilingList.objects.filter(state=FilingList.State.SIGNED).order_by("pk")
    if copies.roots_answer():
        work_through(signed.values_list("pk", flat=True), go_on, "Filing list")
    return filed


def _file_a_batch(pk: int, at: datetime) -> int | None:
    """The next of what was signed for; None when the list is done, or another worker is at it."""
    with transaction.atomic():
        signed = FilingList.objects.filter(pk=pk, state=FilingList.State.SIGNED)
        row = signed.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
        if row is None:
            return None
        items = _signed_for(row)
        if not items:
            perform("archive.end_list", on=row, actor=SYSTEM, at=at)
            return 0
        filed, returned = _file(items, row, at)
        data = {"filed": filed, "returned": returned}
        perform("archive.list_went_on", on=row, actor=SYSTEM, at=at, data=data)
    done = row.filed + row.returned + filed + returned
    logger.info(
        "Filing list %s: %s of %s are through, %s of them sent back",
        pk,
        done,
        row.number,
        row.returned + returned,
    )
    return filed


def _signed_for(row: FilingList) -> list[Item]:
    """The next of its items that stand ready still, locked."""
    ready = row.items.filter(state=State.READY).exclude(apart())
    rows = ready.select_related("agency", "maker").select_for_update(of=("self",), no_key=True)
    return list(rows.order_by("pk")[:BATCH])


def _file(ready: list[Item], row: FilingList, at: datetime) -> tuple[int, int]:
    """File those of these that are as they were collected; how many, and how many went back."""
    faults = filing.damaged(ready)
    moved = moved_on(ready, at)
    for pk in moved.open_again:
        faults.setdefault(pk, []).append("完整性：事项又在办理，没有办结的不归档")
    for pk in moved.since - moved.open_again:
        faults.setdefault(pk, []).append("完整性：收集以后事项又办理过，请重新收集")
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
    filed = perform_on_many("archive.file_signed", Item, data, at=at)
    filing.copy_all(filed)
    failed = {pk: {"faults": said} for pk, said in faults.items()}
    returned = perform_on_many("archive.fail_test", Item, failed, at=at)
    return len(filed), len(returned)


def pack_transfers(*, at: datetime) -> int:
    """Make the bag of every transfer that is to go, and send it; how many. One without a bag goes back to its keeper.

    No row is locked while a bag is made: what its keeper takes back meanwhile is not sent.
    """

    def pack(transfer: Transfer) -> bool:
        line = ledger.last_line(transfer.kind, transfer.pk)
        name, data = _packed(transfer, at)
        try:
            perform(name, on=transfer, actor=SYSTEM, at=at, data=data, seen=line.sequence if line else None)
        except OutOfDate:
            return False
        return name == "archive.bag_made"

    waiting = Transfer.objects.filter(state=Transfer.State.PACKING).select_related("agency").order_by("pk")
    return work_through(waiting, pack, "Bag of transfer") if copies.roots_answer() else 0


def _packed(transfer: Transfer, at: datetime) -> tuple[str, dict[str, Any]]:
    """What comes of making its bag: the act, and what it is told."""
    try:
        made = packing.measured(transfer, at)
    except SoftTimeLimitExceeded:
        raise
    except (Damaged, Unfit) as wrong:
        return "archive.packing_failed", {"reason": wrong.message}
    except Exception as error:
        logger.exception("The bag of transfer %s cannot be made", transfer.pk)
        said = f"系统打包时出错（{type(error).__name__}），请系统管理员查看日志，排除以后再办理“移交”。"
        return "archive.packing_failed", {"reason": said}
    if made.faults:
        said = "；".join(str(fault).rstrip("。") for fault in made.faults[:MOST_FAULTS])
        return "archive.packing_failed", {"reason": f"数据包不完整：{said}。请再办理“移交”，重新打包。"}
    return "archive.bag_made", {"sha256": made.sha256, "size": made.size, "points": made.points}


def pack_sealed(*, at: datetime) -> int:
    """Make the encrypted bag of every filed case that has none for the keys of its team, once, and keep it; how many."""
    if not settings.ARCHIVE_SEALED_RECIPIENTS or not copies.roots_answer():
        return 0
    keys = packing.keys_digest()

    def pack(pk: int) -> bool:
        item, made = SealedItem.objects.select_related("agency", "maker").get(pk=pk), BytesIO()
        outside = packing.sealed_bag(item, made, packing.team_keys())
        with transaction.atomic():
            bag = Made(made.getvalue(), item.agency_id, outside.number, OCTETS, Audience.PERSONAL)
            (stored,) = store_many([bag], at=at)
            data = {"file": stored, "sha256": outside.sha256, "size": outside.size, "keys": keys}
            perform("archive.pack_sealed", on=item, actor=SYSTEM, at=at, data=data)
        return True

    filed = SealedItem.objects.filter(state=State.FILED).exclude(bag__isnull=False, bag_keys=keys)
    # By numbers: the log names what failed, and a title tells of the case.
    return work_through(filed.order_by("pk").values_list("pk", flat=True), pack, "Bag of the sealed item")


def open_checks(*, at: datetime) -> int:
    """Open this quarter's check and the year before for every agency with people or records that has none; how many (AR-3(2),
    AR-3(4))."""
    today = localdate(at)
    year, quarter = statute.quarter_of(today)
    # Where nobody works with the portal and nothing lies, there is nothing to check and nobody to sign.
    people = RoleGrant.objects.filter(agency=OuterRef("pk"), staff__is_active=True)
    lying = Item.objects.filter(agency=OuterRef("pk"))
    agencies = list(Agency.objects.public().filter(Exists(people) | Exists(lying)).order_by("code"))
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
    if not copies.roots_answer():
        return False
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
    return perform_on_each("archive.lengthen_volume", filing.unevenly_kept(), at=at)
