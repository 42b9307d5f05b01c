"""Sealing the ledger: what a seal covers, how it is bound to the one before, and what is published of it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, transaction
from django.test import Client

from foundation.casework.models import LedgerLine
from foundation.database import server_time
from foundation.notices.models import Dispatch
from foundation.seals import sealing, views
from foundation.seals.models import Seal, SealedLine, Verification
from foundation.seals.tasks import seal_and_verify
from foundation.visitors.throttle import Door, Meter
from tests.personas import County

pytestmark = pytest.mark.django_db


def sha(told: bytes) -> bytes:
    return hashlib.sha256(told).digest()


@pytest.mark.clause("SR-6(2)")
def test_a_seal_covers_every_line_that_none_covers(county: County) -> None:
    county.published()
    first = sealing.seal_all()
    assert [seal.lines for seal in first] == [LedgerLine.objects.count()]
    assert sealing.seal_all() == []
    county.draft()
    (second,) = sealing.seal_all()
    # The draft, that it need not be interpreted, and that somebody else agrees.
    assert (second.number, second.lines, second.total) == (2, 3, first[0].total + 3)
    assert second.previous == hashlib.sha256(first[0].published.encode()).hexdigest()
    newest = LedgerLine.objects.order_by("-pk")[:3]
    assert {line.hash for line in second.covers.all()} == {line.hash for line in newest}


def test_many_lines_make_several_seals(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    county.published()
    monkeypatch.setattr(sealing, "LINES", 4)
    made = sealing.seal_all()
    assert sum(seal.lines for seal in made) == LedgerLine.objects.count() > 4
    assert [seal.number for seal in made] == list(range(1, len(made) + 1))


def test_the_root_is_that_of_rfc_9162() -> None:
    one, two, three = sorted(hashlib.sha256(text.encode()).hexdigest() for text in "abc")
    leaves = [sha(b"\0" + bytes.fromhex(leaf)) for leaf in (one, two, three)]
    expected = sha(b"\1" + sha(b"\1" + leaves[0] + leaves[1]) + leaves[2]).hex()
    assert sealing.root_of([three, one, two]) == expected
    assert sealing.root_of([one]) == leaves[0].hex()


def test_the_signature_is_over_the_published_words(county: County) -> None:
    county.draft()
    (seal,) = sealing.seal_all()
    stored = Seal.objects.get()
    assert stored.published == seal.published
    assert sealing.rightly_signed(stored)
    stored.lines += 1
    assert not sealing.rightly_signed(stored)
    stored.signature = "no digits"
    assert not sealing.rightly_signed(stored)


def test_without_a_key_nothing_is_sealed(county: County, settings: Any, caplog: Any) -> None:
    settings.SEAL_KEY = ""
    county.draft()
    with pytest.raises(ImproperlyConfigured, match="SEAL_KEY"):
        sealing.seal_all()
    seal_and_verify()
    assert not Seal.objects.exists()
    assert "SEAL_KEY is not set" in caplog.text


@pytest.mark.parametrize(
    "change",
    [
        lambda seal: Seal.objects.update(root="0" * 64),
        lambda seal: Seal.objects.all().delete(),
        lambda seal: SealedLine.objects.update(hash="0" * 64),
        lambda seal: SealedLine.objects.all().delete(),
        lambda seal: _again(seal, number=3),
        lambda seal: _again(seal, number=2, sealed_at=seal.sealed_at - timedelta(days=1)),
        lambda seal: SealedLine.objects.create(
            seal=seal, matter_kind="document", matter_id=1, sequence=9, hash="1" * 64
        ),
    ],
)
def test_the_database_refuses_to_change_a_seal(county: County, change: Any) -> None:
    county.draft()
    (seal,) = sealing.seal_all()
    with pytest.raises(DatabaseError), transaction.atomic():
        change(seal)


def _again(seal: Seal, **changed: Any) -> None:
    told = {f.name: getattr(seal, f.name) for f in Seal._meta.concrete_fields if f.name != "id"}
    Seal.objects.create(**told | {"sealed_at": server_time()} | changed)


def test_each_seal_is_sent_to_whom_the_county_names(county: County, settings: Any) -> None:
    settings.SEAL_MAIL_TO = ["jiandu@example.cn"]
    county.draft()
    (seal,) = sealing.seal_all()
    sent = Dispatch.objects.get(key="seal:1")
    assert sent.address == "jiandu@example.cn"
    assert sent.body.startswith(seal.published)


def test_the_schedule_seals_and_verifies_once_a_day(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    now = server_time()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    county.draft()
    seal_and_verify()
    county.draft()
    seal_and_verify()
    assert (Seal.objects.count(), Verification.objects.count()) == (1, 1)
    now += timedelta(days=1)
    seal_and_verify()
    assert (Seal.objects.count(), Verification.objects.count()) == (2, 2)
    assert Verification.objects.latest("checked_at").findings == []


# What the public sees


def test_the_page_shows_seals_and_the_last_verification(county: County, client: Client) -> None:
    assert "还没有封存过" in client.get("/ledger/").content.decode()
    county.published()
    (seal,) = sealing.seal_all()
    page = client.get("/ledger/").content.decode()
    assert "第 1 号" in page
    assert seal.root[:16] in page
    assert client.get("/ledger/seals.txt").content.decode() == f"{seal.published}\n"
    hashes = client.get("/ledger/1.txt").content.decode().split()
    assert hashes == sorted(LedgerLine.objects.values_list("hash", flat=True))
    assert client.get("/ledger/2.txt").status_code == 404
    assert b"hashlib" in client.get("/ledger/check_seals.py").content


def test_hashes_are_computed_so_often_and_no_oftener(
    county: County, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    county.published()
    (seal,) = sealing.seal_all()
    monkeypatch.setattr(
        views, "DIGESTS", Door("test", Meter("address", 2 * seal.lines, 60), Meter("network", 999, 60))
    )
    answers = [client.get("/ledger/1.txt") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 61
    assert answers[-1]["Cache-Control"] == "no-store"
    assert "public" in answers[0]["Cache-Control"]
    assert client.get("/ledger/seals.txt").status_code == 200


def test_the_script_waits_when_it_is_told_to() -> None:
    asked: list[str] = []

    class Busy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(429 if len(asked) == 1 else 200)
            self.send_header("Retry-After", "1")
            self.end_headers()

        def log_message(self, *said: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Busy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        script = Path(sealing.__file__).with_name("check_seals.py")
        address = f"http://127.0.0.1:{server.server_port}"
        done = subprocess.run([sys.executable, script, address], capture_output=True, text=True, check=True)
        server.shutdown()
    assert done.stdout == "0 seals checked, 0 wrong\n"
    assert asked == ["/ledger/seals.txt"] * 2


def test_nothing_of_a_matter_is_in_what_is_published(county: County, client: Client) -> None:
    document = county.published()
    sealing.seal_all()
    for path in ("", "seals.txt", "1.txt"):
        shown = client.get(f"/ledger/{path}").content.decode()
        assert document.title not in shown
        assert document.ref not in shown


# What is asked of a file


@pytest.mark.parametrize("asked", ["", "xyz", "a" * 63, "零" * 64])
def test_what_is_no_digest_is_told(db: None, client: Client, asked: str) -> None:
    answer = client.get("/ledger/file/", {"sha256": asked})
    assert answer.status_code == 400
    assert "这不是一个 SHA-256 摘要" in answer.content.decode()


def test_a_digest_as_windows_prints_it_is_understood(db: None, client: Client) -> None:
    digest = "AB " * 32
    assert client.get("/ledger/file/", {"sha256": digest}).status_code == 200
