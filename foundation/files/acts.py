"""Taking files in, reading them, proving that they are what was taken in."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.files.inspection import Inspection, inspect
from foundation.files.models import Audience, StoredFile, place
from foundation.files.rejected import Rejected
from foundation.privacy.keys import Unreadable, decrypt_bytes, encrypt_bytes

Source = bytes | Path | File  # type: ignore[type-arg]
SALT = 16
"""Random bytes before those of a personal file."""


def store(
    content: Source, *, name: str, agency: Agency, audience: str, by: Actor, at: datetime
) -> StoredFile:
    """Take a file in: check it, read it, keep its bytes once, record it.

    `content` is the bytes, a path, or an upload. `audience` is "public", "internal" (SR-6(1)) or "personal". The
    same bytes given again under the same name for the same agency and audience are the same row.
    Rejected, with a Chinese message, when the file is too large or of a kind that may not be taken in;
    nothing is kept then. A personal file is kept encrypted, once for each
    time it is given, under a name that says nothing.
    """
    found_audience = Audience(audience)
    taken = _bounded(content)
    found = inspect(taken, name)
    if found_audience is Audience.PERSONAL:
        return _store_personal(taken, found, agency=agency, by=by, at=at)
    sha256 = hashlib.sha256(taken).hexdigest()
    _keep(taken, place(sha256, found_audience))
    stored, _created = StoredFile.objects.get_or_create(
        sha256=sha256,
        audience=found_audience,
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
    """Keep the bytes encrypted, behind a salt of their own, and of what they say nothing but their kind.

    The digest is that of salt and bytes. The bare one would let anybody with the table confirm a guess (many forms differ
    by one number); a keyed fingerprint would join the same file of two people, so that erasing the one's would take the
    other's. The salt lies encrypted with the bytes: every file is its own, and who may read it can still prove it, whatever
    the key. So giving the same bytes twice gives two files, and none is ever one with a public file.
    """
    salted = secrets.token_bytes(SALT) + taken
    sha256 = hashlib.sha256(salted).hexdigest()
    write(encrypt_bytes(salted), place(sha256, Audience.PERSONAL))
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


def open_file(stored: StoredFile) -> BinaryIO:
    """The bytes, open for reading; the caller closes. FileNotFoundError when they are gone from the disk or erased.

    Those of a personal file are decrypted; `Unreadable` where no key fits.
    """
    if stored.audience == Audience.PERSONAL:
        return BytesIO(_salted(stored)[SALT:])
    return stored.path.open("rb")


def erase(stored: StoredFile, at: datetime) -> None:
    """Take the bytes of a personal file away after its term; its row stays and says when.

    The bytes go when the transaction is committed, so that no rollback leaves a row without them. Doing it again keeps the
    first moment and removes bytes that a crash left behind. Raises `ValueError` for any other file: those are kept for ever.
    """
    if stored.audience != Audience.PERSONAL:
        raise ValueError("Only personal files are ever erased")
    with transaction.atomic():
        row = StoredFile.objects.select_for_update().get(pk=stored.pk)
        if row.erased_at is None:
            row.erased_at = at
            row.save(update_fields=["erased_at"])
        stored.erased_at = row.erased_at
        path = row.path
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def verify(stored: StoredFile) -> bool:
    """Whether the bytes on disk are still those that were taken in, by size and digest. False once they are erased."""
    try:
        if stored.audience == Audience.PERSONAL:
            salted = _salted(stored)
            return len(salted) - SALT == stored.size and hashlib.sha256(salted).hexdigest() == stored.sha256
        with stored.path.open("rb") as bytes_on_disk:
            return (
                os.fstat(bytes_on_disk.fileno()).st_size == stored.size
                and hashlib.file_digest(bytes_on_disk, "sha256").hexdigest() == stored.sha256  # type: ignore[arg-type]
            )
    except (FileNotFoundError, Unreadable):
        return False


def _salted(stored: StoredFile) -> bytes:
    """Salt and bytes of a personal file."""
    if stored.erased_at is not None:
        raise FileNotFoundError(f"File {stored.pk} was erased")
    return decrypt_bytes(stored.path.read_bytes())


def _bounded(content: Source) -> bytes:
    """The bytes of the source, never more than the limit of settings.UPLOAD_MAX_BYTES. Rejected beyond it."""
    limit: int = settings.UPLOAD_MAX_BYTES
    if isinstance(content, bytes):
        taken = content
    elif isinstance(content, Path):
        with content.open("rb") as source:
            taken = source.read(limit + 1)
    else:
        content.seek(0)
        taken = content.read(limit + 1)
    if len(taken) > limit:
        raise Rejected(f"文件超过 {_megabytes(limit)} MB，请压缩图片或拆分后重新上传。")
    return taken


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")


def _keep(content: bytes, path: Path) -> None:
    """Write the bytes under their digest; what lies there already with the same digest stays."""
    if not (path.exists() and path.stat().st_size == len(content)):
        write(content, path)


def write(content: bytes, path: Path) -> None:
    """Put the bytes in place, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".taking-in-")
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        os.chmod(temporary, 0o440)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
