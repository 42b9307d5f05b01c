"""Public pages are made once while what is public stays as it is, and never shown when it has changed."""

from __future__ import annotations

import gzip
from datetime import timedelta
from threading import Event, Thread, current_thread
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from redis.exceptions import ConnectionError as CacheAway

from disclosure.models import Document
from foundation.agencies.models import Agency
from foundation.casework.acts import perform
from foundation.database import CreateTogether
from foundation.pages import keeping, shelf
from foundation.pages.state import public_state, renew
from foundation.pages.values import known, while_public_stays
from tests.personas import County

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def document(county: County) -> Document:
    """A published document."""
    return county.published()


def queries(address: str, **headers: str) -> tuple[int, Any]:
    """How many queries an address takes, and its answer."""
    with CaptureQueriesContext(connection) as captured:
        answer = Client().get(address, headers=headers)
    return len(captured), answer


def address_of(document: Document) -> str:
    return f"/documents/{document.index_number}/"


def test_a_page_is_made_once_and_read_by_one_query(document: Document) -> None:
    many, first = queries(address_of(document))
    one, second = queries(address_of(document))
    assert (many > 3, one) == (True, 1)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    assert dict(first.items()) == dict(second.items())


@pytest.mark.clause("SR-13")
def test_the_next_request_sees_a_withdrawal_in_every_process(document: Document, county: County) -> None:
    queries(address_of(document))
    before = public_state()
    county.do("disclosure.withdraw", document.ref, "rfbsc-records_office", {"reason": "内容有误，另行发布。"})
    assert Client().get(address_of(document)).status_code == 410
    assert Client().get(address_of(document)).status_code == 410
    assert public_state() != before
    keeping.SHELF.clear()  # as another process, which finds in the cache what this one left
    assert Client().get(address_of(document)).status_code == 410


def test_drafting_changes_nothing_that_is_public(document: Document, county: County) -> None:
    before = public_state()
    county.draft(title="关于另一件事的通知")
    assert public_state() == before
    county.do("agencies.set_contacts", "agency:rfbsc", "rfbsc-agency_admin", {"office_phone": "0478-5210000"})
    assert public_state() != before


def test_what_is_rolled_back_changes_nothing(document: Document, county: County) -> None:
    before = public_state()
    with transaction.atomic():
        Agency.objects.filter(code="rfbsc").update(short_name="改名")
        assert public_state() is None, "nobody else sees this yet"
        transaction.set_rollback(True)
    assert public_state() == before


def test_acts_at_the_same_time_do_not_wait_for_each_other(document: Document, county: County) -> None:
    """The state is touched when the transaction ends, not when the act changes something."""
    with transaction.atomic():
        perform(
            "disclosure.withdraw",
            on=document,
            actor=county.actor("rfbsc-records_office"),
            at=county.at,
            data={"reason": "内容有误，另行发布。"},
        )
        with connection.cursor() as cursor:
            locks = "SELECT count(*) FROM pg_locks WHERE relation = 'pages_publicstate'::regclass AND mode LIKE 'Row%'"
            cursor.execute(locks)
            assert cursor.fetchone() == (0,)


def test_a_page_goes_out_compressed_to_whoever_takes_that(document: Document) -> None:
    plain = Client().get(address_of(document))
    for accepted, packed in {
        "gzip, deflate, br": True,
        "GZIP;q=0.5": True,
        "gzip;q=0": False,
        "br": False,
    }.items():
        for _made_and_kept in range(2):
            answer = Client().get(address_of(document), headers={"Accept-Encoding": accepted})
            assert ("Content-Encoding" in answer.headers) == packed
            assert answer["Content-Length"] == str(len(answer.content))
            assert "Accept-Encoding" in answer["Vary"]
            body = gzip.decompress(answer.content) if packed else answer.content
            assert body == plain.content


def test_an_unchanged_page_is_not_sent_again(document: Document) -> None:
    etag = Client().get(address_of(document))["ETag"]
    for _kept_and_made in range(2):
        answer = Client().get(address_of(document), headers={"If-None-Match": etag})
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
        keeping.SHELF.clear()
        cache.clear()


