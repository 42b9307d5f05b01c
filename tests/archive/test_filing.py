"""From what ended to what is filed: found, collected, tested, filed, left out, supplemented (AR-1, AR-2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from applications.models import Letter
from archive import clockwork, copies, filing
from archive.acts.volumes import parts_of
from archive.models import Detection, FilingList, Item, Volume
from foundation.casework import ledger
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.correspondence.printing import print_waiting
from foundation.files.acts import open_file
from tests.applicants import Desk
from tests.archive.people import HEAD, KEEPER, OFFICE_HEAD, OFFICE_KEEPER, SECOND, Archive

pytestmark = pytest.mark.django_db


def refused_by_database(model: Any, pk: int, **changed: Any) -> bool:
    """Whether the database itself refuses a change."""
    try:
        with transaction.atomic():
            model.objects.filter(pk=pk).update(**changed)
    except DatabaseError:
        return True
    return False


def row_of(volume: Volume) -> dict[str, Any]:
    """What makes another volume of the same case."""
    names = ("agency", "maker", "title", "source_kind", "source_id", "category", "section", "year", "term")
    return {name: getattr(volume, name) for name in (*names, "created_at")}


@pytest.mark.clause("AR-1")
def test_what_ended_stands_ready_by_itself(archive: Archive) -> None:
    county = archive.county
    open_one = county.draft()
    document = county.published()
    archive.swept()
    item = archive.item(document)
    assert (item.state, item.title, item.year) == ("ready", document.title, 2026), item.faults
    assert (item.section, item.openness.startswith("主动公开")) == ("政府信息公开", True)
    assert not Item.objects.filter(source_kind="document", source_id=open_one.pk).exists()
    assert {m.sort for m in item.members.all()} >= {"record"}
    # A second sweep finds nothing twice.
    before = Item.objects.count()
    archive.swept()
    assert Item.objects.count() == before
    # The record is whole: every ledger line, the text, and every version of the row.
    record = item.members.get(sort="record")
    text = open_file(record.file).read().decode()
    assert document.body.splitlines()[0] in text
    for line in ledger.lines("document", document.pk):
        assert line.hash in text
    assert "历次版本" in text


@pytest.mark.clause("AR-2")
def test_filing_takes_one_signature_and_gives_a_code(archive: Archive) -> None:
    item = archive.ready()
    with pytest.raises(Refused) as nothing_approved:
        archive.do("file", item, KEEPER)
    assert "档案主管部门审核同意" in str(nothing_approved.value)
    archive.approved()
    archive.do("file", item, KEEPER)
    item.refresh_from_db()
    assert item.state == "filed"
    assert item.shown_code == "待定-WS·2026·D30·政府信息公开-0001"
    assert all(member.copied for member in item.members.all())
    archive.do("name_fonds", "agency:rfbsc", KEEPER, {"number": "A012", "given_on": "2026-11-02"})
    assert archive.item_now(item).shown_code == "A012-WS·2026·D30·政府信息公开-0001"
    with pytest.raises(Invalid):
        archive.do(
            "name_fonds", "agency:lxcz", "lxcz-archivist", {"number": "A012", "given_on": "2026-11-02"}
        )


@pytest.mark.clause("AR-1")
def test_what_changed_after_filing_is_supplemented_and_never_changed(archive: Archive) -> None:
    county = archive.county
    document = county.published()
    item = archive.filed(document)
    clockwork.look_again(at=county.at)
    assert Item.objects.filter(source_kind="document", source_id=document.pk).count() == 1
    county.do("disclosure.withdraw", document.ref, "rfbsc-records_office", {"reason": "内容有误"})
    clockwork.look_again(at=county.at)
    archive.swept()
    more = archive.item(document, 1)
    assert (more.state, more.supplements_id) == ("ready", item.pk)
    item_now = archive.item(document)
    assert (item_now.state, item_now.collected_digest) == ("filed", item.collected_digest)
    assert refused_by_database(Item, item.pk, title="另一个题名")
    assert refused_by_database(Item, item.pk, code="另一个档号")


@pytest.mark.clause("AR-2")
def test_a_file_changed_on_disk_is_not_filed(archive: Archive) -> None:
    archive.approved()
    item = archive.ready()
    record = item.members.get(sort="record")
    record.file.place.write(b"changed")
    archive.do("file", item, KEEPER)
    item.refresh_from_db()
    assert (item.state, item.code) == ("returned", None)
    assert "办理过程记录" in item.faults[0]
    archive.do("look_again", item, KEEPER)
    archive.swept()
    assert archive.item_now(item).state == "ready"
    archive.do("file", item, KEEPER)
    assert archive.item_now(item).state == "filed"


@pytest.mark.clause("AR-1")
def test_what_is_not_filed_has_a_reason_and_a_second_person(archive: Archive) -> None:
    item = archive.ready()
    archive.do("propose_leaving", item, KEEPER, {"reason": "重复件，正本已归档"})
    county = archive.county
    county.grant(KEEPER, "leader")
    with pytest.raises(NotPermitted):
        archive.do("leave_out", item, KEEPER)
    archive.do("leave_out", item, HEAD)
    now = archive.item_now(item)
    assert (now.state, now.left_out_because) == ("left_out", "重复件，正本已归档")


@pytest.mark.clause("AR-1")
def test_what_came_to_nothing_is_proposed_not_to_be_filed(archive: Archive) -> None:
    county = archive.county
    document = county.draft()
    county.do("disclosure.abandon", document.ref, "rfbsc-drafter", {"reason": "不发了"})
    archive.swept()
    item = archive.item(document)
    assert item.state == "leaving"
    archive.do("keep_after_all", item, HEAD, {"reason": "要留底"})
    archive.swept()
    assert archive.item(document).state == "ready"


@pytest.mark.clause("AR-2")
def test_a_case_is_one_volume_closed_by_two_people(archive: Archive) -> None:
    archive.approved()
    county = archive.county
    desk = Desk(county)
    application = desk.closed(county.at, county.at + timedelta(hours=2))
    county.at += timedelta(hours=3)
    archive.swept()
    if not Item.objects.get(source_kind="application").collected_at:
        # A letter that is not printed yet is waited for.
        assert archive.item(application).state == "found"
        print_waiting(Letter, at=county.at, by=county.actor(KEEPER))
        archive.swept()
    item = archive.item(application)
    assert item.state == "ready", item.faults
    assert "personal" in {member.sort for member in item.members.all()}
    archive.do("file", item, KEEPER)
    volume = Volume.objects.get()
    assert archive.item_now(item).code == f"{volume.code}-001"
    archive.do("offer_volume", volume, KEEPER, {"situation": "齐全完整。"})
    county.grant(KEEPER, "leader")
    with pytest.raises(NotPermitted):
        archive.do("close_volume", volume, KEEPER)
    archive.do("close_volume", volume, SECOND)
    volume.refresh_from_db()
    pages = [(m.first_page, m.last_page) for m in parts_of(volume) if m.pages]
    numbered = [page for first, last in pages for page in range(first, last + 1)]
    assert numbered == list(range(1, volume.pages + 1))
    assert refused_by_database(Volume, volume.pk, title="另一个题名")
    again = {**row_of(volume), "serial": 9, "code": "又一卷", "state": "open"}
    Volume.objects.create(**again)
    with pytest.raises(IntegrityError, match="one_growing"), transaction.atomic():
        Volume.objects.create(**{**again, "serial": 10, "code": "再一卷"})
    archive.do("note_volume", volume, KEEPER, {"text": "第 3 页有折痕。"})
    assert volume.notes.count() == 1


@pytest.mark.clause("AR-2")
def test_the_database_closes_no_volume_with_a_page_without_a_number(archive: Archive) -> None:
    archive.approved()
    county = archive.county
    application = Desk(county).closed(county.at, county.at + timedelta(hours=2))
    county.at += timedelta(hours=3)
    print_waiting(Letter, at=county.at, by=county.actor(KEEPER))
    archive.swept()
    archive.do("file", archive.item(application), KEEPER)
    volume = Volume.objects.get()
    me, other = county.people[KEEPER], county.people[SECOND]
    told = {"situation": "齐全", "made_by": me, "made_at": county.at, "pages": 1, "checked_by": other}
    Volume.objects.filter(pk=volume.pk).update(state="offered", **told)
    assert refused_by_database(Volume, volume.pk, state="closed", closed_at=county.at)


@pytest.mark.clause("AR-3(3)")
def test_a_term_is_lengthened_and_never_shortened(archive: Archive) -> None:
    item = archive.filed()
    with pytest.raises(Invalid) as shorter:
        archive.do("lengthen", item, HEAD, {"term": "D10", "reason": "改短"})
    assert "只能延长" in str(shorter.value)
    assert refused_by_database(Item, item.pk, term="D10", expires_on="2037-01-01")
    assert refused_by_database(Item, item.pk, expires_on="2030-01-01"), "a day that the term does not give"
    archive.do("lengthen", item, HEAD, {"term": "Y", "reason": "有长期查考价值"})
    now = archive.item_now(item)
    assert (now.term, now.expires_on) == ("Y", None)


@pytest.mark.clause("国家档案局令第8号")
def test_the_table_of_scope_is_approved_and_shortens_nothing(archive: Archive) -> None:
    scope = archive.do("draft_scope", "agency:xzfb", OFFICE_KEEPER).matter
    row = scope.rows.get(kind="annual_report")
    change = {"row": row.pk, "filed": "yes", "term": "D30", "why_not": ""}
    with pytest.raises(Invalid) as shorter:
        archive.do("change_scope_row", scope, OFFICE_KEEPER, change)
    assert "不能短于" in str(shorter.value)
    longer = {"row": scope.rows.get(kind="message").pk, "filed": "yes", "term": "D30", "why_not": ""}
    archive.do("change_scope_row", scope, OFFICE_KEEPER, longer)
    archive.do("submit_scope", scope, OFFICE_HEAD)
    data = {"approved_by": "五原县档案局", "number": "五档发〔2026〕3号", "approved_on": "2026-11-01"}
    archive.do("approve_scope", scope, OFFICE_KEEPER, data)
    assert refused_by_database(type(row), row.pk, term="Y", why_not="")
    with pytest.raises(Refused):
        archive.do("draft_scope", "agency:rfbsc", KEEPER)


@pytest.mark.clause("AR-3(1)")
def test_all_that_is_ready_is_filed_by_one_signature_and_a_killed_night_goes_on(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.approved()
    for _n in range(4):
        archive.county.published()
    archive.swept()
    ready = Item.objects.filter(agency__code="rfbsc", state="ready").count()
    assert ready > 4
    row: FilingList = archive.do("sign_list", "agency:rfbsc", KEEPER).matter
    assert row.number == ready
    monkeypatch.setattr(clockwork, "BATCH", 3)
    copy_all, calls = filing.copy_all, []

    def killed(items: Any) -> None:
        calls.append(len(items))
        if len(calls) == 2:
            raise KeyboardInterrupt
        copy_all(items)

    monkeypatch.setattr(filing, "copy_all", killed)
    with pytest.raises(KeyboardInterrupt):
        clockwork.file_signed(at=archive.county.at)
    row.refresh_from_db()
    assert (row.filed, Item.objects.filter(state="filed").count()) == (3, 3)
    clockwork.file_signed(at=archive.county.at)
    row.refresh_from_db()
    assert (row.state, row.filed, row.returned) == ("done", ready, 0)
    codes = list(Item.objects.filter(state="filed").values_list("code", flat=True))
    assert len(set(codes)) == len(codes) == ready
    lines = ledger.lines("archive_item", Item.objects.filter(state="filed").first().pk)  # type: ignore[union-attr]
    assert [line.act for line in lines][-1] == "archive.file_signed"
    assert ledger.broken_at("archive_item", Item.objects.filter(state="filed").first().pk) is None  # type: ignore[union-attr]


@pytest.mark.clause("AR-1")
def test_a_batch_takes_the_same_queries_however_many_are_in_it(archive: Archive) -> None:
    archive.approved()
    counts = []
    for several in (1, 4):
        for _n in range(several):
            archive.county.published()
        clockwork.sweep(at=archive.county.at)
        archive.do("sign_list", "agency:rfbsc", KEEPER)
        with CountedQueries() as counted:
            clockwork.file_signed(at=archive.county.at)
        counts.append(counted.number)
    assert counts[1] <= counts[0] + 4


class CountedQueries:
    """How many queries are asked within."""

    def __enter__(self) -> CountedQueries:
        self.number = 0
        self._wrap = connection.execute_wrapper(self._count)
        self._wrap.__enter__()
        return self

    def _count(self, execute: Any, *args: Any) -> Any:
        self.number += 1
        return execute(*args)

    def __exit__(self, *args: object) -> None:
        self._wrap.__exit__(None, None, None)


@pytest.mark.clause("AR-2")
def test_every_point_of_the_test_is_written_down_with_its_tool(archive: Archive) -> None:
    item = archive.ready()
    run = Detection.objects.get(item=item)
    assert run.passed
    assert {point["property"] for point in run.points} == {"真实性", "完整性", "可用性", "安全性"}
    assert all(point["tool"] and point["version"] for point in run.points if point["outcome"] != "待人工确认")
    assert refused_by_database(Detection, run.pk, passed=False)


@pytest.mark.clause("AR-3(1)")
def test_a_copy_is_what_was_filed(archive: Archive) -> None:
    item = archive.filed()
    for member in item.members.select_related("file"):
        assert copies.look(member.file, copies.copy_of(member.file)).sound


def test_the_line_below_a_title_begins_with_what_is_known(archive: Archive, client: Client) -> None:
    document = archive.county.published()
    archive.swept()
    item = archive.item(document)
    assert item.code is None
    client.force_login(archive.county.people[KEEPER])
    page = client.get(f"/desk/archive/item/{item.pk}/change/").content.decode()
    assert item.get_term_display() in page
    assert f"· {item.agency} ·" not in page
