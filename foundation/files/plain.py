"""Plain text in UTF-8 and GB18030, the encodings of county offices."""

from __future__ import annotations

import codecs
import re

CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
SURROGATE = re.compile("[\ud800-\udfff]")


class NotText(ValueError):
    """The bytes are no text in an encoding that is read here."""


def decode(content: bytes) -> tuple[str, str]:
    """The text, without byte order mark, and "UTF-8" or "GB18030"; raises `NotText` otherwise."""
    for codec, encoding in (("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if CONTROL.search(text):
            break
        return text.removeprefix("\ufeff"), encoding
    raise NotText("neither UTF-8 nor GB18030")


def decode_marked(content: bytes) -> tuple[str, str] | None:
    """The text in UTF-16 where a byte order mark says so, and "UTF-16"; None otherwise. Raises `NotText` when it is none."""
    if not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    try:
        text = content.decode("utf-16")
    except UnicodeDecodeError:
        raise NotText("no UTF-16") from None
    if CONTROL.search(text):
        raise NotText("no UTF-16")
    return text, "UTF-16"


def storable(text: str) -> str:
    """The text as PostgreSQL can store it: without NUL, U+FFFD for each lone surrogate."""
    return SURROGATE.sub("\ufffd", text.replace("\x00", ""))
