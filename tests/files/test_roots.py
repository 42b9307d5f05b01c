"""The file roots do the same whether they are folders or buckets; buckets are asked over HTTP, of a server of their own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import Http404
from django.test import Client, RequestFactory

from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import Agency
from foundation.backups.restoring import restore
from foundation.backups.sealing import new_identity
from foundation.backups.standing import require_fit
from foundation.backups.taking import take
from foundation.condition.readings import concerns
from foundation.files import belonging, buckets
from foundation.files.acts import erase, open_file, store, verify
from foundation.files.delivering import deliver, deliver_in_parts
from foundation.files.folders import Folder
from foundation.files.kept import forget_old
from foundation.files.models import KEPT, KeptFile, StoredFile
from foundation.files.roots import ROOTS, Place, root_of
from foundation.files.rotation import rotate, rotate_kept
from foundation.privacy.keys import decrypt_bytes, encrypt_bytes
from foundation.seals.nightly import files
from tests.disclosure.test_published_files import DRAFTER, RECORDS, publish
from tests.doors import Doors
from tests.files.buckets import cut_line, roots_at, serving, storages_of
from tests.personas import County
from tests.template import _drop, _use

pytestmark = pytest.mark.django_db

TEXT = "春耕备耕，不误农时。".encode()
#: What no buffer holds at once.
LONG = b"".join(b"%07d\n" % number for number in range(100_000))


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with serving() as url:
        yield url


def use_folders(settings: Any, folder: Path) -> None:
    for root in ROOTS:
        setattr(settings, f"{root.upper()}_FILES_ROOT", folder / root)


def use_buckets(settings: Any, url: str) -> None:
    settings.STORAGES = settings.STORAGES | storages_of(roots_at(url))


@pytest.fixture(params=["folders", "buckets"])
def anew(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Callable[[], None]:
    """What gives the portal empty roots of that kind."""
    if request.param == "folders":
        return lambda: use_folders(settings, Path(tempfile.mkdtemp(dir=tmp_path)))
    url = request.getfixturevalue("server")
    return lambda: use_buckets(settings, url)


@pytest.fixture(autouse=True)
def roots(request: pytest.FixtureRequest) -> None:
    if "anew" in request.fixturenames:
        request.getfixturevalue("anew")()


@pytest.fixture
def in_buckets(server: str, settings: Any, tmp_path: Path) -> str:
    use_folders(settings, tmp_path)
    use_buckets(settings, server)
    return server


def put(audience: str, content: bytes = TEXT, at: datetime | None = None) -> StoredFile:
    agency = Agency.objects.get_or_create(code="nmj", name="农牧局", short_name="农牧局", kind="department")[
        0
    ]
    at = at or datetime.now(UTC)
    return store(content, name="通知.txt", agency=agency, audience=audience, by=SYSTEM, at=at)


def read(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def lying() -> list[str]:
    return [f"{root}/{found.name}" for root in ROOTS for found in root_of(root).walk()]


@pytest.mark.parametrize("audience", ROOTS)
def test_what_is_stored_is_read_and_proved(anew: Any, audience: str) -> None:
    stored = put(audience, LONG)
    with open_file(stored) as source:
        assert source.read(5) == LONG[:5]
        assert source.read() == LONG[5:]
    assert verify(stored)
    put(audience, LONG)
    assert len(lying()) == (2 if audience == "personal" else 1)
    assert all(name.startswith(f"{audience}/") for name in lying())
    answer = deliver(stored, public=audience == "public")
    assert answer["Content-Length"] == str(len(LONG))
    assert read(answer) == LONG


def test_a_part_of_what_is_stored_is_read_alone(anew: Any) -> None:
    stored = put("public", LONG)
    for start, length in ((0, 1), (7, 90), (len(LONG) - 3, 3)):
        with stored.place.part(start, length) as part:
            assert part.read() == LONG[start : start + length]
    answer = deliver_in_parts(RequestFactory().get("/", headers={"Range": "bytes=7-96"}), stored)
    assert (answer.status_code, read(answer)) == (206, LONG[7:97])
    stored.place.erase()
    with pytest.raises(FileNotFoundError):
        stored.place.part(0, 1)


@pytest.mark.clause("SR-6(1)")
def test_a_file_of_a_document_is_public_until_the_withdrawal(anew: Any, doors: Doors, county: County) -> None:
    document = county.draft()
    for audience in ("public", "internal"):
        county.do(
            "disclosure.attach", document.ref, DRAFTER, {"title": audience, "audience": audience},
            files={"file": SimpleUploadedFile(f"{audience}.txt", TEXT + audience.encode())},
        )  # fmt: skip
    publish(county, document)
    document = county.fresh(document)
    public, internal = (document.attachments.get(title=title).file for title in ("public", "internal"))
    within = f"/documents/{document.index_number}/versions/{document.version}/files/"
    url, hidden = f"{within}{public.sha256}/{public.name}", f"{within}{internal.sha256}/{internal.name}"
    client = Client()
    answer = client.get(url)
    assert (answer.status_code, read(answer)) == (200, TEXT + b"public")
    # A part is asked for in vain of either kind; whoever has the file is told that it is the same.
    part = client.get(url, headers={"Range": "bytes=0-3"})
    assert (part.status_code, read(part)) == (200, TEXT + b"public")
    head = client.head(url)
    shown = ("ETag", "Content-Length", "Content-Type", "Content-Disposition", "Cache-Control")
    assert [head.headers.get(name) for name in shown] == [answer.headers.get(name) for name in shown]
    assert answer["ETag"] == f'"{public.sha256}"'
    assert answer["Content-Length"] == str(public.size)
    assert not [value for value in answer.headers.values() if "http" in value]
    assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get(hidden).status_code == 404
    own = document.attachments.get(title="internal").pk
    inside = f"/desk/disclosure/document/{document.pk}/files/{own}/"
    assert read(doors.desk(DRAFTER).get(inside)) == TEXT + b"internal"
    county.do("disclosure.withdraw", document.ref, RECORDS, {"reason": "附表所列数字有误"})
    assert client.get(url).status_code == 404


def test_no_file_has_an_address_of_its_own(anew: Any) -> None:
    for root in ROOTS:
        with pytest.raises(ValueError, match="No stored file"):
            storages[root].url(put(root).place.name)


def test_an_erasure_takes_the_bytes(anew: Any, django_capture_on_commit_callbacks: Any) -> None:
    stored, other = put("personal"), put("personal")
    with django_capture_on_commit_callbacks(execute=True):
        erase(stored, datetime.now(UTC))
        assert stored.place.size()
    assert (stored.place.size(), verify(stored), verify(other)) == (None, False, True)
    with pytest.raises(Http404):
        deliver(stored)
    with django_capture_on_commit_callbacks(execute=True):  # nothing is left to be erased
        erase(stored, datetime.now(UTC))


def test_rows_without_bytes_and_bytes_without_a_row_are_found(
    anew: Any, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "PAGE", 2)
    at = datetime.now(UTC)
    whole = [put(root, at=at) for root in ROOTS]
    gone = put("public", b"gone", at=at)
    gone.place.erase()
    stray = [Place(root, f"{name[:2]}/{name[2:4]}/{name}") for root in ROOTS for name in ("a" * 64, "b" * 64)]
    for place in stray:
        place.write(b"x")
    Place("internal", "elsewhere").write(b"x")
    assert belonging.check(at) == []  # nothing is a day old
    assert not verify(gone)
    with pytest.raises(Http404):
        deliver(gone)
    left = [str(found) for found in belonging.check(at + timedelta(days=2))]
    told = [f"第 {gone.pk} 号没有内容", *map(str, stray[:4]), str(Place("internal", "elsewhere"))]
    assert len(left) == len(told)
    assert all(any(said in line for line in left) for said in told)
    assert [place.size() for place in stray] == [1, 1, 1, 1, None, None]
    assert [verify(stored) for stored in whole] == [True, True, True]


def kept(at: datetime) -> KeptFile:
    row = KeptFile(owner_hash="0" * 64, form="a.b", field="f", position=1, name="甲.txt", size=3)
    row.media_type, row.kept_at, row.expires_at = "text/plain", at, at + timedelta(hours=1)
    row.place.write(encrypt_bytes(b"abc"))
    row.save(force_insert=True)
    return row


def test_keys_are_changed_and_kept_files_forgotten(
    anew: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    at = datetime.now(UTC)
    stored, row, stray = put("personal"), kept(at), Place("personal", f"{KEPT}/{'c' * 32}")
    stray.write(b"x")
    settings.PERSONAL_DATA_KEYS = [Fernet.generate_key().decode(), *settings.PERSONAL_DATA_KEYS]
    assert (rotate(check=False).old, rotate_kept(check=False).old) == (1, 1)
    assert (rotate(check=True).old, rotate_kept(check=True).old) == (0, 0)
    settings.PERSONAL_DATA_KEYS = settings.PERSONAL_DATA_KEYS[:1]
    assert verify(stored)
    assert decrypt_bytes(row.place.read()) == b"abc"
    with django_capture_on_commit_callbacks(execute=True):
        forget_old(at + timedelta(minutes=59))
        assert row.place.size()
        forget_old(at + timedelta(days=2))
    assert (row.place.size(), stray.size(), verify(stored)) == (None, None, True)


class Killed(BaseException):
    """What stands for the end of the process."""


def killed(*_given: Any, **_more: Any) -> None:
    raise Killed


def test_what_is_interrupted_leaves_nothing_that_counts(
    anew: Any, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:  # the bytes lie there, the row is not written
        patched.setattr(StoredFile.objects, "create", killed)
        with pytest.raises(Killed):
            put("personal")
    assert (len(lying()), StoredFile.objects.count()) == (1, 0)
    assert belonging.check(datetime.now(UTC) + timedelta(days=2)) == []
    assert lying() == []
    with monkeypatch.context() as patched:  # the bytes do not all arrive
        if root_of("public").folder:
            patched.setattr(os, "replace", killed)
        else:
            patched.setattr(root_of("public").client, "put_object", killed)  # type: ignore[attr-defined]
        with pytest.raises(Killed):
            put("public")
    assert (lying(), StoredFile.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_a_backup_comes_back(anew: Callable[[], None], county: County, settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_RECIPIENTS = [new_identity(tmp_path / "identity")]
    require_fit()
    whole = [put(root, root.encode()) for root in ROOTS]
    gone = put("public", b"gone")
    gone.place.erase()
    tell: Any = lambda *given: lambda done: None  # noqa: E731
    taken = take(tmp_path / "backups", county.at, tell)
    assert taken.added == 3
    assert taken.manifest["missing"] == [f"public/{gone.place.name}"]
    assert take(tmp_path / "backups", county.at + timedelta(minutes=1), tell).added == 0
    with elsewhere():
        anew()
        root_of("personal").arrive("ab/left", b"by a restore that was interrupted")
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA restore_unfinished")
        restore(taken.made.path, tmp_path / "identity", tell)
        assert [verify(stored) for stored in whole] == [True, True, True]
        assert [finding.of for finding in files()] == [f"file:{gone.pk}"]
        assert len(lying()) == 3
        require_fit()


@contextmanager
def elsewhere() -> Iterator[None]:
    """Another portal's database, empty."""
    here = str(connection.settings_dict["NAME"])
    with connection._nodb_cursor() as cursor:
        _drop(f"{here}_restored", cursor)
        cursor.execute(f'CREATE DATABASE "{here}_restored" TEMPLATE template0')
    _use(f"{here}_restored")
    try:
        yield
    finally:
        _use(here)
        with connection._nodb_cursor() as cursor:
            _drop(f"{here}_restored", cursor)


