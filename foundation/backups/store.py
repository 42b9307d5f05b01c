"""The store of contents in a folder of backups: each content once, encrypted, under a name that does not tell it.

A pack is one encrypted file of one or more contents. Small ones lie together, but each of people's own files lies alone, so
that it goes with the last set that needs it. The index says which content lies in which pack; a line is written only after its
pack is on the disk, so that a backup interrupted anywhere leaves at worst a pack that the next one takes up or removes.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from foundation.backups.keys import name_of_all
from foundation.backups.refused import Refused
from foundation.backups.sealing import decrypt, encrypt

MAGIC = b"WYPACK1\n"
#: A pack is closed when it holds so many bytes or contents; packs are brought to the disk by so many at once.
FULL, MANY, AT_ONCE = 32 * 1024 * 1024, 4_000, 256
_LINE = re.compile(r"(?:P [0-9a-f]{40} [0-9a-f]{64} [0-9]{1,15}|O [0-9a-f]{40} [0-9a-f]{40})")
#: The ending of whatever is not finished; the next backup removes it.
PARTIAL = ".partial"


@dataclass(frozen=True)
class Pack:
    """A pack as the index knows it: name, SHA-256 and size of its file."""

    name: str
    sha256: str
    size: int

    def __str__(self) -> str:
        return f"{self.name} {self.sha256} {self.size}"

    @classmethod
    def of(cls, line: str) -> Pack:
        """The pack of a line."""
        name, sha256, size = line.split()
        return cls(name, sha256, int(size))


@dataclass
class _Open:
    """A pack being filled, not yet encrypted."""

    names: list[str] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    size: int = 0


class Store:
    """The packs and the index below a folder of backups; the caller holds its lock."""

    def __init__(self, folder: Path, to: Sequence[Any] = ()) -> None:
        self.folder, self._to = folder / "packs", to
        self._index = folder / "index"
        #: The pack of each content, and the packs.
        self.holds: dict[str, str] = {}
        self.packs: dict[str, Pack] = {}
        self._shared = _Open()
        self._waiting: list[tuple[Pack, list[str], Path]] = []
        self._waiting_size = 0
        #: How many contents and bytes this run added.
        self.added, self.added_bytes = 0, 0
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._read()

    def path(self, name: str) -> Path:
        """Where a pack lies."""
        return self.folder / name[:2] / f"{name}.age"

    def _read(self) -> None:
        """Read the index; of a line that was cut, and of packs that are gone, nothing is believed."""
        text = self._index.read_text("ascii", "replace") if self._index.exists() else ""
        if text and not text.endswith("\n"):
            text = text[: text.rfind("\n") + 1]
            os.truncate(self._index, len(text))
        there = {path.name: path for path in self._files()}
        lines = [line for line in text.splitlines() if _LINE.fullmatch(line)]
        for line in lines:
            if line.startswith("P "):
                pack = Pack.of(line[2:])
                file = there.get(f"{pack.name}.age")
                if file is not None and file.stat().st_size == pack.size:
                    self.packs[pack.name] = pack
        for line in lines:
            if line.startswith("O "):
                _, name, pack_name = line.split()
                if pack_name in self.packs:
                    self.holds[name] = pack_name

    def _files(self) -> Iterator[Path]:
        return self.folder.glob("??/*.age")

    def sweep(self) -> None:
        """Remove what an interrupted backup left unfinished."""
        for path in self.folder.glob(f"??/*{PARTIAL}"):
            path.unlink(missing_ok=True)

    # Adding

    def has(self, name: str) -> bool:
        """Whether this content is stored or about to be."""
        return name in self.holds

    def add(self, name: str, content: bytes, *, alone: bool) -> None:
        """Store a content under its name."""
        self.added += 1
        self.added_bytes += len(content)
        if alone or len(content) > FULL:
            self.holds[name] = name
            self._close(_Open([name], [content]))
        else:
            self.holds[name] = ""
            self._shared.names.append(name)
            self._shared.contents.append(content)
            self._shared.size += len(content)
            if self._shared.size >= FULL or len(self._shared.names) >= MANY:
                self._close_shared()

    def _close_shared(self) -> None:
        if self._shared.names:
            self._close(self._shared)
        self._shared = _Open()

    def _close(self, filled: _Open) -> None:
        """Encrypt a pack and write it under a partial name."""
        name = filled.names[0] if len(filled.names) == 1 else name_of_all(filled.names)
        parts = [MAGIC]
        for of, content in zip(filled.names, filled.contents, strict=True):
            parts += [bytes.fromhex(of), len(content).to_bytes(8, "big"), content]
        sealed = encrypt(b"".join(parts), self._to)
        path = self.path(name)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        partial = path.with_name(path.name + PARTIAL)
        partial.write_bytes(sealed)
        self._waiting.append(
            (Pack(name, hashlib.sha256(sealed).hexdigest(), len(sealed)), filled.names, partial)
        )
        self._waiting_size += len(sealed)
        if self._waiting_size >= FULL or len(self._waiting) >= AT_ONCE:
            self._land()

    def _land(self) -> None:
        """Bring what waits onto the disk, then under its name, then into the index."""
        with ThreadPoolExecutor(8) as many:
            list(many.map(fsync, [partial for _pack, _names, partial in self._waiting]))
        lines = []
        for pack, names, partial in self._waiting:
            partial.rename(self.path(pack.name))
            self.packs[pack.name] = pack
            self.holds.update(dict.fromkeys(names, pack.name))
            lines += [f"P {pack}\n", *(f"O {name} {pack.name}\n" for name in names)]
        for folder in {partial.parent for _pack, _names, partial in self._waiting}:
            fsync(folder)
        fsync(self.folder)
        with self._index.open("a", encoding="ascii") as index:
            index.write("".join(lines))
            index.flush()
            os.fsync(index.fileno())
        self._waiting, self._waiting_size = [], 0

    def finish(self) -> None:
        """Bring everything added onto the disk."""
        self._close_shared()
        if self._waiting:
            self._land()
            fsync(self._index.parent)

    # Removing

    def keep_only(self, needed: set[str]) -> int:
        """Remove every pack that is not needed, first from the index; returns how many files went."""
        gone = [path for path in self._files() if path.stem not in needed]
        if not gone and set(self.packs) <= needed:
            return 0
        self.packs = {name: pack for name, pack in self.packs.items() if name in needed}
        self.holds = {name: pack for name, pack in self.holds.items() if pack in self.packs}
        lines = [f"P {pack}\n" for pack in self.packs.values()]
        lines += [f"O {name} {pack}\n" for name, pack in self.holds.items()]
        replace(self._index, "".join(lines).encode("ascii"))
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)


def contents(sealed: bytes, pack: Pack, by: Sequence[Any]) -> Iterator[tuple[str, bytes]]:
    """The contents of a pack by their names; raises `Refused` if it is damaged or no identity fits."""
    if hashlib.sha256(sealed).hexdigest() != pack.sha256:
        raise Refused(f"备份对象 {pack.name} 已损坏：校验和不符。")
    plain = decrypt(sealed, by)
    if not plain.startswith(MAGIC):
        raise Refused(f"备份对象 {pack.name} 不是本系统的格式。")
    at = len(MAGIC)
    while at < len(plain):
        name, size = plain[at : at + 20].hex(), int.from_bytes(plain[at + 20 : at + 28], "big")
        at += 28
        yield name, plain[at : at + size]
        at += size


def read(folder: Path, pack: Pack) -> bytes:
    """The file of a pack; raises `Refused` if it is missing."""
    try:
        return (folder / "packs" / pack.name[:2] / f"{pack.name}.age").read_bytes()
    except FileNotFoundError:
        raise Refused(f"缺少备份对象 {pack.name}。") from None


def fsync(path: Path) -> None:
    """Bring a file, or the names in a folder, onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(path.name + PARTIAL)
    with partial.open("wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    partial.replace(path)
    fsync(path.parent)
