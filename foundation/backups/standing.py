"""Whether the portal may start: its keys read its data, and no restore stands half done."""

from __future__ import annotations

import logging
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models.expressions import RawSQL
from django.db.utils import ProgrammingError

from foundation.backups.dumps import UNFINISHED
from foundation.backups.keys import FINGERPRINT, PERSONAL, SECRET, fingerprints
from foundation.backups.models import Touchstone
from foundation.privacy.fields import EncryptedTextField
from foundation.privacy.keys import Unreadable, decrypt, fingerprint

logger = logging.getLogger(__name__)
KNOWN, PURPOSE = "五原", "backups.touchstone"


class Unfit(ImproperlyConfigured):
    """The portal must not start; the message says which key, or what else, and what to do."""


_UNFINISHED = (
    "A restore into this portal was interrupted: its data are not whole. "
    "Run manage.py restore again; nothing starts before."
)
_PERSONAL = (
    f"{PERSONAL} does not read this database: it was written under another key. Put that key back into {PERSONAL}, "
    "the newest first, and start again; manage.py key_fingerprints tells which are in use."
)
_FINGERPRINT = (
    f"{FINGERPRINT} is not the one under which this database was written; it must never change. "
    "Put the former value back and start again."
)
_SECRET = (
    f"{SECRET} was changed and the former one (fingerprint {{0}}) is not in SECRET_KEY_FALLBACKS: the receipts of citizens "
    "given under it would not open. Put it there; if it is lost for good, manage.py key_fingerprints --forget {0}."
)


def require_fit() -> None:
    """Raise `Unfit`, and log why, unless the keys read the data; at the first start lay the touchstone.

    In a database without tables there is nothing to read.
    """
    try:
        _check()
    except Unfit as unfit:
        logger.critical("%s", unfit)
        raise


def unfinished_restore() -> bool:
    """Whether a restore began and did not end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [UNFINISHED])
        (found,) = cursor.fetchone()
    return bool(found)


def _check() -> None:
    unfinished = RawSQL("to_regnamespace(%s) IS NOT NULL", [UNFINISHED])
    try:
        with transaction.atomic():
            stone = Touchstone.objects.annotate(unfinished=unfinished).first()
    except Unreadable:
        raise Unfit(_UNFINISHED if unfinished_restore() else _PERSONAL) from None
    except ProgrammingError:  # no table yet
        if unfinished_restore():
            raise Unfit(_UNFINISHED) from None
        return
    if stone is None:
        if unfinished_restore():
            raise Unfit(_UNFINISHED)
        _lay()
        return
    if getattr(stone, "unfinished", False):
        raise Unfit(_UNFINISHED)
    _compare(stone)


def _compare(stone: Touchstone) -> None:
    if stone.fingerprint != fingerprint(KNOWN, PURPOSE):
        raise Unfit(_FINGERPRINT)
    marks = fingerprints()[SECRET]
    for former in stone.secrets:
        if former not in marks and not settings.DEBUG:
            raise Unfit(_SECRET.format(former))
    if marks[0] not in stone.secrets:
        Touchstone.objects.update(secrets=[*stone.secrets, marks[0]])


def _lay() -> None:
    """Lay the touchstone, after a look at one value of every encrypted column."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedTextField) and model._meta.managed and not model._meta.proxy:
                _try(model._meta.db_table, str(field.column))
    Touchstone.objects.get_or_create(
        pk=1,
        defaults={
            "known": KNOWN,
            "fingerprint": fingerprint(KNOWN, PURPOSE),
            "secrets": fingerprints()[SECRET][:1],
        },
    )


def _try(table: str, column: str) -> None:
    quote: Any = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {quote(column)} FROM {quote(table)} WHERE {quote(column)} <> '' LIMIT 1")  # noqa: S608
        for (token,) in cursor.fetchall():
            try:
                decrypt(token)
            except Unreadable:
                raise Unfit(_PERSONAL) from None


def forget(mark: str) -> bool:
    """No longer ask for a former SECRET_KEY; returns whether it was asked for."""
    with transaction.atomic():
        stone = Touchstone.objects.select_for_update().first()
        if stone is None or mark not in stone.secrets:
            return False
        stone.secrets = [one for one in stone.secrets if one != mark]
        stone.save(update_fields=["secrets"])
    return True