def test_a_kept_page_is_answered_before_django_is_asked(document: Document, county: County) -> None:
    """The same answer, header by header, to whoever takes it packed, as it is, or has it already; and nothing old."""
    asked = (
        "/documents/",
        "/documents/?page=1",
        "/apply/",
        "/desk/",
        "/static/site.css",
        address_of(document),
    )
    takes = ({}, {"Accept-Encoding": "gzip"}, {"If-None-Match": Client().get("/documents/")["ETag"]})
    for address in asked:
        for headers in takes:
            made = [Client().get(address, headers=headers) for _made_and_kept in range(2)][-1]
            for method in ("GET", "HEAD", "POST"):
                front = in_front(address, method=method, headers=headers)
                if method == "POST" or not address.startswith("/documents/"):
                    assert front is None
                    continue
                assert front == (
                    made.status_code,
                    sorted(made.items()),
                    made.content if method == "GET" else b"",
                )
    assert in_front("/documents/", host="other.example") is None
    assert in_front("/documents/", scheme="https") is None
    county.do("disclosure.withdraw", document.ref, "rfbsc-records_office", {"reason": "内容有误，另行发布。"})
    assert in_front(address_of(document)) is None
    with transaction.atomic():
        assert in_front("/documents/") is None, "what others do not see yet"


