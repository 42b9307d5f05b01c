"""Rows of files without bytes, and bytes without a row: what a crash, a full disk or somebody's hand left behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation.condition.models import beat
from foundation.files.models import KEPT, Audience, KeptFile, StoredFile, place_of
from foundation.files.roots import Place, root_of
from foundation.machines.editions import FOLDER as EDITIONS
from foundation.machines.models import Edition

#: The name of the daily check among the pulses.
CHECK = "files"
#: Bytes younger than this may still be waiting for their row to be committed.
SETTLING = timedelta(days=1)


@dataclass(frozen=True)
class Astray:
    """A file that does not belong together: the number of a row without bytes, or the place of bytes without a row."""

    audience: Audience
    row: int | None = None
    place: Place | None = None

    def __str__(self) -> str:
        return f"{self.audience.label}：" + (
            f"第 {self.row} 号没有内容" if self.row else f"{self.place} 没有记录"
        )


def find_astray(at: datetime) -> Iterator[Astray]:
    """Everything that does not belong together, of what is older than a day.

    Each root is walked once and the rows are read afterwards: a bucket lists a thousand names while it tells of one.
    """
    for audience in Audience:
        yield from _of(audience, at - SETTLING)


def _of(audience: Audience, before: datetime) -> Iterator[Astray]:
    there: set[str] = set()
    settled: set[str] = set()
    for found in root_of(audience).walk():
        there.add(found.name)
        if found.written < before.timestamp():
            settled.add(found.name)
    rows = StoredFile.objects.filter(audience=audience, erased_at=None).order_by("pk")
    for pk, sha256, uploaded_at in rows.values_list("pk", "sha256", "uploaded_at").iterator():
        place = place_of(sha256, audience)
        settled.discard(place.name)
        if place.name not in there and uploaded_at < before and place.size() is None:
            yield Astray(audience, row=pk)
    if audience == Audience.PERSONAL:
        settled -= {f"{KEPT}/{pk.hex}" for pk in KeptFile.objects.values_list("pk", flat=True)}
    elif audience == Audience.PUBLIC:
        settled -= {f"{EDITIONS}/{name}" for name in Edition.objects.values_list("name", flat=True)}
    yield from (Astray(audience, place=Place(audience.value, name)) for name in sorted(settled))


def check(at: datetime) -> list[Astray]:
    """Erase personal bytes that belong to nobody, note how many files are astray otherwise, and return those."""
    left = []
    for found in find_astray(at):
        if found.audience == Audience.PERSONAL and found.place is not None:
            found.place.erase()
        else:
            left.append(found)
    beat(CHECK, at, len(left))
    return left
