"""Whoever holds the database changes something: the verification names the matter and the day."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import localdate

from disclosure.models import Document
from foundation.agencies.actors import SYSTEM
from foundation.casework import ledger
from foundation.casework.models import LedgerLine
from foundation.database import server_time
from foundation.files.acts import store
from foundation.notices.models import Notice
from foundation.seals import sealing
from foundation.seals.models import Seal, SealedLine
from foundation.seals.nightly import everything, files, verify_and_tell
from foundation.seals.protection import protection
from tests.annual_report.offices import Office
from tests.applicants import Desk, on
from tests.personas import County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("SR-6(2)")]


@contextmanager
def past_the_triggers() -> Iterator[None]:
    """What is done in here is done as somebody does it who holds the database."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = origin")


def rehash(kind: str, pk: int, first: int) -> None:
    """Compute the chain anew from a line on."""
    previous = ""
    for line in ledger.lines(kind, pk):
        if line.sequence >= first:
            line.previous_hash = previous
            line.hash = ledger.digest_of(line)
            LedgerLine.objects.filter(pk=line.pk).update(previous_hash=previous, hash=line.hash)
        previous = line.hash


def test_a_sound_portal_has_nothing_to_be_named(county: County) -> None:
    county.published()
    Desk(county).closed(on("2026-11-02"), on("2026-11-05"))
    Office(county).submitted()
    county.draft()
    sealing.seal_all()
    county.rechecked()
    assert list(everything()) == []


def cut_the_last_line(document: Document) -> None:
    ledger.last_line("document", document.pk).delete()  # type: ignore[union-attr]


def cut_the_last_line_and_its_seal(document: Document) -> None:
    last = ledger.last_line("document", document.pk)
    assert last is not None
    SealedLine.objects.filter(hash=last.hash).delete()
    last.delete()


def rewrite_a_line(document: Document) -> None:
    ledger.lines("document", document.pk).filter(sequence=2).update(reason="另一个理由")


def rewrite_a_line_and_rehash(document: Document) -> None:
    rewrite_a_line(document)
    rehash("document", document.pk, 2)


def delete_a_line(document: Document) -> None:
    ledger.lines("document", document.pk).filter(sequence=2).delete()


def delete_a_line_and_rehash(document: Document) -> None:
    delete_a_line(document)
    for line in ledger.lines("document", document.pk).filter(sequence__gt=2):
        LedgerLine.objects.filter(pk=line.pk).update(sequence=line.sequence - 1)
    rehash("document", document.pk, 2)


def delete_all_lines(document: Document) -> None:
    ledger.lines("document", document.pk).delete()


def insert_a_line_of_an_earlier_day(document: Document) -> None:
    line = ledger.last_line("document", document.pk)
    assert line is not None
    line.pk, line.previous_hash, line.sequence = None, line.hash, line.sequence + 1
    line.recorded_at = server_time() - timedelta(days=3)
    line.hash = ledger.digest_of(line)
    LedgerLine.objects.bulk_create([line])


def change_the_text(document: Document) -> None:
    Document.objects.filter(pk=document.pk).update(body="另一个正文。")


def change_the_text_and_its_digest(document: Document) -> None:
    Document.objects.filter(pk=document.pk).update(body="另一个正文。", digest="a" * 64)


def change_the_state(document: Document) -> None:
    Document.objects.filter(pk=document.pk).update(state="superseded")


def delete_the_matter(document: Document) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM disclosure_document WHERE id = %s", [document.pk])


TAMPERINGS = [
    rewrite_a_line,
    rewrite_a_line_and_rehash,
    cut_the_last_line,
    cut_the_last_line_and_its_seal,
    delete_a_line,
    delete_a_line_and_rehash,
    delete_all_lines,
    insert_a_line_of_an_earlier_day,
    change_the_text,
    change_the_text_and_its_digest,
    change_the_state,
    delete_the_matter,
]


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_tampering_is_named_with_the_matter_and_the_day(
    county: County, tamper: Callable[[Document], None]
) -> None:
    document = county.published()
    other = county.draft()
    sealing.seal_all()
    with past_the_triggers():
        tamper(document)
    found = list(everything())
    named = [finding for finding in found if finding.of == document.ref]
    assert named
    assert all(finding.on is not None for finding in named)
    assert not [finding for finding in found if finding.of == other.ref]
    with pytest.raises(CommandError, match="处异常"):
        call_command("verify", stdout=StringIO())


def test_a_line_and_its_seal_that_are_gone_together_leave_the_seal_broken(county: County) -> None:
    document = county.published()
    sealing.seal_all()
    with past_the_triggers():
        cut_the_last_line_and_its_seal(document)
        Document.objects.filter(pk=document.pk).update(state="determined")
    (broken,) = [finding for finding in everything() if finding.of == "第 1 号封签"]
    assert broken.on == localdate(Seal.objects.get().sealed_at)


