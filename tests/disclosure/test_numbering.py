"""Index numbers: consecutive, unique, never reused, however many publish at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from disclosure.models import Document, IndexNumber, Signature
from disclosure.numbering import keep_number, next_number
from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.casework.acts import perform
from foundation.correspondence.models import NumberSeries
from interpretation.models import Duty
from secrecy_review.models import Review
from tests.personas import SHANGHAI, County, make_county

COPIES = 40
THREADS = 8


def copy_of(document: Document, n: int) -> Document:
    """A determined document like another one, with a review and signatures of its own: what the triggers demand."""
    values = {
        f.attname: getattr(document, f.attname) for f in Document._meta.concrete_fields if f.name != "id"
    }
    return Document(**{**values, "state": "draft", "title": f"{document.title}（{n}）"})


def multiply(document: Document, times: int) -> list[Document]:
    """Copies of a determined document, written in bulk past the acts but not past the database."""
    copies = Document.objects.bulk_create(copy_of(document, n) for n in range(times))
    drafter, clerk = (Staff.objects.get(username=f"rfbsc-{role}") for role in ("drafter", "records_office"))
    why = {"not_due_reason": "会议通知，只管这一次。", "judged_by": drafter}
    Duty.objects.bulk_create(
        Duty(agency=copy.agency, document=copy, created_at=copy.created_at, **why) for copy in copies
    )
    Duty.objects.filter(document__in=copies).update(state="not_due", cleared_by=clerk)
    copies = list(Document.objects.filter(pk__in=[c.pk for c in copies]))
    approving = Review.objects.approving(document).get()
    values = {
        f.attname: getattr(approving, f.attname) for f in Review._meta.concrete_fields if f.name != "id"
    }
    reviews = Review.objects.bulk_create(
        Review(**{**values, "state": "pending", "subject_id": copy.pk, "digest": copy.digest})
        for copy in copies
    )
    Review.objects.filter(pk__in=[r.pk for r in reviews]).update(state="concluded")
    signed = list(document.signatures.all())
    Signature.objects.bulk_create(
        Signature(
            document=copy,
            capacity=s.capacity,
            digest=copy.digest,
            signer=s.signer,
            signer_name=s.signer_name,
            at=s.at,
        )
        for copy in copies
        for s in signed
    )
    Document.objects.filter(pk__in=[c.pk for c in copies]).update(state="determined")
    return copies


@pytest.fixture
def busy_county(transactional_db: None) -> County:
    """The county, committed, so that many connections see it."""
    return make_county()


@pytest.mark.clause("PD-9")
def test_publications_at_once_get_consecutive_numbers(busy_county: County) -> None:
    county = busy_county
    refs = [copy.ref for copy in multiply(county.determined(), COPIES)]
    actor, at = county.actor("rfbsc-records_office"), county.at + timedelta(hours=1)
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda ref: publish(ref, actor, at), refs))
    numbers = sorted(IndexNumber.objects.values_list("number", flat=True))
    assert numbers == [f"wy-rfbsc/2026-{n:05d}" for n in range(1, COPIES + 1)]
    published = Document.objects.public(at)
    assert sorted(published.values_list("index__number", flat=True)) == numbers
    assert NumberSeries.objects.get(name="documents:rfbsc", year=2026).last == COPIES


def publish(ref: str, actor: Actor, at: datetime) -> None:
    """Publish in a thread, on a connection of its own."""
    try:
        perform("disclosure.publish", on=ref, actor=actor, at=at)
    finally:
        connection.close()


def published_numbers(county: County, code: str = "rfbsc", **more: Any) -> str:
    """Publish one more document and say its number."""
    return str(county.published(code, **more).index_number)


@pytest.mark.django_db
def test_each_agency_and_year_begins_at_one(county: County) -> None:
    assert published_numbers(county) == "wy-rfbsc/2026-00001"
    assert published_numbers(county) == "wy-rfbsc/2026-00002"
    assert published_numbers(county, "lxcz") == "wy-lxcz/2026-00001"
    county.at = datetime(2026, 12, 31, 23, 0, tzinfo=SHANGHAI)
    assert published_numbers(county) == "wy-rfbsc/2026-00003"
    county.at = datetime(2027, 1, 1, 0, 0, tzinfo=SHANGHAI)
    assert published_numbers(county) == "wy-rfbsc/2027-00001"


@pytest.mark.django_db
def test_an_imported_number_advances_the_series(county: County) -> None:
    agency = county.agencies["rfbsc"]
    kept = keep_number(agency, "wy-rfbsc/2026-00041")
    assert kept is not None
    assert next_number(agency, 2026).number == "wy-rfbsc/2026-00042"
    earlier = keep_number(agency, "wy-rfbsc/2026-00007")
    assert earlier is not None
    assert next_number(agency, 2026).number == "wy-rfbsc/2026-00043"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "number",
    [
        "wy-lxcz/2026-00001",
        "rfbsc/2026-00001",
        "wy-rfbsc/26-1",
        "wy-rfbsc/2026-1",
        "",
        "wy-rfbsc/2026-00001\n",
    ],
)
def test_a_number_that_is_not_ours_is_not_kept(county: County, number: str) -> None:
    assert keep_number(county.agencies["rfbsc"], number) is None
    assert not IndexNumber.objects.exists()


@pytest.mark.django_db
def test_a_number_is_kept_once(county: County) -> None:
    assert keep_number(county.agencies["rfbsc"], "wy-rfbsc/2023-07692") is not None
    assert keep_number(county.agencies["rfbsc"], "wy-rfbsc/2023-07692") is None


@pytest.mark.django_db
@pytest.mark.clause("SR-13")
def test_a_withdrawn_number_is_not_given_again(county: County) -> None:
    document = county.published()
    county.do("disclosure.withdraw", document.ref, "rfbsc-records_office", {"reason": "内容有误。"})
    assert published_numbers(county) == "wy-rfbsc/2026-00002"
    assert county.fresh(document).index_number == "wy-rfbsc/2026-00001"


@pytest.mark.django_db
def test_a_refused_publication_uses_up_no_number(county: County) -> None:
    agency = county.agencies["rfbsc"]
    with transaction.atomic():
        assert next_number(agency, 2026).serial == 1
        transaction.set_rollback(True)
    assert next_number(agency, 2026).serial == 1


@pytest.mark.django_db
def test_the_database_gives_no_number_twice(county: County) -> None:
    given = next_number(county.agencies["rfbsc"], 2026)
    with pytest.raises(IntegrityError), transaction.atomic():
        IndexNumber.objects.create(number=given.number, agency=given.agency, year=2026, serial=99)
    with pytest.raises(IntegrityError), transaction.atomic():
        IndexNumber.objects.create(
            number="wy-rfbsc/2026-00099", agency=given.agency, year=2026, serial=given.serial
        )


@pytest.mark.django_db
def test_a_year_has_99_999_numbers(county: County) -> None:
    agency = county.agencies["rfbsc"]
    assert keep_number(agency, "wy-rfbsc/2026-99999") is not None
    with pytest.raises(OverflowError):
        next_number(agency, 2026)
