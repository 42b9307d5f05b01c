"""What the portal does by itself, night after night: nothing comes back, nothing is stopped by one bad row (AR-1, AR-3(1))."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import localdate

from applications.models import Letter
from archive import clockwork, filing, gathering
from archive.models import FilingList, Item
from disclosure.models import Document
from foundation.correspondence.printing import print_waiting
from foundation.files.models import StoredFile
from tests.applicants import DECISION, Desk
from tests.archive.people import HEAD, KEEPER, OFFICE_HEAD, OFFICE_KEEPER, Archive

pytestmark = pytest.mark.django_db


def abandoned(archive: Archive) -> Any:
    """A document that came to nothing."""
    document = archive.county.draft()
    archive.county.do("disclosure.abandon", document.ref, "rfbsc-drafter", {"reason": "不发了"})
    return document


def two_nights(archive: Archive) -> None:
    for _night in range(2):
        archive.county.at += timedelta(days=1)
        clockwork.look_again(at=archive.county.at)
        archive.swept()


@pytest.mark.clause("AR-1")
def test_what_was_left_out_does_not_come_back_by_itself(archive: Archive) -> None:
    document = abandoned(archive)
    archive.swept()
    archive.do("leave_out", archive.item(document), HEAD)
    two_nights(archive)
    assert [item.state for item in Item.objects.filter(source_id=document.pk, source_kind="document")] == [
        "left_out"
    ]


@pytest.mark.clause("国家档案局令第8号")
def test_what_the_approved_table_leaves_out_is_proposed_not_to_be_filed(archive: Archive) -> None:
    scope = archive.do("draft_scope", "agency:xzfb", OFFICE_KEEPER).matter
    row = scope.rows.get(kind="document")
    left = {"row": row.pk, "filed": "no", "term": "", "why_not": "由县政府办公室统一归档"}
    archive.do("change_scope_row", scope, OFFICE_KEEPER, left)
    archive.do("submit_scope", scope, OFFICE_HEAD)
    data = {"approved_by": "五原县档案局", "number": "五档发〔2026〕3号", "approved_on": "2026-11-01"}
    archive.do("approve_scope", scope, OFFICE_KEEPER, data)
    item = archive.ready()
    assert item.state == "leaving"
    assert "由县政府办公室统一归档" in item.left_out_because
    archive.do("leave_out", item, HEAD)
    two_nights(archive)
    assert Item.objects.filter(source_kind="document").count() == 1


@pytest.mark.clause("AR-3(1)")
def test_a_list_files_what_stood_ready_when_it_was_signed_and_nothing_else(archive: Archive) -> None:
    archive.approved()
    late = archive.ready()
    signed = archive.ready()
    record = late.members.select_related("file").get(sort="record")
    archive.do("propose_leaving", late, KEEPER, {"reason": "等等再说"})
    number = Item.objects.filter(agency__code="rfbsc", state="ready").count()
    row: FilingList = archive.do("sign_list", "agency:rfbsc", KEEPER).matter
    assert row.number == number
    # What bears a lower number becomes ready between the signature and the night.
    archive.do("keep_after_all", late, HEAD, {"reason": "要归档"})
    archive.swept()
    assert archive.item_now(late).state == "ready"
    assert record.file_id
    clockwork.file_signed(at=archive.county.at)
    row.refresh_from_db()
    assert (row.state, row.filed, row.returned) == ("done", number, 0)
    assert (archive.item_now(signed).state, archive.item_now(late).state) == ("filed", "ready")


@pytest.mark.clause("AR-3(1)")
def test_a_list_that_fails_holds_up_no_other_agency(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    archive.approved()
    archive.ready()
    other = archive.county.agencies["xzfb"]
    first: FilingList = archive.do("sign_list", "agency:rfbsc", KEEPER).matter
    of_the_office = Item.objects.filter(agency=other, state="ready")
    assert of_the_office.exists(), "the table of scope that came into force is the office's own record"
    second: FilingList = archive.do("sign_list", "agency:xzfb", OFFICE_KEEPER).matter
    places = filing.places

    def broken(items: Any, at: Any) -> Any:
        if items and items[0].agency_id == first.agency_id:
            raise ValueError
        return places(items, at)

    monkeypatch.setattr(filing, "places", broken)
    clockwork.file_signed(at=archive.county.at)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("signed", "done")
    assert f"Filing list {first.pk}" in caplog.text


@pytest.mark.clause("AR-2")
def test_what_an_item_says_of_itself_follows_its_matter_until_it_is_filed(archive: Archive) -> None:
    item = archive.ready()
    Item.objects.filter(pk=item.pk).update(
        title="旧题名", ended_at=archive.county.at - timedelta(days=400), year=2025, expires_on="2056-01-01"
    )
    archive.do("look_again", item, KEEPER)
    archive.swept()
    now = archive.item_now(item)
    assert (now.title, now.year, now.expires_on.year) == (item.title, 2026, 2057)
    assert localdate(now.ended_at) == localdate(item.ended_at)


@pytest.mark.clause("AR-2")
def test_what_its_keeper_wrote_of_an_item_stays_when_it_is_collected_anew(archive: Archive) -> None:
    item = archive.ready()
    said = {
        "title": "更清楚的题名",
        "document_number": "五人社发〔2026〕9号",
        "secrecy": "无",
        "note": "",
        "term": "Y",
        "because": "有长期查考价值",
    }
    archive.do("arrange", item, KEEPER, said)
    archive.do("look_again", item, KEEPER)
    archive.swept()
    now = archive.item_now(item)
    assert (now.title, now.document_number) == ("更清楚的题名", "五人社发〔2026〕9号")
    assert (now.term, now.expires_on, now.term_because) == ("Y", None, "有长期查考价值")


@pytest.mark.clause("AR-1")
def test_the_draft_of_an_excerpt_holds_up_no_file_and_what_is_published_later_supplements_it(
    archive: Archive,
) -> None:
    archive.approved()
    county = archive.county
    desk = Desk(county)
    application = desk.closed(county.at, county.at + timedelta(hours=2))
    county.at += timedelta(hours=3)
    print_waiting(Letter, at=county.at, by=county.actor(KEEPER))
    text = {"title": "调查结果", "question": "要调查结果", "answer": DECISION["facts"]}
    excerpt = desk.clerk("applications.excerpt_reply", application.replies.get(), county.at, text).matter
    archive.swept()
    item = archive.item(application)
    assert item.state == "ready"
    archive.do("file", item, KEEPER)
    county.at += timedelta(hours=1)
    desk.by("disclosure_head", "applications.publish_excerpt", excerpt, county.at)
    county.at += timedelta(hours=1)
    clockwork.look_again(at=county.at)
    more = archive.item(application, sequence=1)
    assert more.supplements_id == item.pk


@pytest.mark.clause("AR-2")
def test_marks_that_turn_the_writing_round_do_not_come_into_the_catalogue(archive: Archive) -> None:
    document = archive.county.published()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Document.objects.filter(pk=document.pk).update(title="关于\u202e荷花\u202c的\u200f通知")
        cursor.execute("SET LOCAL session_replication_role = origin")
    item = archive.ready(document)
    assert (item.title, item.state) == ("关于荷花的通知", "ready")
    arranged = {"title": "通\u200f知", "document_number": "", "term": item.term, "secrecy": "无"}
    archive.do("arrange", item, KEEPER, arranged)
    assert archive.item_now(item).title == "通知"


@pytest.mark.clause("AR-2")
def test_nor_into_the_list_of_a_volume() -> None:
    stored = StoredFile(name="附件.txt", audience="internal")
    piece = gathering._piece(
        stored, "disclosure.Attachment:1.file", "附件", SimpleNamespace(title="名\u202e单")
    )
    assert piece.title == "附件：名单"
