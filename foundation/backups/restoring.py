"""Restoring a set into an empty portal: beside it first, handed over last; until then the portal does not start."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections import defaultdict, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import Error

from foundation.backups.dumps import UNFINISHED, counts, emptied, migrations, others_connected, restoring
from foundation.backups.keys import lacking
from foundation.backups.refused import Refused
from foundation.backups.roots import arrived, cleared, handed_over, occupied
from foundation.backups.sealing import Hashing, decrypt, decrypt_stream, identities
from foundation.backups.sets import Set, opened
from foundation.backups.standing import unfinished_restore
from foundation.backups.store import contents, read
from foundation.backups.taking import CHECK, DATABASE, FILES, Progress
from foundation.database_roles import set_privileges
from foundation.pages.state import renew
from foundation.seals.verifying import chains

#: Tables in which a portal that was ever used has a row.
USED = ("agencies_staff", "casework_ledgerline", "files_storedfile")
#: How many files are written at once.
AT_ONCE = 8


@dataclass
class Restored:
    """What a restore did."""

    manifest: dict[str, Any]
    #: Migrations of this code that the set has not seen: to be run now.
    behind: list[str] = field(default_factory=list)
    #: Where chains of the ledger do not hold, in sentences; None where the tables must be migrated before.
    broken: list[str] | None = None


@dataclass(frozen=True)
class Place:
    """Where a content belongs: root, path, and its SHA-256."""

    root: str
    path: str
    sha256: str


class Reader:
    """A set opened with an identity."""

    def __init__(self, path: Path, identity: Path) -> None:
        self.set: Set = opened(path)
        self.by = identities(identity)
        self.set.check_parts()
        self.manifest: dict[str, Any] = json.loads(self._plain("manifest.age"))

    def _plain(self, name: str) -> bytes:
        return decrypt(self.set.part(name).read_bytes(), self.by)

    def places(self) -> dict[str, list[Place]]:
        """The places of each content by its name."""
        lines = gzip.decompress(self._plain("files.age"))
        if hashlib.sha256(lines).hexdigest() != self.manifest["parts"]["files"]:
            raise Refused("备份的文件清单与清单摘要不符。")
        found = defaultdict(list)
        for line in lines.decode().splitlines():
            root, path, name, sha256, _size = line.split("\t")
            found[name].append(Place(root, path, sha256))
        return found

    def contents(self, tell: Any) -> Iterator[tuple[list[Place], bytes]]:
        """Every content with its places; raises `Refused` for one that is damaged, and in the end for any that is missing."""
        places = self.places()
        for pack in self.set.packs:
            for name, content in contents(read(self.set.folder, pack), pack, self.by):
                wanted = places.pop(name, [])
                if wanted and hashlib.sha256(content).hexdigest() != wanted[0].sha256:
                    raise Refused(f"备份对象 {name} 的内容与清单不符。")
                yield wanted, content
            tell(pack.size)
        if places:
            raise Refused(
                f"备份缺少 {len(places)} 个文件的内容，例如 {next(iter(places.values()))[0].path}。"
            )

    def dump(self, target: IO[bytes], tell: Any = None) -> None:
        """Write the dump of the database; raises `Refused` if it is not the one in the manifest."""
        written = Hashing(target, tell)
        with self.set.part("database.age").open("rb") as sealed:
            decrypt_stream(sealed, written, self.by)
        if written.sha256 != self.manifest["parts"]["database"]:
            raise Refused("备份的数据库与清单摘要不符。")


def prove(path: Path, identity: Path, progress: Progress) -> dict[str, Any]:
    """Decrypt all of a set and compare it with its manifest, which is returned; raises `Refused` for what is not whole."""
    reader = Reader(path, identity)
    for _places, _content in reader.contents(progress(CHECK, sum(p.size for p in reader.set.packs))):
        pass
    with Path(os.devnull).open("wb") as nowhere:
        reader.dump(nowhere)
    return reader.manifest


def restore(path: Path, identity: Path, progress: Progress, *, despite_keys: bool = False) -> Restored:
    """Restore a set into this portal, which is empty or in which an earlier restore was interrupted.

    Raises `Refused` before anything is changed for a set, keys or a portal that do not allow it; after that the portal starts
    only when a restore has come to its end.
    """
    reader = Reader(path, identity)
    _check_keys(reader, despite_keys)
    behind = _check_code(reader)
    again = unfinished_restore()
    _check_empty(again)
    reader.set.check_packs()
    _begin(reader.set.name)
    cleared()
    _files(reader, progress)
    connection.close()
    _database(reader, progress)
    _compare(reader.manifest)
    renew()
    set_privileges()
    broken = [str(finding) for finding in chains()] if not behind else None
    os.sync()
    handed_over()
    os.sync()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {UNFINISHED} CASCADE")
    return Restored(reader.manifest, behind, broken)


def _check_keys(reader: Reader, despite: bool) -> None:
    if despite:
        return
    if missing := lacking(reader.manifest["keys"]):
        raise Refused(
            f"环境中的密钥与备份时不同，缺少：{'；'.join(missing)}。请从保管处取回原来的密钥再恢复（可以用 "
            "manage.py key_fingerprints 核对）。如确已遗失，可加 --despite-keys。"
        )
    if not reader.set.sealed:
        raise Refused("备份的封签不对：它不是本系统做的，或者被改动过。")


def _check_code(reader: Reader) -> list[str]:
    """The migrations to be run after the restore; `Refused` for a set of a newer version of the portal."""
    loader = MigrationLoader(None)
    ours = {f"{app}.{name}" for app, name in loader.disk_migrations}
    replaced = {f"{app}.{name}" for one in loader.disk_migrations.values() for app, name in one.replaces}
    seen = set(reader.manifest["migrations"])
    local = {label for label, _name in loader.disk_migrations}
    if newer := sorted(m for m in seen - ours - replaced if m.partition(".")[0] in local):
        raise Refused(f"这份备份来自更新的版本（{newer[0]} 等），请用那个版本的程序恢复。")
    return sorted(ours - seen)


def _check_empty(again: bool) -> None:
    if others_connected():
        raise Refused("还有别的程序连着数据库，请先停止网站、后台任务和定时任务。")
    if again:
        return
    with connection.cursor() as cursor:
        for table in USED:
            cursor.execute("SELECT to_regclass(%s)", [f"public.{table}"])
            if cursor.fetchone()[0] is None:
                continue
            cursor.execute(f"SELECT EXISTS (SELECT FROM public.{table})")  # noqa: S608
            if cursor.fetchone()[0]:
                raise Refused("这个系统里已经有数据，只能恢复到空的系统。")
    if full := occupied():
        raise Refused(f"存放文件的 {full[0]} 里已经有文件，只能恢复到空的系统。")


def _begin(name: str) -> None:
    """Say in the database that a restore is under way."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {UNFINISHED}")
            cursor.execute(f"COMMENT ON SCHEMA {UNFINISHED} IS %s", [name])
    except Error as error:
        raise Refused(f"数据库账号没有恢复所需的权限：{error}") from None


