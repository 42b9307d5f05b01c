"""Taking files in, reading them, proving that they are what was taken in."""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import datetime
from io import BufferedReader
from pathlib import Path

from django.conf import settings
from django.core.files.base import File

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.files.inspection import inspect
from foundation.files.models import Audience, StoredFile, place
from foundation.files.rejected import Rejected

Source = bytes | Path | File  # type: ignore[type-arg]


def store(
    content: Source, *, name: str, agency: Agency, audience: str, by: Actor, at: datetime
) -> StoredFile:
    """Take a file in: check it, read it, keep its bytes once, record it.

    `content` is the bytes, a path, or an upload. `audience` is "public" or "internal" (SR-6(1)). The
    same bytes given again under the same name for the same agency and audience are the same row.
    Rejected, with a Chinese message, when the file is too large or of a kind that may not be taken in;
    nothing is kept then.
    """
    found_audience = Audience(audience)
    taken = _bounded(content)
    found = inspect(taken, name)
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


def open_file(stored: StoredFile) -> BufferedReader:
    """The bytes, open for reading; the caller closes. FileNotFoundError when they are gone from the disk."""
    return stored.path.open("rb")


def verify(stored: StoredFile) -> bool:
    """Whether the bytes on disk are still those that were taken in, by size and digest."""
    try:
        with open_file(stored) as bytes_on_disk:
            return (
                os.fstat(bytes_on_disk.fileno()).st_size == stored.size
                and hashlib.file_digest(bytes_on_disk, "sha256").hexdigest() == stored.sha256  # type: ignore[arg-type]
            )
    except FileNotFoundError:
        return False


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
    """Write the bytes under their digest, whole or not at all; what lies there already with the same
    digest stays."""
    if path.exists() and path.stat().st_size == len(content):
        return
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
