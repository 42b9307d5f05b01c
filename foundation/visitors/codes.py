"""The code of a receipt: what proves that a matter is one's own.

It is derived from the random token of the form that was sent, so that a second click shows the same code, and nothing but
its digest is kept.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import salted_hmac

#: Without 0, 1, I, L, O, and without B, S, U and Z, which `normalised` reads as what they are taken for.
ALPHABET = "23456789ACDEFGHJKMNPQRTVWXY"
LENGTH = 12

_LOOK_ALIKE = str.maketrans("BSUZ", "85V2")


def new_token() -> str:
    """A token for one form: 256 random bits."""
    return secrets.token_urlsafe(32)


def normalised(entered: str) -> str:
    """What was typed as a code: width, case, blanks, hyphens and look-alikes forgiven.

    Nothing of it beyond 60 characters is read.
    """
    wide = unicodedata.normalize("NFKC", entered[:60]).upper().translate(_LOOK_ALIKE)
    return "".join(letter for letter in wide if letter in ALPHABET)


@dataclass(frozen=True)
class Codes:
    """The codes of one kind of matter. Changing the salt makes every code that was issued worthless."""

    salt: str

    def code_of(self, token: str) -> str:
        """The code that belongs to a form's token: `7K3M-Q2XW-94TC`, 57 bits."""
        number = int.from_bytes(self._keyed("code", token, settings.SECRET_KEY), "big")
        letters = []
        for _ in range(LENGTH):
            number, place = divmod(number, len(ALPHABET))
            letters.append(ALPHABET[place])
        code = "".join(letters)
        return "-".join(code[n : n + 4] for n in range(0, LENGTH, 4))

    def hashed(self, code: str) -> str:
        """What is kept of a code. It holds for no one number: an application passed on keeps its applicant's code."""
        return self._keyed("kept", normalised(code), settings.SECRET_KEY).hex()

    def matches(self, code: str, kept: str) -> bool:
        """Whether this is the code of which that was kept; takes as long for a wrong one.

        A code issued before the secret key was changed holds while the former key is among SECRET_KEY_FALLBACKS.
        """
        entered = normalised(code)
        right = False
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            kept_now = self._keyed("kept", entered, secret).hex()
            right |= hmac.compare_digest(kept_now.encode(), kept.encode())
        return right and len(entered) == LENGTH

    def _keyed(self, purpose: str, text: str, secret: str | bytes) -> bytes:
        told = text.encode("utf-8", "replace")
        return salted_hmac(f"{self.salt}.{purpose}", told, secret=secret, algorithm="sha256").digest()
