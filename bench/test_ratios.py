"""`make bench`: what a page costs, and how much more with a million documents. Figures of one run; nothing is asserted.

DOCUMENTS=100000 make bench takes fewer. The documents, clocks and applications are multiplied in the database, past its triggers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple
from urllib.parse import quote

import pgtrigger
import pytest
from django.db import connection, models
from django.test import Client

from annual_report.queries import counted_now
from applications.models import Application
from disclosure import statute
from disclosure.models import Document, IndexNumber
from disclosure.queries import index
from foundation.casework.worklist import my_matters
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from foundation.pages import keeping
from foundation.pages.shelf import Shelf
from foundation.pages.values import known
from foundation.search.models import Entry, Tally
from tests.personas import County

#: The documents that are written one by one, and as many times as many as the database then holds.
FEW = 500
TIMES = max(2, int(os.environ.get("DOCUMENTS", "1000000")) // FEW)
RUNS = 15
MATTERS = (
    "取暖补贴",
    "秸秆焚烧",
    "土地流转",
    "义务教育招生",
    "水费",
    "危房改造",
    "公路建设",
    "人畜饮水",
    "财政预算",
    "防汛抗旱",
)
WORDS = (
    "请各村民委员会认真组织",
    "按时完成",
    "逐户登记造册",
    "在村务公开栏公示七日",
    "由镇政府汇总上报",
    "接受群众监督",
)


class Cost(NamedTuple):
    """The median of some runs, in milliseconds: of Python's own time, and of the clock on the wall."""

    cpu: float
    wall: float


def cost(work: Callable[[], object]) -> Cost:
    """Measure some work after a first time."""
    work()
    cpu, wall = [], []
    for _run in range(RUNS):
        began, began_cpu = perf_counter(), process_time()
        work()
        wall.append(1000 * (perf_counter() - began))
        cpu.append(1000 * (process_time() - began_cpu))
    return Cost(median(cpu), median(wall))


class NoShelf(Shelf):
    """Keeps nothing: each page is made."""

    def get(self, *_args: Any, **_more: Any) -> None:
        return None

    def put(self, *_args: Any, **_more: Any) -> None:
        return None


def write(county: County) -> None:
    """Documents with their entries, open clocks that are not due, and last year's applications, `FEW` of each."""
    agencies = [county.agencies[code] for code in ("rfbsc", "lxcz")]
    topics = statute.theme_paths()
    numbers = IndexNumber.objects.bulk_create(
        IndexNumber(number=f"wy-rfbsc-0/2025-{n:05d}", agency=agencies[n % 2], year=2025, serial=n)
        for n in range(1, FEW + 1)
    )
    with pgtrigger.ignore("disclosure.Document:b_begins_as_draft"):
        documents = Document.objects.bulk_create(
            Document(
                agency=number.agency,
                created_at=county.at,
                title=f"关于做好{MATTERS[number.serial % 10]}第 {number.serial} 号事项的通知",
                body="\n".join(
                    f"{WORDS[(number.serial + n) % 6]}，{MATTERS[(number.serial * n) % 10]}。"
                    for n in range(60)
                ),
                attribute="proactive",
                topic=list(topics)[number.serial % 40],
                formed_on=county.at.date(),
                published_at=county.at - timedelta(minutes=number.serial),
                index=number,
                state=Document.State.PUBLISHED,
            )
            for number in numbers
        )
    for document in documents:
        index.enter(document)
    applications = Application.objects.bulk_create(
        Application(
            agency=number.agency,
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
            matter_id=one.pk,
            subject="",
            agency=one.agency,
            started_at=county.at,
            opened_at=county.at,
            due_at=county.at + timedelta(days=30),
            next_event_at=county.at + timedelta(days=25),
        )
        for one in applications
    )


def multiply(model: type[models.Model], **other: str) -> None:
    """Have the database write each row `TIMES` - 1 times more; `other` says in SQL what is other in copy number `n`."""
    columns = [field.column for field in model._meta.concrete_fields]
    step = f"(SELECT max(id) FROM {model._meta.db_table})"
    taken = {"id": f"id + n * {step}", **other}
    listed, told = (
        ", ".join(f'"{each}"' for each in columns),
        ", ".join(taken.get(each, f'"{each}"') for each in columns),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({listed}) SELECT {told} "
            f"FROM {model._meta.db_table}, generate_series(1, {TIMES - 1}) n"
        )