# What buckets alone can do


@pytest.mark.parametrize("way", ["there", "back"])
def test_a_line_that_is_cut_leaves_no_part_and_passes_none_for_the_whole(
    server: str, settings: Any, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(buckets, "TRIES", 1)
    options = roots_at(server)
    settings.STORAGES = settings.STORAGES | storages_of(options)
    stored = put("public", LONG)
    bounds = {"there": 10**9, "back": 10**9} | {way: len(LONG) // 2}
    with cut_line(server, **bounds) as line:
        settings.STORAGES = settings.STORAGES | storages_of(
            {root: told | {"endpoint": line} for root, told in options.items()}
        )
        if way == "there":
            with pytest.raises(OSError, match="server of the buckets"):
                put("public", LONG + b"more")
        else:
            answer = deliver(stored)
            assert answer["Content-Length"] == str(len(LONG))
            with pytest.raises(OSError, match="server of the buckets"):
                read(answer)
    settings.STORAGES = settings.STORAGES | storages_of(options)
    assert lying() == [f"public/{stored.place.name}"]
    assert StoredFile.objects.count() == 1


def test_a_bucket_that_does_not_answer_is_told_of_and_is_no_missing_file(
    in_buckets: str, county: County, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = put("public")
    assert not [said for said in concerns(county.at) if "存储桶" in said or "磁盘" in said]
    monkeypatch.setattr(buckets, "TRIES", 1)
    for wrong in ({"endpoint": "http://127.0.0.1:9"}, {"bucket": "nobody"}):
        told = {root: given | wrong for root, given in roots_at(in_buckets).items()}
        settings.STORAGES = settings.STORAGES | storages_of(told)
        assert [said for said in concerns(county.at) if "没有应答" in said]
        with pytest.raises(OSError, match="server of the buckets"):
            deliver(stored)
        with pytest.raises(OSError, match="server of the buckets"):
            belonging.check(county.at)


def test_a_bucket_that_keeps_what_is_erased_is_told_of(in_buckets: str, county: County) -> None:
    client: Any = root_of("personal").client  # type: ignore[attr-defined]
    try:
        client.put_bucket_versioning(Bucket="files", VersioningConfiguration={"Status": "Enabled"})
        assert [said for said in concerns(county.at) if "版本控制" in said]
    finally:
        client.put_bucket_versioning(Bucket="files", VersioningConfiguration={"Status": "Suspended"})
    assert not [said for said in concerns(county.at) if "版本控制" in said]


def test_files_move_from_folders_into_buckets_and_back(server: str, settings: Any, tmp_path: Path) -> None:
    use_folders(settings, tmp_path / "old")
    whole, row = [put(root, root.encode()) for root in ROOTS], kept(datetime.now(UTC))
    for path in (tmp_path / "old").rglob("*"):
        os.utime(path, (1, 1))
    damaged = put("public", b"damaged").place.on_disk
    damaged.chmod(0o640)
    damaged.write_bytes(b"another")
    with pytest.raises(CommandError, match="没有配置存储桶"):
        call_command("move_files")
    use_buckets(settings, server)
    with pytest.raises(CommandError, match=damaged.name):
        call_command("move_files")
    assert [verify(stored) for stored in whole] == [True, True, True]
    assert len(lying()) == 4
    damaged.unlink()
    assert told_by("move_files") == "复制 0 个，已经在那里 4 个。"
    whole.append(put("internal", b"new"))
    use_folders(settings, tmp_path / "new")
    assert told_by("move_files", "--back") == "复制 5 个，已经在那里 0 个。"
    row.place.erase()
    assert Folder("INTERNAL_FILES_ROOT").exists(whole[-1].place.name)
    assert Folder("PERSONAL_FILES_ROOT").exists(row.place.name)


def told_by(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue().strip()
