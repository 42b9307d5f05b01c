"""The files of everything public: made every night, made anew after a withdrawal, and refused until then."""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import connection, transaction
from django.utils.timezone import localdate

from foundation.machines.declaring import DATASETS, Dataset
from foundation.machines.models import Edition

#: The folder of the editions in the root of public files.
FOLDER = "editions"


def store() -> Storage:
    """Where the editions lie."""
    return storages["public"]


def current(edition: Edition) -> bool:
    """Whether nothing was taken from the public since the edition was made; whatever is not current is never handed out."""
    declared = DATASETS.get(edition.dataset)
    return declared is not None and set(declared.withdrawn()) <= set(edition.withdrawn)


def due(at: datetime) -> list[Dataset]:
    """The files that have no edition of this day, or none that may be handed out."""
    made = {edition.dataset: edition for edition in Edition.objects.filter(day=localdate(at))}
    return [one for name, one in DATASETS.items() if name not in made or not current(made[name])]


def make(declared: Dataset, at: datetime) -> Edition:
    """Write a new edition whole, then let it take the place of the one before."""
    with tempfile.TemporaryFile() as content:
        with _standing_still():
            # Read in the same moment as the rows: what is withdrawn later is not among these.
            withdrawn = sorted(declared.withdrawn())
            rows = _write(declared.rows(at), content)
        content.seek(0)
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        size = content.tell()
        name = f"{declared.name}-{localdate(at):%Y%m%d}-{sha256[:12]}.jsonl.gz"
        content.seek(0)
        store().save(f"{FOLDER}/{name}", File(content, name))
    told: dict[str, Any] = {
        "day": localdate(at),
        "made_at": at,
        "name": name,
        "sha256": sha256,
        "size": size,
        "rows": rows,
        "withdrawn": withdrawn,
    }
    with transaction.atomic():
        before = Edition.objects.select_for_update().filter(dataset=declared.name).first()
        edition, _made = Edition.objects.update_or_create(dataset=declared.name, defaults=told)
    if before is not None and before.name != name:
        store().delete(f"{FOLDER}/{before.name}")
    return edition


def _write(rows: Iterator[dict[str, Any]], target: IO[bytes]) -> int:
    """A row a line, compressed; the same rows give the same bytes."""
    number = 0
    with gzip.GzipFile(filename="", mode="wb", fileobj=target, compresslevel=6, mtime=0) as packed:
        for row in rows:
            packed.write(json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n")
            number += 1
    return number


@contextmanager
def _standing_still() -> Iterator[None]:
    """Read the database as it is at one moment; within a transaction, as in tests, as that sees it."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
