"""A package that nobody reads but who holds a key: the ZIP of a bag, encrypted to age recipients while it is made."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from archive.packages.contents import Package
from archive.packages.writing import zip_chunks
from foundation.backups.sealing import Hashing, encrypt_stream


@dataclass(frozen=True)
class Outside:
    """What may be told of a sealed package: its number, digest and size of what is encrypted; `str()` says it in Chinese."""

    number: str
    sha256: str
    size: int

    def __str__(self) -> str:
        return f"编号：{self.number}\r\n大小：{self.size} 字节\r\nSHA-256：{self.sha256}\r\n"


class _Reading(io.RawIOBase):
    """A stream of pieces that are made while it is read."""

    def __init__(self, made: Iterator[bytes]) -> None:
        self._made, self._rest = made, b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        while not self._rest:
            piece = next(self._made, None)
            if piece is None:
                return 0
            self._rest = piece
        taken = min(len(into), len(self._rest))
        into[:taken], self._rest = self._rest[:taken], self._rest[taken:]
        return taken


def seal(package: Package, target: IO[bytes], to: Sequence[Any]) -> Outside:
    """Write a package encrypted to every recipient (`foundation.backups.sealing.recipients`, or their own) into `target`.

    Nothing of it lies anywhere unencrypted. `Outside` names the package by its number, so that one must say nothing of the case:
    an archival code, or a running number. Encrypting twice gives other bytes, what is inside is the same. Raises `Unfit` and
    `Damaged` as `zip_chunks`; what was written until then is thrown away by the caller.
    """
    if not to:
        raise ValueError("a sealed package without recipients is read by nobody")
    hashing = Hashing(target)
    encrypt_stream(io.BufferedReader(_Reading(zip_chunks(package)), 1024 * 1024), hashing, to)
    return Outside(package.number, hashing.sha256, hashing.size)
