"""Cleaning file names: no paths, hidden characters or changes of writing direction."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
UNNAMED = "未命名"
#: Control, format (bidi overrides, zero-width), surrogate, private, unassigned; line separators.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_name(name: str) -> str:
    """The last path part of an upload's name without unsafe characters, at most 120 characters, extension kept."""
    shown = "".join(char for char in name if char in "\t\n" or unicodedata.category(char) not in HIDDEN)
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", shown).rstrip("/\\ \t\n"))[-1]
    plain = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]', "_", last)).strip(". ")
    stem, dot, extension = plain.rpartition(".")
    if not dot or len(extension) > 10:
        return plain[:LONGEST].strip(". ") or UNNAMED
    return f"{stem[: LONGEST - len(extension) - 1].strip('. ') or UNNAMED}.{extension}"


def extension_of(name: str) -> str:
    """The extension in lower case without the dot; "" if there is none."""
    _stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and len(extension) <= 10 else ""