def _files(reader: Reader, progress: Progress) -> None:
    """Write all files where nobody looks for them yet."""
    tell = progress(FILES, sum(pack.size for pack in reader.set.packs))
    # Few at once, for each may be as large as an upload: a bucket answers each after a while, however small it is.
    with ThreadPoolExecutor(AT_ONCE) as writers:
        waiting: deque[Future[None]] = deque()
        for places, content in reader.contents(tell):
            for place in places:
                waiting.append(writers.submit(arrived, place.root, place.path, content))
                if len(waiting) > AT_ONCE:
                    waiting.popleft().result()
        for written in waiting:
            written.result()


def _database(reader: Reader, progress: Progress) -> None:
    emptied()
    connection.close()
    tell = progress(DATABASE, reader.set.told["parts"]["database.age"]["size"])
    with restoring() as target:
        reader.dump(target, tell)


def _compare(manifest: dict[str, Any]) -> None:
    """Raise `Refused` unless the database has the rows and migrations that the manifest counts."""
    with connection.cursor() as cursor:
        found, seen = counts(cursor), migrations(cursor)
        cursor.execute("ANALYZE")
    wrong = [name for name, number in manifest["rows"].items() if found.get(name) != number]
    if wrong or seen != manifest["migrations"]:
        raise Refused(f"恢复出来的数据与清单不符：{'、'.join(wrong) or '迁移记录'}。")
