"""Who opens what of an item, and who is given its papers (AR-3(1), SR-6(1))."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Letter
from archive.models import Item
from archive.opening import may_open
from foundation.accesses.models import Access
from foundation.casework import matters
from foundation.correspondence.printing import print_waiting
from tests.applicants import Desk
from tests.archive.people import HEAD, KEEPER, Archive

pytestmark = pytest.mark.django_db


def browser(archive: Archive, who: str) -> Client:
    client = Client()
    client.force_login(archive.county.people[who])
    return client


def application_ready(archive: Archive) -> Item:
    """The file of an application that was answered, with what tells of its applicant, ready to be filed."""
    archive.approved()
    county = archive.county
    application = Desk(county).closed(county.at, county.at + timedelta(hours=2))
    county.at += timedelta(hours=3)
    print_waiting(Letter, at=county.at, by=county.actor(KEEPER))
    archive.swept()
    return archive.item(application)


def application_filed(archive: Archive) -> Item:
    """The same, filed."""
    item = application_ready(archive)
    archive.do("file", item, KEEPER)
    return archive.item_now(item)


@pytest.mark.clause("AR-3(1)")
def test_the_proof_is_given_to_whoever_reads_the_matter(archive: Archive) -> None:
    item = application_filed(archive)
    county = archive.county
    borrower = "lxcz-personnel"
    data = {"borrower": county.people[borrower].pk, "purpose": "编写大事记", "until_on": "2026-11-20"}
    archive.do("lend", archive.do("propose_loan", item, KEEPER, data).matter, HEAD)
    page, proof, stamp = (
        f"/desk/archive/item/{item.pk}/{last}" for last in ("change/", "proof.pdf", "stamp.pdf")
    )
    reads = {who: item.read_by_its_readers(county.actor(who)) for who in (KEEPER, borrower, HEAD)}
    assert (reads[borrower], reads[HEAD]) == (False, True)
    for who, open_to in reads.items():
        client = browser(archive, who)
        assert client.get(proof).status_code == (200 if open_to else 404), who
        assert ("档案真实性证明" in client.get(page).content.decode()) == open_to, who
        assert client.get(stamp).status_code == 200, who


@pytest.mark.clause("SR-6(1)")
def test_the_record_opens_to_whoever_reads_every_matter_in_the_file(archive: Archive) -> None:
    item = archive.filed()
    actor = archive.county.actor("rfbsc-drafter")
    record = item.members.select_related("file").get(sort="record")
    assert may_open(actor, item, record)
    for model in matters.matter_kinds():
        unread = model._base_manager.exclude(pk__in=matters.in_sight(model, actor).values("pk")).first()
        if unread is not None and not model.sealed:
            wider = archive.item_now(item)
            wider.matters = [*item.matters, unread.ref]
            assert not may_open(actor, wider, record), model.kind
            break
    else:
        raise AssertionError("the drafter reads everything there is")


@pytest.mark.clause("AR-2")
def test_a_keeper_opens_what_waits_for_their_word_and_leaves_a_line(archive: Archive) -> None:
    item = application_filed(archive)
    keeper = archive.county.actor(KEEPER)
    letter = item.members.select_related("file").exclude(sort__in=("record", "personal")).first()
    assert letter is not None
    letter.file.audience = "internal"
    personal = item.members.select_related("file").get(sort="personal")
    # Nobody reads the matter 0: the keeper opens it as its keeper alone.
    of = {"source_kind": "application", "source_id": 0, "agency": item.agency, "state": "collected"}
    assert not may_open(keeper, Item(**of), letter)
    waits = Item(**of, tested_at=archive.county.at)
    assert may_open(keeper, waits, letter)
    assert not may_open(keeper, waits, personal)
    assert not may_open(archive.county.actor("lxcz-archivist"), waits, letter)


@pytest.mark.clause("SR-6(2)")
def test_a_file_that_is_opened_leaves_a_line(archive: Archive) -> None:
    item = archive.filed()
    record = item.members.get(sort="record")
    address = reverse("admin:archive_item_file", args=[item.pk, record.pk])
    assert browser(archive, "rfbsc-drafter").get(address).status_code == 200
    assert Access.objects.filter(kind="download", of=item.ref).exists()
