"""A personal file: encrypted on disk, unsaid in the database, erased after its term."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, connection, transaction
from pytest_django import Settings

from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import Agency
from foundation.files.acts import erase, open_file, store, verify
from foundation.files.models import StoredFile
from foundation.files.rejected import Rejected
from foundation.privacy.keys import Unreadable, fingerprint
from tests.files import samples

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TEXT = "王小明，身份证号 150821198001011234。".encode()
Committing = Callable[..., Any]


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(
        code="nmj-files", name="农牧局（文件）", short_name="农牧局", kind="department"
    )


@pytest.fixture(autouse=True)
def root(settings: Settings, tmp_path: Path) -> Path:
    for audience in ("public", "internal", "personal"):
        setattr(settings, f"{audience.upper()}_FILES_ROOT", tmp_path / audience)
    return tmp_path / "personal"


def keep(
    agency: Agency, content: bytes = TEXT, name: str = "王小明身份证.txt", audience: str = "personal"
) -> StoredFile:
    return store(content, name=name, agency=agency, audience=audience, by=SYSTEM, at=AT)


def rotate(**options: Any) -> str:
    said = StringIO()
    call_command("rotate_personal_data", stdout=said, **options)
    return said.getvalue()


def whole_row(stored: StoredFile) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT f::text FROM files_storedfile f WHERE id = %s", [stored.pk])
        return str(cursor.fetchone()[0])


def test_neither_disk_nor_database_says_what_it_holds(agency: Agency, root: Path) -> None:
    content = samples.word("王小明的申请。", author="王小明")
    stored = keep(agency, content, "王小明申请.docx")
    assert stored.place.on_disk.is_relative_to(root)
    assert "王小明" not in whole_row(stored)
    assert (stored.name, stored.text, stored.metadata, stored.metadata_text) == ("附件.docx", "", {}, "")
    assert stored.place.on_disk.read_bytes()[:2] != b"PK"
    plain = keep(agency)
    assert b"150821" not in plain.place.on_disk.read_bytes()
    with open_file(stored) as source:
        assert source.read() == content
    assert stored.size == len(content)
    assert verify(stored)
    assert verify(plain)


def test_the_digest_confirms_no_guess_and_joins_no_two_files(agency: Agency) -> None:
    first, second, public = keep(agency), keep(agency), keep(agency, audience="public")
    assert len({first.pk, second.pk, public.pk}) == 3
    assert len({first.sha256, second.sha256, public.sha256}) == 3
    bare = hashlib.sha256(TEXT).hexdigest()
    assert public.sha256 == bare
    assert {bare, fingerprint(bare, "file")}.isdisjoint({first.sha256, second.sha256})


def test_what_is_refused_elsewhere_is_refused_here(agency: Agency, root: Path) -> None:
    with pytest.raises(Rejected):
        keep(agency, b"MZ" + bytes(100), "申请.pdf")
    assert not root.exists()
    assert not StoredFile.objects.exists()


def test_changed_missing_or_unreadable_bytes_are_noticed(agency: Agency, settings: Settings) -> None:
    stored, other = keep(agency), keep(agency)
    keys = settings.PERSONAL_DATA_KEYS
    settings.PERSONAL_DATA_KEYS = [Fernet.generate_key().decode()]
    assert not verify(stored)
    with pytest.raises(Unreadable):
        open_file(stored)
    settings.PERSONAL_DATA_KEYS = keys
    stored.place.on_disk.chmod(0o640)
    stored.place.on_disk.write_bytes(other.place.on_disk.read_bytes())  # readable, but another file
    assert not verify(stored)
    stored.place.on_disk.unlink()
    assert not verify(stored)


def test_erasing_takes_the_bytes_and_leaves_the_row(
    agency: Agency, django_capture_on_commit_callbacks: Committing
) -> None:
    stored, same = keep(agency), keep(agency)
    path = stored.place.on_disk
    with django_capture_on_commit_callbacks(execute=True):
        erase(stored, AT)
        assert path.exists()
    assert not path.exists()
    assert StoredFile.objects.get(pk=stored.pk).erased_at == stored.erased_at == AT
    assert not verify(stored)
    with pytest.raises(FileNotFoundError):
        open_file(stored)
    path.write_bytes(b"left by a crash")
    with django_capture_on_commit_callbacks(execute=True):
        erase(stored, AT + timedelta(days=1))
    assert not path.exists()
    assert stored.erased_at == AT
    assert verify(same)


def test_an_erasure_that_is_rolled_back_takes_nothing(
    agency: Agency, django_capture_on_commit_callbacks: Committing
) -> None:
    stored = keep(agency)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        erase(stored, AT)
        transaction.set_rollback(True)
    assert verify(StoredFile.objects.get(pk=stored.pk))


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_other_files_are_never_erased(agency: Agency, audience: str) -> None:
    stored = keep(agency, audience=audience)
    with pytest.raises(ValueError, match="Only personal"):
        erase(stored, AT)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).update(erased_at=AT)
    assert verify(stored)


@pytest.mark.parametrize(
    "change", [{"name": "x"}, {"audience": "public"}, {"erased_at": AT, "size": 1}, {"sha256": "0" * 64}]
)
def test_nothing_else_of_a_personal_row_changes(agency: Agency, change: dict[str, Any]) -> None:
    stored = keep(agency)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).update(**change)


@pytest.mark.parametrize("again", [None, AT + timedelta(days=1)])
def test_the_moment_of_erasure_never_changes(agency: Agency, again: datetime | None) -> None:
    stored = keep(agency)
    erase(stored, AT)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).update(erased_at=again)
    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).delete()


@pytest.mark.parametrize("said", [{"text": "王小明"}, {"metadata": {"author": "王小明"}}])
def test_the_database_refuses_what_a_personal_file_says(agency: Agency, said: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="storedfile_personal_says_nothing"), transaction.atomic():
        StoredFile.objects.create(
            sha256="0" * 64,
            size=1,
            media_type="text/plain",
            name="附件.txt",
            audience="personal",
            agency=agency,
            uploaded_at=AT,
            **said,
        )


def test_rotation_moves_the_bytes_and_leaves_the_row(agency: Agency, settings: Settings) -> None:
    stored, gone = keep(agency), keep(agency)
    erase(gone, AT)  # committed nowhere in this test, so its bytes still lie there, as after a crash
    row, bytes_before = whole_row(stored), stored.place.on_disk.read_bytes()
    old = settings.PERSONAL_DATA_KEYS
    settings.PERSONAL_DATA_KEYS = [Fernet.generate_key().decode(), *old]
    assert "files.StoredFile: 1" in rotate(check=True)
    assert stored.place.on_disk.read_bytes() == bytes_before
    assert gone.place.on_disk.exists()
    assert "files.StoredFile: 1" in rotate()
    assert "files.StoredFile: 0" in rotate()
    assert not gone.place.on_disk.exists()
    assert whole_row(stored) == row
    settings.PERSONAL_DATA_KEYS = settings.PERSONAL_DATA_KEYS[:1]
    assert verify(stored)
    with open_file(stored) as source:
        assert source.read() == TEXT
    settings.PERSONAL_DATA_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match=f"files.StoredFile {stored.pk}: key"):
        rotate()
