"""Encrypting the bytes of personal and kept files with the newest key; rows and places stay unchanged."""

from __future__ import annotations

from django.db import transaction

from foundation.files.models import Audience, KeptFile, StoredFile
from foundation.privacy.keys import Unreadable, is_newest, renew_bytes
from foundation.privacy.rotation import Found


def rotate(check: bool) -> Found:
    """Rotate one file at a time with its row locked, so that a file erased meanwhile does not come back."""
    found = Found()
    personal = StoredFile.objects.filter(audience=Audience.PERSONAL).order_by("pk")
    for pk in personal.values_list("pk", flat=True).iterator():
        with transaction.atomic():
            _rotate_one(personal.select_for_update().get(pk=pk), found, check)
    return found


def _rotate_one(stored: StoredFile, found: Found, check: bool) -> None:
    if stored.erased_at is not None:
        if not check:
            stored.place.erase()  # left behind by a crash after the erasure was committed
        return
    try:
        token = stored.place.read()
        if is_newest(token):
            return
        renewed = renew_bytes(token)
    except (FileNotFoundError, Unreadable) as gone:
        found.unreadable.append(
            f"files.StoredFile {stored.pk}: {'key' if isinstance(gone, Unreadable) else 'missing'}"
        )
        return
    found.old += 1
    if not check:
        stored.place.write(renewed)


def rotate_kept(check: bool) -> Found:
    """The same for files of forms that came back; one that nobody can read any more has to be chosen again, and is no failure."""
    found = Found()
    for pk in KeptFile.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = KeptFile.objects.select_for_update().filter(pk=pk).first()
            if row is None:
                continue
            try:
                token = row.place.read()
                if is_newest(token):
                    continue
                renewed = renew_bytes(token)
            except (FileNotFoundError, Unreadable):
                continue
            found.old += 1
            if not check:
                row.place.write(renewed)
    return found
