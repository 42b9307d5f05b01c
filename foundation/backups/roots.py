"""The file roots of the portal, walked for a backup and filled by a restore."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

#: Within a root, what a restore has written and not yet handed over; a walk passes by names that begin with a dot.
ARRIVING = ".restoring"


def roots() -> dict[str, Path]:
    """The three roots by the audience of their files."""
    return {
        "public": Path(settings.PUBLIC_FILES_ROOT),
        "internal": Path(settings.INTERNAL_FILES_ROOT),
        "personal": Path(settings.PERSONAL_FILES_ROOT),
    }


@dataclass(frozen=True)
class Found:
    """A file in a root: its path there, and what tells whether it was looked at before."""

    root: str
    path: str
    size: int
    state: str

    @property
    def where(self) -> Path:
        """Its path on this machine."""
        return roots()[self.root] / self.path


def walk(root: str, folder: Path) -> Iterator[Found]:
    """Every file of a root; files that vanish meanwhile are passed by."""
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        try:
            entries = sorted(os.scandir(folder / inside), key=lambda entry: entry.name)
        except FileNotFoundError:
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = f"{inside}/{entry.name}" if inside else entry.name
            if entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif entry.is_file(follow_symlinks=False):
                try:
                    told = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                state = f"{told.st_ino} {told.st_mtime_ns} {told.st_size}"
                yield Found(root, path, told.st_size, state)


def occupied() -> list[Path]:
    """The roots in which a file lies."""
    return [folder for name, folder in roots().items() if next(walk(name, folder), None) is not None]


def cleared() -> None:
    """Empty the roots of what an unfinished restore left in them."""
    for folder in roots().values():
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


def arriving(root: str, path: str) -> Path:
    """Where a restore writes a file first; raises `ValueError` for a path that leads out of its root."""
    if path.startswith("/") or ".." in path.split("/"):
        raise ValueError(path)
    return roots()[root] / ARRIVING / path


def handed_over() -> None:
    """Move what a restore has written to where the portal looks for it."""
    for folder in roots().values():
        begun = folder / ARRIVING
        for path in sorted(begun.iterdir()) if begun.is_dir() else ():
            path.rename(folder / path.name)
        if begun.is_dir():
            begun.rmdir()
