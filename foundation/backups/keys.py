"""The portal's keys by their fingerprints, which tell keys apart and do not tell the keys."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings

#: The settings that a restored portal must have as they were.
PERSONAL, FINGERPRINT, SECRET = "PERSONAL_DATA_KEYS", "PERSONAL_DATA_FINGERPRINT_KEY", "SECRET_KEY"


def mark(key: str, of: str) -> str:
    """The fingerprint of a key: sixteen hexadecimal digits, which say nothing of a random key."""
    return _keyed(key.encode(), f"fingerprint of {of}").hex()[:16]


def fingerprints() -> dict[str, list[str]]:
    """The fingerprints of the keys in use, by setting, the newest first."""
    return {
        PERSONAL: [mark(key, PERSONAL) for key in settings.PERSONAL_DATA_KEYS],
        FINGERPRINT: [mark(settings.PERSONAL_DATA_FINGERPRINT_KEY, FINGERPRINT)],
        SECRET: [mark(key, SECRET) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)],
    }


def lacking(wanted: dict[str, list[str]]) -> list[str]:
    """What is wanted and not in use, as `PERSONAL_DATA_KEYS 0123456789abcdef`.

    Of SECRET_KEY all are wanted, too: a receipt given under a former one is opened by no other.
    """
    have = fingerprints()
    return [f"{of} {one}" for of, marks in wanted.items() for one in marks if one not in have.get(of, ())]


def name_of(digest: bytes) -> str:
    """The name under which contents of this SHA-256 are stored: keyed, so that nobody confirms a guess by it."""
    return _keyed(_of_the_portal(), digest, "object").hex()[:40]


def name_of_all(names: Iterable[str]) -> str:
    """The name of a pack of several contents."""
    return _keyed(_of_the_portal(), "\n".join(names), "pack").hex()[:40]


def seal(told: bytes) -> str:
    """The seal of a set: whoever can write into the folder of backups, and has not the portal's key, cannot forge one."""
    return _keyed(_of_the_portal(), told, "seal").hex()


def _of_the_portal() -> bytes:
    return str(settings.PERSONAL_DATA_FINGERPRINT_KEY).encode()


def _keyed(key: bytes, told: str | bytes, purpose: str = "") -> bytes:
    said = told.encode() if isinstance(told, str) else told
    return hmac.new(key, f"backups.{purpose}\x1f".encode() + said, hashlib.sha256).digest()
