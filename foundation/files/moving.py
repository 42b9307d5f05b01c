"""Copying all files from folders into buckets, or back; what is copied already is passed by, nothing is deleted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.files.base import ContentFile

from foundation.files.folders import Folder
from foundation.files.models import Audience
from foundation.files.roots import ROOTS, Root, root_of


@dataclass
class Moved:
    """How many files were copied, how many lay there already, and which are not what their names say."""

    copied: int = 0
    there: int = 0
    damaged: list[str] = field(default_factory=list)


def move(*, back: bool, tell: Callable[[int], object] = lambda number: None) -> Moved:
    """Copy the files of all roots; raises `ValueError` where they do not lie in buckets."""
    moved = Moved()
    for name in ROOTS:
        bucket, folder = root_of(name), Folder(f"{name.upper()}_FILES_ROOT")
        if bucket.folder is not None:
            raise ValueError(name)
        source, target = (bucket, folder) if back else (folder, bucket)
        _move(name, source, target, moved, tell)
    return moved


def _move(audience: str, source: Root, target: Root, moved: Moved, tell: Callable[[int], object]) -> None:
    """A file of the same size that was written later than this one is its copy: rotation alone writes one anew."""
    there = {found.name: found for found in target.walk()}
    for found in source.walk():
        tell(1)
        if found.name.rpartition("/")[2].startswith("."):
            continue
        copy = there.get(found.name)
        if copy is not None and copy.size == found.size and copy.written > found.written:
            moved.there += 1
            continue
        try:
            with source.open(found.name) as opened:
                content = opened.read()
        except FileNotFoundError:  # erased meanwhile
            continue
        if audience != Audience.PERSONAL and not found.name.endswith(hashlib.sha256(content).hexdigest()):
            moved.damaged.append(source.where(found.name))
            continue
        target.save(found.name, ContentFile(content))
        moved.copied += 1
