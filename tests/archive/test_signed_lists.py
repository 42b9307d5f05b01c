"""Who signs, the list, and what stands on it hang together by reference, and the database holds it (AR-3(1))."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from archive import clockwork
from archive.models import FilingList, Item
from archive.numbering import LONGEST, name_of, numbers, series_of
from tests.archive.people import KEEPER, SECOND, Archive
from tests.archive.test_nights import OFFICE_KEEPER

pytestmark = [pytest.mark.django_db, pytest.mark.clause("AR-3(1)")]


def listed(archive: Archive) -> tuple[FilingList, Item, Item]:
    """A list with two documents, and what else stood ready."""
    archive.approved()
    first, second = archive.ready(), archive.ready()
    row: FilingList = archive.do("sign_list", "agency:rfbsc", KEEPER).matter
    return row, archive.item_now(first), archive.item_now(second)


def test_everything_that_stood_ready_names_its_list_until_it_is_filed_by_it(archive: Archive) -> None:
    row, first, _second = listed(archive)
    ready = Item.objects.filter(agency__code="rfbsc", state="ready")
    assert {item.filing_list_id for item in ready} == {row.pk}
    clockwork.file_signed(at=archive.county.at)
    now = archive.item_now(first)
    assert (now.state, now.filing_list_id, now.filed_by_id) == ("filed", row.pk, row.signed_by_id)
    row.refresh_from_db()
    assert row.items.filter(state="filed").count() == row.filed == row.number
    with pytest.raises(DatabaseError, match="stays as it was filed"), transaction.atomic():
        Item.objects.filter(pk=first.pk).update(filing_list=None)


def test_what_becomes_of_it_otherwise_nobody_has_signed_for(archive: Archive) -> None:
    row, first, second = listed(archive)
    archive.do("look_again", first, KEEPER)
    assert archive.item_now(first).filing_list is None
    archive.swept()
    assert archive.item_now(first).state == "ready"
    # A colleague files one of them at once, under the colleague's own name.
    archive.do("file", second, SECOND)
    now = archive.item_now(second)
    assert (now.state, now.filing_list, now.filed_by.username) == ("filed", None, SECOND)
    clockwork.file_signed(at=archive.county.at)
    row.refresh_from_db()
    assert (row.state, row.filed) == ("done", row.number - 2)
    assert archive.item_now(first).state == "ready"


def test_what_is_sent_back_stays_on_the_list_as_such(archive: Archive) -> None:
    row, first, _second = listed(archive)
    record = first.members.select_related("file").get(sort="record")
    record.file.place.write(b"damaged")
    clockwork.file_signed(at=archive.county.at)
    row.refresh_from_db()
    assert (row.state, row.returned) == ("done", 1)
    assert list(row.items.filter(state="returned")) == [first]


def test_the_database_lets_nothing_on_a_list_that_its_keeper_did_not_sign(archive: Archive) -> None:
    row, first, second = listed(archive)
    third = archive.ready()
    archive.do("propose_leaving", third, KEEPER, {"reason": "等等再说"})
    signed_for = "stands ready is signed for"
    with pytest.raises(DatabaseError), transaction.atomic():
        Item.objects.filter(pk=third.pk).update(filing_list=row)
    office: FilingList = archive.do("sign_list", "agency:xzfb", OFFICE_KEEPER).matter
    with pytest.raises(DatabaseError, match=signed_for), transaction.atomic():
        Item.objects.filter(pk=first.pk).update(filing_list=office)
    other = archive.county.people[SECOND].pk
    whole = {"code": "X-1", "serial": 1, "filed_at": archive.county.at, "maker": first.agency_id}
    with pytest.raises(DatabaseError, match="filed by whoever signed it"), transaction.atomic():
        Item.objects.filter(pk=second.pk).update(state="filed", filed_by=other, **whole)
    with pytest.raises(DatabaseError, match="a list is done when all"), transaction.atomic():
        FilingList.objects.filter(pk=row.pk).update(state="done")
    clockwork.file_signed(at=archive.county.at)
    row.refresh_from_db()
    assert row.state == "done"
    with pytest.raises(DatabaseError, match=signed_for), transaction.atomic():
        Item.objects.filter(agency__code="rfbsc", state="ready").update(filing_list=row)


@pytest.mark.clause("AR-2")
def test_no_two_series_share_their_numbers_however_long_their_names() -> None:
    agency, heading = "wy-" + "a" * 27, "重大行政决策公众参与和风险评估合法性审查集体讨论决定全过程材料汇总"
    one, other = (series_of("item", agency, "WS", heading + last, "D30", 2026) for last in "甲乙")
    assert name_of(one) != name_of(other)
    assert max(len(name_of(one)), len(name_of(other))) <= LONGEST
    assert [numbers(series, 1)[0] for series in (one, other, one)] == [1, 1, 2]
    short = series_of("volume", "rfbsc", "WS", "依申请公开", "D30", 2026)
    assert name_of(short) == "archive:volume:rfbsc:WS:依申请公开:D30"
