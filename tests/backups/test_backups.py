"""A portal is backed up and comes back in an empty one; what is damaged, cut or interrupted never passes for whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from foundation.agencies.actors import SYSTEM
from foundation.backups import restoring, taking
from foundation.backups.refused import Refused
from foundation.backups.restoring import prove, restore
from foundation.backups.sealing import new_identity
from foundation.backups.sets import Folder, opened
from foundation.backups.standing import Unfit, require_fit
from foundation.backups.taking import Taken, take
from foundation.casework.models import LedgerLine
from foundation.files.acts import open_file, store
from foundation.files.models import StoredFile
from foundation.seals import sealing as seals
from foundation.seals.nightly import everything, files
from tests.personas import County
from tests.template import _drop, _use

pytestmark = pytest.mark.django_db(transaction=True)
CONTENTS = {"public": "公开的文字。", "internal": "内部的文字。", "personal": "某人的证明。"}


def silent(name: str, total: int) -> Callable[[int], Any]:
    return lambda done: None


def put(county: County, audience: str, words: str) -> StoredFile:
    agency = county.agencies["rfbsc"]
    return store(words.encode(), name="说明.txt", agency=agency, audience=audience, by=SYSTEM, at=county.at)


@pytest.fixture(autouse=True)
def own_roots(tmp_path: Path, settings: Any) -> None:
    """File roots of this test alone, and a pair of keys."""
    for audience in CONTENTS:
        setattr(settings, f"{audience.upper()}_FILES_ROOT", tmp_path / "here" / audience)
        (tmp_path / "here" / audience).mkdir(parents=True)
    settings.BACKUP_RECIPIENTS = [new_identity(tmp_path / "identity")]


@pytest.fixture
def portal(county: County) -> County:
    county.published()
    for audience, words in CONTENTS.items():
        put(county, audience, words)
    seals.seal_all()
    require_fit()
    return county


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    return tmp_path / "identity"


def taken(portal: County, folder: Path, keep: int = 0) -> Taken:
    portal.at += timedelta(minutes=1)
    return take(folder, portal.at, silent, keep)


@contextmanager
def elsewhere(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Another portal: an empty database and empty roots."""
    here = str(connection.settings_dict["NAME"])
    there = f"{here}_restored"
    with connection._nodb_cursor() as server:
        _drop(there, server)
        server.execute(f'CREATE DATABASE "{there}" TEMPLATE template0')
    for audience in CONTENTS:
        setattr(settings, f"{audience.upper()}_FILES_ROOT", tmp_path / "there" / audience)
    _use(there)
    try:
        yield
    finally:
        _use(here)
        for audience in CONTENTS:
            setattr(settings, f"{audience.upper()}_FILES_ROOT", tmp_path / "here" / audience)
        with connection._nodb_cursor() as server:
            _drop(there, server)


def test_what_is_restored_is_what_was_backed_up(
    portal: County, folder: Path, identity: Path, settings: Any, tmp_path: Path
) -> None:
    made = taken(portal, folder).made
    prove(made.path, identity, silent)
    lines = list(LedgerLine.objects.values_list("hash", flat=True))
    with elsewhere(settings, tmp_path):
        done = restore(made.path, identity, silent)
        assert (done.behind, done.broken) == ([], [])
        assert list(LedgerLine.objects.values_list("hash", flat=True)) == lines
        read = {stored.audience: open_file(stored).read().decode() for stored in StoredFile.objects.all()}
        assert read == CONTENTS
        assert list(everything()) == []
        assert list(files()) == []
        require_fit()
        with pytest.raises(Refused, match="已经有数据"):
            restore(made.path, identity, silent)


def test_a_second_set_copies_only_what_is_new(portal: County, folder: Path, identity: Path) -> None:
    first = taken(portal, folder)
    assert first.added == 3
    put(portal, "public", "新的文字。")
    second = taken(portal, folder)
    assert second.added == 1
    prove(first.made.path, identity, silent)
    prove(second.made.path, identity, silent)