def test_a_seal_made_anew_is_not_the_one_that_was_kept(county: County, tmp_path: Path, settings: Any) -> None:
    document = county.published()
    (seal,) = sealing.seal_all()
    kept = tmp_path / "seals.txt"
    kept.write_text(f"{seal.published}\n")
    call_command("verify", against=kept, stdout=StringIO())
    with past_the_triggers():
        rewrite_a_line_and_rehash(document)
        SealedLine.objects.all().delete()
        Seal.objects.all().delete()
    sealing.seal_all()
    assert list(everything()) == []
    assert [finding.of for finding in everything([seal.published])] == ["第 1 号封签"]
    with past_the_triggers():
        SealedLine.objects.all().delete()
        Seal.objects.all().delete()
    assert [f.said for f in everything([seal.published])] == ["另外保存着，这里却没有"]


def test_a_seal_by_another_key_is_named(county: County, settings: Any) -> None:
    county.draft()
    (seal,) = sealing.seal_all()
    settings.SEAL_KEY = "A" * 43 + "="
    assert [finding.said for finding in everything()] == ["签名的密钥不是本网站的"]
    settings.SEAL_PUBLIC_KEYS = [seal.public_key]
    assert list(everything()) == []


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("ALTER TABLE casework_ledgerline DISABLE TRIGGER {append_only}", "被关闭"),
        ("DROP TRIGGER {append_only} ON casework_ledgerline", "被删除"),
        (
            "CREATE OR REPLACE FUNCTION {append_only}() RETURNS trigger AS 'BEGIN RETURN NEW; END' LANGUAGE plpgsql",
            "被改动",
        ),
        (
            "DROP TRIGGER {append_only} ON casework_ledgerline; CREATE TRIGGER {append_only} BEFORE UPDATE OR DELETE"
            " ON casework_ledgerline FOR EACH ROW WHEN (false) EXECUTE FUNCTION {append_only}()",
            "被改动",
        ),
        (
            "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN AS"
            " 'BEGIN RETURN true; END' LANGUAGE plpgsql",
            "可以让保护失效的函数被改动",
        ),
    ],
)
def test_a_trigger_that_is_off_gone_or_altered_is_named(db: None, sql: str, said: str) -> None:
    assert list(protection()) == []
    declared = next(t for t in LedgerLine._meta.triggers if t.name == "append_only")
    with connection.cursor() as cursor:
        cursor.execute(sql.format(append_only=declared.get_pgid(LedgerLine)))
    (found,) = protection()
    assert said in found.said


def test_a_file_that_was_exchanged_is_named(county: County) -> None:
    stored = store(
        "公开的文字。".encode(),
        name="说明.txt",
        agency=county.agencies["rfbsc"],
        audience="public",
        by=SYSTEM,
        at=county.at,
    )
    assert list(files()) == []
    stored.place.on_disk.chmod(0o640)
    stored.place.on_disk.write_bytes(b"x" * stored.size)
    assert [finding.of for finding in files()] == [f"file:{stored.pk}"]
    with pytest.raises(CommandError, match="1 处异常"):
        call_command("verify", files=True, stdout=StringIO())
    stored.place.on_disk.unlink()
    assert len(list(files())) == 1


def test_the_supervisors_are_told_of_what_a_night_finds(county: County) -> None:
    document = county.published()
    sealing.seal_all()
    assert verify_and_tell(county.at).found == 0
    assert not Notice.objects.filter(key__startswith="verification:").exists()
    with past_the_triggers():
        rewrite_a_line(document)
    kept = verify_and_tell(county.at)
    assert kept.found >= 1
    assert document.ref in kept.findings[0]
    told = Notice.objects.get(key__startswith="verification:")
    assert "异常" in told.subject
    assert document.title not in told.body


@pytest.mark.django_db(transaction=True)
def test_a_citizen_finds_it_with_the_script(county: County, live_server: Any, tmp_path: Path) -> None:
    document = county.published()
    (seal,) = sealing.seal_all()
    kept = tmp_path / "seals.txt"
    kept.write_text(f"{seal.published}\n")
    script = Path(sealing.__file__).with_name("check_seals.py")

    def check() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, script, live_server.url, kept], capture_output=True, text=True, check=False
        )

    assert check().stdout == "1 seals checked, 0 wrong\n"
    with past_the_triggers():
        rewrite_a_line(document)
    found = check()
    assert found.returncode == 1
    assert "seal 1 of" in found.stdout
    with past_the_triggers():
        rehash("document", document.pk, 2)
        SealedLine.objects.all().delete()
        Seal.objects.all().delete()
    sealing.seal_all()
    assert "differs from the seal that you kept" in check().stdout
