"""The archive's second copy of every file: in a root of its own, best on another disk (AR-3(1)).

A personal file lies there encrypted as it lies in its root. Equal bytes lie once.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from archive.models import Kept, Member, SealedMember
from archive.models.item import MemberBase
from foundation.files.acts import CHUNK, SALT
from foundation.files.models import Audience, StoredFile
from foundation.files.roots import COPIES, ROOTS, Place, root_of
from foundation.privacy.keys import Unreadable, decrypt_bytes

logger = logging.getLogger(__name__)


def copy_of(stored: StoredFile) -> Place:
    """Where the copy of a file lies."""
    return Place(COPIES, f"{stored.audience}/{stored.sha256[:2]}/{stored.sha256[2:4]}/{stored.sha256}")


def make(stored: StoredFile) -> None:
    """Copy the bytes, as they lie; raises `FileNotFoundError`, `OSError` where they are not there or the root does not answer."""
    place = copy_of(stored)
    content = stored.place.read()
    place.write(content)


@dataclass(frozen=True)
class Looked:
    """Whether the bytes at a place are those of a file; how many there are."""

    sound: bool
    why: str = ""


def look(stored: StoredFile, place: Place) -> Looked:
    """Read the bytes at a place, a piece at a time, and compare size and digest with the file's row."""
    try:
        if stored.audience == Audience.PERSONAL:
            return _look_encrypted(stored, place)
        digest, size = hashlib.sha256(), 0
        with place.open() as source:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except FileNotFoundError:
        return Looked(False, "文件不在了")
    except OSError:
        return Looked(False, "读不出来，存储出了故障")
    if size != stored.size:
        return Looked(False, f"大小不符：应为 {stored.size} 字节，实为 {size} 字节")
    if digest.hexdigest() != stored.sha256:
        return Looked(False, "SHA-256 摘要不符，内容被改动过")
    return Looked(True)


def _look_encrypted(stored: StoredFile, place: Place) -> Looked:
    try:
        salted = decrypt_bytes(place.read())
    except Unreadable:
        return Looked(False, "解不开，内容被改动过或者密钥已更换")
    if len(salted) - SALT != stored.size or hashlib.sha256(salted).hexdigest() != stored.sha256:
        return Looked(False, "SHA-256 摘要不符，内容被改动过")
    return Looked(True)


def restore(stored: StoredFile) -> None:
    """Put the copy in the place of the damaged bytes; the caller has looked at the copy."""
    stored.place.write(copy_of(stored).read())


def erase(stored: StoredFile) -> None:
    """Delete the copy at commit, unless something that is kept has equal bytes: of these there is one copy."""

    def unless_needed() -> None:
        if not any(_needing(table, stored).exists() for table in (Member, SealedMember)):
            copy_of(stored).erase()

    # What a root that is away keeps is erased by the check of that file, as are the bytes themselves.
    transaction.on_commit(unless_needed, robust=True)


def _needing(table: type[Member | SealedMember], stored: StoredFile) -> QuerySet[Any]:
    same = table._base_manager.filter(file__audience=stored.audience, file__sha256=stored.sha256)
    kept = same.filter(copied=True, item__state__in=Kept.LYING)
    return kept.exclude(condition=MemberBase.Condition.ERASED)


def roots_answer() -> bool:
    """Whether every root of files does; while one is away nothing can be said of what lies in it."""
    try:
        for name in (*ROOTS, COPIES):
            root_of(name).ask()
    except OSError as error:
        logger.warning("A root of files does not answer (%s): the archive waits", type(error).__name__)
        return False
    return True
