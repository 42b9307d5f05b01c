"""Receipt codes, by which citizens prove that a matter is theirs.

A code is derived from the random token of the sent form, so that sending it twice gives one code; only a digest is stored.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import salted_hmac

#: Without 0, 1, I, L, O, and without B, S, U and Z, which `normalised` reads as 8, 5, V and 2.
ALPHABET = "23456789ACDEFGHJKMNPQRTVWXY"
LENGTH = 12

_LOOK_ALIKE = str.maketrans("BSUZ", "85V2")


def new_token() -> str:
    """A token for one form: 256 random bits."""
    return secrets.token_urlsafe(32)


def normalised(entered: str) -> str:
    """A typed code in its canonical form: width, case, blanks, hyphens and look-alikes do not matter."""
    wide = unicodedata.normalize("NFKC", entered[:60]).upper().translate(_LOOK_ALIKE)
    return "".join(letter for letter in wide if letter in ALPHABET)


def _secrets() -> tuple[str | bytes, ...]:
    """The present key and the former ones, the newest first."""
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@dataclass(frozen=True)
class Codes:
    """The codes of one kind of matter; changing the salt invalidates every issued code."""

    salt: str

    def code_of(self, token: str, kept: str = "") -> str:
        """The code of a form's token: `7K3M-Q2XW-94TC`, 57 bits; with the digest that is kept, the code that was given then.

        Whoever sends a form again after a change of keys gets what they hold, which is of a former key.
        """
        codes = [self._code(token, secret) for secret in _secrets()]
        return next((code for code in codes if kept and self.matches(code, kept)), codes[0])

    def _code(self, token: str, secret: str | bytes) -> str:
        number = int.from_bytes(self._keyed("code", token, secret), "big")
        code = ""
        for _ in range(LENGTH):
            number, place = divmod(number, len(ALPHABET))
            code += ALPHABET[place]
        return "-".join(code[n : n + 4] for n in range(0, LENGTH, 4))

    def hashed(self, code: str) -> str:
        """The stored digest of a code; it does not depend on the matter's number, which changes on transfer."""
        return self.hashes(code)[0]

    def hashes(self, code: str) -> list[str]:
        """The digests under which a code may be kept: by the present key first, then by the former ones."""
        return [self._keyed("kept", normalised(code), secret).hex() for secret in _secrets()]

    def matches(self, code: str, kept: str) -> bool:
        """Whether `kept` is the digest of this code, in constant time; former keys are in SECRET_KEY_FALLBACKS."""
        right = False
        for digest in self.hashes(code):
            right |= hmac.compare_digest(digest.encode(), kept.encode())
        return right and len(normalised(code)) == LENGTH

    def _keyed(self, purpose: str, text: str, secret: str | bytes) -> bytes:
        told = text.encode("utf-8", "replace")
        return salted_hmac(f"{self.salt}.{purpose}", told, secret=secret, algorithm="sha256").digest()
