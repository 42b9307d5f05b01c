"""Files are kept by digest, public and internal apart, and never change."""

from __future__ import annotations

import stat
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, connection, transaction
from pytest_django import Settings

from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import Agency
from foundation.files.acts import open_file, store, verify
from foundation.files.models import StoredFile
from foundation.files.rejected import Rejected
from tests.files import samples

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TEXT = "春耕备耕，不误农时。".encode()


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(
        code="nmj-files", name="农牧局（文件）", short_name="农牧局", kind="department"
    )


@pytest.fixture(autouse=True)
def roots(settings: Settings, tmp_path: Path) -> Path:
    settings.PUBLIC_FILES_ROOT = tmp_path / "public"
    settings.INTERNAL_FILES_ROOT = tmp_path / "internal"
    settings.PERSONAL_FILES_ROOT = tmp_path / "personal"
    return tmp_path


def keep(
    agency: Agency, content: object = TEXT, name: str = "通知.txt", audience: str = "public"
) -> StoredFile:
    return store(content, name=name, agency=agency, audience=audience, by=SYSTEM, at=AT)  # type: ignore[arg-type]


def kept(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_bytes_are_kept_as_they_came(agency: Agency) -> None:
    content = samples.word("正文。", author="农牧岗")
    stored = keep(agency, content, "通知.docx")
    with open_file(stored) as source:
        assert source.read() == content
    assert verify(stored)
    assert stored.size == len(content)
    assert "正文。" in stored.text
    assert "农牧岗" in stored.metadata_text
    assert stored.uploaded_at == AT
    assert stat.S_IMODE(stored.place.on_disk.stat().st_mode) == 0o440


def test_upload_and_path_are_taken_like_bytes(agency: Agency, roots: Path) -> None:
    source = roots / "来文.txt"
    source.write_bytes(TEXT)
    rows = {keep(agency), keep(agency, SimpleUploadedFile("x", TEXT)), keep(agency, source)}
    assert len(rows) == 1


def test_same_bytes_are_one_file_on_disk_and_each_name_one_row(agency: Agency, roots: Path) -> None:
    first, again, other = keep(agency), keep(agency), keep(agency, name="另一个名字.txt")
    assert first == again
    assert other != first
    assert len(kept(roots)) == 1


@pytest.mark.clause("SR-6(1)")
def test_internal_files_lie_apart_from_public_ones(agency: Agency, roots: Path) -> None:
    internal = keep(agency, audience="internal")
    assert internal.place.on_disk.is_relative_to(roots / "internal")
    assert not kept(roots / "public")
    public = keep(agency)
    assert public.place.on_disk.is_relative_to(roots / "public")
    assert public != internal


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(
    agency: Agency, roots: Path, settings: Settings
) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(Rejected) as caught:
        keep(agency, SimpleUploadedFile("大.txt", b"a" * (1024 * 1024 + 1)))
    assert caught.value.message == "文件超过 1 MB，请压缩图片或拆分后重新上传。"
    assert not kept(roots)
    assert not StoredFile.objects.exists()


def test_what_is_refused_leaves_nothing(agency: Agency, roots: Path) -> None:
    with pytest.raises(Rejected):
        keep(agency, b"MZ" + bytes(100), "通知.pdf")
    assert not kept(roots)


def test_changed_or_missing_bytes_are_noticed(agency: Agency) -> None:
    stored = keep(agency)
    stored.place.on_disk.chmod(0o640)
    stored.place.on_disk.write_bytes(TEXT[:-1] + b"x")
    assert not verify(stored)
    stored.place.on_disk.unlink()
    assert not verify(stored)
    with pytest.raises(FileNotFoundError):
        open_file(stored)


@pytest.mark.parametrize("sql", ["UPDATE files_storedfile SET name = 'x'", "DELETE FROM files_storedfile"])
def test_rows_never_change_in_the_database_itself(agency: Agency, sql: str) -> None:
    keep(agency)
    with (
        pytest.raises(InternalError, match=r"Cannot (update|delete) rows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_the_database_refuses_a_digest_that_is_none(agency: Agency) -> None:
    with pytest.raises(IntegrityError, match="storedfile_sha256_form"), transaction.atomic():
        StoredFile.objects.create(
            sha256="x" * 64,
            size=1,
            media_type="text/plain",
            name="a.txt",
            audience="public",
            agency=agency,
            uploaded_at=AT,
        )


def test_an_unknown_audience_is_an_error(agency: Agency) -> None:
    with pytest.raises(ValueError, match="somebody"):
        keep(agency, audience="somebody")
