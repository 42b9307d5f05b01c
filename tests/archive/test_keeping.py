"""Keeping, checking, lending, handing over, destroying (AR-3(1) … AR-3(4))."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from archive import clockwork, copies, fixity, packing
from archive.models import (
    Damage,
    Disposal,
    FixityRun,
    Hold,
    Item,
    Loan,
    Material,
    Paper,
    QuarterCheck,
    Transfer,
)
from archive.printing import print_waiting
from foundation.agencies.models import RoleGrant
from foundation.agencies.roles import Role
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.deadlines.models import Clock
from foundation.files.acts import verify
from tests.archive.people import DISCLOSURE, HEAD, KEEPER, LEADER, SECOND, Archive
from tests.files.hiding import image

pytestmark = pytest.mark.django_db


def record_of(item: Item) -> Any:
    return item.members.select_related("file").get(sort="record")


# Fixity


@pytest.mark.clause("AR-3(1)")
def test_what_is_damaged_is_restored_from_the_copy(archive: Archive) -> None:
    item = archive.filed()
    record = record_of(item)
    record.file.place.write(b"damaged")
    run = fixity.check(at=archive.county.at)
    assert run is not None
    assert (run.damaged, run.restored, run.lost) == (1, 1, 0)
    assert verify(record.file)
    assert Damage.objects.get().state == "restored"
    # The same night does nothing twice.
    assert fixity.check(at=archive.county.at) is None


@pytest.mark.clause("AR-3(3)")
def test_what_no_copy_restores_is_reported_by_a_day(archive: Archive) -> None:
    item = archive.filed()
    record = record_of(item)
    for place in (record.file.place, copies.copy_of(record.file)):
        place.write(b"damaged")
    fixity.check(at=archive.county.at)
    damage = Damage.objects.get()
    assert damage.state == "lost"
    clock = Clock.objects.get(matter_kind="archive_damage")
    assert clock.ended_at is None
    report = {"to": "五原县档案局", "number": "", "cause": "磁盘损坏，已换新盘。"}
    archive.do("report_loss", damage, KEEPER, report)
    clock.refresh_from_db()
    assert clock.ending == "met"


@pytest.mark.clause("AR-3(1)")
def test_a_copy_that_is_gone_is_made_again(archive: Archive) -> None:
    record = record_of(archive.filed())
    copies.copy_of(record.file).erase()
    run = fixity.check(at=archive.county.at)
    assert run is not None
    assert run.renewed == 1
    assert copies.look(record.file, copies.copy_of(record.file)).sound


@pytest.mark.clause("AR-3(1)")
def test_a_large_file_blocks_no_other_and_the_oldest_come_first(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fixity, "NIGHTS", 1)
    first, second = archive.filed(), archive.filed()
    monkeypatch.setattr(fixity, "LARGE_BYTES", record_of(first).size - 1)
    run = fixity.check(at=archive.county.at)
    assert run is not None
    looked = Item.objects.filter(members__checked_at__isnull=False).distinct().count()
    assert looked >= 1
    FixityRun.objects.all().delete()
    monkeypatch.setattr(fixity, "LARGE_BYTES", 10**9)
    fixity.check(at=archive.on("2026-11-03"))
    assert not second.members.filter(checked_at=None).exists()


# The quarter and the year


@pytest.mark.clause("AR-3(4)")
def test_where_nobody_works_and_nothing_lies_no_quarter_is_checked(archive: Archive) -> None:
    """Nobody could sign it, and it would be late for ever."""
    empty = archive.county.agencies["lxcz"]
    RoleGrant.objects.filter(agency=empty).delete()
    archive.on("2027-01-01", 3)
    clockwork.open_checks(at=archive.county.at)
    assert QuarterCheck.objects.exists()
    assert not QuarterCheck.objects.filter(agency=empty).exists()


@pytest.mark.clause("AR-3(4)")
def test_a_quarter_is_opened_listed_and_signed(archive: Archive) -> None:
    archive.approved()
    left = archive.ready()
    archive.on("2027-01-01", 3)
    clockwork.open_checks(at=archive.county.at)
    check = QuarterCheck.objects.get(agency__code="rfbsc")
    assert (check.state, check.year, check.quarter) == ("listed", 2027, 1)
    clock = Clock.objects.get(matter_kind="archive_quarter", matter_id=check.pk)
    assert clock.due_on == date(2027, 1, 15)
    assert left.title in {row.label for row in check.findings.filter(sort="unfiled")}
    archive.on("2027-01-05")
    archive.do("file", left, KEEPER)
    archive.do("relist_quarter", check, KEEPER)
    assert check.findings.get(ref=left.ref, sort="unfiled").settled_at is not None
    archive.do("sign_quarter", check, KEEPER, {"words": "补归档 1 件，其余下周补齐。"})
    clock.refresh_from_db()
    assert clock.ending == "met"
    print_waiting(at=archive.county.at)
    assert Paper.objects.get(quarter=check).file is not None
    # Opened once, however often the sweep runs; and not in the middle of a quarter.
    clockwork.open_checks(at=archive.county.at)
    assert QuarterCheck.objects.filter(agency__code="rfbsc").count() == 1
    clockwork.open_checks(at=archive.on("2027-05-20"))
    assert not QuarterCheck.objects.filter(quarter=2).exists()


@pytest.mark.clause("AR-3(1)")
def test_a_year_is_filed_by_the_end_of_june(archive: Archive) -> None:
    archive.approved()
    item = archive.ready()
    archive.on("2027-01-01", 3)
    clockwork.open_checks(at=archive.county.at)
    from archive.models import FilingYear

    year = FilingYear.objects.get(agency__code="rfbsc")
    assert Clock.objects.get(matter_kind="archive_year", matter_id=year.pk).due_on == date(2027, 6, 30)
    with pytest.raises(Refused) as left:
        archive.do("complete_year", year, KEEPER)
    assert "没有归档" in str(left.value)
    for each in Item.objects.filter(agency=year.agency, state="ready"):
        archive.do("file", each, KEEPER)
    assert archive.item_now(item).state == "filed"
    archive.do("complete_year", year, KEEPER)
    year.refresh_from_db()
    assert year.state == "complete"


# Lending


@pytest.mark.clause("AR-3(1)")
def test_a_loan_is_agreed_to_and_ends_by_itself(archive: Archive) -> None:
    item = archive.filed()
    county = archive.county
    borrower = "lxcz-personnel"
    assert not Item.objects.all().visible_to(county.actor(borrower)).exists()
    data = {"borrower": county.people[borrower].pk, "purpose": "编写大事记", "until_on": "2026-11-20"}
    loan = archive.do("propose_loan", item, KEEPER, data).matter
    with pytest.raises(Invalid):
        archive.do("propose_loan", item, KEEPER, data)
    archive.do("lend", loan, HEAD)
    assert Item.objects.all().visible_to(county.actor(borrower)).get() == item
    clockwork.end_loans(at=archive.on("2026-11-21"))
    assert Loan.objects.get().state == "returned"
    assert not Item.objects.all().visible_to(county.actor(borrower)).exists()


# Material from outside


def material(archive: Archive, **given: Any) -> Material:
    data = {
        "sort": "ZP",
        "title": "政务公开日活动照片",
        "occasion": "政务公开日",
        "happened_on": "2026-11-01",
        "place": "人民广场",
        "people": "",
        "background": "",
        "author": "办公室",
        "original_kept_at": "",
        **given,
    }
    made: Material = archive.do("add_material", "agency:rfbsc", "rfbsc-drafter", data).matter
    return made


@pytest.mark.clause("AR-1")
def test_material_from_outside_is_described_and_found_like_everything_else(archive: Archive) -> None:
    row = material(archive)
    with pytest.raises(Refused):
        archive.do("hand_in", row, "rfbsc-drafter")
    original = image("JPEG")
    upload = SimpleUploadedFile("活动.jpg", original, content_type="image/jpeg")
    archive.do("add_original", row, "rfbsc-drafter", {"title": "开幕"}, files={"file": upload})
    again = SimpleUploadedFile("同一张.jpg", original, content_type="image/jpeg")
    with pytest.raises(Invalid) as twice:
        archive.do("add_original", row, "rfbsc-drafter", {"title": ""}, files={"file": again})
    assert "已经在里面" in str(twice.value)
    empty = SimpleUploadedFile("空.jpg", b"", content_type="image/jpeg")
    with pytest.raises(Invalid):
        archive.do("add_original", row, "rfbsc-drafter", {"title": ""}, files={"file": empty})
    archive.do("hand_in", row, "rfbsc-drafter")
    archive.swept()
    item = archive.item(row)
    assert (item.category, item.state) == ("ZP", "collected")
    kept = item.members.get(sort="original")
    assert kept.file.place.read() == original
    answers = {
        "complete": "yes",
        "authorised": "yes",
        "opened": "yes",
        "described": "yes",
        "said": "逐张看过",
    }
    archive.do("answer", item, KEEPER, answers)
    assert archive.item_now(item).faults == []
    archive.approved()
    archive.do("file", item, KEEPER)
    assert archive.item_now(item).code == "ZP·2026·D30·公开活动材料-0001"


@pytest.mark.clause("AR-2")
def test_a_scan_is_compared_with_its_original(archive: Archive) -> None:
    row = material(archive, sort="WS")
    upload = SimpleUploadedFile("扫描.jpg", image("JPEG"), content_type="image/jpeg")
    archive.do("add_original", row, "rfbsc-drafter", {"title": ""}, files={"file": upload})
    with pytest.raises(Invalid) as uncompared:
        archive.do("hand_in", row, "rfbsc-drafter")
    assert "与原件核对" in str(uncompared.value)
    archive.do("hand_in", row, "rfbsc-drafter", {"valid_copy": "on"})


# Handing over


@pytest.mark.clause("AR-3(3)")
def test_what_is_due_is_handed_over_with_opinion_and_receipt(archive: Archive) -> None:
    item = archive.filed()
    with pytest.raises(Refused) as early:
        archive.do("draft_transfer", "agency:rfbsc", KEEPER)
    assert "还没有到期" in str(early.value)
    archive.on("2032-01-04")
    transfer: Transfer = archive.do("draft_transfer", "agency:rfbsc", KEEPER).matter
    row = transfer.rows.get()
    assert (row.item_id, row.opinion) == (item.pk, "open")
    assert row.openness.startswith("主动公开")
    seen_to = {"scanner": "某杀毒软件 3.1", "found": "none", "opened": "yes"}
    with pytest.raises(Refused) as unknown:
        archive.do("offer_transfer", transfer, KEEPER, seen_to)
    assert "待定" in str(unknown.value)
    archive.do("name_fonds", "agency:rfbsc", KEEPER, {"number": "A012", "given_on": "2032-01-04"})
    with pytest.raises(Refused) as virus:
        archive.do("offer_transfer", transfer, KEEPER, {**seen_to, "found": "some"})
    assert "四性检测没有通过" in str(virus.value)
    archive.do("offer_transfer", transfer, KEEPER, seen_to)
    archive.do("sign_transfer", transfer, LEADER)
    sent = {"sent_on": "2032-01-04", "carrier": "只读光盘 1 张"}
    archive.do("send_transfer", transfer, KEEPER, sent)
    clockwork.pack_transfers(at=archive.county.at)
    transfer.refresh_from_db()
    again = packing.measured(Transfer.objects.get(pk=transfer.pk), archive.county.at)
    assert (again.sha256, again.size) == (transfer.package_sha256, transfer.package_size)
    print_waiting(at=archive.county.at)
    assert Paper.objects.get(transfer=transfer).file is not None
    data = {"number": "五档收〔2032〕1号", "received_by": "接收员", "received_on": "2032-01-04"}
    with pytest.raises(Refused) as unchecked:
        archive.do("receive_transfer", transfer, KEEPER, data)
    assert "检查载体" in str(unchecked.value)
    archive.carrier_checked(transfer)
    archive.do("receive_transfer", transfer, KEEPER, data)
    assert archive.item_now(item).state == "transferred"


# Disposal


GROUP = {"leads": "rfbsc-department_head", "keeps": SECOND, "section": DISCLOSURE}


def expired(archive: Archive) -> Item:
    """A filed item whose ten years are over."""
    county = archive.county
    archive.approved()
    watch = county.draft()
    county.do("disclosure.abandon", watch.ref, "rfbsc-drafter", {"reason": "不发了"})
    document = county.published()
    archive.swept()
    item = Item.objects.get(source_kind="interpretation_duty", state="ready", source_id=duty_of(document))
    archive.do("file", item, KEEPER)
    archive.on("2057-01-05")
    return archive.item_now(item)


def duty_of(document: Any) -> int:
    pk: int = document.interpretation_duty.pk
    return pk


def appraised(archive: Archive) -> Disposal:
    people = {part: archive.county.people[name].pk for part, name in GROUP.items()}
    disposal: Disposal = archive.do("open_disposal", "agency:rfbsc", KEEPER, people).matter
    return disposal


@pytest.mark.clause("AR-3(3)")
def test_nothing_is_destroyed_before_its_term(archive: Archive) -> None:
    item = archive.filed()
    people = {part: archive.county.people[name].pk for part, name in GROUP.items()}
    with pytest.raises(Refused) as early:
        archive.do("open_disposal", "agency:rfbsc", KEEPER, people)
    assert "没有保管期满" in str(early.value)
    with pytest.raises(DatabaseError, match="before its term"), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(state="destroyed", destroyed_at=archive.county.at)


@pytest.mark.clause("AR-3(3)")
def test_a_destruction_takes_a_group_a_list_an_approver_and_two_witnesses(
    archive: Archive, django_capture_on_commit_callbacks: Any
) -> None:
    item = expired(archive)
    record = record_of(item)
    same = {"leads": archive.county.people[HEAD].pk, "keeps": archive.county.people[HEAD].pk}
    with pytest.raises(Invalid) as one_person:
        archive.do(
            "open_disposal", "agency:rfbsc", KEEPER, {**same, "section": archive.county.people[SECOND].pk}
        )
    assert "三位不同的人" in str(one_person.value)
    disposal = appraised(archive)
    with pytest.raises(Refused):
        archive.do("report_disposal", disposal, KEEPER, {"report": "建议销毁。"})
    judged = {"row": "", "verdict": "destroy", "term": "", "because": "没有查考价值"}
    archive.do("judge", disposal, KEEPER, judged)
    archive.reported(disposal)
    archive.do("approve_disposal", disposal, LEADER, {"number": "荣办批〔2057〕1号"})
    with pytest.raises(Refused) as none_watch:
        archive.do("carry_out", disposal, KEEPER, {"way": "删除", "carried_out_on": "2057-01-05"})
    assert "监销人" in str(none_watch.value)
    with pytest.raises(Refused) as of_the_group:
        archive.do("witness", disposal, SECOND)
    assert "鉴定" in str(of_the_group.value)
    archive.do("witness", disposal, "rfbsc-records_office")
    with pytest.raises(DatabaseError, match="two people watch"), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(state="destroyed", destroyed_at=archive.county.at)
    archive.do("witness", disposal, "rfbsc-drafter")
    with django_capture_on_commit_callbacks(execute=True):
        archive.do("carry_out", disposal, KEEPER, {"way": "删除", "carried_out_on": "2057-01-05"})
    now = archive.item_now(item)
    assert (now.state, now.code) == ("destroyed", item.code)
    assert copies.copy_of(record.file).size() is None
    record.file.refresh_from_db()
    assert record.file.erased_at is not None
    print_waiting(at=archive.county.at)
    assert Paper.objects.get(disposal=disposal).file is not None


@pytest.mark.clause("AR-3(3)")
def test_what_is_held_is_not_destroyed(archive: Archive) -> None:
    item = expired(archive)
    archive.do("hold", item, KEEPER, {"cause": "audit", "because": "审计正在进行"})
    disposal = appraised(archive)
    row = disposal.rows.get(item=item)
    judged = {"row": row.pk, "verdict": "destroy", "term": "", "because": "没有查考价值"}
    with pytest.raises(Refused) as held:
        archive.do("judge", disposal, KEEPER, judged)
    assert "审计正在进行" in str(held.value)
    with pytest.raises(NotPermitted):
        archive.do("lift_hold", item, KEEPER, {"hold": Hold.objects.get().pk, "reason": "结束"})
    archive.do("lift_hold", item, HEAD, {"hold": Hold.objects.get().pk, "reason": "审计结束"})
    archive.do("judge", disposal, KEEPER, judged)
    # What comes up after the report holds up the list, and the database itself refuses.
    archive.reported(disposal)
    archive.do("approve_disposal", disposal, LEADER, {"number": "荣办批〔2057〕1号"})
    archive.do("witness", disposal, "rfbsc-records_office")
    archive.do("witness", disposal, "rfbsc-drafter")
    archive.do("hold", item, KEEPER, {"cause": "litigation", "because": "有人起诉"})
    with pytest.raises(Refused) as sued:
        archive.do("carry_out", disposal, KEEPER, {"way": "删除", "carried_out_on": "2057-01-05"})
    assert "有人起诉" in str(sued.value)
    with pytest.raises(DatabaseError, match="held"), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(state="destroyed", destroyed_at=archive.county.at)


def test_a_leaver_sees_what_is_to_be_handed_over(archive: Archive) -> None:
    from archive.findings import left_behind

    item = archive.ready()
    person = archive.county.people[KEEPER]
    found = left_behind(person, archive.county.actor(HEAD), archive.county.at)
    assert item.title in str(found)
    assert Role.ARCHIVIST in {grant.role for grant in person.grants.all()}
