"""Rows of files without bytes, and bytes without a row: what a crash, a full disk or somebody's hand left behind."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from foundation.condition.models import beat
from foundation.files.models import Audience, KeptFile, StoredFile, kept_folder, place, root_of

#: The name of the daily check among the pulses.
CHECK = "files"
#: Bytes younger than this may still be waiting for their row to be committed.
SETTLING = timedelta(days=1)
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Astray:
    """A file that does not belong together: the number of a row without bytes, or the path of bytes without a row."""

    audience: Audience
    row: int | None = None
    path: Path | None = None

    def __str__(self) -> str:
        return f"{self.audience.label}：" + (
            f"第 {self.row} 号没有内容" if self.row else f"{self.path} 没有记录"
        )


def find_astray(at: datetime) -> Iterator[Astray]:
    """Everything that does not belong together, of what is older than a day."""
    before = at - SETTLING
    rows = StoredFile.objects.filter(erased_at=None, uploaded_at__lt=before).order_by("pk")
    for pk, sha256, audience in rows.values_list("pk", "sha256", "audience").iterator():
        if not place(sha256, audience).exists():
            yield Astray(Audience(audience), row=pk)
    for audience in Audience:
        yield from (Astray(audience, path=path) for path in _without_row(audience, before))


def _without_row(audience: Audience, before: datetime) -> Iterator[Path]:
    known = StoredFile.objects.filter(audience=audience, erased_at=None)
    digests = set(known.values_list("sha256", flat=True))
    kept = (
        {pk.hex for pk in KeptFile.objects.values_list("pk", flat=True)}
        if audience == Audience.PERSONAL
        else set()
    )
    for folder, _folders, names in os.walk(root_of(audience)):
        for name in names:
            path = Path(folder) / name
            owned = (
                name in kept if path.parent == kept_folder() else name in digests and _DIGEST.fullmatch(name)
            )
            if not owned and _written(path, before):
                yield path


def _written(path: Path, before: datetime) -> bool:
    """Whether the file is there and was written before that moment."""
    try:
        return path.stat().st_mtime < before.timestamp()
    except FileNotFoundError:
        return False


def check(at: datetime) -> list[Astray]:
    """Erase personal bytes that belong to nobody, note how many files are astray otherwise, and return those."""
    left = []
    for found in find_astray(at):
        if found.audience == Audience.PERSONAL and found.path is not None:
            found.path.unlink(missing_ok=True)
        else:
            left.append(found)
    beat(CHECK, at, len(left))
    return left
