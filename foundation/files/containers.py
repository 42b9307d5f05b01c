"""A folder, or a ZIP, of files that come in together, each read by its name within limits; nothing is unpacked."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from foundation.files.rejected import Rejected

#: Files of one container at most, and how far one may be blown up.
MOST_FILES, RATIO, RATIO_FROM = 50_000, 200, 1024 * 1024
DAMAGED = (
    zipfile.BadZipFile, zlib.error, LZMAError, struct.error, OSError, ValueError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
_DAMAGED = "压缩包已损坏，无法打开，请重新打包。"


class Files(Protocol):
    """Files that are found by their names; a name is a path with slashes, below the folder or in the ZIP."""

    def has(self, name: str) -> bool:
        """Whether there is a file of that name."""

    def read(self, name: str, most: int) -> bytes:
        """Its bytes; raises `Rejected` for one that is missing, larger than `most` or damaged."""


class Folder:
    """The files of a folder and of those in it; links that lead out of it are none of its files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def _place(self, name: str) -> Path | None:
        if "\0" in name or PurePosixPath(name).is_absolute():
            return None
        place = (self._folder / name).resolve()
        return place if place.is_relative_to(self._folder) and place.is_file() else None

    def has(self, name: str) -> bool:
        return self._place(name) is not None

    def read(self, name: str, most: int) -> bytes:
        place = self._place(name)
        if place is None:
            raise Rejected(f"没有找到文件“{name}”。")
        return _bounded(lambda: place.open("rb"), name, most)


class Container:
    """The files of a ZIP. Raises `Rejected` for one that is damaged, encrypted or holds too many."""

    def __init__(self, source: Path | IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(source)
            entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        except DAMAGED as damaged:
            raise Rejected(_DAMAGED) from damaged
        if len(entries) > MOST_FILES:
            raise Rejected(f"压缩包里有 {len(entries)} 个文件，一次最多 {MOST_FILES} 个，请分成几包。")
        if any(entry.flag_bits & 1 for entry in entries):
            raise Rejected("压缩包有密码，请取消密码后重新打包。")
        self._entries = {_name_of(entry): entry for entry in entries}

    def has(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str, most: int) -> bytes:
        entry = self._entries.get(name)
        if entry is None:
            raise Rejected(f"压缩包里没有文件“{name}”。")
        blown_up = entry.file_size > RATIO_FROM and entry.file_size > RATIO * max(entry.compress_size, 1)
        if blown_up or entry.file_size > most:
            raise Rejected(f"“{name}”解压后过大。")
        return _bounded(lambda: self._zip.open(entry), name, most)


def _bounded(opened: Callable[[], IO[bytes]], name: str, most: int) -> bytes:
    """The bytes of a file, whatever size it was said to have."""
    try:
        with opened() as source:
            taken = source.read(most + 1)
    except DAMAGED as damaged:
        raise Rejected(f"“{name}”读不出来，请检查后重新打包。") from damaged
    if len(taken) > most:
        raise Rejected(f"“{name}”过大。")
    return taken


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The name as it was written: Chinese systems write names in their own encoding, and do not say so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename
