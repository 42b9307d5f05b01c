"""The folder of backups and its sets.

    FOLDER/sets/20261128T020000Z/   set.json  manifest.age  files.age  database.age  packs
    FOLDER/packs/ab/….age           the contents that sets refer to (`store.py`)
    FOLDER/index, FOLDER/seen       which content is stored, and which files were looked at; nothing in them tells of people

`set.json` names the SHA-256 and size of every other part and bears a seal made with the portal's key. A set is written under a
name that ends in `.partial` and gets its own when all of it is on the disk.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foundation.backups.keys import seal
from foundation.backups.refused import Refused
from foundation.backups.store import PARTIAL, Pack, Store, fsync

FORMAT = 1
PARTS = ("manifest.age", "files.age", "database.age", "packs")
NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z")
#: Called with the number of bytes that were dealt with.
Tell = Callable[[int], Any]


@dataclass(frozen=True)
class Set:
    """A finished set; made by `opened`, which has checked that its parts are of their sizes."""

    path: Path
    told: dict[str, Any]

    @property
    def name(self) -> str:
        """Its date and time, in UTC."""
        return self.path.name

    @property
    def folder(self) -> Path:
        """The folder of backups in which it lies."""
        return self.path.parents[1]

    @property
    def packs(self) -> list[Pack]:
        """The packs that it refers to."""
        return [Pack.of(line) for line in (self.path / "packs").read_text("ascii").splitlines()]

    @property
    def sealed(self) -> bool:
        """Whether its seal is that of the portal's present key."""
        return bool(self.told.get("seal") == seal(_said(self.told)))

    def part(self, name: str) -> Path:
        """The file of a part."""
        return self.path / name

    def check_parts(self) -> None:
        """Raise `Refused` for a part that is not as it was written."""
        for name in PARTS:
            with self.part(name).open("rb") as part:
                digest = hashlib.file_digest(part, "sha256").hexdigest()  # type: ignore[arg-type]
            if digest != self.told["parts"][name]["sha256"]:
                raise Refused(f"备份 {self.name} 的 {name} 已损坏：校验和不符。")

    def check_packs(self, tell: Tell = lambda _n: None, *, only: set[str] | None = None) -> None:
        """Raise `Refused`, naming all, for packs that are missing or not as they were written; `only` these, if given."""
        wrong = []
        for pack in self.packs:
            if only is not None and pack.name not in only:
                continue
            path = self.folder / "packs" / pack.name[:2] / f"{pack.name}.age"
            try:
                with path.open("rb") as file:
                    whole = hashlib.file_digest(file, "sha256").hexdigest() == pack.sha256  # type: ignore[arg-type]
            except FileNotFoundError:
                wrong.append(f"缺少 {pack.name}")
            else:
                if not whole:
                    wrong.append(f"损坏 {pack.name}")
            tell(pack.size)
        if wrong:
            more = f"等 {len(wrong)} 个" if len(wrong) > 10 else ""
            raise Refused(f"备份 {self.name} 的备份对象不全：{'，'.join(wrong[:10])}{more}。")


def opened(path: Path) -> Set:
    """The set at this path; raises `Refused` for one that was never finished, or lacks a part."""
    if path.name.endswith(PARTIAL):
        raise Refused(f"{path.name} 没有做完，不能使用；请用另一份。")
    try:
        told = json.loads((path / "set.json").read_text("utf-8"))
        parts = told["parts"]
        if told["format"] != FORMAT or set(parts) != set(PARTS):
            raise Refused(f"{path.name} 的格式是这一版系统不认识的。")
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused(f"{path} 不是一份备份，或者它的 set.json 已损坏。") from None
    for name in PARTS:
        file = path / name
        if not file.exists():
            raise Refused(f"备份 {path.name} 缺少 {name}。")
        if file.stat().st_size != parts[name]["size"]:
            raise Refused(f"备份 {path.name} 的 {name} 已损坏：长度不符。")
    return Set(path, told)


class Folder:
    """A folder of backups, held by this process alone."""

    def __init__(self, path: Path) -> None:
        self.path, self.sets = path, path / "sets"

    @contextmanager
    def held(self) -> Iterator[Folder]:
        """Hold the folder; raises `Refused` while another backup does."""
        try:
            self.sets.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = (self.path / "lock").open("a")
        except OSError as error:
            raise Refused(f"不能写入备份目录 {self.path}：{error.strerror}") from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Refused("另一次备份正在进行，请等它结束。") from None
            yield self

    def names(self) -> list[str]:
        """The names of finished sets, the oldest first."""
        return sorted(path.name for path in self.sets.iterdir() if NAME.fullmatch(path.name))

    def sweep(self, store: Store) -> None:
        """Remove what interrupted backups left."""
        for path in self.sets.glob(f"*{PARTIAL}"):
            shutil.rmtree(path)
        store.sweep()

    def begin(self, name: str) -> Path:
        """The folder of a new set, under a name that is not yet its own."""
        if (self.sets / name).exists():
            raise Refused(f"{name} 已经有一份备份，请一秒钟以后再试。")
        path = self.sets / f"{name}{PARTIAL}"
        path.mkdir(mode=0o700)
        return path

    def finish(self, begun: Path, facts: dict[str, Any]) -> Set:
        """Describe and seal a set whose parts are written, bring all onto the disk, and give it its name."""
        told: dict[str, Any] = {
            "format": FORMAT,
            "name": begun.name.removesuffix(PARTIAL),
            **facts,
            "parts": {},
        }
        for name in PARTS:
            with (begun / name).open("rb") as part:
                digest = hashlib.file_digest(part, "sha256").hexdigest()  # type: ignore[arg-type]
            told["parts"][name] = {"sha256": digest, "size": (begun / name).stat().st_size}
            fsync(begun / name)
        told["seal"] = seal(_said(told))
        (begun / "set.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
        fsync(begun / "set.json")
        fsync(begun)
        path = self.sets / told["name"]
        begun.rename(path)
        fsync(self.sets)
        return opened(path)

    def thin(self, keep: int, store: Store) -> tuple[list[str], int]:
        """Keep the newest sets and what they need; returns the names of the sets, and the number of files, that went."""
        gone = self.names()[:-keep]
        for name in gone:
            # Under its own name a set is whole.
            dying = self.sets / f"{name}{PARTIAL}"
            (self.sets / name).rename(dying)
            shutil.rmtree(dying)
        fsync(self.sets)
        needed = {pack.name for name in self.names() for pack in Set(self.sets / name, {}).packs}
        return gone, store.keep_only(needed)


def _said(told: dict[str, Any]) -> bytes:
    """What the seal is over."""
    rest = {name: value for name, value in told.items() if name != "seal"}
    return json.dumps(rest, ensure_ascii=False, sort_keys=True).encode()
