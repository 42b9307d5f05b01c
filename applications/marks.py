"""Marks by which an applicant is found without being read: keyed fingerprints of name, telephone and identity number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from foundation.characters import folded
from foundation.privacy.keys import fingerprint

#: What stands between the parts of a name, and in numbers, and is written by one and left out by another.
_BETWEEN = re.compile(r"[\s·•・‧･∙⋅．.●․\-‐‑‒–—―−'’‘()（）《》]")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[0-9]{10}$)")


def _plain(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", folded(text)))


def name_mark(name: str) -> str:
    """The mark of a name, whatever stands between its parts; blank for a blank one."""
    said = _plain(name)
    return fingerprint(said, "applicant name") if said else ""


def phone_mark(phone: str) -> str:
    """The mark of a telephone number, however its digits are grouped, with or without +86; blank for a blank one."""
    said = _COUNTRY.sub("", _plain(phone))
    return fingerprint(said, "applicant phone") if said else ""


def identity_mark(number: str) -> str:
    """The mark of an identity number; blank for a blank one."""
    said = _plain(number)
    return fingerprint(said, "applicant") if said else ""


#: The column of each mark, by the column of which it is one.
COLUMNS: dict[str, tuple[str, Callable[[str], str]]] = {
    "identity_number": ("fingerprint", identity_mark),
    "name": ("name_mark", name_mark),
    "phone": ("phone_mark", phone_mark),
}
