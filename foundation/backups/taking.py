"""Making a set: first the database of one moment, then the files, of which none is ever changed once a row names it."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from foundation.backups.dumps import counts, dumping, migrations, snapshot
from foundation.backups.keys import fingerprints, name_of
from foundation.backups.refused import Refused
from foundation.backups.roots import Found, walk
from foundation.backups.sealing import Hashing, encrypt, encrypt_stream, recipients
from foundation.backups.sets import Folder, Set
from foundation.backups.standing import unfinished_restore
from foundation.backups.store import Store, replace
from foundation.condition.models import beat
from foundation.files.roots import ROOTS, root_of

#: From the name of a step and how much there is to it (0 for unknown), to what is called with every bit that is done.
Progress = Callable[[str, int], Callable[[int], Any]]
#: The name of a backup among the pulses.
PULSE = "backup"
DATABASE, FILES, CHECK = "数据库", "文件", "核对"


@dataclass
class Taken:
    """A set that was made, and what the operator is told of it."""

    made: Set
    manifest: dict[str, Any]
    #: How many contents were copied, and their bytes; all others were stored before.
    added: int = 0
    added_bytes: int = 0
    #: Names of older sets that went, and of files in the store.
    thinned: list[str] = field(default_factory=list)
    removed: int = 0


@dataclass
class _Files:
    """The files of a set as they are found."""

    lines: list[str] = field(default_factory=list)
    number: Counter[str] = field(default_factory=Counter)
    size: Counter[str] = field(default_factory=Counter)
    needed: set[str] = field(default_factory=set)
    #: Files that went while the backup ran, and those whose bytes are not what their name says.
    gone: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    there: set[tuple[str, str]] = field(default_factory=set)


def take(folder: Path, at: datetime, progress: Progress, keep: int = 0) -> Taken:
    """Make a set of this moment in the folder, verify what was written, and keep only the newest sets.

    Raises `Refused` if it cannot be done; then the older sets are as they were.
    """
    to = recipients()
    if unfinished_restore():
        raise Refused("有一次恢复没有做完，现在的数据不能备份。请先重新恢复。")
    for name in ROOTS:
        root, own = root_of(name).folder, folder.resolve()
        if root and (root.resolve().is_relative_to(own) or own.is_relative_to(root.resolve())):
            raise Refused(f"备份目录不能与文件目录（{name}）互相包含。")
    with Folder(folder).held() as held:
        store = Store(folder, to)
        held.sweep(store)
        begun = held.begin(f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}")
        known = set(store.packs)
        told = _dump(begun, to, progress)
        stored = told.pop("stored")
        files = _gather(folder, store, progress)
        store.finish()
        manifest = told | {
            "at": at.astimezone(UTC).isoformat(),
            "keys": fingerprints(),
            "files": {root: {"number": files.number[root], "bytes": files.size[root]} for root in ROOTS},
            "gone": files.gone,
            "damaged": files.damaged,
            "missing": sorted(f"{root}/{path}" for root, path in stored - files.there),
        }
        packs = {store.holds[name] for name in files.needed}
        lines = "".join(f"{store.packs[name]}\n" for name in sorted(packs))
        (begun / "packs").write_text(lines, "ascii")
        listed = gzip.compress("".join(files.lines).encode(), 6, mtime=0)
        (begun / "files.age").write_bytes(encrypt(listed, to))
        manifest["parts"] = {
            "files": hashlib.sha256("".join(files.lines).encode()).hexdigest(),
            "database": told["database"],
            "packs": hashlib.sha256(lines.encode()).hexdigest(),
        }
        whole = json.dumps(manifest, ensure_ascii=False, sort_keys=True).encode()
        (begun / "manifest.age").write_bytes(encrypt(whole, to))
        made = held.finish(begun, {"recipients": [str(one) for one in to]})
        made.check_parts()
        fresh = {name for name in packs if name not in known}
        made.check_packs(progress(CHECK, sum(store.packs[name].size for name in fresh)), only=fresh)
        beat(PULSE, at)
        taken = Taken(made, manifest, store.added, store.added_bytes)
        if keep:
            taken.thinned, taken.removed = held.thin(keep, store)
        return taken


def _dump(begun: Path, to: list[Any], progress: Progress) -> dict[str, Any]:
    """Write the database of one moment; returns its counts, its migrations, and the files that it names."""
    with snapshot() as (cursor, name):
        told = {"rows": counts(cursor), "migrations": migrations(cursor), "stored": _stored(cursor)}
        cursor.execute("SELECT pg_database_size(current_database()), current_setting('server_version')")
        size, told["server"] = cursor.fetchone()
        tell = progress(DATABASE, size)
        with (begun / "database.age").open("wb") as target, dumping(name) as dump:
            written = Hashing(target, tell)
            read = _Reading(dump)
            encrypt_stream(read, written, to)  # type: ignore[arg-type]
    return told | {"database": read.sha256}


def _stored(cursor: Any) -> set[tuple[str, str]]:
    """Where the bytes of every stored file must lie."""
    cursor.execute("SELECT DISTINCT audience, sha256 FROM files_storedfile WHERE erased_at IS NULL")
    return {(root, f"{sha256[:2]}/{sha256[2:4]}/{sha256}") for root, sha256 in cursor.fetchall()}


class _Reading:
    """A stream whose SHA-256 is known once it is read."""

    def __init__(self, source: Any) -> None:
        self._source, self._digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read and count."""
        content: bytes = self._source.read(size)
        self._digest.update(content)
        return content

    @property
    def sha256(self) -> str:
        """The digest of what was read."""
        return self._digest.hexdigest()


