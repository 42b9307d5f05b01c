"""The keys of personal data: what is encrypted with them, and how equal values are found without reading them."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """Something encrypted cannot be read with any key that this deployment has, or is damaged."""

    def __init__(self, message: str = "No key of PERSONAL_DATA_KEYS reads this value") -> None:
        super().__init__(message)


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def ring() -> MultiFernet:
    """The keys of `settings.PERSONAL_DATA_KEYS`, the newest first: it encrypts, all of them decrypt."""
    return _ring(tuple(settings.PERSONAL_DATA_KEYS))


def encrypt(text: str) -> str:
    """The text under the newest key; never the same twice."""
    return encrypt_bytes(text.encode("utf-8")).decode("ascii")


def decrypt(token: str) -> str:
    """What was encrypted. Raises `Unreadable` where no key fits."""
    return decrypt_bytes(token.encode("ascii", "replace")).decode("utf-8")


def encrypt_bytes(content: bytes) -> bytes:
    """Bytes under the newest key."""
    return ring().encrypt(content)


def decrypt_bytes(token: bytes) -> bytes:
    """The bytes that were encrypted. Raises `Unreadable` where no key fits."""
    try:
        return ring().decrypt(token)
    except InvalidToken:
        raise Unreadable from None


def renew(token: str) -> str:
    """The same content under the newest key. Raises `Unreadable` where no key fits."""
    return renew_bytes(token.encode("ascii", "replace")).decode("ascii")


def renew_bytes(token: bytes) -> bytes:
    """The same content under the newest key. Raises `Unreadable` where no key fits."""
    try:
        return ring().rotate(token)
    except InvalidToken:
        raise Unreadable from None


def is_newest(token: str | bytes) -> bool:
    """Whether the newest key reads it, so that nothing is left to do."""
    if isinstance(token, str):
        token = token.encode("ascii", "replace")
    try:
        Fernet(settings.PERSONAL_DATA_KEYS[0]).decrypt(token)
    except InvalidToken:
        return False
    return True


def fingerprint(value: str, purpose: str) -> str:
    """Tells equal values from different ones, and nothing else: 64 hexadecimal digits.

    Blanks and case make no difference. Its key stands apart from those that rotate, or duplicates would no longer be
    found after a rotation; `purpose` keeps the same value in two places from being joined.
    """
    said = f"{purpose}\x1f{''.join(value.split()).upper()}".encode()
    return hmac.new(settings.PERSONAL_DATA_FINGERPRINT_KEY.encode(), said, hashlib.sha256).hexdigest()
