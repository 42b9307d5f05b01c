"""Verifying a bag: every file that was changed, is missing or does not belong there, by name."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from archive.packages.contents import pieces
from archive.packages.layout import DATA
from archive.packages.writing import DECLARATION, DECLARED, INFO, MANIFEST, TAG_MANIFEST

#: The longest manifest that is read: a million files.
LONGEST_MANIFEST = 512 * 1024 * 1024
#: What says of a bag what belongs to it.
_TELLING = frozenset({DECLARATION, MANIFEST, TAG_MANIFEST})
_LINE = re.compile(r"([0-9a-f]{64})  ([^\r\n]+)")


class Wrong(StrEnum):
    """What is wrong with a file."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDITIONAL = "additional"
    UNREADABLE = "unreadable"


_SAID = {
    Wrong.CHANGED: "内容被改动过，与打包时不同",
    Wrong.MISSING: "清单里有，文件不见了",
    Wrong.ADDITIONAL: "多出来的文件，清单里没有",
    Wrong.UNREADABLE: "读不出来，或者格式不对",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with which file; `str()` says it in Chinese."""

    path: str
    wrong: Wrong

    def __str__(self) -> str:
        return f"{self.path}：{_SAID[self.wrong]}。"


class Observed:
    """The files of a bag as they are read or written: the digest of each, and what the bag says of itself."""

    def __init__(self) -> None:
        #: By path; blank for what could not be read.
        self._digests: dict[str, str] = {}
        self._said: dict[str, bytes] = {}

    def through(self, path: str, content: Iterable[bytes]) -> Iterator[bytes]:
        """The content of a file, which is observed while it passes."""
        name, digest, said = _one_form(path), hashlib.sha256(), bytearray()
        for piece in content:
            digest.update(piece)
            if name in _TELLING and len(said) <= LONGEST_MANIFEST:
                said += piece
            yield piece
        self._digests[name] = digest.hexdigest()
        if name in _TELLING:
            self._said[name] = bytes(said)

    def unreadable(self, path: str) -> None:
        """A file that is there and cannot be read."""
        self._digests[_one_form(path)] = ""

    def faults(self) -> list[Fault]:
        """What is wrong with the bag, by path; empty where every byte is as its manifests name it."""
        there, faults = self._digests, list[Fault]()
        tags, payload = (self._listed(name, faults) for name in (TAG_MANIFEST, MANIFEST))
        for required in (DECLARATION, INFO, MANIFEST):
            if required not in tags:
                faults.append(Fault(required, Wrong.MISSING if required not in there else Wrong.UNREADABLE))
        faults += [Fault(name, Wrong.UNREADABLE) for name in payload if not name.startswith(f"{DATA}/")]
        faults += self._compared({**payload, **tags})
        if DECLARATION in there and self._said.get(DECLARATION) != DECLARED:
            faults.append(Fault(DECLARATION, Wrong.CHANGED))
        return sorted(set(faults), key=lambda fault: (fault.path, fault.wrong))

    def _compared(self, listed: dict[str, str]) -> Iterator[Fault]:
        for name, digest in listed.items():
            if name not in self._digests:
                yield Fault(name, Wrong.MISSING)
            elif not self._digests[name]:
                yield Fault(name, Wrong.UNREADABLE)
            elif self._digests[name] != digest:
                yield Fault(name, Wrong.CHANGED)
        for name in self._digests.keys() - listed.keys() - {TAG_MANIFEST}:
            yield Fault(name, Wrong.ADDITIONAL)

    def _listed(self, name: str, faults: list[Fault]) -> dict[str, str]:
        """The digests that a manifest names, by path; a manifest that is not exactly as one is written is a fault itself."""
        if name not in self._digests:
            faults.append(Fault(name, Wrong.MISSING))
            return {}
        content = self._said.get(name, b"")
        listed: dict[str, str] = {}
        whole = len(content) <= LONGEST_MANIFEST and content.endswith(b"\n")
        for line in content.decode("utf-8", "replace").removesuffix("\n").split("\n"):
            found = _LINE.fullmatch(line)
            path = _one_form(found[2]) if found else ""
            if found is None or path in listed or not _inside(path):
                whole = False
                continue
            listed[path] = found[1]
        if not whole:
            faults.append(Fault(name, Wrong.UNREADABLE))
        return listed


def verify(folder: Path) -> list[Fault]:
    """What is wrong with a bag that lies in a folder. Links are none of its files.

    Who changes a file and both manifests with it is found out by the fingerprint alone (`write_folder`): the digest of
    `tagmanifest-sha256.txt`, kept elsewhere; `fingerprint_of` tells it.
    """
    observed = Observed()
    for name, place in _files(folder):
        try:
            deque(observed.through(name, _read(place)), maxlen=0)
        except OSError:
            observed.unreadable(name)
    return observed.faults()


def fingerprint_of(folder: Path) -> str:
    """The digest that stands for the whole bag."""
    digest = hashlib.sha256()
    for piece in _read(folder / TAG_MANIFEST):
        digest.update(piece)
    return digest.hexdigest()


def _inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith(("/", "~")) and ".." not in parts


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for above, folders, names in os.walk(folder):
        folders.sort()
        linked = [name for name in folders if (Path(above) / name).is_symlink()]
        for name in sorted([*names, *linked]):
            place = Path(above) / name
            yield place.relative_to(folder).as_posix(), place


def _one_form(name: str) -> str:
    """A name in the one form in which names are compared: some systems hand them out decomposed."""
    return unicodedata.normalize("NFC", name)


def _read(place: Path) -> Iterator[bytes]:
    if place.is_symlink() or not place.is_file():
        raise OSError(place)
    with place.open("rb") as source:
        yield from pieces(source)