def test_of_old_sets_only_what_is_needed_is_kept(portal: County, folder: Path, identity: Path) -> None:
    taken(portal, folder)
    stored = StoredFile.objects.get(audience="personal")
    stored.place.on_disk.unlink()
    second = taken(portal, folder, keep=1)
    assert (len(second.thinned), second.removed) == (1, 1)
    assert second.manifest["missing"] == [
        f"personal/{stored.sha256[:2]}/{stored.sha256[2:4]}/{stored.sha256}"
    ]
    assert Folder(folder).names() == [second.made.name]
    prove(second.made.path, identity, silent)


def test_nothing_in_the_folder_tells_what_is_in_it(portal: County, folder: Path) -> None:
    taken(portal, folder)
    digests = list(StoredFile.objects.values_list("sha256", flat=True))
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert not [word for word in CONTENTS.values() if word.encode() in content]
        assert not [digest for digest in digests if digest.encode() in content or digest in path.name]


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


@pytest.mark.parametrize("harm", [damage, cut, Path.unlink])
@pytest.mark.parametrize("part", ["manifest.age", "files.age", "database.age", "packs", "set.json", "pack"])
def test_a_set_that_is_not_whole_is_refused(
    portal: County, folder: Path, identity: Path, harm: Callable[[Path], None], part: str
) -> None:
    made = taken(portal, folder).made
    harm(next(folder.glob("packs/??/*.age")) if part == "pack" else made.path / part)
    with pytest.raises(Refused):
        prove(made.path, identity, silent)
    with pytest.raises(CommandError):
        call_command("backup", verify=made.path)


def test_another_identity_opens_nothing(portal: County, folder: Path, tmp_path: Path) -> None:
    made = taken(portal, folder).made
    new_identity(tmp_path / "another")
    with pytest.raises(Refused, match="打不开"):
        prove(made.path, tmp_path / "another", silent)


def test_without_a_recipient_nothing_is_backed_up(portal: County, folder: Path, settings: Any) -> None:
    settings.BACKUP_RECIPIENTS = []
    with pytest.raises(Refused, match="BACKUP_RECIPIENTS"):
        taken(portal, folder)


class Killed(BaseException):
    """What stands for the end of the process."""


def killed(*_given: Any, **_more: Any) -> None:
    raise Killed


@pytest.mark.parametrize("at", ["_dump", "_gather", "encrypt"])
def test_an_interrupted_backup_leaves_the_older_sets(
    portal: County, folder: Path, identity: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    first = taken(portal, folder)
    put(portal, "public", "新的文字。")
    with monkeypatch.context() as patched:
        patched.setattr(taking, at, killed)
        with pytest.raises(Killed):
            taken(portal, folder)
    assert Folder(folder).names() == [first.made.name]
    for unfinished in (folder / "sets").glob("*.partial"):
        with pytest.raises(Refused, match="没有做完"):
            opened(unfinished)
    prove(first.made.path, identity, silent)
    second = taken(portal, folder)
    prove(second.made.path, identity, silent)
    assert not list((folder / "sets").glob("*.partial"))


def test_a_restore_interrupted_again_and_again_starts_nothing_and_begins_anew(
    portal: County,
    folder: Path,
    identity: Path,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = taken(portal, folder).made
    with elsewhere(settings, tmp_path):
        for at in ("_files", "_database", "_compare", "handed_over"):
            with monkeypatch.context() as patched:
                patched.setattr(restoring, at, killed)
                with pytest.raises(Killed):
                    restore(made.path, identity, silent)
            with pytest.raises(Unfit, match="interrupted"):
                require_fit()
        restore(made.path, identity, silent)
        require_fit()
        assert list(files()) == []


def test_a_restore_wants_the_keys_that_read_the_set(
    portal: County, folder: Path, identity: Path, settings: Any, tmp_path: Path
) -> None:
    made = taken(portal, folder).made
    settings.PERSONAL_DATA_FINGERPRINT_KEY = "another"
    with elsewhere(settings, tmp_path), pytest.raises(Refused, match="PERSONAL_DATA_FINGERPRINT_KEY"):
        restore(made.path, identity, silent)


def test_the_backup_folder_lies_outside_the_file_roots(portal: County, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="互相包含"):
        taken(portal, tmp_path / "here" / "public" / "backups")
    shutil.rmtree(tmp_path / "here")
