"""Storing, opening, verifying and erasing files."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.files.cleaning import NotCleanable
from foundation.files.containers import Container
from foundation.files.inspection import Inspection
from foundation.files.kinds import KINDS
from foundation.files.media import Media, read_media
from foundation.files.models import Audience, StoredFile, place_of
from foundation.files.names import clean_name, extension_of
from foundation.files.outside import clean, inspect
from foundation.files.rejected import Rejected
from foundation.files.telling import taken_out
from foundation.privacy.keys import Unreadable, decrypt_bytes, encrypt_bytes

Source = bytes | Path | File  # type: ignore[type-arg]
#: The number of random bytes before those of a personal file.
SALT = 16
#: The number of bytes read at a time.
CHUNK = 256 * 1024


def store(
    content: Source, *, name: str, agency: Agency, audience: str, by: Actor, at: datetime
) -> StoredFile:
    """Inspect a file, store its bytes and return its row.

    `audience` is "public", "internal" (SR-6(1)) or "personal". Equal bytes with equal name, agency and audience give one row;
    a personal file is stored encrypted, anew each time, under a neutral name.
    Raises `Rejected` for a file that is too large or of a kind that is not accepted.
    """
    taken = bounded(content)
    return _store(taken, inspect(taken, name), agency=agency, audience=Audience(audience), by=by, at=at)


def store_made(
    content: bytes, *, name: str, agency: Agency, audience: str, by: Actor, at: datetime
) -> StoredFile:
    """Store a file that the portal made itself of what it holds; `name` ends as its kind does, arguments are those of `store`.

    Nothing in it has to be found out, so it is not inspected and its row holds no text: reading a PDF takes a process of its own.
    """
    kind = next(kind for kind in KINDS if extension_of(name) in kind.extensions)
    made = Inspection(name, kind.media_type, metadata={"text_complete": True})
    return _store(content, made, agency=agency, audience=Audience(audience), by=by, at=at)


def store_container(content: Source, *, name: str, agency: Agency, by: Actor, at: datetime) -> StoredFile:
    """Store a ZIP whose files a room reads one by one (`containers.py`), each to be inspected like an upload; it is internal.

    Raises `Rejected` for one that is too large or no ZIP.
    """
    taken = bounded(content)
    Container(BytesIO(taken))
    found = Inspection(clean_name(name), "application/zip", metadata={"text_complete": False})
    return _store(taken, found, agency=agency, audience=Audience.INTERNAL, by=by, at=at)


def store_media(
    content: Source, *, name: str, agency: Agency, audience: str, by: Actor, at: datetime
) -> tuple[StoredFile, Media]:
    """Store a sound or film without what cameras and programs noted in it; arguments are those of `store`.

    Its row says for how many seconds it lasts, and that a person has to hear or see it. The extension follows from the content.
    Raises `Rejected` for what is larger than settings.MEDIA_MAX_BYTES or of a kind that browsers do not play.
    """
    made = read_media(bounded(content, settings.MEDIA_MAX_BYTES))
    stem = clean_name(name).rpartition(".")[0] or clean_name(name)
    what = "录像要人工看一遍" if made.is_film else "录音要人工听一遍"
    told = {"seconds": round(made.seconds, 1), "unread": [what], "text_complete": False}
    found = Inspection(f"{stem[:100]}.{made.extension}", made.media_type, metadata=told)
    return _store(made.content, found, agency=agency, audience=Audience(audience), by=by, at=at), made


def store_unchanged(
    content: Source, found: Inspection, *, agency: Agency, by: Actor, at: datetime, most: int | None = None
) -> StoredFile:
    """Store an original of which nothing may be taken out, as the caller's own inspection `found` it; it is internal.

    Raises `Rejected` for one that is larger than `most`, or settings.UPLOAD_MAX_BYTES.
    """
    return _store_open(bounded(content, most), found, Audience.INTERNAL, agency=agency, by=by, at=at)


def _store(
    taken: bytes, found: Inspection, *, agency: Agency, audience: Audience, by: Actor, at: datetime
) -> StoredFile:
    if audience is Audience.PERSONAL:
        return _store_personal(taken, found, agency=agency, by=by, at=at)
    return _store_open(taken, found, audience, agency=agency, by=by, at=at)


@dataclass(frozen=True)
class Copied:
    """A file that leaves the agency, the file from which it was made, and in Chinese words what was taken out of that one.

    Where there was nothing to take out, as of a plain text, the file is its own copy, and there is no original.
    """

    file: StoredFile
    original: StoredFile | None
    removed: list[str]

    @property
    def fields(self) -> dict[str, Any]:
        """What an `Outgoing` row says of it."""
        return {"file": self.file, "original": self.original, "removed": "、".join(self.removed)}


def store_cleaned(
    content: Source, *, name: str, agency: Agency, audience: str, by: Actor, at: datetime
) -> Copied:
    """Store a file as internal, make a cleaned copy of it, inspect that anew, and store it for `audience`.

    Raises `Rejected` as `store` does, and `NotCleanable` for a file of which no copy can be made; then nothing is stored.
    """
    taken = bounded(content)
    found = inspect(taken, name)
    made = clean(taken, found.media_type)
    if made.content == taken:
        file = _store_open(taken, found, Audience(audience), agency=agency, by=by, at=at)
        return Copied(file, None, [])
    try:
        shown = inspect(made.content, found.name)
    except Rejected as refused:
        raise NotCleanable(f"清理后的副本没有通过检查：{refused.message}") from refused
    original = _store_open(taken, found, Audience.INTERNAL, agency=agency, by=by, at=at)
    copy = _store_open(made.content, shown, Audience(audience), agency=agency, by=by, at=at)
    removed = [*taken_out(found.metadata, shown.metadata), *made.removed]
    return Copied(copy, original, list(dict.fromkeys(removed)))


def _store_open(
    taken: bytes, found: Inspection, audience: Audience, *, agency: Agency, by: Actor, at: datetime
) -> StoredFile:
    """Store the bytes of a public or internal file once."""
    sha256 = hashlib.sha256(taken).hexdigest()
    place = place_of(sha256, audience)
    if place.size() != len(taken):
        place.write(taken)
    stored, _created = StoredFile.objects.get_or_create(
        sha256=sha256,
        audience=audience,
        agency=agency,
        name=found.name,
        defaults={
            "size": len(taken),
            "media_type": found.media_type,
            "text": found.text,
            "metadata": found.metadata,
            "uploaded_by_id": by.staff_id,
            "uploaded_at": at,
        },
    )
    return stored


def _store_personal(
    taken: bytes, found: Inspection, *, agency: Agency, by: Actor, at: datetime
) -> StoredFile:
    """Store the bytes encrypted behind a random salt; the row holds nothing of their content.

    The digest covers salt and bytes: without salt anybody with the table could confirm a guess (many forms differ by one
    number), and a keyed fingerprint would join equal files of two people, so that erasing one would erase both.
    """
    salted = secrets.token_bytes(SALT) + taken
    sha256 = hashlib.sha256(salted).hexdigest()
    place_of(sha256, Audience.PERSONAL).write(encrypt_bytes(salted))
    return StoredFile.objects.create(
        sha256=sha256,
        audience=Audience.PERSONAL,
        agency=agency,
        name=f"附件{Path(found.name).suffix.lower()}",
        size=len(taken),
        media_type=found.media_type,
        uploaded_by_id=by.staff_id,
        uploaded_at=at,
    )


@dataclass(frozen=True)
class Made:
    """Bytes that the portal made itself, and whose they are."""

    content: bytes
    agency_id: int
    name: str
    media_type: str
    audience: Audience


def store_many(made: Sequence[Made], *, at: datetime) -> list[StoredFile]:
    """Store many files that the portal made itself, in two queries; the rows in the order of what was given.

    Internal and personal ones alone: as with `store`, equal internal bytes of one agency and name give one row, and each personal
    file is encrypted anew.
    """
    rows, places = [], {}
    for each in made:
        personal = each.audience is Audience.PERSONAL
        content = secrets.token_bytes(SALT) + each.content if personal else each.content
        sha256 = hashlib.sha256(content).hexdigest()
        place = place_of(sha256, each.audience)
        if personal or place.size() != len(content):
            place.write(encrypt_bytes(content) if personal else content)
        told = {} if personal else {"text_complete": True}
        row = StoredFile(
            sha256=sha256,
            audience=each.audience,
            agency_id=each.agency_id,
            name=each.name,
            size=len(each.content),
            media_type=each.media_type,
            metadata=told,
            uploaded_at=at,
        )
        places[sha256, each.audience.value, each.agency_id, each.name] = row
        rows.append(row)
    known = StoredFile.objects.filter(sha256__in=[row.sha256 for row in rows])
    there = {_key(row): row for row in known.defer("text")}
    new = [row for key, row in places.items() if key not in there]
    there |= {_key(row): row for row in StoredFile.objects.bulk_create(new)}
    return [there[_key(row)] for row in rows]


def _key(row: StoredFile) -> tuple[str, str, int, str]:
    return row.sha256, str(row.audience), row.agency_id, row.name


def open_file(stored: StoredFile) -> BinaryIO | File:  # type: ignore[type-arg]
    """The bytes, decrypted if personal, open for reading; the caller closes.

    Raises `FileNotFoundError` if they are missing or erased, `Unreadable` if no key fits.
    """
    if stored.audience == Audience.PERSONAL:
        return BytesIO(_salted(stored)[SALT:])
    return stored.place.open()


def erase(stored: StoredFile, at: datetime) -> None:
    """Delete the bytes of a personal file at commit and note the moment on its row; `ValueError` for any other file.

    A second call keeps the first moment and deletes bytes that a crash left behind.
    """
    if stored.audience != Audience.PERSONAL:
        raise ValueError("Only personal files are ever erased")
    with transaction.atomic():
        row = StoredFile.objects.select_for_update().get(pk=stored.pk)
        if row.erased_at is None:
            row.erased_at = at
            row.save(update_fields=["erased_at"])
        stored.erased_at = row.erased_at
        # What a root that is away keeps is erased by the daily check.
        transaction.on_commit(row.place.erase, robust=True)


def verify(stored: StoredFile) -> bool:
    """Whether the bytes that lie there are those that were stored, by size and digest; False if they are erased."""
    try:
        if stored.audience == Audience.PERSONAL:
            salted = _salted(stored)
            return len(salted) - SALT == stored.size and hashlib.sha256(salted).hexdigest() == stored.sha256
        with stored.place.open() as source:
            if source.size != stored.size:
                return False
            digest = hashlib.sha256()
            while chunk := source.read(CHUNK):
                digest.update(chunk)
            return digest.hexdigest() == stored.sha256
    except (FileNotFoundError, Unreadable):
        return False


def _salted(stored: StoredFile) -> bytes:
    """Salt and bytes of a personal file, decrypted."""
    if stored.erased_at is not None:
        raise FileNotFoundError(f"File {stored.pk} was erased")
    return decrypt_bytes(stored.place.read())


def bounded(content: Source, most: int | None = None) -> bytes:
    """The bytes of the source; raises `Rejected` above `most`, or settings.UPLOAD_MAX_BYTES."""
    limit: int = settings.UPLOAD_MAX_BYTES if most is None else most
    if isinstance(content, bytes):
        taken = content
    elif isinstance(content, Path):
        with content.open("rb") as source:
            taken = source.read(limit + 1)
    else:
        content.seek(0)
        taken = content.read(limit + 1)
    if len(taken) > limit:
        raise Rejected(f"文件超过 {in_megabytes(limit)}，请压缩图片或拆分后重新上传。")
    return taken


def in_megabytes(size: int) -> str:
    """A bound as people are told it: `50 MB`."""
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0") + " MB"
