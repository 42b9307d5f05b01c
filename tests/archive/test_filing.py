"""From what ended to what is filed: found, collected, tested, filed, left out, supplemented (AR-1, AR-2)."""

from __future__ import annotations

import pytest

from archive import clockwork
from archive.models import Item
from tests.archive.people import KEEPER, Archive

pytestmark = pytest.mark.django_db


@pytest.mark.clause("AR-1")
def test_what_ended_stands_ready_by_itself(archive: Archive) -> None:
    county = archive.county
    open_one = county.draft()
    document = county.published()
    archive.swept()
    item = archive.item(document)
    assert (item.state, item.title, item.year) == ("ready", document.title, 2026), item.faults
    assert item.section == "政府信息公开"
    assert not Item.objects.filter(source_kind="document", source_id=open_one.pk).exists()
    assert {m.sort for m in item.members.all()} >= {"record"}
    # A second sweep finds nothing twice.
    before = Item.objects.count()
    archive.swept()
    assert Item.objects.count() == before


@pytest.mark.clause("AR-2")
def test_filing_takes_one_signature_and_gives_a_code(archive: Archive) -> None:
    archive.approved()
    item = archive.ready()
    archive.do("file", item, KEEPER)
    item.refresh_from_db()
    assert item.state == "filed"
    assert item.shown_code == "待定-WS·2026·D30·政府信息公开-0001"
    assert all(member.copied for member in item.members.all())


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
