"""What is handed over: whole, encrypted where it tells of people, and registered by its worst (档案法15, DA/T 70)."""

from __future__ import annotations

import html
import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pyrage
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive import clockwork, filing, packing, printing
from archive.figures import failed
from archive.models import Detection, FilingYear, Fonds, Item, QuarterCheck, QuarterFinding, Transfer
from archive.numbering import numbers
from archive.testing import examine_all
from foundation.casework.refusals import Refused
from foundation.figures.declared import Span
from tests.archive.people import KEEPER, LEADER, Archive
from tests.archive.test_opening import application_filed

pytestmark = pytest.mark.django_db
SEEN_TO = {"scanner": "某杀毒软件 3.1", "found": "none", "opened": "yes"}


def browser(archive: Archive, who: str) -> Client:
    client = Client()
    client.force_login(archive.county.people[who])
    return client


def queries_of(archive: Archive, address: str) -> int:
    """How many queries the keeper's page takes, once what is asked for but once is known."""
    client = browser(archive, KEEPER)
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def drafted(archive: Archive) -> Transfer:
    """A transfer of the file of an application, which tells of its applicant."""
    item = application_filed(archive)
    archive.on("2032-01-04")
    archive.do("name_fonds", "agency:rfbsc", KEEPER, {"number": "A012", "given_on": "2032-01-04"})
    transfer: Transfer = archive.do("draft_transfer", "agency:rfbsc", KEEPER).matter
    assert transfer.rows.filter(item=item).exists()
    return transfer


@pytest.mark.clause("AR-3(3)")
def test_what_tells_of_people_is_handed_over_encrypted_or_not_at_all(archive: Archive, settings: Any) -> None:
    transfer = drafted(archive)
    with pytest.raises(Refused) as bare:
        archive.do("offer_transfer", transfer, KEEPER, SEEN_TO)
    assert "县档案馆的公钥" in str(bare.value)
    key = pyrage.x25519.Identity.generate()
    settings.ARCHIVE_RECIPIENTS = [str(key.to_public())]
    archive.do("offer_transfer", transfer, KEEPER, SEEN_TO)
    archive.do("sign_transfer", transfer, LEADER)
    sent = {"sent_on": "2032-01-04", "carrier": "只读光盘 1 张"}
    archive.do("send_transfer", transfer, KEEPER, sent)
    address = f"/desk/archive/transfer/{transfer.pk}/"
    client = browser(archive, KEEPER)
    # The worker makes the bag; until then the page says so, and nothing is given out.
    assert "正在打包" in client.get(f"{address}change/").content.decode()
    assert client.get(f"{address}bag/").status_code == 404
    assert clockwork.pack_transfers(at=archive.county.at) == 1
    assert clockwork.pack_transfers(at=archive.county.at) == 0
    address = f"/desk/archive/transfer/{transfer.pk}/bag/"
    client = browser(archive, KEEPER)
    answer: Any = client.get(address)
    made = b"".join(answer.streaming_content)
    assert b"bagit.txt" not in made
    clear = pyrage.decrypt(made, [key])
    transfer.refresh_from_db()
    assert len(clear) == transfer.package_size
    with ZipFile(BytesIO(clear)) as bag:
        names = " ".join(bag.namelist())
    assert "bagit.txt" in names
    # Without the keys it leaves in no way, whoever asks.
    settings.ARCHIVE_RECIPIENTS = []
    assert client.get(address).status_code == 404


@pytest.mark.clause("AR-3(3)")
def test_what_tells_of_nobody_needs_no_key(archive: Archive) -> None:
    archive.filed()
    archive.on("2032-01-04")
    transfer = archive.do("draft_transfer", "agency:rfbsc", KEEPER).matter
    assert not packing.tells_of_people(transfer)


@pytest.mark.clause("AR-3(3)")
def test_a_transfer_asks_for_no_fonds_item_by_item(archive: Archive) -> None:
    for _ in range(3):
        archive.filed()
    archive.on("2032-01-04")
    archive.do("name_fonds", "agency:rfbsc", KEEPER, {"number": "A012", "given_on": "2032-01-04"})
    transfer: Transfer = archive.do("draft_transfer", "agency:rfbsc", KEEPER).matter
    address = f"/desk/archive/transfer/{transfer.pk}/change/"
    of_three = queries_of(archive, address)
    for row in transfer.rows.all()[1:]:
        archive.do("leave_transfer_row", transfer, KEEPER, {"row": row.pk, "reason": "另办"})
    assert queries_of(archive, address) == of_three