def _gather(folder: Path, store: Store, progress: Progress) -> _Files:
    """Store what is new of all roots, and list everything."""
    seen = _read_seen(folder / "seen")
    fresh: dict[str, str] = {}
    files = _Files()
    found = [file for root in ROOTS for file in walk(root)]
    tell = progress(FILES, len(found))
    for file in found:
        state = name_of(f"{file.root}/{file.path} {file.state}".encode())
        sha256 = seen.get(state, "")
        if not sha256 or not store.has(name_of(bytes.fromhex(sha256))):
            sha256 = _store(file, store, files)
        tell(1)
        if not sha256:
            continue
        fresh[state] = sha256
        name = name_of(bytes.fromhex(sha256))
        files.needed.add(name)
        files.there.add((file.root, file.path))
        files.number[file.root] += 1
        files.size[file.root] += file.size
        files.lines.append(f"{file.root}\t{file.path}\t{name}\t{sha256}\t{file.size}\n")
    replace(
        folder / "seen", "".join(f"{state} {_hidden(state, sha)}\n" for state, sha in fresh.items()).encode()
    )
    return files


def _store(file: Found, store: Store, files: _Files) -> str:
    """Read a file and store it if its content is new; returns its SHA-256, or nothing if it went."""
    try:
        content = file.place.read()
    except FileNotFoundError:
        files.gone.append(f"{file.root}/{file.path}")
        return ""
    digest = hashlib.sha256(content).digest()
    # The bytes of personal files are encrypted; their names are digests of what is within.
    if file.root != "personal" and file.path.rpartition("/")[2] != digest.hex():
        files.damaged.append(f"{file.root}/{file.path}")
    name = name_of(digest)
    if not store.has(name):
        store.add(name, content, alone=file.root == "personal")
    return digest.hex()


def _hidden(state: str, sha256: str) -> str:
    """The digest as `seen` holds it, masked by a keyed value: a plain digest would confirm a guess at the content."""
    mask = bytes.fromhex(name_of(f"seen {state}".encode())) + bytes.fromhex(name_of(f"also {state}".encode()))
    return bytes(a ^ b for a, b in zip(bytes.fromhex(sha256), mask, strict=False)).hex()


def _read_seen(path: Path) -> dict[str, str]:
    """The digests of files that were looked at before, by their state."""
    lines = path.read_text("ascii", "replace").splitlines() if path.exists() else []
    pairs = (line.split(" ") for line in lines if len(line) == 105)
    return {state: _hidden(state, hidden) for state, hidden in pairs}
