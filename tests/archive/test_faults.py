"""What is broken stops nothing else; a volume is kept as one; what is replaced or erased goes (AR-3(1), AR-3(3))."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from applications.models import Application, Letter
from archive import clockwork, collecting, copies, fixity, retention, statute
from archive.describing import described
from archive.models import Damage, Disposal, Item, Member, Volume
from archive.testing import examine_all
from foundation.agencies.actors import SYSTEM
from foundation.casework.acts import perform
from foundation.casework.refusals import Refused
from foundation.correspondence.printing import print_waiting
from foundation.files.folders import Folder
from foundation.files.models import StoredFile
from foundation.files.roots import COPIES, Place
from foundation.privacy.keys import Unreadable
from tests.applicants import Desk
from tests.archive.people import HEAD, KEEPER, LEADER, Archive
from tests.archive.test_keeping import GROUP

pytestmark = pytest.mark.django_db


def case(archive: Archive) -> Item:
    """The item of an application in the archive, in its volume."""
    archive.approved()
    county = archive.county
    application = Desk(county).closed(county.at, county.at + timedelta(hours=2))
    county.at += timedelta(hours=3)
    print_waiting(Letter, at=county.at, by=county.actor(KEEPER))
    archive.swept()
    item = archive.item(application)
    archive.do("file", item, KEEPER)
    return archive.item_now(item)


def record_of(item: Item) -> Any:
    return item.members.select_related("file").get(sort="record")


# Volumes


@pytest.mark.clause("AR-3(3)")
def test_nothing_of_a_volume_is_destroyed_while_the_volume_is_kept(archive: Archive) -> None:
    item = case(archive)
    volume = Volume.objects.get()
    years = item.year + 40
    archive.on(f"{years}-01-05")
    assert item in Item.objects.all().expired(archive.county.at.date())
    Volume.objects.filter(pk=volume.pk).update(term="Y")
    row = Disposal.objects.create(agency=item.agency, created_at=archive.county.at, title="鉴定")
    row.rows.create(item=item, verdict="destroy", because="到期")
    with pytest.raises(DatabaseError, match="longest kept"), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(state="destroyed", destroyed_at=archive.county.at)
    # The portal sees to it that all in a volume is kept as long as the volume.
    assert clockwork.lengthen_volumes(at=archive.county.at) == 1
    now = archive.item_now(item)
    assert (now.term, now.expires_on) == ("Y", None)
    assert now not in Item.objects.all().expired(archive.county.at.date())
    assert clockwork.lengthen_volumes(at=archive.county.at) == 0


@pytest.mark.clause("AR-3(3)")
def test_a_longer_term_of_one_lengthens_the_volume(archive: Archive) -> None:
    item = case(archive)
    archive.do("lengthen", item, HEAD, {"term": "Y", "reason": "有长期查考价值"})
    clockwork.lengthen_volumes(at=archive.county.at)
    assert Volume.objects.get().term == "Y"


# Bytes


@pytest.mark.clause("AR-3(1)")
def test_a_file_that_cannot_be_read_holds_up_no_other(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fixity, "NIGHTS", 1)
    bad, good = record_of(archive.filed()), record_of(archive.filed())
    opened = Place.read

    def broken(place: Place) -> bytes:
        if place.name == bad.file.place.name and place.root != COPIES:
            raise OSError(5, "Input/output error")
        return opened(place)

    monkeypatch.setattr(Place, "read", broken)
    run = fixity.check(at=archive.county.at)
    assert run is not None
    assert run.ended_at is not None
    assert (run.damaged, run.restored) == (1, 1)
    assert not Member.objects.filter(pk__in=[bad.pk, good.pk], checked_at=None).exists()


@pytest.mark.clause("AR-3(1)")
def test_a_disk_that_is_full_leaves_the_damage_open(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = record_of(archive.filed())
    record.file.place.write(b"damaged")

    def full(stored: StoredFile) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copies, "restore", full)
    run = fixity.check(at=archive.county.at)
    assert run is not None
    assert run.ended_at is not None
    record.refresh_from_db()
    assert (record.condition, Damage.objects.get().state) == ("damaged", "damaged")
    assert record.checked_at is not None


@pytest.mark.clause("AR-3(1)")
def test_while_a_root_is_away_nothing_is_said_of_what_lies_in_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.approved()
    item = archive.ready()
    archive.do("sign_list", "agency:rfbsc", KEEPER)

    def away(root: Folder) -> None:
        raise OSError(107, "Transport endpoint is not connected")

    monkeypatch.setattr(Folder, "ask", away)
    assert clockwork.file_signed(at=archive.county.at) == 0
    assert archive.item_now(item).state == "ready"


@pytest.mark.clause("AR-1")
def test_one_matter_that_cannot_be_read_stops_neither_finding_nor_collecting(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = archive.county.published(), archive.county.published()
    gather = collecting.gather

    def broken(kind: Any, numbers: Sequence[int]) -> Any:
        if kind.record.model.kind == "document" and bad.pk in numbers:
            raise Unreadable
        return gather(kind, numbers)

    monkeypatch.setattr(collecting, "gather", broken)
    archive.swept()
    assert (archive.item(bad).state, archive.item(good).state) == ("found", "ready")


# What is replaced and what is erased


@pytest.mark.clause("OR-3")
def test_what_was_written_down_before_goes_when_it_is_collected_anew(
    archive: Archive, django_capture_on_commit_callbacks: Any
) -> None:
    item = archive.ready()
    before = record_of(item).file
    archive.do("look_again", item, KEEPER)
    with django_capture_on_commit_callbacks(execute=True):
        archive.swept()
    before.refresh_from_db()
    assert before.erased_at is not None
    assert before.place.size() is None
    assert record_of(item).file.place.size() is not None


@pytest.mark.clause("OR-3")
def test_the_copy_of_what_a_room_erased_goes_too(
    archive: Archive, django_capture_on_commit_callbacks: Any
) -> None:
    record = record_of(archive.filed())
    StoredFile.objects.filter(pk=record.file_id).update(erased_at=archive.county.at)
    with django_capture_on_commit_callbacks(execute=True):
        retention.follow(at=archive.county.at)
    record.refresh_from_db()
    assert record.condition == "erased"
    assert copies.copy_of(record.file).size() is None


@pytest.mark.clause("AR-3(1)")
def test_a_copy_goes_at_commit_and_never_while_another_needs_it(
    archive: Archive, django_capture_on_commit_callbacks: Any
) -> None:
    record = record_of(archive.filed())
    with django_capture_on_commit_callbacks(execute=True):
        copies.erase(record.file)
    assert copies.copy_of(record.file).size() is not None
    Member.objects.filter(pk=record.pk).update(condition="erased")
    with django_capture_on_commit_callbacks() as waiting:
        copies.erase(record.file)
    assert copies.copy_of(record.file).size() is not None
    for run in waiting:
        run()
    assert copies.copy_of(record.file).size() is None


@pytest.mark.clause("OR-3", "AR-3(1)")
def test_what_was_erased_by_rule_is_neither_supplemented_nor_a_fault(
    archive: Archive, django_capture_on_commit_callbacks: Any
) -> None:
    item = case(archive)
    assert item.members.filter(sort="letter").exists()
    archive.on("2040-03-01")
    application = Application.objects.get(pk=item.source_id)
    with django_capture_on_commit_callbacks(execute=True):
        perform("applications.erase_applicant", on=application, actor=SYSTEM, at=archive.county.at)
        clockwork.look_again(at=archive.county.at)
        retention.follow(at=archive.county.at)
    assert Item.objects.filter(source_kind="application").count() == 1
    letters = item.members.filter(sort="letter")
    assert {member.condition for member in letters} == {"erased"}
    tested = examine_all([archive.item_now(item)], statute.IN_KEEPING, archive.county.at)[item.pk]
    assert tested.faults == []
    assert {entry.remark for entry in described([item])[item.pk].entries if not entry.members} == {
        "个人信息已依法清除"
    }


# Destruction


def listed(archive: Archive, item: Item) -> Disposal:
    """An appraisal whose list of destruction was approved and has its two witnesses."""
    people = {part: archive.county.people[name].pk for part, name in GROUP.items()}
    disposal: Disposal = archive.do("open_disposal", "agency:rfbsc", KEEPER, people).matter
    judged = {"row": "", "verdict": "destroy", "term": "", "because": "没有查考价值"}
    archive.do("judge", disposal, KEEPER, judged)
    archive.reported(disposal)
    archive.do("approve_disposal", disposal, LEADER, {"number": "荣办批〔2067〕1号"})
    for witness in ("rfbsc-records_office", "rfbsc-drafter"):
        archive.do("witness", disposal, witness)
    assert disposal.rows.filter(item=item).exists()
    return disposal


@pytest.mark.clause("AR-3(3)")
def test_a_term_lengthened_after_the_report_holds_up_the_list_in_words(archive: Archive) -> None:
    item = archive.filed()
    archive.on("2067-01-05")
    disposal = listed(archive, item)
    archive.do("lengthen", item, HEAD, {"term": "Y", "reason": "有长期查考价值"})
    with pytest.raises(Refused) as kept:
        archive.do("carry_out", disposal, KEEPER, {"way": "删除", "carried_out_on": "2067-01-05"})
    assert "已经延长" in str(kept.value)


@pytest.mark.clause("AR-3(3)")
def test_what_is_destroyed_is_done_with(archive: Archive) -> None:
    document = archive.county.published()
    item = archive.filed(document)
    archive.on("2067-01-05")
    archive.do("carry_out", listed(archive, item), KEEPER, {"way": "删除", "carried_out_on": "2067-01-05"})
    assert archive.item_now(item).state == "destroyed"
    archive.county.do("disclosure.withdraw", document.ref, "rfbsc-records_office", {"reason": "内容有误"})
    clockwork.look_again(at=archive.county.at)
    assert Item.objects.filter(source_kind="document", source_id=document.pk).count() == 1
