"""Encryption of personal data, and fingerprints that tell equal values without reading them."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """No key of this deployment decrypts the value, or it is damaged."""

    def __init__(self, message: str = "No key of PERSONAL_DATA_KEYS reads this value") -> None:
        super().__init__(message)


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def ring() -> MultiFernet:
    """The keys of `settings.PERSONAL_DATA_KEYS`: the first is the newest and encrypts, all of them decrypt."""
    return _ring(tuple(settings.PERSONAL_DATA_KEYS))


def encrypt(text: str) -> str:
    """Encrypt a text with the newest key; each result is different."""
    return encrypt_bytes(text.encode("utf-8")).decode("ascii")


def decrypt(token: str) -> str:
    """Decrypt a text. Raises `Unreadable` if no key fits."""
    return decrypt_bytes(token.encode("ascii", "replace")).decode("utf-8")


def encrypt_bytes(content: bytes) -> bytes:
    """Encrypt bytes with the newest key."""
    return ring().encrypt(content)


def decrypt_bytes(token: bytes) -> bytes:
    """Decrypt bytes. Raises `Unreadable` if no key fits."""
    try:
        return ring().decrypt(token)
    except InvalidToken:
        raise Unreadable from None


def renew(token: str) -> str:
    """Encrypt an encrypted text again with the newest key. Raises `Unreadable` if no key fits."""
    return renew_bytes(token.encode("ascii", "replace")).decode("ascii")


def renew_bytes(token: bytes) -> bytes:
    """Encrypt encrypted bytes again with the newest key. Raises `Unreadable` if no key fits."""
    try:
        return ring().rotate(token)
    except InvalidToken:
        raise Unreadable from None


def is_newest(token: str | bytes) -> bool:
    """Whether the newest key decrypts it."""
    if isinstance(token, str):
        token = token.encode("ascii", "replace")
    try:
        Fernet(settings.PERSONAL_DATA_KEYS[0]).decrypt(token)
    except InvalidToken:
        return False
    return True


def fingerprint(value: str, purpose: str) -> str:
    """A keyed digest of 64 hexadecimal digits, equal for equal values; blanks and case are ignored.

    Its key never rotates, so that duplicates are found for ever; different purposes give different digests.
    """
    said = f"{purpose}\x1f{''.join(value.split()).upper()}".encode()
    return hmac.new(settings.PERSONAL_DATA_FINGERPRINT_KEY.encode(), said, hashlib.sha256).hexdigest()
