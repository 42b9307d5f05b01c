"""`make bench`: how much longer work takes with a hundred times the rows. Ratios within one run; nothing is asserted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from time import perf_counter

import pgtrigger
import pytest
from django.test import Client

from annual_report.queries import counted_now
from applications.models import Application
from disclosure.models import Document, IndexNumber
from foundation.casework.worklist import my_matters
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from foundation.search.entries import index
from tests.personas import County

FEW, MANY = 20, 2_000


def median_time(work: Callable[[], object], runs: int = 9) -> float:
    """Measure the median of some runs after a first one, in seconds."""
    work()
    times = []
    for _run in range(runs):
        began = perf_counter()
        work()
        times.append(perf_counter() - began)
    return median(times)


def fill(county: County, count: int) -> None:
    """Create documents with index entries, open clocks that are not due, and last year's applications, `count` of each."""
    agency = county.agencies["rfbsc"]
    had = Document.objects.count()
    numbers = IndexNumber.objects.bulk_create(
        IndexNumber(number=f"wy-rfbsc/2025-{n:05d}", agency=agency, year=2025, serial=n)
        for n in range(had + 1, count + 1)
    )
    with pgtrigger.ignore("disclosure.Document:b_begins_as_draft"):
        documents = Document.objects.bulk_create(
            Document(
                agency=agency,
                created_at=county.at,
                title=f"关于第 {number.serial} 号事项的通知",
                body="各村民委员会：请认真组织，按时完成。",
                attribute="proactive",
                formed_on=county.at.date(),
                published_at=county.at + timedelta(seconds=number.serial),
                index=number,
                state="published",
            )
            for number in numbers
        )
    for document in documents:
        texts = {"title": document.title, "text": document.body, "url": "/"}
        index("document", document.pk, **texts, agency=agency, at=county.at)
    Application.objects.bulk_create(
        Application(
            agency=agency,
            created_at=county.at,
            number=f"2025-{number.serial:06d}",
            channel="online",
            applicant_class="natural",
            wanted="x",
            form="electronic",
            delivery="online",
            received_on=date(2025, 1, 1) + timedelta(days=number.serial % 365),
        )
        for number in numbers
    )
    Clock.objects.bulk_create(
        Clock(
            limit="disclosure.publication",
            clause="PD-9",
            span=20,
            unit="working_days",
            matter_kind="bench",
            matter_id=number.serial,
            subject="",
            agency=agency,
            started_at=county.at,
            opened_at=county.at,
            due_at=county.at + timedelta(days=30),
            next_event_at=county.at + timedelta(days=25),
        )
        for number in numbers
    )


@pytest.mark.django_db
def test_ratios(county: County, capsys: pytest.CaptureFixture[str]) -> None:
    """Print how many times longer each work takes."""
    client, clerk = Client(), county.actor("rfbsc-records_office")
    done = county.do("annual_report.open", "agency:rfbsc", "rfbsc-applications_clerk", {"year": 2025})
    report = done.matter
    works: dict[str, Callable[[], object]] = {
        "public list": lambda: client.get("/documents/"),
        "search": lambda: client.get("/documents/", {"q": "通知"}),
        "home page": lambda: client.get("/"),
        "work list": lambda: my_matters(clerk, 50),
        "sweep, none due": lambda: sweep(county.at),
        "annual report": lambda: counted_now(report),
    }
    fill(county, FEW)
    few = {name: median_time(work) for name, work in works.items()}
    fill(county, MANY)
    with capsys.disabled():
        print(f"\n{'work':<18}{MANY // FEW}× as much costs")
        for name, work in works.items():
            print(f"{name:<18}{median_time(work) / few[name]:.1f}×")
