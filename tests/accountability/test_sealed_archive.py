"""What ended behind the door of a case is archived behind it (AC-3): its own items, keeper and encrypted bag."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pyrage
import pytest

from accountability.models import Reading, ReportReading
from archive import clockwork, copies, fixity, retention
from archive.models import Item, QuarterFinding, Scope, SealedItem
from foundation.accesses.models import Access
from foundation.casework import ledger
from foundation.casework.matters import matter_kinds
from foundation.figures.declared import FIGURES, Span
from foundation.files.models import StoredFile
from foundation.notices.models import Notice
from tests.accountability.people import CLERK, LEADER
from tests.accountability.test_sealed import (
    DEPUTY,
    ROOT_AND_ALL,
    STRANGERS,
    SUPERUSER,
    Sealed,
    browser_of,
)
from tests.accountability.test_sealed import closed_file as closed_file
from tests.accountability.test_sealed import sealed as sealed

pytestmark = [pytest.mark.django_db, pytest.mark.clause("AC-3")]


def test_what_ended_behind_the_door_is_kept_behind_it(sealed: Sealed) -> None:
    """It has items of its own, which its team reads, and the archive's keepers, lists and figures know of none of them."""
    kinds = {model.kind for model in matter_kinds() if model.sealed}
    assert not Item.objects.filter(source_kind__in=kinds).exists()
    items = SealedItem.objects.filter(source_kind__in=kinds)
    assert items.exists()
    county = sealed.commission.county
    for who in STRANGERS:
        if who not in ("anonymous", SUPERUSER, ROOT_AND_ALL, DEPUTY):
            assert not SealedItem.objects.all().visible_to(county.actor(who)).exists(), who
    assert SealedItem.objects.all().visible_to(county.actor(LEADER)).exists()
    assert not QuarterFinding.objects.filter(ref__startswith="archive_sealed").exists()
    for id, figure in FIGURES.items():
        if id.startswith("archive."):
            rows = figure.rows(Span.of_year(2026)).filter(**{figure.agency: sealed.commission.agency})
            assert sealed.found_in(str([str(vars(row)) for row in rows])) == [], id


def test_the_team_files_what_ended_and_its_bag_opens_with_its_key_alone(
    sealed: Sealed, settings: Any
) -> None:
    report = SealedItem.objects.get(source_kind="accountability_report")
    assert report.state == "ready", report.faults
    scope_for(sealed)
    sealed.commission.county.do("archive.file_sealed", report.ref, CLERK)
    report.refresh_from_db()
    assert report.state == "filed"
    assert_its_readings_are_logged(sealed, report)
    key = pyrage.x25519.Identity.generate()
    address = f"/desk/archive/sealeditem/{report.pk}/bag.age"
    team = browser_of(sealed, LEADER)
    assert team.get(address).status_code == 404
    settings.ARCHIVE_SEALED_RECIPIENTS = [str(key.to_public())]
    assert team.get(address).status_code == 404, "the worker makes it, not whoever looks at it"
    at = sealed.commission.county.at
    assert (clockwork.pack_sealed(at=at), clockwork.pack_sealed(at=at)) == (1, 0)
    made = taken(team, address)
    assert made == taken(team, address), "it was made once"
    report.refresh_from_db()
    assert hashlib.sha256(made).hexdigest() == report.bag_sha256
    page = team.get(f"/desk/archive/sealeditem/{report.pk}/change/").content.decode()
    assert report.bag_sha256 in page
    assert browser_of(sealed, "county_supervisor").get(address).status_code == 404
    assert sealed.found_in(made.decode("latin-1")) == []
    with ZipFile(BytesIO(pyrage.decrypt(made, [key]))) as bag:
        assert "bagit.txt" in "".join(bag.namelist())
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(made, [pyrage.x25519.Identity.generate()])


def taken(client: Any, address: str) -> bytes:
    """What is downloaded."""
    return b"".join(client.get(address).streaming_content)


def test_a_bag_goes_with_the_keys_and_with_what_is_erased(
    sealed: Sealed, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """Other keys make another bag, and the former is erased; so is one that holds what a room has erased of people."""
    county = sealed.commission.county
    report = SealedItem.objects.get(source_kind="accountability_report")
    scope_for(sealed)
    county.do("archive.file_sealed", report.ref, CLERK)
    made = []
    for _turn in range(2):
        settings.ARCHIVE_SEALED_RECIPIENTS = [str(pyrage.x25519.Identity.generate().to_public())]
        with django_capture_on_commit_callbacks(execute=True):
            assert clockwork.pack_sealed(at=county.at) == 1
        report.refresh_from_db()
        made.append(report.bag)
    former, bag = made
    former.refresh_from_db()
    assert (former.erased_at is None, former.place.size()) == (False, None)
    assert bag.place.size() is not None
    county.at += timedelta(days=1)
    record = report.members.get(sort="record")
    # Not by `erase`: the tests of this module share the bytes.
    StoredFile.objects.filter(pk=record.file_id).update(erased_at=county.at)
    with django_capture_on_commit_callbacks(execute=True):
        retention.follow(at=county.at)
    report.refresh_from_db()
    assert (report.bag, report.bag_sha256, bag.place.size()) == (None, "", None)
    acts = [line.act for line in ledger.lines("archive_sealed", report.pk)]
    assert acts[-3:] == ["archive.pack_sealed", "archive.pack_sealed", "archive.unpack_sealed"]


def test_a_part_that_is_lost_is_told_to_the_team_alone_and_by_no_name(sealed: Sealed) -> None:
    report = SealedItem.objects.get(source_kind="accountability_report")
    scope_for(sealed)
    county = sealed.commission.county
    county.do("archive.file_sealed", report.ref, CLERK)
    part = report.members.select_related("file").get(sort="record")
    for place in (part.file.place, copies.copy_of(part.file)):
        place.write(b"damaged")
    fixity.check(at=county.at)
    assert "archive.lose_sealed" in [line.act for line in ledger.lines("archive_sealed", report.pk)]
    told = Notice.objects.filter(subject__contains="原件和副本都损坏")
    people = {notice.recipient.username for notice in told}
    assert CLERK in people
    assert not people & set(STRANGERS)
    for who in people:
        assert SealedItem.objects.all().visible_to(county.actor(who)).filter(pk=report.pk).exists(), who
    assert {notice.subject for notice in told} == {"原件和副本都损坏：案件归档"}
    assert not told.filter(body__contains=report.title).exists()


def assert_its_readings_are_logged(sealed: Sealed, item: SealedItem) -> None:
    """What is taken from the archive leaves a line with the matter, and none among the accesses that says of what."""
    record = item.members.get(sort="record")
    for last in ("change/", "proof.pdf", f"files/{record.pk}/"):
        before = Reading.objects.count() + ReportReading.objects.count()
        answer = browser_of(sealed, LEADER).get(f"/desk/archive/sealeditem/{item.pk}/{last}")
        assert answer.status_code == 200, last
        assert Reading.objects.count() + ReportReading.objects.count() == before + 1, last
    assert not Access.objects.filter(of__startswith="archive_sealed").exists()


def scope_for(sealed: Sealed) -> None:
    """The table of scope is in force."""
    told = {"approval_number": "1号", "approved_by": "档案局", "approved_on": "2026-11-01"}
    row = Scope.objects.create(
        agency=sealed.commission.agency, created_at=sealed.commission.county.at, title="表", edition=1
    )
    Scope.objects.filter(pk=row.pk).update(state="submitted", **told)
    Scope.objects.filter(pk=row.pk).update(state="in_force")
