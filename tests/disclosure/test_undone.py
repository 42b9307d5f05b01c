"""A withdrawal takes effect at once, and can be undone within the hour; the trace of both stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from disclosure.models import Document
from foundation.casework import ledger
from foundation.casework.refusals import NotPermitted, Refused
from foundation.search.models import Entry
from tests.annual_report.offices import Office
from tests.disclosure.test_versions import CHANGE, RECORDS, found, page, revised, take_through
from tests.personas import County

pytestmark = pytest.mark.clause("SR-13")

WHY = {"reason": "撤错了一份"}
GONE = {"reason": "内容有误"}


def withdrawn(county: County, by: str = RECORDS) -> Document:
    document: Document = county.do("disclosure.withdraw", county.published().ref, by, GONE).matter
    return document


def seen(document: Document) -> dict[str, Any]:
    """Where the public meets a document."""
    return {
        "page": page(document)[0],
        "version": page(document, document.version)[0],
        "list": document.title in Client().get("/documents/").content.decode(),
        "search": bool(found("清洁取暖")),
        "home": document.title in Client().get("/").content.decode(),
    }


PUBLIC = {"page": 200, "version": 200, "list": True, "search": True, "home": True}
AWAY = {"page": 410, "version": 404, "list": False, "search": False, "home": False}


def test_every_channel_follows_both_ways_and_the_trace_stays(county: County) -> None:
    document = county.published()
    assert seen(document) == PUBLIC
    county.do("disclosure.withdraw", document.ref, RECORDS, GONE)
    assert seen(document) == AWAY
    county.at += timedelta(minutes=59)
    done = county.do("disclosure.restore", document.ref, RECORDS, WHY)
    assert seen(document) == PUBLIC
    back = county.fresh(document)
    assert (back.state, back.withdrawn_at, back.withdrawal_reason) == ("published", None, "")
    assert (back.restored_at, back.published_at) == (county.at, document.published_at)
    lines = [(line.act, line.reason) for line in ledger.lines("document", document.pk)][-2:]
    assert lines == [("disclosure.withdraw", "内容有误"), ("disclosure.restore", "撤错了一份")]
    assert ledger.broken_at("document", document.pk) is None
    told = county.people["rfbsc-drafter"].notices.filter(key=f"ledger:{done.line.pk}")
    assert told.exists()
    # And once more, from the beginning.
    county.at += timedelta(hours=3)
    county.do("disclosure.withdraw", document.ref, RECORDS, GONE)
    assert seen(document) == AWAY
    county.do("disclosure.restore", document.ref, RECORDS, WHY)
    assert seen(document) == PUBLIC


def test_after_the_hour_nobody_brings_it_back(county: County) -> None:
    document = withdrawn(county)
    county.at += timedelta(hours=1, seconds=1)
    with pytest.raises(Refused, match="已经超过一小时"):
        county.do("disclosure.restore", document.ref, RECORDS, WHY)
    assert seen(document) == AWAY


def test_what_secrecy_inspection_took_down_the_agency_does_not_bring_back(county: County) -> None:
    document = withdrawn(county, by="secrecy_inspector")
    assert seen(document) == AWAY, "at once, by one person"
    with pytest.raises(Refused, match="保密检查作出的撤回"):
        county.do("disclosure.restore", document.ref, RECORDS, WHY)
    for nobody in ("rfbsc-drafter", "rfbsc-leader"):
        with pytest.raises(NotPermitted):
            county.do("disclosure.restore", document.ref, nobody, WHY)
    county.do("disclosure.restore", document.ref, "secrecy_inspector", WHY)
    assert seen(document) == PUBLIC


def test_the_versions_that_went_along_come_back_along(county: County) -> None:
    second = take_through(county, revised(county, county.published()))
    county.do("disclosure.withdraw", second.ref, RECORDS, GONE)
    assert [page(second, n)[0] for n in (1, 2)] == [404, 404]
    county.do("disclosure.restore", second.ref, RECORDS, WHY)
    versions = Document.objects.filter(index=second.index).order_by("version")
    assert [v.state for v in versions] == ["superseded", "published"]
    assert [page(second, n)[0] for n in (1, 2)] == [200, 200]
    assert Entry.objects.filter(kind="document").count() == 1
    line = ledger.last_line("document", versions[0].pk)
    assert line is not None
    assert (line.act, line.detail.get("cause", "disclosure.restore")) == (
        "disclosure.restore_older",
        "disclosure.restore",
    )


def test_an_old_version_withdrawn_by_itself_comes_back_as_an_old_version(county: County) -> None:
    first = county.published()
    second = take_through(county, revised(county, first))
    county.do("disclosure.withdraw", county.fresh(first).ref, RECORDS, GONE)
    assert (page(second)[0], page(second, 1)[0]) == (200, 404)
    back = county.do("disclosure.restore", county.fresh(first).ref, RECORDS, WHY).matter
    assert (back.state, page(second, 1)[0], page(second)[0]) == ("superseded", 200, 200)
    assert Entry.objects.filter(kind="document").count() == 1


def test_a_new_version_published_meanwhile_stays(county: County) -> None:
    first = county.published()
    newer = county.do(
        "disclosure.revise", first.ref, "rfbsc-drafter", {**CHANGE, "changed_on": "2026-11-02"}
    ).matter
    county.do("disclosure.withdraw", first.ref, RECORDS, GONE)
    county.at += timedelta(minutes=10)
    second = take_through(county, newer)
    with pytest.raises(Refused, match="已经发布了新的版本"):
        county.do("disclosure.restore", county.fresh(first).ref, RECORDS, WHY)
    assert page(second)[0] == 200


@pytest.mark.parametrize(
    "how",
    [
        "state = 'published'",
        "state = 'superseded'",
        "state = 'published', restored_at = withdrawn_at + interval '61 minutes'",
        "state = 'published', restored_at = withdrawn_at - interval '1 minute'",
        "state = 'draft', restored_at = withdrawn_at",
    ],
)
def test_the_database_holds_the_hour(county: County, how: str) -> None:
    document = withdrawn(county)
    with (
        pytest.raises(DatabaseError, match=r"SR-13|SR-6\(2\)"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE disclosure_document SET {how} WHERE id = %s", [document.pk])


@pytest.mark.parametrize("state", ["published", "submitted"])
def test_a_report_taken_down_by_mistake_comes_back_as_it_was(county: County, state: str) -> None:
    office = Office(county)
    report = getattr(office, state)().report
    assert report.state == state
    url = f"/annual-reports/{report.agency.code}/{report.year}/"
    assert Client().get(url).status_code == 200
    office.act("withdraw", reason="内容有误")
    assert Client().get(url).status_code == 410
    assert not Entry.objects.filter(kind=report.kind).exists()
    office.act("restore", reason="撤错了一份")
    assert Client().get(url).status_code == 200
    assert office.report.state == state
    assert Entry.objects.filter(kind=report.kind).count() == 1
