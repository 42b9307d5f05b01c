"""Single-use codes on slips and sheets: ten characters of Crockford's base32 and one check character; only an HMAC is kept.

The codes of a batch are made of its key, which is shown once: whoever holds it prints the slips, and the portal cannot.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import salted_hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Fifty bits: nobody guesses one.
LENGTH = 10
#: Crockford's check is the number modulo 37, which finds each wrong character and each swapped pair.
_CHECK = 37
#: The characters of the key of a batch: 130 bits.
KEY_LENGTH = 26
_READ_AS = str.maketrans("OILU", "011V")


def normalised(entered: str) -> str:
    """Characters as they are meant: width, case, blanks and hyphens do not matter, O is 0, I and L are 1."""
    wide = unicodedata.normalize("NFKC", entered[:80]).upper().translate(_READ_AS)
    return "".join(letter for letter in wide if letter in ALPHABET)


def shown(code: str) -> str:
    """A code as it is printed: `7K3MQ-2XW94-T`."""
    return f"{code[:5]}-{code[5:10]}-{code[10:]}"


def well_formed(code: str) -> bool:
    """Whether a normalised code is complete and its check character right."""
    return len(code) == LENGTH + 1 and _check(code[:LENGTH]) == ALPHABET.index(code[LENGTH])


def _check(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 32 + ALPHABET.index(letter)
    return number % _CHECK


def new_key() -> str:
    """The key of a new batch."""
    return "".join(secrets.choice(ALPHABET) for _ in range(KEY_LENGTH))


def of_batch(key: str, many: int) -> list[str]:
    """The first codes of a batch."""
    made = _made(key)
    return [next(made) for _ in range(many)]


def _made(key: str) -> Iterator[str]:
    serial = 0
    while True:
        told = hmac.new(key.encode(), f"questionnaires.batch.{serial}".encode(), hashlib.sha256).digest()
        serial += 1
        number = int.from_bytes(told, "big")
        letters = ""
        for _ in range(LENGTH):
            number, place = divmod(number, len(ALPHABET))
            letters += ALPHABET[place]
        # A check beyond the alphabet would be one of Crockford's extra signs, which nobody finds on a keypad.
        if (check := _check(letters)) < len(ALPHABET):
            yield letters + ALPHABET[check]


def digests(questionnaire: int, code: str) -> list[str]:
    """The digests under which a normalised code may be kept: by the present key first, then by the former ones."""
    told = f"{questionnaire}:{code}"
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [
        salted_hmac("questionnaires.codes", told, secret=key, algorithm="sha256").hexdigest() for key in keys
    ]
