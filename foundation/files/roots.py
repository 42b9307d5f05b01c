"""The three roots of stored files, each a folder or a bucket, and that of the copies; where bytes lie is known here alone."""

from __future__ import annotations

import io
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages

#: The roots by the audiences of their files: names of storages (settings.STORAGES).
ROOTS = ("public", "internal", "personal")
#: The root of the archive's second copies: no backup holds them, since they are made again from what they copy.
COPIES = "archive"


@dataclass(frozen=True)
class Found:
    """What lies in a root: name, size, when it was written, and what tells whether it is still the same."""

    name: str
    size: int
    written: float
    state: str


class Root(Storage):
    """A storage whose files appear whole or not at all, under the very names they are given.

    `open`, `size` raise `FileNotFoundError` for what is not there, `OSError` where the root does not answer; `delete` passes
    over what is not there. No file has an address of its own: the portal alone hands out what it has checked.
    """

    #: The folder, where the root is one.
    folder: Path | None = None

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: what is written anew replaces what was there."""
        return name

    def url(self, name: str | None) -> str:
        """None: an address would survive a withdrawal."""
        raise ValueError("No stored file has an address of its own.")

    def bytes_of(self, name: str) -> bytes:
        """All bytes of a file."""
        with self.open(name) as source:
            content: bytes = source.read()
            return content

    def part(self, name: str, start: int, length: int) -> IO[bytes]:
        """So many bytes of a file from that place on, as a stream that the caller closes."""
        source = self.open(name)
        source.seek(start)
        return cast(IO[bytes], Part(source, length))

    @abstractmethod
    def where(self, name: str) -> str:
        """Where the file lies, for the operator."""

    @abstractmethod
    def walk(self, under: str = "") -> Iterator[Found]:
        """Everything in the root, or below a folder of it; what goes meanwhile is passed by."""

    @abstractmethod
    def arrive(self, name: str, content: bytes) -> None:
        """Write a file of a restore, which nobody looks for before it is handed over."""

    @abstractmethod
    def hand_over(self) -> None:
        """Move what has arrived to where the portal looks for it."""

    @abstractmethod
    def clear(self) -> None:
        """Delete everything in the root."""

    @abstractmethod
    def ask(self) -> None:
        """Raise `OSError` unless the root answers."""

    def keeps_deleted(self) -> bool:
        """Whether what is deleted lives on in former versions."""
        return False


def root_of(audience: str) -> Root:
    """The root of the files of that audience, or of the archive's copies."""
    if audience not in (*ROOTS, COPIES):
        raise ValueError(audience)
    return cast(Root, storages[str(audience)])


class Part(io.RawIOBase):
    """The next bytes of a stream, so many and no more."""

    def __init__(self, source: Any, length: int) -> None:
        super().__init__()
        self._source, self._left = source, length

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what is left, up to the size of the buffer."""
        taken: bytes = self._source.read(min(len(buffer), self._left))
        buffer[: len(taken)] = taken
        self._left -= len(taken)
        return len(taken)

    def close(self) -> None:
        """Close the stream as well."""
        if not self.closed:
            self._source.close()
        super().close()


@dataclass(frozen=True)
class Place:
    """Where the bytes of a file lie: root, and name within it."""

    root: str
    name: str

    @property
    def _root(self) -> Root:
        return root_of(self.root)

    def open(self) -> File[Any]:
        """The bytes as a stream, which the caller closes; `FileNotFoundError` if there are none."""
        return self._root.open(self.name)

    def part(self, start: int, length: int) -> IO[bytes]:
        """So many bytes from that place on as a stream, which the caller closes; `FileNotFoundError` if there are none."""
        return self._root.part(self.name, start, length)

    def read(self) -> bytes:
        """All bytes; `FileNotFoundError` if there are none."""
        return self._root.bytes_of(self.name)

    def write(self, content: bytes) -> None:
        """Write the bytes, all of them or none, in place of what was there."""
        self._root.save(self.name, ContentFile(content))

    def size(self) -> int | None:
        """The number of bytes, or None if there is no file."""
        try:
            return self._root.size(self.name)
        except FileNotFoundError:
            return None

    def erase(self) -> None:
        """Delete the bytes, if there are any."""
        self._root.delete(self.name)

    @property
    def on_disk(self) -> Path:
        """The path, where the root is a folder; `NotImplementedError` otherwise."""
        return Path(self._root.path(self.name))

    def __str__(self) -> str:
        return self._root.where(self.name)