@pytest.mark.clause("AR-2")
def test_the_register_says_the_worst_of_all(archive: Archive) -> None:
    items = [archive.filed(), archive.filed()]
    for item, outcome in zip(items, ("通过", "不通过"), strict=True):
        point = {"property": "真实性", "outcome": outcome}
        Detection.objects.create(
            item=item, stage="transfer", passed=outcome == "通过", points=[point], at=archive.county.at
        )
    assert printing._worst_of([item.pk for item in items], []) == [("真实性", "不合格")]
    assert printing._worst_of([items[0].pk], []) == [("真实性", "合格")]
    foreign = {"property": "安全性", "outcome": "不通过"}
    assert printing._worst_of([items[0].pk], [foreign]) == [("真实性", "合格"), ("安全性", "不合格")]


@pytest.mark.clause("AR-2")
def test_what_only_waits_for_a_person_did_not_fail(archive: Archive) -> None:
    item = archive.ready()
    span = Span.of_year(2026)
    for outcome, counted in (("待人工确认", 0), ("不通过", 1)):
        Detection.objects.create(
            item=item, stage="filing", passed=False, points=[{"outcome": outcome}], at=archive.county.at
        )
        assert failed(span).count() == counted


@pytest.mark.clause("AR-2")
def test_a_gap_among_the_numbers_of_a_series_is_found(archive: Archive) -> None:
    first = archive.filed()

    def said(of: Item) -> str:
        points = examine_all([of], "transfer", archive.county.at)[of.pk].points
        return next(point["reason"] for point in points if point["code"] == "whole.numbers")

    assert said(first) == ""
    numbers(filing._series(first, "item"), 1)  # given to nobody
    third = archive.filed()
    assert (third.serial, first.serial) == (3, 1)
    assert "缺 2" in said(third)


@pytest.mark.clause("AR-3(4)")
def test_a_list_that_is_cut_says_so(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.admin.checks.SHOWN", 2)
    check = QuarterCheck.objects.create(
        agency=archive.county.agencies["rfbsc"],
        created_at=archive.county.at,
        title="自查",
        year=2026,
        quarter=4,
    )
    QuarterFinding.objects.bulk_create(
        [QuarterFinding(check_of=check, sort="unfiled", ref=f"archive_item:{n}", label="x") for n in range(3)]
    )
    address = f"/desk/archive/quartercheck/{check.pk}/change/"
    assert "共 3 条，这里列出前 2 条" in browser(archive, KEEPER).get(address).content.decode()


@pytest.mark.clause("AR-3(4)")
def test_a_long_list_leads_to_what_it_names_and_costs_no_more_queries(archive: Archive) -> None:
    item = archive.filed()
    check = QuarterCheck.objects.create(
        agency=item.agency, created_at=archive.county.at, title="自查", year=2026, quarter=4
    )
    address, keeper = f"/desk/archive/quartercheck/{check.pk}/change/", browser(archive, KEEPER)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page = keeper.get(address).content.decode()
        assert f'href="/desk/archive/item/{item.pk}/change/"' in page
        return len(asked)

    QuarterFinding.objects.create(check_of=check, sort="unfiled", ref=item.ref, label="x")
    queries()  # the first page also logs in
    few = queries()
    QuarterFinding.objects.bulk_create(
        [
            QuarterFinding(check_of=check, sort="unfiled", ref=f"archive_item:{n}", label="x")
            for n in range(9, 29)
        ]
    )
    assert queries() == few


@pytest.mark.clause("AR-2")
def test_a_fonds_that_is_named_twice_is_refused_with_what_helps(archive: Archive) -> None:
    given = {"number": "A012", "given_on": "2026-11-02"}
    archive.do("name_fonds", "agency:rfbsc", KEEPER, given)
    with pytest.raises(Refused) as again:
        archive.do("name_fonds", "agency:rfbsc", KEEPER, {**given, "number": "A013"})
    assert "系统管理员" not in str(again.value)
    assert "县档案馆" in str(again.value)
    assert Fonds.objects.count() == 1


@pytest.mark.clause("AR-2")
def test_the_year_gives_catalogue_and_spine_of_what_lies_in_its_boxes(archive: Archive) -> None:
    item = archive.filed()
    year = FilingYear.objects.create(
        agency=item.agency, created_at=archive.county.at, title="2026 年归档", year=item.year
    )
    client = browser(archive, KEEPER)
    page = client.get(f"/desk/archive/filingyear/{year.pk}/change/").content.decode()
    links = [html.unescape(link) for link in re.findall(r'href="([^"]+\.pdf\?[^"]+)"', page)]
    assert len(links) == 2
    for link in links:
        answer = client.get(link)
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
        assert client.get(link.partition("?")[0]).status_code == 404
