"""A root in a folder of this machine."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from foundation.files.roots import Found, Root

#: Within a root, what a restore has written and not yet handed over.
ARRIVING = ".restoring"


class Folder(Root, FileSystemStorage):
    """The folder that a setting names."""

    def __init__(self, setting: str) -> None:
        super().__init__()
        self._setting = setting

    @property
    def folder(self) -> Path:  # type: ignore[override]
        """The folder."""
        return Path(getattr(settings, self._setting))

    @property
    def base_location(self) -> str:  # type: ignore[override]
        """What Django calls the folder."""
        return str(self.folder)

    @property
    def location(self) -> str:  # type: ignore[override]
        """The folder, from the root of the machine."""
        return os.path.abspath(self.folder)

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".taking-in-")
        try:
            with os.fdopen(handle, "wb") as target:
                for chunk in content.chunks():
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            os.chmod(temporary, 0o440)
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return name

    def where(self, name: str) -> str:
        """The path."""
        return self.path(name)

    def walk(self, under: str = "") -> Iterator[Found]:
        """Folder by folder, in the order of names."""
        waiting = [under]
        while waiting:
            inside = waiting.pop()
            try:
                entries = sorted(os.scandir(self.folder / inside), key=lambda entry: entry.name)
            except FileNotFoundError:
                continue
            for entry in entries:
                name = f"{inside}/{entry.name}" if inside else entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(name)
                elif entry.is_file(follow_symlinks=False):
                    yield from _found(name, entry)

    def arrive(self, name: str, content: bytes) -> None:
        """Write it into a folder of its own, which a rename hands over."""
        path = Path(self.path(f"{ARRIVING}/{name}"))
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o440), "wb") as written:
            written.write(content)

    def hand_over(self) -> None:
        """Rename what has arrived."""
        begun = self.folder / ARRIVING
        for path in sorted(begun.iterdir()) if begun.is_dir() else ():
            path.rename(self.folder / path.name)
        if begun.is_dir():
            begun.rmdir()

    def clear(self) -> None:
        """Delete all that is in the folder, and leave the folder."""
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def ask(self) -> None:
        """Look at the folder; one that is not made yet is no failure."""
        if self.folder.exists():
            os.listdir(self.folder)


def _found(name: str, entry: os.DirEntry[str]) -> Iterator[Found]:
    try:
        told = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return
    yield Found(name, told.st_size, told.st_mtime, f"{told.st_ino} {told.st_mtime_ns} {told.st_size}")
