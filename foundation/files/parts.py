"""What the parts of a container are that are no XML: pictures, typefaces, sound, other files; told by their first bytes."""

from __future__ import annotations

import re
from enum import Enum

from foundation.files.calls_out import CHUNK, OBJECTS
from foundation.files.rejected import Running


class Part(Enum):
    """What a part is, and so what becomes of it."""

    XML = "xml"
    PICTURE = "picture"
    #: JPEG and PNG, whose notes are read.
    PHOTOGRAPH = "photograph"
    HARMLESS = "harmless"
    MEDIA = "media"
    CONTAINER = "container"
    TEXT = "text"
    EMPTY = "empty"
    UNKNOWN = "unknown"


_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", Part.PHOTOGRAPH),
    (b"\xff\xd8\xff", Part.PHOTOGRAPH),
    (b"GIF8", Part.PICTURE),
    (b"BM", Part.PICTURE),
    (b"II*\x00", Part.PICTURE),
    (b"MM\x00*", Part.PICTURE),
    (b"II\xbc\x01", Part.PICTURE),
    (b"\xd7\xcd\xc6\x9a", Part.PICTURE),
    (b"\x01\x00\x09\x00", Part.PICTURE),
    (b"\x00\x00\x01\x00", Part.PICTURE),
    (b"\x97JB2", Part.PICTURE),
    (b"\x00\x00\x00\x0cjP  ", Part.PICTURE),
    (b"PK\x03\x04", Part.CONTAINER),
    (b"\x00\x01\x00\x00", Part.HARMLESS),
    (b"OTTO", Part.HARMLESS),
    (b"true", Part.HARMLESS),
    (b"ttcf", Part.HARMLESS),
    (b"wOFF", Part.HARMLESS),
)
_OTHERS = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"%PDF",
    b"MZ",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"PK\x05\x06",
    b"ITSF",
)
_CHUNKS = re.compile(rb"\s*(?:\{\\rtf|MIME-Version:|<!doctype html|<html|<body|<head)", re.IGNORECASE)
_HARMLESS = ("font", "printersettings")
_MEDIA = ("audio", "video")
#: Numbers that somebody could find in the bytes of a picture or typeface, plain or two bytes a character.
_PLAIN = re.compile(rb"(?<![0-9])[0-9]{15,19}[Xx]?(?![0-9])|(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_WIDE = re.compile(rb"(?:[0-9]\x00){11,19}(?:[Xx]\x00)?")


def what_it_is(head: bytes, kind: str, relation: str) -> Part:
    """What a part is by its first bytes, and only then by its content type; raises `Rejected` for other programs' files."""
    if not head.strip(b"\x00 \r\n\t"):
        return Part.EMPTY if len(head) < 512 else Part.UNKNOWN
    if head.startswith(_OTHERS):
        raise Running(OBJECTS)
    if _CHUNKS.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise Running(CHUNK)
    for begins, part in _BEGINNINGS:
        if head.startswith(begins) and not (part is Part.HARMLESS and _is_text(head)):
            return part
    if _is_xml(head):
        return Part.XML
    if (head[:4] == b"\x01\x00\x00\x00" and head[40:44] == b" EMF") or (
        head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    ):
        return Part.PICTURE
    if _is_text(head):
        return Part.TEXT
    if any(word in f"{kind} {relation}" for word in _HARMLESS):
        return Part.HARMLESS
    if (
        any(word in kind for word in _MEDIA)
        or head[4:8] == b"ftyp"
        or head.startswith((b"ID3", b"RIFF", b"OggS"))
    ):
        return Part.MEDIA
    return Part.UNKNOWN


def _is_xml(head: bytes) -> bool:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return b"<" in head[:8]
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") or head[:4] in (
        b"<\x00?\x00",
        b"\x00<\x00?",
    )


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return False
        text = head[: error.start].decode()
    return not re.search(r"[\x00-\x08\x0e-\x1f]", text)


def numbers_in(content: bytes) -> list[str]:
    """Numbers as long as those of persons in the bytes of a part that is no text."""
    found = [hit.decode() for hit in _PLAIN.findall(content)]
    return found + [hit.decode("utf-16-le") for hit in _WIDE.findall(content)]