def test_without_the_database_nothing_is_answered_in_front(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError

    assert in_front("/documents/") is None
    queries("/documents/")
    assert in_front("/documents/") is not None
    monkeypatch.setattr(keeping, "public_state", away)
    assert in_front("/documents/") is None


def in_front(
    address: str,
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    host: str | None = None,
    scheme: str = "http",
) -> tuple[int, list[tuple[str, str]], bytes] | None:
    """What stands in front of Django answers, None where it asks Django."""
    told: list[Any] = []

    def django(*_asked: Any) -> list[bytes]:
        told.clear()
        return []

    asked = RequestFactory(headers=headers).generic(method, address, secure=scheme == "https")
    environ = asked.META | ({"HTTP_HOST": host} if host else {})
    body = keeping.kept_first(django)(environ, lambda status, headers: told.append((status, headers)))  # type: ignore[arg-type]
    if not told:
        return None
    ((status, sent),) = told
    return int(status.split()[0]), sorted(sent), b"".join(body)


def test_head_is_answered_from_the_kept_page(document: Document) -> None:
    made = Client().get(address_of(document))
    with CaptureQueriesContext(connection) as captured:
        answer = Client().head(address_of(document))
    assert (len(captured), answer.status_code, answer["ETag"]) == (1, 200, made["ETag"])
    assert answer["Content-Length"] == str(len(made.content))


@pytest.mark.parametrize(
    "address",
    [
        "/documents/?wrong=1",  # a parameter that the page does not read
        "/apply/",  # each visitor's own
        "/documents/wy-rfbsc/1999-00001/",  # not there
        "/healthz",
    ],
)
def test_what_is_not_the_same_for_everyone_is_made_each_time(document: Document, address: str) -> None:
    queries(address)
    assert queries(address)[0] > 1 or address == "/healthz"
    assert not cache_holds_a_page()


def test_what_people_look_for_stays_in_the_process(document: Document) -> None:
    queries("/documents/?q=教育")
    assert queries("/documents/?q=教育")[0] == 1
    assert not cache_holds_a_page()
    queries("/documents/")
    assert cache_holds_a_page()


def cache_holds_a_page() -> bool:
    return any(cache.get(f"page:{place}") for place in range(shelf.SHARED))


def test_another_process_takes_the_page_from_the_cache(document: Document) -> None:
    queries(address_of(document))
    keeping.SHELF.clear()
    assert queries(address_of(document))[0] == 1


def test_nobody_who_can_write_to_the_cache_writes_on_the_pages(document: Document) -> None:
    _many, made = queries(address_of(document))
    keeping.SHELF.clear()
    place = next(place for place in range(shelf.SHARED) if cache.get(f"page:{place}"))
    written = cache.get(f"page:{place}")
    for forged in (
        written.replace('"status": 200', '"status": 410'),
        written[:-10],
        "",
        ":{}",
        "x",
        "é:x",
        7,
    ):
        cache.set(f"page:{place}", forged)
        keeping.SHELF.clear()
        many, answer = queries(address_of(document))
        assert (many > 3, answer.status_code, answer.content) == (True, 200, made.content)


def test_without_the_cache_each_process_keeps_its_own(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SHELF", shelf.Shelf())

    def away(*_args: Any, **_more: Any) -> None:
        tried.append(1)
        raise CacheAway

    tried: list[int] = []
    monkeypatch.setattr(cache, "get", away)
    monkeypatch.setattr(cache, "set", away)
    assert queries(address_of(document))[1].status_code == 200
    assert queries(address_of(document))[0] == 1
    queries("/agencies/")
    assert len(tried) == 1, "a cache that is away is left alone for a while"


def test_pages_change_with_the_day(document: Document, county: County) -> None:
    """An annual report becomes late at midnight without anybody's act."""
    queries("/annual-reports/")
    assert queries("/annual-reports/")[0] == 1
    kept = keeping.SHELF.get(*kept_under("/annual-reports/"), shared=True)
    assert kept is not None
    midnight = county.at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    assert kept.until == midnight.timestamp()


def test_a_page_made_across_midnight_is_kept_for_nobody(
    document: Document, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = county.at.replace(hour=23, minute=59, second=59)
    monkeypatch.setattr("django.utils.timezone.now", lambda: last)

    def slowly(document: Document) -> list[Any]:
        monkeypatch.setattr("django.utils.timezone.now", lambda: last + timedelta(seconds=2))
        return []

    monkeypatch.setattr("disclosure.views.documents._provenance", slowly)
    queries(address_of(document))
    assert queries(address_of(document))[0] > 1


def test_another_release_shares_no_page() -> None:
    """What is made with counts, wherever it lies: the code of every room, and the texts that it shows."""
    made_with = {path.relative_to(keeping.ROOT).as_posix() for path in keeping.made_with()}
    assert {
        "requirements.txt",
        "disclosure/views/documents.py",
        "foundation/texts/structure.py",
        "foundation/pages/tags.py",
        "templates/base.html",
        "wuyuan_portal/views.py",
    } <= made_with
    assert any(path.startswith("foundation/clauses/texts/") for path in made_with)


def test_threads_that_make_a_value_in_two_states_keep_each_in_its_own() -> None:
    """One that began before a change must not leave what it read under the mark of after it."""
    began, changed = Event(), Event()

    @while_public_stays
    def value() -> str:
        if current_thread().name == "before":
            began.set()
            changed.wait(10)
            return "old"
        return "new"

    def read(state: str) -> str:
        with known(state):
            return value()

    slow = Thread(target=lambda: read("first"), name="before")
    slow.start()
    began.wait(10)
    assert read("second") == "new"
    changed.set()
    slow.join()
    assert read("second") == "new"


def test_a_restore_draws_another_mark(document: Document, county: County) -> None:
    county.do("agencies.set_contacts", "agency:rfbsc", "rfbsc-agency_admin", {"office_phone": "0478-5210000"})
    before = public_state()
    renew()
    assert public_state() not in ("", before)


def test_the_mark_is_there_before_any_table_that_moves_it() -> None:
    """An upgrade with rows would fail otherwise: the trigger writes the mark's table."""
    graph = MigrationLoader(None).graph
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        operations = [
            each
            for operation in migration.operations
            for each in (operation.operations if isinstance(operation, CreateTogether) else [operation])
        ]
        added = [operation.trigger for operation in operations if hasattr(operation, "trigger")]
        made = [
            trigger for each in operations for trigger in getattr(each, "options", {}).get("triggers", [])
        ]
        if any(trigger.name == "changes_public_pages" for trigger in [*added, *made]):
            assert ("pages", "0001_initial") in graph.forwards_plan((app, name)), (app, name)


def kept_under(path: str) -> tuple[str, str]:
    state = public_state()
    assert state is not None
    return keeping._address({"PATH_INFO": path, "wsgi.url_scheme": "http"}), state


def test_pages_are_bounded_whatever_is_asked(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "HERE", 4)
    monkeypatch.setattr(shelf, "SHARED", 4)
    for number in range(40):
        page = shelf.KeptPage(f"/{number}", "state", 9e12, 200, [], b"x")
        keeping.SHELF.put(page, shared=True)
    assert len(keeping.SHELF._here) <= 4
    page = shelf.KeptPage("/large", "state", 9e12, 200, [], b"x" * (shelf.LARGEST + 1))
    keeping.SHELF.put(page, shared=True)
    assert keeping.SHELF.get("/large", "state", shared=True) is None


def test_a_lost_connection_is_made_again(document: Document) -> None:
    queries(address_of(document))
    connection.connection.close()
    assert queries(address_of(document))[1].status_code == 200