@contextmanager
def past_triggers() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


@contextmanager
def without_index(name: str) -> Iterator[None]:
    """Fill a table without one of its indexes, which is then made anew: row by row, it takes most of the time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [name])
        (made,) = cursor.fetchone()
        cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        cursor.execute(made)


def become_many() -> None:
    """Multiply everything; each copy was published a quarter of a day before the last."""
    step, of_document = (
        "(SELECT max(id) FROM disclosure_indexnumber)",
        "(SELECT max(id) FROM disclosure_document)",
    )
    earlier = "published_at - n * interval '6 hours'"
    with past_triggers():
        multiply(
            Entry,
            object_id=f"object_id + n * {of_document}",
            published_at=earlier,
            url="url || n::text || '/'",
        )
        multiply(Document, index_id=f"index_id + n * {step}", published_at=earlier)
        serial = f"serial + n * {FEW}"
        multiply(IndexNumber, number="replace(number, '-0/', '-' || n::text || '/')", serial=serial)
        multiply(Application, number="number || n::text")
        multiply(Clock, matter_id=f"matter_id + n * {of_document}")
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {Tally._meta.db_table} SET entries = entries * {TIMES}")
    with connection.cursor() as cursor:
        for model in (Entry, Document, IndexNumber, Application, Clock, Tally):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


@pytest.mark.django_db
def test_costs(county: County, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Print what each page and each work costs, with few documents and with many."""
    monkeypatch.setattr(keeping, "SHELF", NoShelf())
    client, clerk = Client(), county.actor("rfbsc-records_office")
    done = county.do("annual_report.open", "agency:rfbsc", "rfbsc-applications_clerk", {"year": 2025})
    write(county)

    state = "few"

    def page(address: str) -> Callable[[], object]:
        def work() -> object:
            # Within the test's transaction no state is read: it is named, so that values are kept as they are for visitors.
            with known(state):
                answer = client.get(address)
            assert answer.status_code == 200, address
            return answer

        return work

    works: dict[str, Callable[[], object]] = {
        "home": page("/"),
        "document": page("/documents/wy-rfbsc-0/2025-00007/"),
        "list, newest first": page("/documents/"),
        "list, page 25": page("/documents/?page=25"),
        "list of an agency": page("/documents/?agency=rfbsc"),
        "list of a theme": page(f"/documents/?topic={quote(next(iter(statute.THEMES)))}"),
        "search, very common": page(f"/search/?q={quote('通知')}"),
        "search, common": page(f"/search/?q={quote('取暖补贴')}"),
        "search, two words": page(f"/search/?q={quote('秸秆 公示')}"),
        "search, newest first": page(f"/search/?q={quote('水费')}&order=newest"),
        "search, pinyin": page("/search/?q=qunuanbutie"),
        "search, a wrong character": page(f"/search/?q={quote('秸杆')}"),
        "search, in vain": page(f"/search/?q={quote('飞碟降落')}"),
        "search, a question": page(f"/search/?q={quote('我们村今年冬天取暖能补多少钱')}"),
        "suggestions": page(f"/search/suggestions/?q={quote('取暖')}"),
        "feed": page("/feed.atom"),
        "agencies": page("/agencies/"),
        "work list": lambda: my_matters(clerk, 50),
        "sweep, none due": lambda: sweep(county.at),
        "annual report": lambda: counted_now(done.matter),
    }
    few = {name: cost(work) for name, work in works.items()}
    began = perf_counter()
    become_many()
    state = "many"
    with capsys.disabled():
        print(
            f"\n{FEW * TIMES:,} documents, made in {perf_counter() - began:.0f} s; ms of Python's time, ms in all, times as much"
        )
        print(f"{'':<28}{f'{FEW:,}':>16}{f'{FEW * TIMES:,}':>18}{'ratio':>8}")
        for name, work in works.items():
            many = cost(work)
            print(
                f"{name:<28}{few[name].cpu:>8.1f}{few[name].wall:>8.1f}{many.cpu:>10.1f}{many.wall:>8.1f}"
                f"{many.wall / few[name].wall:>8.1f}"
            )
